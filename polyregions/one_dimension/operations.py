"""Compositions, restrictions and distances of piecewise linear functions, exactly."""

from __future__ import annotations

from fractions import Fraction

from polyregions.errors import InvalidDomainError, InvalidFunctionError, UnboundedError
from polyregions.one_dimension.interval import Interval
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear
from polyregions.one_dimension.piecewise_maps import AffineMap, is_inside

__all__ = ["composed", "restricted", "sup_distance"]


def composed(outer: PiecewiseLinear, inner: PiecewiseLinear) -> PiecewiseLinear:
    """Return x -> outer(inner(x)), whose breakpoints are the inner ones and the pulled back ones.

    Raises
    ------
    InvalidFunctionError
        If the inner function has several outputs.
    InvalidDomainError
        If it leaves the interval of the outer function.

    Examples
    --------
    >>> tent = PiecewiseLinear.through([(0, 0), ("1/2", 1), (1, 0)])
    >>> composed(tent, tent).pieces
    4
    """
    if inner.outputs != 1:
        raise InvalidFunctionError(
            f"the inner function has {inner.outputs} outputs: compose with a function of one output"
        )
    _check_range(outer.interval, inner)
    points = set(inner.breakpoints)
    for (low, high), (s,), (c,) in inner.each_piece():
        if s:
            pulled = ((y - c) / s for y in outer.breakpoints)
            points.update(x for x in pulled if is_inside(low, x, high))

    def chained(x: Fraction) -> AffineMap:
        (s,), (c,) = inner.map_at(x)
        slope, intercept = outer.map_at(s * x + c)
        return tuple(a * s for a in slope), tuple(
            a * c + b for a, b in zip(slope, intercept, strict=True)
        )

    return PiecewiseLinear.between(inner.interval, points, chained)


def restricted(function: PiecewiseLinear, interval: Interval) -> PiecewiseLinear:
    """Return the function on a smaller interval.

    Raises
    ------
    InvalidDomainError
        If the interval is not part of the function's.

    Examples
    --------
    >>> tent = PiecewiseLinear.through([(0, 0), (1, 1), (2, 0)])
    >>> restricted(tent, Interval(0, "1/2")).pieces
    1
    """
    outer = function.interval
    low, high = interval.lower, interval.upper
    too_low = outer.lower is not None and (low is None or low < outer.lower)
    too_high = outer.upper is not None and (high is None or high > outer.upper)
    if too_low or too_high:
        raise InvalidDomainError(f"{interval} is not part of {outer}: give a part of it")
    points = {x for x in function.breakpoints if is_inside(low, x, high)}
    return PiecewiseLinear.between(interval, points, function.map_at)


def sup_distance(first: PiecewiseLinear, second: PiecewiseLinear) -> Fraction:
    """Return the supremum of |f(x) - g(x)| over the common interval and all outputs, exactly.

    Raises
    ------
    InvalidDomainError, InvalidFunctionError
        If the intervals differ, or the numbers of outputs do.
    UnboundedError
        If the functions drift apart towards an infinite end.

    Examples
    --------
    >>> tent = PiecewiseLinear.through([(0, 0), ("1/2", 1), (1, 0)])
    >>> sup_distance(tent, PiecewiseLinear.through([(0, 0), (1, 0)]))
    Fraction(1, 1)
    """
    difference = first - second
    low, high = difference.interval.lower, difference.interval.upper
    drifts = (low is None and any(difference.slopes[0])) or (
        high is None and any(difference.slopes[-1])
    )
    if drifts:
        raise UnboundedError(
            "the functions drift apart without bound: restrict them to a bounded interval"
        )
    ends = [end for end in (low, high) if end is not None]
    points = [*ends, *difference.breakpoints] or [Fraction(0)]
    return max(abs(y) for x in points for y in difference(x))


def _check_range(interval: Interval, inner: PiecewiseLinear) -> None:
    low, high = inner.interval.lower, inner.interval.upper
    points = [*inner.breakpoints, *(end for end in (low, high) if end is not None)]
    inside = all(interval.contains(inner(x)[0]) for x in points or [Fraction(0)])
    ends = []
    if low is None:
        ends.append(-inner.slopes[0][0])
    if high is None:
        ends.append(inner.slopes[-1][0])
    rises, falls = any(s > 0 for s in ends), any(s < 0 for s in ends)
    escapes = (rises and interval.upper is not None) or (falls and interval.lower is not None)
    if not inside or escapes:
        raise InvalidDomainError(
            f"the inner function leaves {interval}, where the outer one is defined: restrict it"
        )
