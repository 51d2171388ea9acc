"""Rational vectors: how they are read, inner products and sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import common_denominator, exact_vector
from polyregions.errors import InvalidDomainError

__all__ = ["Vector", "flat_vector", "flat_vectors", "inner", "vector_sum"]

Vector = tuple[Fraction, ...]


def flat_vector(values: Any, name: str) -> Vector:
    """Return the entries of a sequence, or of an array with any number of axes, as rationals."""
    if hasattr(values, "__array__"):
        array = np.asarray(values)
        values = array.ravel() if array.ndim else values
    return exact_vector(values, name)


def flat_vectors(values: Any, name: str) -> tuple[Vector, ...]:
    """Return each of several sequences or arrays as a rational vector.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If ``values`` is no sequence, or one of its members is no sequence of rational numbers.

    Examples
    --------
    >>> flat_vectors([[1], np.array([[0.5]])], "points")
    ((Fraction(1, 1),), (Fraction(1, 2),))
    """
    try:
        listed = list(values)
    except TypeError:
        raise InvalidDomainError(f"{name} is a {type(values).__name__}: give a sequence") from None
    return tuple(flat_vector(value, f"{name}[{i}]") for i, value in enumerate(listed))


def inner(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    """Return the inner product of two rational vectors, in integers until the end.

    Examples
    --------
    >>> inner([Fraction(1, 2), Fraction(3)], [Fraction(1, 3), Fraction(1)])
    Fraction(19, 6)
    """
    p, q = common_denominator(left), common_denominator(right)
    total = sum(
        a.numerator * (p // a.denominator) * (b.numerator * (q // b.denominator))
        for a, b in zip(left, right, strict=True)
        if a and b
    )
    return Fraction(total, p * q)


def vector_sum(start: Vector, factors: Sequence[Fraction], vectors: Sequence[Vector]) -> Vector:
    """Return start + factors[0] vectors[0] + factors[1] vectors[1] + ...

    Examples
    --------
    >>> vector_sum((Fraction(1),), [Fraction(2)], [(Fraction(1, 3),)])
    (Fraction(5, 3),)
    """
    columns = zip(start, *vectors, strict=True)
    return tuple(x + sum(map(Fraction.__mul__, factors, entries)) for x, *entries in columns)
