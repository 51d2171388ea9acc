"""Affine maps x -> slope x + intercept, one between any two neighbouring points of an interval.

What operations on piecewise linear functions are made of: where the result may bend, and how its
maps come from those of the operands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from polyregions.one_dimension.interval import Interval
from polyregions.one_dimension.piecewise_input import Vector

__all__ = [
    "AffineMap",
    "Piece",
    "is_inside",
    "maps_between_points",
    "positive_part",
    "sign_changes",
    "sum_of_maps",
]

AffineMap = tuple[Vector, Vector]
"""Slope and intercept."""

Piece = tuple[tuple[Fraction | None, Fraction | None], Vector, Vector]
"""The two ends of a piece, None for infinity, its slope and its intercept."""


def maps_between_points(
    interval: Interval, points: Iterable[Fraction], map_at: Callable[[Fraction], AffineMap]
) -> tuple[list[Fraction], list[Vector], list[Vector]]:
    """Return points in order, and slopes and intercepts read off inside of the pieces between.

    Examples
    --------
    >>> one = (Fraction(1),)
    >>> points, slopes, _ = maps_between_points(Interval(0, 2), one, lambda x: (one, one))
    >>> len(points), len(slopes)
    (1, 2)
    """
    breakpoints = sorted(points)
    ends = pairwise([interval.lower, *breakpoints, interval.upper])
    maps = [map_at(_between(low, high)) for low, high in ends]
    return breakpoints, [slope for slope, _ in maps], [intercept for _, intercept in maps]


def sum_of_maps(first: AffineMap, second: AffineMap) -> AffineMap:
    """Return the map x -> first(x) + second(x)."""
    slope, intercept = (
        tuple(a + b for a, b in zip(left, right, strict=True))
        for left, right in zip(first, second, strict=True)
    )
    return slope, intercept


def positive_part(affine: AffineMap, x: Fraction) -> AffineMap:
    """Return the map with the coordinates replaced by 0 that are not positive at x."""
    on = [s * x + c > 0 for s, c in zip(*affine, strict=True)]
    slope, intercept = (
        tuple(a if active else Fraction(0) for a, active in zip(vector, on, strict=True))
        for vector in affine
    )
    return slope, intercept


def sign_changes(pieces: Iterable[Piece]) -> Iterator[Fraction]:
    """Yield the points inside of pieces at which a coordinate changes its sign."""
    for (low, high), slope, intercept in pieces:
        for s, c in zip(slope, intercept, strict=True):
            if s and is_inside(low, -c / s, high):
                yield -c / s


def is_inside(low: Fraction | None, x: Fraction, high: Fraction | None) -> bool:
    """Return whether a number lies strictly between two ends, None for infinity."""
    return (low is None or low < x) and (high is None or x < high)


def _between(low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return high - 1 if high is not None else Fraction(0)
