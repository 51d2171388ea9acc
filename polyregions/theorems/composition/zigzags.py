"""Zigzags: continuous maps of an interval that run over a whole interval on every piece.

Only two things matter for counting: how many branches there are, and whether the first one rises.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from polyregions.networks import Network
from polyregions.theorems.composition.interval_maps import IntervalMap, interval_map

__all__ = ["CoordinateFold", "Zigzag", "coordinate_fold"]

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Zigzag:
    """The shape of a zigzag.

    Attributes
    ----------
    branches
        The number P >= 1 of branches.
    falls_first
        Whether the first branch falls.

    Examples
    --------
    >>> tent = Zigzag(2, falls_first=False)
    >>> tent.folds_at_upper, tent.folds_at_lower
    (1, 0)
    >>> (tent**3).branches
    8
    """

    branches: int
    falls_first: bool

    @property
    def ends_low(self) -> bool:
        """Whether the last value is the lower end: the first branch rises and P is even, or not."""
        return self.falls_first == bool(self.branches % 2)

    @property
    def folds_at_upper(self) -> int:
        """The number of inner folds over the upper end of the target."""
        return (self.branches - self.falls_first) // 2

    @property
    def folds_at_lower(self) -> int:
        """The number of inner folds over the lower end of the target."""
        return self.branches - 1 - self.folds_at_upper

    def then(self, outer: Zigzag) -> Zigzag:
        """Return the shape of outer o self."""
        falls = outer.falls_first if not self.falls_first else not outer.ends_low
        return Zigzag(self.branches * outer.branches, falls)

    def __pow__(self, exponent: int) -> Zigzag:
        """Return the shape of the iterate, for an exponent >= 1."""
        # From the second iterate on, the first branch follows the orbit of the first value: falling
        # first, it is the upper end, from where an even number of branches leads back up.
        falls = self.falls_first and (exponent % 2 == 1 or self.branches % 2 == 0)
        return Zigzag(self.branches**exponent, falls)


@dataclass(frozen=True, slots=True)
class CoordinateFold:
    """A zigzag found in a network, with its proof.

    Attributes
    ----------
    function
        The function: its knots and values prove that every piece runs over the whole target.
    target
        The interval onto which every piece is mapped.
    zigzag
        Its shape.
    """

    function: IntervalMap
    target: Interval
    zigzag: Zigzag


def coordinate_fold(network: Network, interval: Interval) -> CoordinateFold | None:
    """Return the zigzag that a 1 -> 1 network is on an interval, None where it is none.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> coordinate_fold(zigzag(1, 3), (Fraction(0), Fraction(1))).zigzag
    Zigzag(branches=3, falls_first=False)
    """
    function = interval_map(network, *interval)
    values = [value for (value,) in function.values]
    low, high = min(values[:2]), max(values[:2])
    if low == high or any({a, b} != {low, high} for a, b in pairwise(values)):
        return None
    return CoordinateFold(function, (low, high), Zigzag(len(values) - 1, values[0] > values[1]))
