"""Points strictly inside a region, and in the relative interior of its facets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from polyregions.arithmetic import IntegerVector, Points, ScaledVectors, dot, primitive
from polyregions.errors import InternalError
from polyregions.polytopes import slack_at
from polyregions.questions.local.setting import Setting

__all__ = ["Start", "homogeneous_float_point", "point_inside", "way_out"]

_HALVINGS = 24


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


def homogeneous_float_point(
    setting: Setting, bits: tuple[int, ...], start: Start
) -> IntegerVector | None:
    """Return a point of short coordinates strictly inside a region, if floats find one."""
    if start.direction is None:
        return start.point
    with np.errstate(all="ignore"):
        point, direction = ScaledVectors([start.point]).floats[0], start.direction
        place = point[:-1] / point[-1]
        way = ScaledVectors([direction]).floats[0] * max(1.0, np.abs(place).max())
        factors = np.ldexp(1.0, -np.arange(0, 2 * _HALVINGS, 2))
        candidates = place + factors[:, np.newaxis] * way
    found = setting.first_inside(bits, candidates)
    return None if found is None else Points(candidates).homogeneous([found])[0]


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
    # From a point X / w on, X + t d reaches a row at t = slack / rate; a power of two is short.
    way = Fraction(1) if longest is None else _power_below(longest / 2)
    *coordinates, scale = point
    moved = [
        way.denominator * x + way.numerator * d for x, d in zip(coordinates, direction, strict=True)
    ]
    return primitive((*moved, way.denominator * scale))


def _power_below(value: Fraction) -> Fraction:
    """Return a power of two that is at most a positive number, and more than a quarter of it."""
    exponent = value.numerator.bit_length() - value.denominator.bit_length() - 1
    return Fraction(2**exponent) if exponent >= 0 else Fraction(1, 2**-exponent)


def way_out(inside: IntegerVector, beyond: IntegerVector, row: IntegerVector) -> Start:
    """Return where the way from a point inside to one beyond a row meets the row, and goes on."""
    here, there = slack_at(row, inside), -slack_at(row, beyond)
    # Homogeneous points are weighted by the other's slack, in which their scales cancel.
    between = [there * a + here * b for a, b in zip(inside, beyond, strict=True)]
    *start, scale = inside
    *end, end_scale = beyond
    direction = [scale * b - end_scale * a for a, b in zip(start, end, strict=True)]
    return Start(primitive(between), primitive(direction))
