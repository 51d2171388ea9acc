"""Pairs of neighbouring faces: those that share a face below, or lie in one above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.errors import check_choice
from polyregions.refinement import entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces.lattice_columns import LatticeColumns

__all__ = ["NEIGHBOURHOODS", "Pairs", "neighbouring"]

Indices = NDArray[np.int64]

NEIGHBOURHOODS = ("lower", "upper")
"""What ``through=`` accepts: a common face one dimension lower, or one dimension higher."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of neighbouring faces of one dimension, each once, in lexicographic order.

    Attributes
    ----------
    first, second
        int64 arrays (E,): the two faces, the lower index first.
    through
        int64 array (E,): the one face that they share, or that holds both.
    """

    first: Indices
    second: Indices
    through: Indices


def neighbouring(lattice: LatticeColumns, dimension: int, through: str) -> Pairs:
    """Return the pairs of neighbouring faces of one dimension d.

    Two faces share at most one face of dimension d - 1, and lie together in at most one of
    dimension d + 1, since faces meet in faces; so no pair occurs twice.

    Parameters
    ----------
    lattice
        The faces.
    dimension
        The dimension d.
    through
        One of ``NEIGHBOURHOODS``.

    Raises
    ------
    UnknownOptionError
        If there are no faces of this dimension, or ``through`` is neither.

    Notes
    -----
    In time linear in the number of pairs, which may be quadratic in that of the faces around one.
    """
    faces = lattice.faces(dimension)
    if check_choice("the kind of neighbours", through, NEIGHBOURHOODS) == "lower":
        return _within(*_holding(faces.facet_offsets, faces.facets))
    if dimension == lattice.dimensions[-1]:
        return _within(np.zeros(1, dtype=np.int64), faces.facets[:0])
    above = lattice.faces(dimension + 1)
    return _within(above.facet_offsets, above.facets)


def _holding(offsets: Indices, members: Indices) -> tuple[Indices, Indices]:
    """Return for each member which rows hold it, ascending: their offsets, and the rows."""
    owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    count = int(members.max(initial=-1)) + 1
    order = np.argsort(members, kind="stable")
    ends = np.cumsum(np.bincount(members, minlength=count))
    return np.concatenate([[0], ends]).astype(np.int64), owners[order]


def _within(offsets: Indices, members: Indices) -> Pairs:
    """Return all pairs of members of a row, for each row; members ascend in each."""
    counts = np.diff(offsets)
    # Each member is paired with those behind it in its row.
    rows = np.repeat(np.arange(len(counts)), counts)
    behind = offsets[1:][rows] - np.arange(len(members)) - 1
    checkpoint()
    first = np.repeat(np.arange(len(members)), behind)
    second = entries_of(np.arange(len(members)) + 1, behind)
    low, high = members[first], members[second]
    checkpoint()
    order = np.lexsort((high, low))
    return Pairs(low[order], high[order], rows[first][order])
