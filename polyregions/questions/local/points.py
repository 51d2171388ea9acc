"""Points strictly inside a region, and in the relative interior of its facets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from polyregions.arithmetic import IntegerVector, dot, primitive
from polyregions.errors import InternalError
from polyregions.polytopes import slack_at

__all__ = ["Start", "point_inside", "point_on_facet"]


class Start(NamedTuple):
    """Where a region is: strictly inside at a point, or a little way off along a direction.

    Attributes
    ----------
    point
        A homogeneous point of the closed region.
    direction
        The direction; None where the point is inside.
    """

    point: IntegerVector
    direction: IntegerVector | None = None


def point_inside(rows: Sequence[IntegerVector], start: Start) -> IntegerVector:
    """Return a homogeneous point strictly inside of {x : a.x <= b for every row (a, b)}."""
    point, direction = start
    if direction is None:
        return point
    longest: Fraction | None = None
    for row in rows:
        rate, slack = dot(row[:-1], direction), slack_at(row, point)
        if slack < 0 or (slack == 0 and rate >= 0):
            raise InternalError("a direction does not lead into its region")
        if rate > 0 and (longest is None or slack < longest * rate):
            longest = Fraction(slack, rate)
    # A power of two that is at most half of the way keeps the numbers short.
    way = Fraction(1) if longest is None else _power_below(longest / 2)
    *coordinates, scale = point
    moved = [way.denominator * x for x in coordinates]
    step = [way.numerator * d for d in direction]
    return primitive((*(x + d for x, d in zip(moved, step, strict=True)), way.denominator * scale))


def _power_below(value: Fraction) -> Fraction:
    """Return a power of two that is at most a positive number, and more than a quarter of it."""
    exponent = value.numerator.bit_length() - value.denominator.bit_length() - 1
    return Fraction(2**exponent) if exponent >= 0 else Fraction(1, 2**-exponent)


def point_on_facet(
    inside: IntegerVector, beyond: IntegerVector, row: IntegerVector
) -> IntegerVector:
    """Return where the way from a homogeneous point inside to one beyond a row meets the row."""
    here, there = slack_at(row, inside), -slack_at(row, beyond)
    # Homogeneous points are weighted by the other's scale, so that the slacks compare.
    return primitive([there * a + here * b for a, b in zip(inside, beyond, strict=True)])
