"""Exact interior points that are kept as floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    Points,
    exact_points,
    nearest_quotient,
    primitive_from_rationals,
)
from polyregions.budgets import in_time

__all__ = ["FloatPoints", "are_floats", "points_in_row", "rounded_points"]


class FloatPoints(Sequence[IntegerVector]):
    """Homogeneous integer points made on demand from floats, which are exact rationals."""

    def __init__(
        self,
        points: NDArray[np.float64],
        exact_points: Mapping[int, IntegerVector],
        inputs: int,
        kept: Sequence[int],
    ) -> None:
        self._points = points
        self._exact_points = exact_points
        self._inputs = inputs
        self._kept = tuple(kept)

    def __len__(self) -> int:
        return len(self._points)

    def floats(self) -> NDArray[np.float64]:
        """Return the points rounded to the nearest floats, shape (k, n)."""
        found = np.zeros((len(self), self._inputs))
        found[:, list(self._kept)] = self._points[:, : len(self._kept)]
        for index, point in self._exact_points.items():
            found[index] = [nearest_quotient(x, point[-1]) for x in point[:-1]]
        found += 0.0  # which turns -0.0 into 0.0
        return found

    def part(self, start: int, stop: int) -> FloatPoints:
        """Return some of the points in a row."""
        exact = {}
        if self._exact_points:
            wanted = range(start, min(stop, len(self)))
            exact = {k - start: self._exact_points[k] for k in wanted if k in self._exact_points}
        return FloatPoints(self._points[start:stop], exact, self._inputs, self._kept)

    @property
    def exact_points(self) -> Mapping[int, IntegerVector]:
        """Those that are said exactly; all others are the floats, exactly."""
        return self._exact_points

    @overload
    def __getitem__(self, index: int) -> IntegerVector: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[IntegerVector, ...]: ...
    def __getitem__(self, index: int | slice) -> IntegerVector | tuple[IntegerVector, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        if position in self._exact_points:
            return self._exact_points[position]
        point = [Fraction(0)] * self._inputs + [Fraction(1)]
        for i, value in zip(self._kept, self._points[position], strict=False):
            point[i] = Fraction(float(value))
        return primitive_from_rationals(point)


def are_floats(point: IntegerVector, floats: Sequence[float]) -> bool:
    """Return whether floats are exactly the coordinates of a homogeneous point.

    Examples
    --------
    >>> are_floats((1, 4), [0.25]), are_floats((1, 3), [1 / 3])
    (True, False)
    """
    for x, value in zip(point[:-1], floats, strict=True):
        if not isfinite(value):
            return False
        numerator, denominator = value.as_integer_ratio()
        if numerator * point[-1] != x * denominator:
            return False
    return True


def points_in_row(points: Sequence[IntegerVector], start: int, stop: int, dimension: int) -> Points:
    """Return some homogeneous points in a row as points of R^n.

    Examples
    --------
    >>> points_in_row([(1, 2), (1, 3), (5, 1)], 1, 3, dimension=1).floats
    array([[0.33333333],
           [5.        ]])
    """
    part = points.part(start, stop) if isinstance(points, FloatPoints) else points[start:stop]
    if isinstance(part, FloatPoints) and not part.exact_points:
        return Points(part.floats())
    return exact_points([[Fraction(x, point[-1]) for x in point[:-1]] for point in part], dimension)


def rounded_points(points: Sequence[IntegerVector], dimension: int) -> NDArray[np.float64]:
    """Return homogeneous points rounded to the nearest floats, shape (k, n).

    Examples
    --------
    >>> rounded_points([(1, 0, 3), (-(10**400), 5, 2)], dimension=2)
    array([[0.33333333, 0.        ],
           [      -inf, 2.5       ]])
    """
    if isinstance(points, FloatPoints):
        return points.floats()
    rows = [[nearest_quotient(x, point[-1]) for x in point[:-1]] for point in in_time(points)]
    return np.array(rows, dtype=np.float64).reshape(-1, dimension)
