"""Piecewise linear maps of a bounded interval, by their knots and the values there."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import repr_of_fields
from polyregions.networks import Network
from polyregions.one_dimension import PiecewiseLinear

__all__ = ["IntervalMap", "interval_map"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class IntervalMap:
    """A continuous piecewise linear map of a closed interval into R^m.

    Attributes
    ----------
    knots
        The ends of the interval and all points between at which the map is not affine.
    values
        The value at each knot.
    """

    knots: tuple[Fraction, ...]
    values: tuple[Vector, ...]

    __repr__ = repr_of_fields

    def piece(self, x: Fraction, side: int = 1) -> int:
        """Return the number of the piece at x; at a knot, that on the right (+1) or left (-1)."""
        right = bisect_right(self.knots, x) - 1
        on_knot = self.knots[right] == x
        piece = right - 1 if on_knot and side < 0 else right
        return min(max(piece, 0), len(self.knots) - 2)

    def slope(self, piece: int) -> Vector:
        """Return the derivative on a piece."""
        width = self.knots[piece + 1] - self.knots[piece]
        rises = zip(self.values[piece], self.values[piece + 1], strict=True)
        return tuple((b - a) / width for a, b in rises)

    def __call__(self, x: Fraction) -> Vector:
        """Return the value at a point of the interval."""
        piece = self.piece(x)
        step = x - self.knots[piece]
        return tuple(
            v + step * s for v, s in zip(self.values[piece], self.slope(piece), strict=True)
        )


def interval_map(network: Network, low: Fraction, high: Fraction) -> IntervalMap:
    """Return the map that a network of one input is on an interval.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> tent = interval_map(zigzag(1, 2), Fraction(0), Fraction(1))
    >>> [str(x) for x in tent.knots], [str(y) for (y,) in tent.values]
    (['0', '1/2', '1'], ['0', '1', '0'])
    """
    function = PiecewiseLinear.from_network(network, (low, high)).simplified()
    knots = (low, *function.breakpoints, high)
    return IntervalMap(knots, (function(low), *function.values, function(high)))
