"""What makes a piecewise linear function: its data checked, and put into integer columns."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from polyregions.arithmetic import common_denominator, exact_rational, number_text
from polyregions.errors import InvalidDomainError, InvalidFunctionError, InvalidNetworkError
from polyregions.networks import Network, check_network
from polyregions.one_dimension.integer_columns import Integers, reduced
from polyregions.one_dimension.interval import Interval

__all__ = [
    "Vector",
    "check_breakpoints",
    "check_compatible",
    "check_pieces",
    "exact_values",
    "interpolation",
    "maps_of",
    "positions_of",
    "require_one_input",
]

Vector = tuple[Fraction, ...]


def require_one_input(network: Network) -> None:
    """Refuse what is no network with one input.

    Raises
    ------
    InvalidNetworkError
        If it is none, or has another number of inputs.
    """
    if check_network(network).inputs != 1:
        raise InvalidNetworkError(
            f"the network has {network.inputs} inputs: one dimension means one input; use "
            "polyregions.complexes"
        )


def exact_values(value: Any) -> Vector:
    """Return a number, or a sequence of numbers, as a vector of rationals.

    Examples
    --------
    >>> exact_values("1/2"), exact_values([1, 2])
    ((Fraction(1, 2),), (Fraction(1, 1), Fraction(2, 1)))
    """
    if isinstance(value, (tuple, list, np.ndarray)):
        return tuple(exact_rational(entry, "entry") for entry in value)
    return (exact_rational(value, "entry"),)


def check_breakpoints(interval: Interval, points: list[Fraction]) -> None:
    """Check that breakpoints increase strictly between the ends of an interval.

    Raises
    ------
    InvalidFunctionError
        If they do not.
    """
    ends = [end for end in (interval.lower, *points, interval.upper) if end is not None]
    if any(a >= b for a, b in pairwise(ends)):
        raise InvalidFunctionError(
            f"the breakpoints do not increase inside of {interval}: sort them, without repetition"
        )


def check_pieces(points: list[Fraction], slopes: list[Vector], intercepts: list[Vector]) -> None:
    """Check that there is one map for each piece, and that neighbours agree at the breakpoints.

    Raises
    ------
    InvalidFunctionError
        If not.
    """
    if not len(points) + 1 == len(slopes) == len(intercepts):
        raise InvalidFunctionError(
            f"{len(points)} breakpoints make {len(points) + 1} pieces, and {len(slopes)} slopes "
            f"and {len(intercepts)} intercepts are given: give one of each for each piece"
        )
    if len({len(vector) for vector in (*slopes, *intercepts)}) != 1 or not slopes[0]:
        raise InvalidFunctionError(
            "the slopes and intercepts have different lengths: give every piece as many outputs"
        )
    for k, x in enumerate(points):
        left, right = (
            [a * x + b for a, b in zip(slopes[i], intercepts[i], strict=True)] for i in (k, k + 1)
        )
        if left != right:
            raise InvalidFunctionError(
                f"the function jumps at the breakpoint {number_text(x)}: give maps that agree there"
            )


def check_compatible(first: Interval, outputs: int, second: Interval, others: int) -> None:
    """Check that two functions have the same interval and as many outputs.

    Raises
    ------
    InvalidDomainError, InvalidFunctionError
        If not.
    """
    if first != second:
        raise InvalidDomainError(
            f"the functions are defined on {first} and on {second}: restrict them to one interval"
        )
    if outputs != others:
        raise InvalidFunctionError(
            f"the functions have {outputs} and {others} outputs: give both as many"
        )


def interpolation(
    points: Iterable[tuple[Any, Any]],
) -> tuple[tuple[Fraction, Fraction], list[Fraction], list[Vector], list[Vector]]:
    """Return interval, breakpoints, slopes and intercepts of the path through points (x, y).

    Raises
    ------
    InvalidFunctionError
        If there are fewer than two points, or their x do not increase.
    """
    knots = [(exact_rational(x, "x"), exact_values(y)) for x, y in points]
    xs = [x for x, _ in knots]
    if len(xs) < 2 or any(a >= b for a, b in pairwise(xs)):
        raise InvalidFunctionError(
            "the points do not increase: give at least two, sorted by strictly increasing x"
        )
    slopes, intercepts = [], []
    for (a, u), (b, v) in pairwise(knots):
        slope = tuple((y - x) / (b - a) for x, y in zip(u, v, strict=True))
        slopes.append(slope)
        intercepts.append(tuple(y - s * a for s, y in zip(slope, u, strict=True)))
    return (xs[0], xs[-1]), xs[1:-1], slopes, intercepts


def positions_of(points: list[Fraction]) -> Integers:
    """Return the homogeneous columns (q, p) of numbers p/q, shape (2, k)."""
    pairs = [(x.denominator, x.numerator) for x in points]
    return reduced(np.array(pairs, dtype=object).reshape(-1, 2).T)


def maps_of(slopes: list[Vector], intercepts: list[Vector]) -> Integers:
    """Return the integer columns of affine maps, as :func:`maps_between` does."""
    columns = []
    for slope, intercept in zip(slopes, intercepts, strict=True):
        scale = common_denominator((*slope, *intercept))
        columns.append([scale, *(int(entry * scale) for entry in (*slope, *intercept))])
    return reduced(np.array(columns, dtype=object).T)
