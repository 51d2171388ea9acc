"""What answers have in common: exact numbers and points as text and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

from polyregions.arithmetic import nearest_float, shortest_number
from polyregions.networks import Pattern

__all__ = [
    "LONGEST_BRIEF",
    "Answer",
    "brief_pattern",
    "brief_point",
    "brief_repr",
    "brief_text",
    "counted",
    "is_brief",
    "json_point",
    "number_text",
    "point_text",
]


class Answer(Protocol):
    """An answer: printed by ``str``, and written as JSON."""

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes; exact numbers as ``shortest_number`` has them."""


LONGEST_BRIEF = 64
"""The bits of a number up to which it is written out for the eye: some twenty digits."""

_MOST_BRIEF, _LONGEST_PATTERN = 8, 40


def brief_repr(self: Any) -> str:
    """Return the ``repr`` of an answer, by its text: meant to be the ``__repr__`` of a class."""
    return f"<{type(self).__qualname__}: {' '.join(str(self).split())}>"


def counted(number: int, what: str) -> str:
    """Return a number of things as text.

    Examples
    --------
    >>> counted(1, "region"), counted(2, "region")
    ('1 region', '2 regions')
    """
    return f"{number} {what}{'s' * (number != 1)}"


def brief_text(value: Fraction | int) -> str:
    """Return a rational for the eye: one of many digits by the float nearest to it.

    Examples
    --------
    >>> brief_text(Fraction(2, 3)), brief_text(Fraction(10**50, 3**90))
    ('2/3', 'about 11457426.376...')
    """
    return number_text(value) if _is_short(value) else f"about {nearest_float(Fraction(value))!r}"


def brief_pattern(pattern: Pattern) -> str:
    """Return a pattern for a cell of a table: the beginning of a long one.

    Examples
    --------
    >>> brief_pattern(Pattern("01|10")), brief_pattern(Pattern("01" * 100))
    ('01|10', '010101010101... (200 units)')
    """
    text = str(pattern)
    return text if is_brief(pattern) else f"{text[:12]}... ({len(pattern.bits)} units)"


def is_brief(pattern: Pattern) -> bool:
    """Return whether a pattern is written out in a cell of a table."""
    return len(str(pattern)) <= _LONGEST_PATTERN


def brief_point(point: Sequence[Fraction | int]) -> str:
    """Return a point for the eye: of long numbers by the nearest floats, of many by how many.

    Examples
    --------
    >>> brief_point([Fraction(1, 3), 2]), brief_point([Fraction(10**50, 3**90), 2])
    ('(1/3, 2)', 'about (11457426.376..., 2)')
    >>> brief_point([0] * 784)
    '(784 numbers)'
    """
    if len(point) > _MOST_BRIEF:
        return f"({len(point)} numbers)"
    if all(map(_is_short, point)):
        return point_text(point)
    return f"about ({', '.join(brief_text(x).removeprefix('about ') for x in point)})"


def _is_short(value: Fraction | int) -> bool:
    """Return whether a number is written out: a short one, a float, and one beyond all floats."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) <= LONGEST_BRIEF:
        return True
    near = nearest_float(Fraction(value))
    return math.isinf(near) or (value.denominator > 1 and Fraction(near) == value)


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
