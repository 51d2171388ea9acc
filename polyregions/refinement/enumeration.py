"""What an engine hands over: all proper activation regions with their facets, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, repr_of_fields
from polyregions.errors import InternalError, TooLargeError
from polyregions.refinement.facet_units import FacetUnits

__all__ = [
    "BOUNDARY",
    "UNDECIDED",
    "UNFINISHED",
    "CellCount",
    "Enumeration",
    "check_indices",
    "check_reciprocal",
    "other_sides",
]

BOUNDARY = -1
"""The neighbour of a facet on the domain's boundary."""

UNDECIDED = -1
"""What stands for a count that floats and small integers left open."""

UNFINISHED = -2
"""What stands for a count that takes longer than a moment."""

_MOST_INDICES = 2**31 - 1  # of int32


@dataclass(frozen=True, slots=True, eq=False)
class Enumeration:
    """All proper activation regions of a network on a domain, sorted by pattern.

    Attributes
    ----------
    patterns
        uint8 array (N, ceil(s / 8)): the bits of the s ReLU units, packed big-endian; the rows are
        distinct and in lexicographic order.
    interior_points
        For each region a point strictly inside, as integers (x_1, ..., x_n, w), w > 0. It may
        depend on the engine; however the search was divided among workers, it is the same, as all
        other columns are.
    facet_offsets
        int64 array (N + 1,): the facets of region i are ``facet_offsets[i]:facet_offsets[i + 1]``.
    facet_hyperplanes
        int32 array (F,): the first ReLU unit whose hyperplane in the region carries the facet, or
        -1 - k for row k of the domain; ascending within a region.
    facet_neighbours
        int32 array (F,): the region across, or ``BOUNDARY``.
    statistics
        How the decisions were taken, for reports.
    facet_units
        The units that vanish on each facet, where the engine has found them.
    """

    patterns: NDArray[np.uint8]
    interior_points: Sequence[IntegerVector]
    facet_offsets: NDArray[np.int64]
    facet_hyperplanes: NDArray[np.int32]
    facet_neighbours: NDArray[np.int32]
    statistics: Mapping[str, int | float]
    facet_units: FacetUnits | None = None

    __repr__ = repr_of_fields

    def __len__(self) -> int:
        return len(self.patterns)


@dataclass(frozen=True, slots=True)
class CellCount:
    """What an engine hands over where the regions are only counted.

    Attributes
    ----------
    regions
        The number of proper activation regions.
    linear_regions
        The number of linear regions (definition 4), None where it was not asked for.
    statistics
        How the decisions were taken.
    """

    regions: int
    linear_regions: int | None
    statistics: Mapping[str, int | float]


def check_indices(count: int) -> None:
    """Check that so many things can be numbered in columns of int32.

    Raises
    ------
    TooLargeError
        If they cannot.
    """
    if count > _MOST_INDICES:
        raise TooLargeError(
            f"{count} regions or facets are more than columns of 32 bits can number: count them "
            "instead of keeping them, or search a smaller domain"
        )


def other_sides(
    facet_offsets: NDArray[np.int64], facet_neighbours: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return for each facet the same one seen from the region across; itself on the boundary.

    Parameters
    ----------
    facet_offsets, facet_neighbours
        The columns of an :class:`Enumeration`.

    Examples
    --------
    >>> other_sides(np.array([0, 1, 3, 4]), np.array([1, 2, 0, 1], np.int32))
    array([2, 3, 0, 1])
    """
    owners = np.repeat(np.arange(len(facet_offsets) - 1), np.diff(facet_offsets))
    others = np.arange(len(owners))
    inner = np.flatnonzero(facet_neighbours >= 0)
    here, there = owners[inner], facet_neighbours[inner].astype(np.int64)
    # Two regions share one facet at most, so both orders list the same pairs.
    count = len(facet_offsets)
    forward, backward = np.argsort(here * count + there), np.argsort(there * count + here)
    others[inner[forward]] = inner[backward]
    return others


def check_reciprocal(facet_offsets: NDArray[np.int64], facet_neighbours: NDArray[np.int32]) -> None:
    """Check that every inner facet is seen once from each of its two sides.

    This is the completeness test of an enumeration: a region that was missed leaves its neighbours
    with a facet seen from one side only.

    Parameters
    ----------
    facet_offsets, facet_neighbours
        The columns of an :class:`Enumeration`.

    Raises
    ------
    InternalError
        If it fails.
    """
    owners = np.repeat(np.arange(len(facet_offsets) - 1, dtype=np.int32), np.diff(facet_offsets))
    if np.any(owners == facet_neighbours):
        raise InternalError("a facet leads from a region to itself")
    upward = facet_neighbours > owners
    forward = _sorted_pairs(owners[upward], facet_neighbours[upward], len(facet_offsets))
    # Without those on the boundary, which are seen once.
    upward |= facet_neighbours < 0
    downward = np.logical_not(upward, out=upward)
    backward = _sorted_pairs(facet_neighbours[downward], owners[downward], len(facet_offsets))
    if not np.array_equal(forward, backward) or np.any(forward[1:] == forward[:-1]):
        raise InternalError("a facet is seen from one of its two sides only")


def _sorted_pairs(
    first: NDArray[np.int32], second: NDArray[np.int32], count: int
) -> NDArray[np.int64]:
    pairs = first.astype(np.int64)
    pairs *= count
    pairs += second
    pairs.sort()
    return pairs
