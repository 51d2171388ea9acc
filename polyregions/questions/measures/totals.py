"""Sums over all simplices, exact or with few digits."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from polyregions.arithmetic import enclosed_sum, sum_of_fractions

__all__ = ["share", "total"]


def total(
    terms: Iterable[Fraction], count: int, bits: int | None, factor: Fraction = Fraction(1)
) -> Fraction:
    """Return the sum of some rationals times a factor.

    Parameters
    ----------
    terms
        The rationals.
    count
        How many they are at most.
    bits
        None for the exact number; else it may be off by ``2**-bits``.
    factor
        A number.

    Examples
    --------
    >>> total([Fraction(1, 3)] * 2, 2, None), total([Fraction(1, 3)] * 2, 2, 1)
    (Fraction(2, 3), Fraction(5, 8))
    """
    if bits is None:
        return factor * sum_of_fractions(terms)
    lower, upper = enclosed_sum((factor * term for term in terms), bits + count.bit_length())
    return (lower + upper) / 2


def share(terms: Iterable[Fraction], count: int, bits: int | None, whole: Fraction) -> Fraction:
    """Return the share that parts have of a whole, which is 1 at most; parameters as for `total`.

    Examples
    --------
    >>> thirds = [Fraction(7, 24), Fraction(7, 24), Fraction(10, 24)]
    >>> total(thirds, 3, 1), share(thirds, 3, 1, Fraction(1))
    (Fraction(17, 16), Fraction(1, 1))
    """
    return min(total(terms, count, bits, 1 / whole), Fraction(1))
