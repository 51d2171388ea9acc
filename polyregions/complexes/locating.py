"""The regions in which many points lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Points
from polyregions.budgets import in_time
from polyregions.errors import InternalError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["admits", "gap_signs", "located", "places_of"]

Indices = NDArray[np.int64]

OUTSIDE = -1


def located(complex: CellComplex, points: Points) -> Indices:
    """Return the first region that contains each point, -1 outside of the domain.

    Parameters
    ----------
    complex
        The complex.
    points
        The points, exactly.
    """
    inside = (gap_signs(complex.domain, points) >= 0).all(axis=1)
    signs = complex.network.signs_at(points)
    patterns = complex.enumeration.patterns
    found = np.where(inside, places_of(patterns, np.packbits(signs > 0, axis=1)), OUTSIDE)
    for k in in_time(np.flatnonzero(inside & (signs == 0).any(axis=1)).tolist()):
        matching = admits(patterns, signs[k])
        found[k] = np.argmax(matching) if matching.any() else OUTSIDE
    if np.any(inside & (found == OUTSIDE)):
        raise InternalError("a point of the domain lies in no region")
    return found


def admits(patterns: NDArray[np.uint8], signs: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return which closed regions, by their packed patterns, contain a point with these signs.

    Pre-activations are continuous: a region contains a point of the domain iff its bits do not
    contradict the signs there, whatever they are where a pre-activation vanishes.
    """
    decided, active = np.packbits(signs != 0), np.packbits(signs > 0)
    return np.asarray(np.all((patterns & decided) == active, axis=1))


def gap_signs(domain: HPolytope, points: Points) -> NDArray[np.int8]:
    """Return the signs of b - a x for every inequality a x <= b of a domain at many points.

    Returns
    -------
    ndarray of int8, shape (points, inequalities)
    """
    rows = domain.rows
    if not rows:
        return np.ones((len(points), 0), dtype=np.int8)
    gaps = Layer([[-a for a in row[:-1]] for row in rows], [row[-1] for row in rows])
    return Network([gaps]).signs_at(points)


def places_of(patterns: NDArray[np.uint8], wanted: NDArray[np.uint8]) -> Indices:
    """Return where packed patterns stand in a list in lexicographic order, -1 where they do not.

    Examples
    --------
    >>> patterns = np.array([[1, 2], [1, 3], [2, 0]], np.uint8)
    >>> places_of(patterns, np.array([[2, 0], [1, 2], [0, 0]], np.uint8)).tolist()
    [2, 0, -1]
    """
    width = patterns.shape[1]
    if not width:
        return np.zeros(len(wanted), dtype=np.int64)
    # Texts of bytes are compared as numbers from 0 to 255, and all have one length.
    keys = np.ascontiguousarray(patterns).view(f"S{width}").reshape(-1)
    asked = np.ascontiguousarray(wanted).view(f"S{width}").reshape(-1)
    places = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    found: Indices = np.where((patterns[places] == wanted).all(axis=1), places, OUTSIDE)
    return found
