"""What answers have in common: exact numbers and points as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

from polyregions.arithmetic import nearest_float, shortest_number

__all__ = ["LONGEST_BRIEF", "Answer", "brief_text", "json_point", "number_text", "point_text"]


class Answer(Protocol):
    """An answer: printed by ``str``, and written as JSON."""

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes; exact numbers as ``shortest_number`` has them."""


LONGEST_BRIEF = 100
"""The bits of a number up to which it is written out for the eye: some thirty digits."""


def brief_text(value: Fraction | int) -> str:
    """Return a rational for the eye: one of many digits by the float nearest to it.

    Examples
    --------
    >>> brief_text(Fraction(2, 3)), brief_text(Fraction(10**50, 3**90))
    ('2/3', 'about 11457426.376...')
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) <= LONGEST_BRIEF:
        return number_text(value)
    return f"about {nearest_float(Fraction(value))!r}"


def json_point(point: Sequence[Fraction | int]) -> list[int | float | str]:
    """Return the coordinates of a point without loss, as the file formats have numbers.

    Examples
    --------
    >>> json_point([Fraction(1, 2), Fraction(3), Fraction(1, 3)])
    [0.5, 3, '1/3']
    """
    return [shortest_number(x) for x in point]


def number_text(value: Fraction | int) -> str:
    """Return a rational for the eye: an integer, a decimal where it is exact, or "p/q".

    Examples
    --------
    >>> number_text(Fraction(1, 3)), number_text(Fraction(1, 4)), number_text(7)
    ('1/3', '0.25', '7')
    """
    return str(shortest_number(value))


def point_text(point: Sequence[Fraction | int]) -> str:
    """Return a point for the eye.

    Examples
    --------
    >>> point_text([Fraction(1, 3), Fraction(2)])
    '(1/3, 2)'
    """
    return f"({', '.join(number_text(x) for x in point)})"
