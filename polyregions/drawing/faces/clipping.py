"""Chains and cycles of points cut off at a box, in floats or in fractions as they are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["clipped"]

Homogeneous = Sequence[Any]


def clipped(
    points: Sequence[Homogeneous], lower: Sequence[Any], upper: Sequence[Any], closes: bool
) -> list[list[Any]]:
    """Return the part of a convex polygon, or of a chain of segments on a line, within a box.

    Parameters
    ----------
    points
        Its corners in homogeneous coordinates (x, w): w = 1 for points, w = 0 for directions, which
        are corners at infinity.
    lower, upper
        The corners of the box.
    closes
        Whether the last corner is joined to the first one.

    Returns
    -------
    list of lists
        The corners in ordinary coordinates, none where the two do not meet.

    Notes
    -----
    Halfspaces are linear in homogeneous coordinates, so corners at infinity are cut off as others
    are; a box is bounded, and none of them is left.

    References
    ----------
    I. Sutherland, G. Hodgman, "Reentrant Polygon Clipping", 1974.

    Examples
    --------
    >>> quadrant = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    >>> clipped(quadrant, [-1, -1], [2, 3], closes=True)
    [[0.0, 3.0], [0.0, 0.0], [2.0, 0.0], [2.0, 3.0]]
    """
    kept = [list(point) for point in points]
    for axis, bounds in enumerate(zip(lower, upper, strict=True)):
        for sign, bound in zip((1, -1), bounds, strict=True):
            slacks = [sign * (point[axis] - bound * point[-1]) for point in kept]
            kept = list(_inside(kept, slacks, closes))
    return [[x / point[-1] for x in point[:-1]] for point in kept]


def _inside(points: list[list[Any]], slacks: list[Any], closes: bool) -> Iterator[list[Any]]:
    """Yield the corners of the part where the slacks are not negative."""
    for k, point in enumerate(points):
        here, before = slacks[k], slacks[k - 1]
        if (k or closes) and here * before < 0:
            # Not one less the other: between a point and a direction, one may be as small as ulps.
            share, rest = before / (before - here), here / (here - before)
            yield [share * x + rest * y for x, y in zip(point, points[k - 1], strict=True)]
        if here >= 0:
            yield point
