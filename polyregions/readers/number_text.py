"""Rationals in the messages of errors."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["number_text"]

_LONGEST_SHOWN = 100


def number_text(value: Fraction) -> str:
    """Return a rational as text, a very long one in words.

    Examples
    --------
    >>> number_text(Fraction(1, 3)), number_text(Fraction(1, 10**5000))
    ('1/3', 'a fraction of many digits')
    """
    long = max(value.numerator.bit_length(), value.denominator.bit_length()) > _LONGEST_SHOWN
    return "a fraction of many digits" if long else str(value)
