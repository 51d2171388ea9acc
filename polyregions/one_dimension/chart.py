"""A parameter of the line that a float can hold, from one infinite end to the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.one_dimension.interval import Interval

__all__ = ["Chart"]

Reals = NDArray[Any]
"""Floats of the precision at hand."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The parameter s of a bounded or unbounded interval.

    On a bounded interval x = s. Else s runs through [-1, 1] and x = s / (1 - |s|): the homogeneous
    coordinates q = 1 - |s| and p = s of x = p/q are affine in s on either side of 0, so that the
    positively homogeneous function (q, p) -> q f(p/q) of a network is piecewise linear in s.

    Parameters
    ----------
    projective
        Whether it is the parameter of an unbounded interval.
    """

    projective: bool

    @classmethod
    def of(cls, interval: Interval) -> Chart:
        """Return the chart for an interval."""
        return cls(not interval.is_bounded)

    def homogeneous(self, s: Reals) -> tuple[Reals, Reals]:
        """Return (q, p) at parameters on the grid, without rounding."""
        return (1 - np.abs(s) if self.projective else np.ones_like(s)), s

    def on_grid(self, s: Reals) -> Reals:
        """Round parameters so that 1 - |s| has no rounding error."""
        if not self.projective or not s.size:
            return s
        steps = 1 / np.finfo(s.dtype).epsneg
        rounded: Reals = np.rint(s * steps) / steps
        return rounded

    def grid_step(self, dtype: Any) -> float:
        """Return the width of the grid, 0 if all floats are on it."""
        return float(np.finfo(dtype).epsneg) if self.projective else 0.0

    def start(self, interval: Interval, dtype: Any) -> tuple[Reals, Reals]:
        """Return parameters and radii of the interval's ends, and of 0 if it lies between."""
        low, high = self.of_end(interval.lower, -1), self.of_end(interval.upper, 1)
        exact = [low, high]
        if self.projective and low < 0 < high:
            exact.insert(1, Fraction(0))
        s = self.on_grid(np.array([nearest_float(value) for value in exact], dtype))
        radii = [self._radius(value, image) for value, image in zip(exact, s, strict=True)]
        return s, np.array(radii)

    def _radius(self, value: Fraction, image: Any) -> float:
        """Return a bound of |value - image|, 0 if they are equal."""
        if not np.isfinite(image):
            return math.inf
        if Fraction(*map(int, image.as_integer_ratio())) == value:
            return 0.0
        floats = np.finfo(np.float64)
        return float(floats.eps * abs(image) + self.grid_step(np.float64) + floats.tiny)

    def of_end(self, end: Fraction | None, side: int) -> Fraction:
        """Return the parameter of an end of the interval."""
        if end is None:
            return Fraction(side)
        return end / (1 + abs(end)) if self.projective else end

    def exact(self, s: Any) -> Fraction | None:
        """Return the exact number at a parameter, None at an infinite end."""
        value = Fraction(*map(int, s.as_integer_ratio()))
        if not self.projective:
            return value
        return None if abs(value) == 1 else value / (1 - abs(value))

    def enclosures(self, s: Reals, radii: Reals) -> tuple[Reals, Reals]:
        """Return float bounds, lower and upper, of the numbers at parameters s +- radii."""
        lower, upper = s - radii, s + radii
        if self.projective:
            lower, upper = (self._number(np.clip(end, -1, 1)) for end in (lower, upper))
        margin = 8 * np.finfo(np.float64).eps
        return (
            np.nextafter((lower - margin * np.abs(lower)).astype(np.float64), -np.inf),
            np.nextafter((upper + margin * np.abs(upper)).astype(np.float64), np.inf),
        )

    @staticmethod
    def _number(s: Reals) -> Reals:
        with np.errstate(divide="ignore"):
            number: Reals = s / (1 - np.abs(s))
        return number
