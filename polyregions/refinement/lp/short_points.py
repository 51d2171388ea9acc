"""Points of few digits near long ones, where coordinates may be of very different magnitudes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from polyregions.arithmetic import IntegerMatrix, IntegerVector

__all__ = ["shortened"]

_FIRST_BITS: Final = 64


def shortened(point: IntegerVector, forms: Sequence[IntegerVector]) -> IntegerVector:
    """Return a shorter point where all forms are positive, as they are at the given one.

    Each coordinate is rounded to the same number of significant digits, as few as will do.

    Examples
    --------
    >>> shortened((2**2000 + 1, 1, 2**2000), [(1, 0, 0), (0, 1, 0)])[0].bit_length()
    2001
    """
    matrix = IntegerMatrix(forms)
    longest = max(entry.bit_length() for entry in point)
    bits = _FIRST_BITS
    while 2 * bits < longest:
        candidate = _rounded(point, bits)
        if max(entry.bit_length() for entry in candidate) >= longest:
            break
        if all(value > 0 for (value,) in matrix @ [(entry,) for entry in candidate]):
            return candidate
        bits *= 3
    return point


def _rounded(point: IntegerVector, bits: int) -> IntegerVector:
    *coordinates, scale = point
    size = scale.bit_length()
    parts = []
    for x in coordinates:
        exponent = x.bit_length() - size - bits if x else 0
        parts.append(((x << max(0, -exponent)) // (scale << max(0, exponent)), exponent))
    lowest = min([0, *(exponent for _, exponent in parts)])
    return (*(digits << (exponent - lowest) for digits, exponent in parts), 1 << -lowest)
