"""Interior points as columns: the nearest floats, and texts of those that are no floats."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite

from polyregions.arithmetic import (
    IntegerVector,
    decimal_text,
    exact_vector,
    primitive_from_rationals,
)
from polyregions.errors import FileFormatError

__all__ = ["are_floats", "exact_text", "homogeneous", "point_of_text"]


def are_floats(point: IntegerVector, floats: Sequence[float]) -> bool:
    """Return whether floats are exactly the coordinates of a homogeneous point.

    Examples
    --------
    >>> are_floats((1, 4), [0.25]), are_floats((1, 3), [1 / 3])
    (True, False)
    """
    for x, value in zip(point[:-1], floats, strict=True):
        if not isfinite(value):
            return False
        numerator, denominator = value.as_integer_ratio()
        if numerator * point[-1] != x * denominator:
            return False
    return True


def exact_text(point: IntegerVector) -> str:
    """Return the coordinates of a homogeneous point as a text.

    Examples
    --------
    >>> exact_text((1, -6, 3))
    '1/3 -2'
    """
    return " ".join(decimal_text(Fraction(x, point[-1])) for x in point[:-1])


def point_of_text(text: str, dimension: int) -> IntegerVector:
    """Return the homogeneous point, primitive, of which :func:`exact_text` has made a text.

    Raises
    ------
    FileFormatError, InvalidNumberError
        If it is no such text, or has another number of coordinates.

    Examples
    --------
    >>> point_of_text("1/3 -2", dimension=2)
    (1, -6, 3)
    """
    return homogeneous(exact_vector(text.split(), "interior point"), dimension)


def homogeneous(point: Sequence[Fraction], dimension: int) -> IntegerVector:
    """Return a point of R^n as a primitive homogeneous vector after checking its dimension.

    Examples
    --------
    >>> homogeneous([Fraction(1, 3), Fraction(-2)], dimension=2)
    (1, -6, 3)
    """
    if len(point) != dimension:
        raise FileFormatError(
            f"an interior point has {len(point)} coordinates where the network takes {dimension}: "
            "give one for each input"
        )
    return primitive_from_rationals((*point, Fraction(1)))
