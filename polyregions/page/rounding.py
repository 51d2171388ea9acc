"""Exact points of the plane in floats, those that are too far out as points at infinity."""

from __future__ import annotations

from fractions import Fraction
from math import hypot

from polyregions.arithmetic import nearest_float

__all__ = ["FARTHEST", "rounded_direction", "rounded_point"]

FARTHEST = 1e100
"""Products of coordinates up to this size do not overflow."""


def rounded_point(x: Fraction, y: Fraction) -> tuple[float, float, bool]:
    """Return a point in floats and False, or, if it is too far out, its direction and True.

    Examples
    --------
    >>> rounded_point(Fraction(1, 4), Fraction(3)), rounded_point(Fraction(0), Fraction(10**600))
    ((0.25, 3.0, False), (0.0, 1.0, True))
    """
    near = nearest_float(x), nearest_float(y)
    if max(map(abs, near)) < FARTHEST:
        return (*near, False)
    return (*rounded_direction(x, y), True)


def rounded_direction(x: int | Fraction, y: int | Fraction) -> tuple[float, float]:
    """Return the vector of length 1 that points the same way.

    Examples
    --------
    >>> rounded_direction(3 * 10**400, 4 * 10**400)
    (0.6, 0.8)
    """
    largest = max(abs(Fraction(x)), abs(Fraction(y)))
    u, v = float(x / largest), float(y / largest)
    return u / hypot(u, v), v / hypot(u, v)
