"""Piecewise linear functions of one variable with integer pieces, in exact integers.

A unit of a ternary network of one input is on every piece a x + b with integers a and b. Its
pieces from left to right, neighbours distinct, determine the function: consecutive pieces meet in
the breakpoint (b - b') / (a' - a).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from polyregions.budgets import in_time
from polyregions.one_dimension import Interval

__all__ = ["IDENTITY", "Pieces", "Unit", "jumps", "mirrored", "units_on"]

Pieces = tuple[tuple[int, int], ...]
"""The pairs (a, b) from left to right."""

Row = tuple[int, ...]

IDENTITY: Pieces = ((1, 0),)
"""The function x."""

ZERO: Pieces = ((0, 0),)


@dataclass(frozen=True, slots=True)
class Unit:
    """A ReLU unit: its ternary weights on the layer before, and its bias."""

    weights: Row
    bias: int


def units_on(functions: Sequence[Pieces], interval: Interval) -> dict[Pieces, Unit]:
    """Return the distinct functions of ternary ReLU units on a layer, but the zero function.

    Each comes with the first unit that computes it. Nothing is lost with the others: equal units
    are interchangeable, and whatever a network does with a zero unit, it can do without.

    Parameters
    ----------
    functions
        The functions of the layer's units.
    interval
        The domain.

    Examples
    --------
    >>> sorted(units_on([IDENTITY], Interval()))[:2]
    [((-1, -1), (0, 0)), ((-1, 0), (0, 0))]
    >>> len(units_on([IDENTITY], Interval()))
    7
    """
    cells = list(_common_cells(functions, interval))
    found: dict[Pieces, Unit] = {}
    for weights in in_time(product((0, 1, -1), repeat=len(functions))):
        sums = [(left, right, *_combined(weights, pieces)) for left, right, pieces in cells]
        for bias in (0, 1, -1):
            function = _rectified(sums, bias)
            if function != ZERO:
                found.setdefault(function, Unit(weights, bias))
    return found


def jumps(function: Pieces) -> dict[Fraction, int]:
    """Return the change of slope at each breakpoint.

    Examples
    --------
    >>> jumps(((0, 0), (2, -1)))
    {Fraction(1, 2): 2}
    """
    return {Fraction(b - d, c - a): c - a for (a, b), (c, d) in pairwise(function)}


def mirrored(function: Pieces) -> Pieces:
    """Return the pieces of f(-x).

    Examples
    --------
    >>> mirrored(((0, 0), (2, -1)))
    ((-2, -1), (0, 0))
    """
    return tuple((-a, b) for a, b in reversed(function))


# An end of a cell is homogeneous, (p, q) for p / q and (-1, 0), (1, 0) for the infinities: the sign
# of a x + b there is that of a p + b q, and that of b where a = q = 0.
End = tuple[int, int]


def _common_cells(
    functions: Sequence[Pieces], interval: Interval
) -> Iterator[tuple[End, End, list[tuple[int, int]]]]:
    """Yield the cells on which all functions are affine: both ends, and a pair (a, b) for each."""
    changes: dict[Fraction, list[int]] = {}
    for index, function in enumerate(functions):
        for breakpoint in jumps(function):
            changes.setdefault(breakpoint, []).append(index)
    positions = [0] * len(functions)
    left = _end(interval.lower, -1)
    for breakpoint in sorted(changes):
        right = breakpoint.as_integer_ratio()
        yield left, right, [f[k] for f, k in zip(functions, positions, strict=True)]
        for index in changes[breakpoint]:
            positions[index] += 1
        left = right
    last = _end(interval.upper, 1)
    yield left, last, [f[k] for f, k in zip(functions, positions, strict=True)]


def _end(value: Fraction | None, infinity: int) -> End:
    return (infinity, 0) if value is None else value.as_integer_ratio()


def _combined(weights: Row, pieces: list[tuple[int, int]]) -> tuple[int, int]:
    slope = sum(w * a for w, (a, _) in zip(weights, pieces, strict=True))
    return slope, sum(w * b for w, (_, b) in zip(weights, pieces, strict=True))


def _rectified(cells: Sequence[tuple[End, End, int, int]], bias: int) -> Pieces:
    """Return the pieces of the ReLU of a function given on cells, plus the bias."""
    pieces: list[tuple[int, int]] = []
    for left, right, a, constant in cells:
        b = constant + bias
        here, there = _value(a, b, left), _value(a, b, right)
        if here >= 0 and there >= 0:
            parts = [(a, b)]
        elif here <= 0 and there <= 0:
            parts = [(0, 0)]
        else:
            parts = [(0, 0), (a, b)] if here < 0 else [(a, b), (0, 0)]
        pieces += [p for k, p in enumerate(parts) if k or not pieces or pieces[-1] != p]
    return tuple(pieces)


def _value(a: int, b: int, end: End) -> int:
    p, q = end
    return a * p + b * q if q or a else b
