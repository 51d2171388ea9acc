"""Sums of many rationals, exact and rounded.

Sums of rationals have about as many digits as all of them together. Halves are added up before they
are put together, so that the long numbers are few; FLINT multiplies them fast, and finds their
common divisors.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from flint import fmpq

from polyregions.arithmetic.texts import fraction_of_integers
from polyregions.budgets import checkpoint, in_time

__all__ = ["enclosed_sum", "sum_of_fractions"]


def sum_of_fractions(terms: Iterable[Fraction]) -> Fraction:
    """Return the sum of rationals.

    Examples
    --------
    >>> sum_of_fractions([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)])
    Fraction(1, 1)
    """
    left = [fmpq(term.numerator, term.denominator) for term in in_time(terms)]
    while len(left) > 1:
        checkpoint()
        paired = [a + b for a, b in zip(left[::2], left[1::2], strict=False)]
        left = paired + left[2 * len(paired) :]
    return fraction_of_integers(int(left[0].p), int(left[0].q)) if left else Fraction(0)


def enclosed_sum(terms: Iterable[Fraction], bits: int) -> tuple[Fraction, Fraction]:
    """Return two multiples of ``2**-bits`` between which the sum of rationals is.

    Each term is rounded down; the second number is larger by ``2**-bits`` for each that is not such
    a multiple.

    Examples
    --------
    >>> enclosed_sum([Fraction(1, 3), Fraction(1, 4)], 3)
    (Fraction(1, 2), Fraction(5, 8))
    """
    total, rounded = 0, 0
    for term in in_time(terms):
        quotient, rest = divmod(term.numerator << bits, term.denominator)
        total += quotient
        rounded += rest != 0
    return Fraction(total, 1 << bits), Fraction(total + rounded, 1 << bits)
