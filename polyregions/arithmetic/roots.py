"""Square roots of rationals and their sums, correctly rounded."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt

from polyregions.arithmetic.rational_sums import sum_of_fractions
from polyregions.arithmetic.rationals import nearest_float
from polyregions.budgets import in_time

__all__ = ["nearest_root", "nearest_sum_of_roots"]

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


def nearest_sum_of_roots(squares: Iterable[Fraction | int]) -> float:
    """Return the binary64 number nearest to the sum of the square roots of rationals >= 0.

    Infinite beyond the range of floats.

    Examples
    --------
    >>> nearest_sum_of_roots([2, 8]) == nearest_root(18)
    True
    >>> nearest_sum_of_roots([Fraction(9, 4), 4]), nearest_sum_of_roots([])
    (3.5, 0.0)

    Notes
    -----
    The roots of squares are added up exactly, and the others enclosed, ever more narrowly until
    both ends of the sum are rounded to one number. That comes to an end: positive roots none of
    which is rational have no rational sum, so that it is no middle of two floats.
    """
    rational, irrational = [], []
    for square in in_time(squares):
        exact = Fraction(square)
        root = Fraction(isqrt(exact.numerator), isqrt(exact.denominator))
        if root * root == exact:
            rational.append(root)
        else:
            irrational.append(exact)
    whole = sum_of_fractions(rational)
    if not irrational:
        return nearest_float(whole)
    largest = max(irrational)
    bits = _BITS - (largest.numerator.bit_length() - largest.denominator.bit_length()) // 2
    while True:
        scale = Fraction(2) ** bits
        # Each root is less than 1 above its floor.
        floors = sum(isqrt(int(square * scale * scale)) for square in in_time(irrational))
        lower = nearest_float(whole + floors / scale)
        if lower == nearest_float(whole + (floors + len(irrational)) / scale):
            return lower
        bits += _BITS
