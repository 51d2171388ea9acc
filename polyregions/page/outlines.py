"""The outlines of all regions of a plane complex, edge by edge, to be drawn and pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, sign
from polyregions.complexes import RegionComplex
from polyregions.drawing.plane import Corners
from polyregions.page.rounding import FARTHEST, rounded_direction, rounded_point

__all__ = ["AT_INFINITY", "Outlines", "outlines"]

AT_INFINITY = -1
"""The facet of an edge between two directions."""

# By what share of its region's size a corner may be misplaced: of a region as large as a screen, a
# hundredth of a pixel.
_ACCURACY = 2.0**-17

Corner = tuple[float, float, bool, int]


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """The regions as convex polygons, counterclockwise, with points at infinity.

    Attributes
    ----------
    offsets
        int64 array (N + 1,): the corners of region i are ``offsets[i]:offsets[i + 1]``. The whole
        plane has none.
    points
        float64 array (C, 2): the corners; where ``is_direction``, vectors of length 1 to infinity.
    is_direction
        bool array (C,).
    facets
        int64 array (C,): the facet of the complex that the edge from each corner to the next one
        lies on, or ``AT_INFINITY``. A facet that is a whole line has a corner on it, so that two
        edges in succession lie on it.
    exactly_computed
        int64 array: the regions that had to be computed exactly.
    """

    offsets: NDArray[np.int64]
    points: NDArray[np.float64]
    is_direction: NDArray[np.bool_]
    facets: NDArray[np.int64]
    exactly_computed: NDArray[np.int64]


def outlines(complex: RegionComplex) -> Outlines:
    """Return the outlines of all regions of a plane complex.

    Where floats with bounds of their errors prove in which order the facets follow one another and
    where they meet, the corners are computed in floats, many regions at once; elsewhere, and in
    unbounded regions, exactly, and rounded at the end. So the order is exact everywhere.

    Examples
    --------
    >>> import polyregions as pr
    >>> half_planes = pr.regions(pr.Network([pr.Layer([[1, 0]])]))
    >>> found = outlines(half_planes)
    >>> found.points[:3].tolist(), found.facets[:3].tolist()
    ([[0.0, -1.0], [0.0, 0.0], [0.0, 1.0]], [0, 0, -1])
    """
    corners = Corners.of(complex)
    is_exact = ~_proved(corners)
    exactly_computed = np.flatnonzero(is_exact)
    exact = [list(_exact_corners(complex, index)) for index in exactly_computed.tolist()]
    table = np.array([c for outline in exact for c in outline], dtype=np.float64).reshape(-1, 4)
    kept = ~is_exact[corners.owners]
    owners = np.concatenate(
        [corners.owners[kept], np.repeat(exactly_computed, [len(outline) for outline in exact])]
    )
    order = np.argsort(owners, kind="stable")
    points = np.concatenate([corners.points[kept], table[:, :2]])
    is_direction = np.concatenate([np.zeros(np.count_nonzero(kept), bool), table[:, 2] > 0])
    facets = np.concatenate([corners.facets[kept], table[:, 3].astype(np.int64)])
    counts = np.bincount(owners, minlength=len(complex))
    return Outlines(
        np.concatenate([[0], np.cumsum(counts)]),
        points[order],
        is_direction[order],
        facets[order],
        exactly_computed,
    )


def _proved(corners: Corners) -> NDArray[np.bool_]:
    """Return which regions are proved to be bounded and to have accurate corners."""
    lower = np.full((corners.regions, 2), np.inf)
    upper = -lower
    np.minimum.at(lower, corners.owners, corners.points)
    np.maximum.at(upper, corners.owners, corners.points)
    tolerances = _ACCURACY * np.max(upper - lower, axis=1)
    is_near = np.max(np.abs(corners.points), axis=1) < FARTHEST
    return corners.bounded_regions(np.where(is_near, tolerances[corners.owners], -1))


def _exact_corners(complex: RegionComplex, index: int) -> Iterator[Corner]:
    """Yield the corners of one region, each with whether it is a direction and its facet."""
    first = int(complex.enumeration.facet_offsets[index])
    forms = [(-a, -b, c) for a, b, c in complex.polytope(index).rows]
    order = _counterclockwise(forms)
    for k, position in enumerate(order):
        form, facet = forms[position], first + position
        before, after = forms[order[k - 1]], forms[order[(k + 1) % len(order)]]
        # Facets that turn by 180 degrees or more do not meet.
        opens, ends = _turn(before, form) <= 0, _turn(form, after) <= 0
        if opens:
            yield (*rounded_direction(-form[1], form[0]), True, facet)
        else:
            yield (*_intersection(before, form), facet)
        if opens and ends:
            share = Fraction(-form[2], form[0] ** 2 + form[1] ** 2)
            yield (*rounded_point(share * form[0], share * form[1]), facet)
        if ends:
            yield (*rounded_direction(form[1], -form[0]), True, AT_INFINITY)


def _counterclockwise(forms: Sequence[IntegerVector]) -> list[int]:
    """Return the order of forms by the angles of their normals, from 0 to 360 degrees.

    Examples
    --------
    >>> _counterclockwise([(0, -1, 0), (1, 1, 0), (1, 0, 0), (-1, 1, 0)])
    [2, 1, 3, 0]
    """

    def is_below(form: IntegerVector) -> int:
        return int((form[1], form[0]) < (0, 0))

    def compared(i: int, j: int) -> int:
        f, g = forms[i], forms[j]
        return is_below(f) - is_below(g) or -sign(_turn(f, g))

    return sorted(range(len(forms)), key=cmp_to_key(compared))


def _turn(f: IntegerVector, g: IntegerVector) -> int:
    """Return a number > 0 iff g's normal is less than 180 degrees counterclockwise of f's."""
    return f[0] * g[1] - f[1] * g[0]


def _intersection(f: IntegerVector, g: IntegerVector) -> tuple[float, float, bool]:
    turn = _turn(f, g)
    return rounded_point(
        Fraction(f[1] * g[2] - g[1] * f[2], turn), Fraction(f[2] * g[0] - f[0] * g[2], turn)
    )
