"""Points of the line with the values of all units there, as homogeneous integer columns.

A column (q, p, h_1, ..., h_n) with q > 0 stands for the point p/q and the values h_i/q; with q = 0
and p = -1 or 1 it stands for the end of the line on that side and the slopes h_i towards it. Two
neighbouring columns span a gap; what is affine on the gap is linear on the nonnegative combinations
of the two. So layers are integer matrix products, and a zero between two columns is one of their
combinations, whether the gap is bounded or not. Nothing is ever divided but by common factors.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.one_dimension.interval import Interval

__all__ = ["Integers", "combined", "cut_gaps", "largest", "reduced", "start_columns", "wide"]

Integers = NDArray[Any]
"""An array of int64, or of Python integers where these might overflow."""

_SAFE: Final = 1 << 62


def start_columns(interval: Interval) -> Integers:
    """Return the columns (q, p, x) of an interval's ends, and of 0 between two infinite ends.

    Examples
    --------
    >>> start_columns(Interval(None, "1/2")).tolist()
    [[0, 2], [-1, 1], [-1, 1]]
    """
    columns = [_end(interval.lower, -1), _end(interval.upper, 1)]
    if interval.lower is None and interval.upper is None:
        columns.insert(1, (1, 0))
    q, p = zip(*columns, strict=True)
    return reduced(np.array([q, p, p], dtype=object))


def _end(end: Fraction | None, direction: int) -> tuple[int, int]:
    return (0, direction) if end is None else (end.denominator, end.numerator)


def largest(columns: Integers) -> int:
    """Return the largest absolute value, exactly."""
    if columns.size == 0:
        return 0
    return max(int(columns.max()), -int(columns.min()))


def wide(columns: Integers) -> Integers:
    """Return the array with Python integers as entries."""
    return columns if columns.dtype == object else columns.astype(object)


def narrow(columns: Integers) -> Integers:
    """Return the array with int64 entries if they fit with room to spare."""
    if columns.dtype == object and largest(columns) < _SAFE:
        return columns.astype(np.int64)
    return columns


def reduced(columns: Integers) -> Integers:
    """Divide every column by the greatest common divisor of its entries.

    Examples
    --------
    >>> reduced(np.array([[2, 0], [4, -3], [6, 9]])).T.tolist()
    [[1, 2, 3], [0, -1, 3]]
    """
    if columns.shape[1] == 0:
        return columns
    divisors = np.gcd.reduce(columns, axis=0)
    divisors[divisors == 0] = 1
    return narrow(columns // divisors)


def combined(
    left: Integers, right: Integers, left_factors: Integers, right_factors: Integers
) -> Integers:
    """Return left * left_factors + right * right_factors, column by column, reduced.

    Examples
    --------
    >>> one = np.array([1])
    >>> combined(np.array([[1], [0]]), np.array([[1], [1]]), one, one).T.tolist()
    [[2, 1]]
    """
    size = largest(left) * largest(left_factors) + largest(right) * largest(right_factors)
    if size >= _SAFE:
        left, right = wide(left), wide(right)
        left_factors, right_factors = wide(left_factors), wide(right_factors)
    return reduced(left * left_factors + right * right_factors)


def cut_gaps(columns: Integers, relu: NDArray[np.bool_]) -> tuple[Integers, Integers, Integers]:
    """Insert a column wherever a ReLU unit changes its sign strictly between two columns.

    Parameters
    ----------
    columns
        Shape (2 + n, k), with the pre-activations of n units.
    relu
        The units that have a ReLU, shape (n,).

    Returns
    -------
    columns, positions, units
        All columns in order, the indices of the new ones among them, and for each of these the
        first unit that vanishes there.

    Examples
    --------
    >>> columns = np.array([[1, 1], [0, 1], [-1, 2]])
    >>> cut_gaps(columns, np.array([True]))[0].T.tolist()
    [[1, 0, -1], [3, 1, 0], [1, 1, 2]]
    """
    units, gaps, left, right = _sign_changes(columns[2:], relu)
    order = _ordered(gaps, left, right)
    units, gaps, left, right = units[order], gaps[order], left[order], right[order]
    distinct = ~_repeats(gaps, left, right)
    units, gaps, left, right = units[distinct], gaps[distinct], left[distinct], right[distinct]
    new = combined(columns[:, gaps], columns[:, gaps + 1], right, left)
    if object in (new.dtype, columns.dtype):
        new, columns = wide(new), wide(columns)
    positions = gaps + 1 + np.arange(len(gaps))
    return np.insert(columns, gaps + 1, new, axis=1), positions, units


def _sign_changes(
    z: Integers, relu: NDArray[np.bool_]
) -> tuple[Integers, Integers, Integers, Integers]:
    """Return (units, gaps, |z on the left|, |z on the right|) of all strict sign changes."""
    signs = np.sign(z).astype(np.int8)
    signs[~relu] = 0
    units, gaps = np.nonzero(signs[:, :-1] * signs[:, 1:] < 0)
    return units, gaps, np.abs(z[units, gaps]), np.abs(z[units, gaps + 1])


def _ordered(gaps: Integers, left: Integers, right: Integers) -> Integers:
    """Sort by gap, then by the exact ratio left / right, which grows along the gap."""
    if left.dtype != object:
        order = np.lexsort((left / right, gaps))
        before, after = order[:-1], order[1:]
        together = gaps[before] == gaps[after]
        before, after = before[together], after[together]
        if not np.any(_compare(left, right, before, after) > 0):
            return order
    keys = [
        (gap, Fraction(int(a), int(b)))
        for gap, a, b in zip(gaps.tolist(), left.tolist(), right.tolist(), strict=True)
    ]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _compare(left: Integers, right: Integers, first: Integers, second: Integers) -> Integers:
    """Return the signs of left/right at ``first`` minus left/right at ``second``."""
    if largest(left) * largest(right) >= _SAFE:
        left, right = wide(left), wide(right)
    signs: Integers = np.sign(left[first] * right[second] - left[second] * right[first])
    return signs


def _repeats(gaps: Integers, left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Return which of the sorted crossings are at the same point as the one before."""
    repeats = np.zeros(len(gaps), dtype=np.bool_)
    (pairs,) = np.nonzero(gaps[:-1] == gaps[1:])
    repeats[pairs + 1] = _compare(left, right, pairs, pairs + 1) == 0
    return repeats
