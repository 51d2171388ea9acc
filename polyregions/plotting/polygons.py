"""Exact polygons: planar H-polytopes clipped to a box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from polyregions.arithmetic import IntegerVector
from polyregions.polytopes import HPolytope, generators

__all__ = ["Box", "Point", "bounding_box", "clipped_polygon", "vertices"]

Point = tuple[Fraction, Fraction]
Box = tuple[Point, Point]
"""The lower left and the upper right corner."""


def clipped_polygon(polytope: HPolytope, view: Box) -> list[Point]:
    """Return the vertices, counterclockwise, of a planar polytope within a box.

    Parameters
    ----------
    polytope
        A polytope in R^2, bounded or not.
    view
        The box.

    Returns
    -------
    list of points
        Empty where the two have no common interior.

    References
    ----------
    I. Sutherland, G. Hodgman, "Reentrant Polygon Clipping", 1974.

    Examples
    --------
    >>> unit = ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)))
    >>> [tuple(map(str, p)) for p in clipped_polygon(HPolytope(2, [(2, 0, 1)]), unit)]
    [('0', '0'), ('1/2', '0'), ('1/2', '1'), ('0', '1')]
    """
    (left, bottom), (right, top) = view
    polygon = [(left, bottom), (right, bottom), (right, top), (left, top)]
    for row in polytope.rows:
        polygon = _distinct(_clipped(polygon, row))
        if len(polygon) < 3:
            return []
    return polygon


def _clipped(polygon: Sequence[Point], row: IntegerVector) -> Iterator[Point]:
    """Yield the vertices of the part of a convex polygon where a.x <= b."""
    slacks = [row[2] - row[0] * x - row[1] * y for x, y in polygon]
    for k, point in enumerate(polygon):
        slack, slack_before = slacks[k], slacks[k - 1]
        if slack * slack_before < 0:
            share = slack / (slack - slack_before)
            before = polygon[k - 1]
            yield (
                point[0] + share * (before[0] - point[0]),
                point[1] + share * (before[1] - point[1]),
            )
        if slack >= 0:
            yield point


def _distinct(points: Iterator[Point]) -> list[Point]:
    return list(dict.fromkeys(points))


def vertices(polytope: HPolytope) -> list[Point]:
    """Return the vertices of a planar polytope in no particular order, none where it has none.

    Examples
    --------
    >>> from polyregions.polytopes import simplex
    >>> sorted(tuple(map(int, p)) for p in vertices(simplex(2)))
    [(0, 0), (0, 1), (1, 0)]
    """
    found = generators(polytope)
    return [] if found.lines else [(x, y) for x, y in found.vertices]


def bounding_box(points: Sequence[Point], margin: Fraction) -> Box:
    """Return the box around points, larger on every side by a share of its extent.

    Examples
    --------
    >>> corner, _ = bounding_box([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))], 1)
    >>> corner
    (Fraction(-1, 1), Fraction(-1, 1))
    """
    lower = min(x for x, _ in points), min(y for _, y in points)
    upper = max(x for x, _ in points), max(y for _, y in points)
    extent = max(upper[0] - lower[0], upper[1] - lower[1])
    pad = margin * extent if extent else Fraction(1)
    return (lower[0] - pad, lower[1] - pad), (upper[0] + pad, upper[1] + pad)
