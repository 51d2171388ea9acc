"""The regions in which many points lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Points
from polyregions.budgets import in_time
from polyregions.complexes.places import OUTSIDE, places_of
from polyregions.errors import InternalError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["admits", "gap_signs", "located"]

Indices = NDArray[np.int64]


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
