"""Arrays of real numbers known to a hundred bits: pairs of floats with bounds of their errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic.rationals import nearest_float

__all__ = ["Enclosures"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Enclosures:
    """An array of enclosed numbers: x is within a radius of the sum of two floats.

    Attributes
    ----------
    parts
        float64 array (..., 3): for each number (high, low, radius), low at most half a unit in the
        last place of high. A radius that is NaN or infinite bounds nothing; what two floats hold
        exactly has the radius 0.
    """

    parts: Floats

    @classmethod
    def of(cls, rationals: Iterable[Fraction | int]) -> Enclosures:
        """Enclose rationals.

        Examples
        --------
        >>> third, two = Enclosures.of([Fraction(1, 3), 2]).parts
        >>> bool(third[2] < 2.0**-105), two[2]
        (True, np.float64(0.0))
        """
        entries = [_enclosure(Fraction(value)) for value in rationals]
        return cls(np.array(entries, dtype=np.float64).reshape(-1, 3))

    def __getitem__(self, index: Any) -> Enclosures:
        return Enclosures(self.parts[index])

    @np.errstate(all="ignore")
    def rounded(self) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the nearest floats, and where it is proved that they are.

        Rounding is monotonic: where both ends of an enclosure round to one float, all of it does.

        Examples
        --------
        >>> Enclosures(np.array([[1.0, 2.0**-60, 2.0**-70], [1.0, 0.0, 1.0]])).rounded()
        (array([1., 1.]), array([ True, False]))
        """
        high, low, radius = np.moveaxis(self.parts, -1, 0)
        # What the sums of low and radius are rounded by is added to the radius.
        wider = radius + (np.abs(low) + radius) * 2.0**-51
        least, greatest = high + (low - wider), high + (low + wider)
        proved = np.isfinite(least) & (least == greatest)
        return np.where(proved, least, high) + 0.0, proved


def _enclosure(value: Fraction) -> tuple[float, float, float]:
    """Return the nearest float, that of the rest, and a bound of what is left then."""
    high = nearest_float(value)
    if not np.isfinite(high):
        return 0.0, 0.0, np.inf
    rest = value - Fraction(high)
    low = nearest_float(rest)
    return high, low, 0.0 if Fraction(low) == rest else abs(low) * 2.0**-52 + 2.0**-1074
