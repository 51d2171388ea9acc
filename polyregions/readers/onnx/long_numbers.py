"""A limit to the length of computed constants, which every product of two of them may double."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from polyregions.errors import FileFormatError
from polyregions.readers.onnx.values import Constant

__all__ = ["MOST_BITS", "bits_of", "check_bits", "check_lengths"]

MOST_BITS = 2**14
"""The most bits of one computed number: a float of 32 bits has 24, and up to 149 with its zeros."""

_MOST_BITS_IN_ALL = 2**31


def bits_of(number: Fraction) -> int:
    """Return the number of bits of a rational, its numerator and denominator together.

    Examples
    --------
    >>> bits_of(Fraction(3, 8))
    6
    """
    return number.numerator.bit_length() + number.denominator.bit_length()


def check_bits(constant: Constant) -> None:
    """Check that computed constants have become no longer than ``MOST_BITS``.

    Without a limit a file of some hundred bytes, whose nodes multiply a number by itself again and
    again, would fill the memory.

    Raises
    ------
    FileFormatError
        If one is longer, or all of them together are too long.
    """
    if constant.dtype.kind == "O":
        check_lengths(bits_of(number) for number in constant.flat)


def check_lengths(lengths: Iterable[int]) -> None:
    """Check the numbers of bits of some numbers that belong together."""
    total = 0
    for bits in lengths:
        total += bits
        if bits > MOST_BITS or total > _MOST_BITS_IN_ALL:
            raise FileFormatError(
                f"computed constants have more than {MOST_BITS:,} bits, or "
                f"{_MOST_BITS_IN_ALL:,} in all: store their values rounded to floats"
            )
