"""Sums over all simplices, exact or with few digits."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from numbers import Integral
from typing import Any

from polyregions.arithmetic import enclosed_sum, sum_of_fractions
from polyregions.errors import UnknownOptionError, short

__all__ = ["checked_bits", "total"]


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


def checked_bits(bits: Any) -> int | None:
    """Return a number of bits, after checking that it is one from 0 on, or None.

    Raises
    ------
    UnknownOptionError
        If it is neither.
    """
    if bits is None:
        return None
    if isinstance(bits, bool) or not isinstance(bits, Integral) or bits < 0:
        raise UnknownOptionError(
            f"bits is {short(bits)}: give a whole number from 0 on, or None for exact numbers"
        )
    return int(bits)
