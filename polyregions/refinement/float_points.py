"""Exact interior points that are kept as floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, primitive_from_rationals

__all__ = ["FloatPoints"]


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
