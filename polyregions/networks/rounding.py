"""Short rationals near long or irrational numbers, of any size."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

__all__ = ["near_root", "rounded"]

_SIGNIFICANT_BITS = 53


def rounded(value: Fraction) -> Fraction:
    """Return the nearest number with 53 significant bits, whatever the size of the value.

    It is the nearest float where floats reach.

    Examples
    --------
    >>> rounded(Fraction(1, 3)) == Fraction(1 / 3)
    True
    """
    scale = Fraction(2) ** (_SIGNIFICANT_BITS - _exponent(value))
    if abs(value) * scale >= 2**_SIGNIFICANT_BITS:
        scale /= 2
    return round(value * scale) / scale


def near_root(value: Fraction) -> Fraction:
    """Return a number with 53 significant bits near the square root of a positive one.

    Examples
    --------
    >>> near_root(Fraction(9, 4)), float(near_root(Fraction(2)))
    (Fraction(3, 2), 1.4142135623730951)
    """
    bits = 2 * _SIGNIFICANT_BITS - _exponent(value) // 2
    return rounded(isqrt(int(value * Fraction(4) ** bits)) / Fraction(2) ** bits)


def _exponent(value: Fraction) -> int:
    """Return an e with 2^(e - 1) < |value| < 2^(e + 1)."""
    return value.numerator.bit_length() - value.denominator.bit_length()
