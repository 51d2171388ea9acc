"""Integer vectors: the primitive representative of a ray, and common denominators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, overload

__all__ = [
    "IntegerVector",
    "common_denominator",
    "dot",
    "negated",
    "numerators",
    "primitive",
    "primitive_from_rationals",
    "sign",
]

IntegerVector = tuple[int, ...]


def sign(value: int | Fraction) -> int:
    """Return -1, 0 or +1, the sign of an exact number."""
    return (value > 0) - (value < 0)


@overload
def dot(left: Sequence[int], right: Sequence[int]) -> int: ...


@overload
def dot(left: Sequence[int], right: Sequence[Fraction]) -> Fraction: ...


def dot(left: Sequence[int], right: Sequence[Any]) -> Any:
    """Return the inner product of an integer vector and an exact one of equal length."""
    return sum(a * b for a, b in zip(left, right, strict=True))


def negated(vector: Sequence[int]) -> IntegerVector:
    """Return the opposite vector; of a form, the one with the opposite sign everywhere."""
    return tuple(-entry for entry in vector)


def primitive(vector: Sequence[int]) -> IntegerVector:
    """Return the shortest integer vector on the ray through ``vector``.

    Two vectors are positive multiples of one another iff their primitive vectors are equal.

    Examples
    --------
    >>> primitive((6, -9, 0))
    (2, -3, 0)
    >>> primitive((0, 0))
    (0, 0)
    """
    divisor = gcd(*vector)
    if divisor <= 1:
        return tuple(vector)
    return tuple(entry // divisor for entry in vector)


def common_denominator(values: Iterable[Fraction | int]) -> int:
    """Return the least positive integer whose product with every value is an integer."""
    return lcm(*(value.denominator for value in values))


def primitive_from_rationals(vector: Sequence[Fraction | int]) -> IntegerVector:
    """Return the primitive integer vector that is a positive multiple of ``vector``.

    Examples
    --------
    >>> primitive_from_rationals([Fraction(1, 2), Fraction(-1, 3)])
    (3, -2)
    """
    return primitive(numerators(vector, common_denominator(vector)))


def numerators(vector: Iterable[Fraction | int], denominator: int) -> IntegerVector:
    """Return a vector times a common multiple of its denominators.

    Examples
    --------
    >>> numerators([Fraction(1, 2), Fraction(-1, 3)], denominator=6)
    (3, -2)
    """
    return tuple(value.numerator * (denominator // value.denominator) for value in vector)
