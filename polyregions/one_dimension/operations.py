"""Sums, compositions, ReLUs and distances of piecewise linear functions, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise

from polyregions.errors import InvalidDomainError, InvalidFunctionError, UnboundedError
from polyregions.one_dimension.interval import Interval
from polyregions.one_dimension.piecewise_input import Vector
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear

__all__ = ["added", "composed", "relu", "restricted", "sup_distance"]


def added(first: PiecewiseLinear, second: PiecewiseLinear) -> PiecewiseLinear:
    """Return the sum of two functions on the same interval.

    Raises
    ------
    InvalidDomainError, InvalidFunctionError
        If the intervals differ, or the numbers of outputs do.

    Examples
    --------
    >>> one = PiecewiseLinear.through([(0, 0), (1, 1), (2, 0)])
    >>> added(one, one) == 2 * one
    True
    """
    _check_compatible(first, second)

    def both(x: Fraction) -> tuple[Vector, Vector]:
        (a, b), (c, d) = first.map_at(x), second.map_at(x)
        return _plus(a, c), _plus(b, d)

    return _piecewise(first.interval, {*first.breakpoints, *second.breakpoints}, both)


def relu(function: PiecewiseLinear) -> PiecewiseLinear:
    """Return x -> max(f(x), 0), coordinate by coordinate.

    Its breakpoints are those of the function and the points at which a coordinate changes its sign.
    """
    points = set(function.breakpoints)
    for (low, high), slope, intercept in _pieces(function):
        for s, c in zip(slope, intercept, strict=True):
            if s and _inside(low, -c / s, high):
                points.add(-c / s)

    def clipped(x: Fraction) -> tuple[Vector, Vector]:
        slope, intercept = function.map_at(x)
        on = [s * x + c > 0 for s, c in zip(slope, intercept, strict=True)]
        zero = Fraction(0)
        return (
            tuple(s if active else zero for s, active in zip(slope, on, strict=True)),
            tuple(c if active else zero for c, active in zip(intercept, on, strict=True)),
        )

    return _piecewise(function.interval, points, clipped)


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
    for (low, high), (s,), (c,) in _pieces(inner):
        if s:
            pulled = ((y - c) / s for y in outer.breakpoints)
            points.update(x for x in pulled if _inside(low, x, high))

    def chained(x: Fraction) -> tuple[Vector, Vector]:
        (s,), (c,) = inner.map_at(x)
        slope, intercept = outer.map_at(s * x + c)
        return tuple(a * s for a in slope), tuple(
            a * c + b for a, b in zip(slope, intercept, strict=True)
        )

    return _piecewise(inner.interval, points, chained)


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
    points = {x for x in function.breakpoints if _inside(low, x, high)}
    return _piecewise(interval, points, function.map_at)


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


def _check_compatible(first: PiecewiseLinear, second: PiecewiseLinear) -> None:
    if first.interval != second.interval:
        raise InvalidDomainError(
            f"the functions are defined on {first.interval} and on {second.interval}: restrict "
            "them to one interval"
        )
    if first.outputs != second.outputs:
        raise InvalidFunctionError(
            f"the functions have {first.outputs} and {second.outputs} outputs: give both as many"
        )


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


Piece = tuple[tuple[Fraction | None, Fraction | None], Vector, Vector]


def _pieces(function: PiecewiseLinear) -> Iterable[Piece]:
    ends = [function.interval.lower, *function.breakpoints, function.interval.upper]
    return zip(pairwise(ends), function.slopes, function.intercepts, strict=True)


def _piecewise(
    interval: Interval,
    points: Iterable[Fraction],
    map_at: Callable[[Fraction], tuple[Vector, Vector]],
) -> PiecewiseLinear:
    """Return the function with these breakpoints whose maps are read off inside of the pieces."""
    breakpoints = sorted(points)
    maps = [
        map_at(_between(low, high))
        for low, high in pairwise([interval.lower, *breakpoints, interval.upper])
    ]
    return PiecewiseLinear(interval, breakpoints, [a for a, _ in maps], [b for _, b in maps])


def _between(low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return high - 1 if high is not None else Fraction(0)


def _inside(low: Fraction | None, x: Fraction, high: Fraction | None) -> bool:
    return (low is None or low < x) and (high is None or x < high)


def _plus(left: Vector, right: Vector) -> Vector:
    return tuple(a + b for a, b in zip(left, right, strict=True))
