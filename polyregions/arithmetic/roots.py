"""Square roots of rationals, correctly rounded."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from polyregions.arithmetic.rationals import nearest_float

__all__ = ["nearest_root"]

# More bits than any binary64 number has, and than are needed to tell on which side of a tie it is.
_BITS = 64


def nearest_root(square: Fraction | int) -> float:
    """Return the binary64 number nearest to the square root of a rational >= 0, ties to even.

    Infinite beyond the range of floats.

    Examples
    --------
    >>> nearest_root(2), nearest_root(Fraction(9, 4)), nearest_root(0)
    (1.4142135623730951, 1.5, 0.0)
    """
    square = Fraction(square)
    exponent = (square.numerator.bit_length() - square.denominator.bit_length()) // 2
    scale = Fraction(2) ** (_BITS - exponent)
    scaled = square * scale * scale
    floor = isqrt(int(scaled))
    # A half more stands for all that is between: no float and no middle of two has so many bits.
    between = 0 if floor * floor == scaled else Fraction(1, 2)
    return nearest_float((floor + between) / scale)
