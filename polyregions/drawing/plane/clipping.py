"""Exact polygons: planar H-polytopes clipped to a box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from polyregions.arithmetic import IntegerVector
from polyregions.polytopes import HPolytope, generators

__all__ = [
    "VIEW",
    "Box",
    "Point",
    "bounding_box",
    "clipped_outline",
    "clipped_polygon",
    "vertices",
]

Point = tuple[Fraction, Fraction]
Box = tuple[Point, Point]
"""The lower left and the upper right corner."""
Outline = list[tuple[Point, int]]
"""The vertices of a polygon, each with the number of the edge that follows it."""

VIEW = -1
"""The number of an edge on the border of the view."""


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

    Examples
    --------
    >>> unit = ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)))
    >>> [tuple(map(str, p)) for p in clipped_polygon(HPolytope(2, [(2, 0, 1)]), unit)]
    [('0', '0'), ('1/2', '0'), ('1/2', '1'), ('0', '1')]
    """
    return [point for point, _ in clipped_outline(polytope, view)]


def clipped_outline(polytope: HPolytope, view: Box) -> Outline:
    """Return the vertices as :func:`clipped_polygon`, each with the row of the edge that follows.

    The row is an index into the polytope's rows, ``VIEW`` where only the box is the cause.

    References
    ----------
    I. Sutherland, G. Hodgman, "Reentrant Polygon Clipping", 1974.

    Examples
    --------
    >>> unit = ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)))
    >>> [row for _, row in clipped_outline(HPolytope(2, [(2, 0, 1), (-1, 0, 0)]), unit)]
    [-1, 0, -1, 1]
    """
    (left, bottom), (right, top) = view
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    outline = [(corner, VIEW) for corner in corners]
    for index, row in enumerate(polytope.rows):
        outline = list(_clipped(outline, row, index))
        if len(outline) < 3:
            return []
    return outline


def _clipped(outline: Outline, row: IntegerVector, index: int) -> Iterator[tuple[Point, int]]:
    """Yield the outline of the part of a convex polygon where a.x <= b."""
    slacks = [row[2] - row[0] * x - row[1] * y for (x, y), _ in outline]
    ahead = [*slacks[1:], *slacks[:1]]
    for k, (point, edge) in enumerate(outline):
        before, edge_before = outline[k - 1]
        if slacks[k] * slacks[k - 1] < 0:
            share = slacks[k] / (slacks[k] - slacks[k - 1])
            x, y = (p + share * (q - p) for p, q in zip(point, before, strict=True))
            yield (x, y), (edge_before if slacks[k] > 0 else index)
        if slacks[k] >= 0:
            yield point, (index if slacks[k] == 0 and ahead[k] <= 0 else edge)


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
