"""Lossless conversion of numbers of every kind to exact rationals, and back to text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

import numpy as np

from polyregions.arithmetic.texts import decimal_text, rational_of_texts
from polyregions.budgets import in_time
from polyregions.errors import InvalidNumberError, short

__all__ = [
    "exact_matrix",
    "exact_rational",
    "exact_vector",
    "nearest_float",
    "nearest_quotient",
    "shortest_number",
]

_TEXT = re.compile(
    r"\s*(?P<sign>[+-]?)(?:(?P<numerator>\d+)/(?P<denominator>\d+)"
    r"|(?P<digits>\d+\.\d*|\.\d+|\d+)(?:[eE](?P<exponent>[+-]?\d+))?)\s*",
    re.ASCII,
)
# Far beyond binary64's range, yet small enough that 10**exponent is cheap to write out.
_LARGEST_EXPONENT = 4000
# Of an integer, in bits: some hundred digits, as far as all readers go.
_LONGEST_LITERAL = 2000


def exact_rational(value: Any, name: str = "number") -> Fraction:
    """Return ``value`` as the rational number that it is, without rounding.

    Parameters
    ----------
    value
        An int, Fraction, numpy integer, binary float (it stands for its exact dyadic value),
        Decimal (``Decimal("0.1")`` stands for 1/10) or a string: an integer, ``"p/q"`` or a decimal
        such as ``"0.1"`` (it stands for 1/10).
    name
        What the number is, for the error message.

    Raises
    ------
    InvalidNumberError
        If the value is NaN, infinite, a zero-denominator fraction, a truth value or no number.

    Examples
    --------
    >>> exact_rational("3/7"), exact_rational(0.5), exact_rational("0.1")
    (Fraction(3, 7), Fraction(1, 2), Fraction(1, 10))
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, (bool, np.bool_)):
        raise InvalidNumberError(f"{name} is the truth value {value}: write 0 or 1 instead")
    if isinstance(value, Integral):
        return Fraction(int(value))
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, (float, np.floating)):
        return _rational_of_float(value, name)
    if isinstance(value, Decimal):
        return _rational_of_decimal(value, name)
    if isinstance(value, str):
        return _rational_of_text(value, name)
    raise InvalidNumberError(
        f"{name} is {short(value)}, which is no number: give an int, a Fraction, a float, a "
        'Decimal or a string such as "3/7"'
    )


def _rational_of_float(value: float | np.floating[Any], name: str) -> Fraction:
    if not np.isfinite(value):
        raise InvalidNumberError(f"{name} is {float(value)}: every number must be finite")
    numerator, denominator = value.as_integer_ratio()
    return Fraction(int(numerator), int(denominator))


def _rational_of_decimal(value: Decimal, name: str) -> Fraction:
    if not value.is_finite():
        raise InvalidNumberError(f"{name} is {value}: every number must be finite")
    if not value:
        return Fraction(0)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent > _LARGEST_EXPONENT or value.adjusted() < -_LARGEST_EXPONENT:
        raise _too_long_to_write(str(value.adjusted()), name)
    return Fraction(value)


def _rational_of_text(text: str, name: str) -> Fraction:
    match = _TEXT.fullmatch(text)
    if match is None:
        raise InvalidNumberError(
            f'{name} is the text {short(text)}: write an integer, "p/q" or a decimal'
        )
    exponent = match["exponent"]
    if exponent is not None and (len(exponent) > 6 or abs(int(exponent)) > _LARGEST_EXPONENT):
        raise _too_long_to_write(exponent, name)
    try:
        if match["denominator"] is not None:
            numerator = match["sign"] + match["numerator"]
            return rational_of_texts(numerator, match["denominator"])
        whole, _, decimals = match["digits"].partition(".")
        tenfold = int(exponent or 0) - len(decimals)
        digits = match["sign"] + whole + decimals
        return rational_of_texts(digits + "0" * tenfold, "1" + "0" * -tenfold)
    except ZeroDivisionError:
        raise InvalidNumberError(
            f"{name} is {short(text)}, which divides by zero: give a nonzero denominator"
        ) from None


def _too_long_to_write(exponent: str, name: str) -> InvalidNumberError:
    return InvalidNumberError(
        f"{name} has the exponent {exponent[:12]}: exponents up to {_LARGEST_EXPONENT} are read"
    )


def plain_values(values: Any) -> Any:
    """Return tensors and data frames as arrays, and everything else as it is."""
    if hasattr(values, "detach"):  # a tensor of torch; NumPy knows no bfloat16
        tensor = values.detach().cpu()
        return np.asarray(tensor.double() if tensor.is_floating_point() else tensor)
    if hasattr(values, "to_numpy"):  # a data frame of pandas or Polars
        array = np.asarray(values.to_numpy())
        # Beside columns of floats, Polars makes floats of decimals too.
        rounds = array.dtype.kind == "f" and "Decimal" in str(getattr(values, "schema", ""))
        return np.array(values.rows(), dtype=object) if rounds else array
    return values


def is_sequence(values: Any) -> bool:
    """Return whether this is an iterable whose order means something."""
    if isinstance(values, np.ndarray):
        return values.ndim > 0
    unordered_or_text = (str, bytes, dict, set, frozenset)
    return isinstance(values, Iterable) and not isinstance(values, unordered_or_text)


def exact_vector(values: Any, name: str = "vector") -> tuple[Fraction, ...]:
    """Return a flat sequence of numbers as exact rationals.

    Raises
    ------
    InvalidNumberError
        If ``values`` is not a flat sequence, or one of its entries is no rational number.

    Examples
    --------
    >>> exact_vector([1, "1/3"])
    (Fraction(1, 1), Fraction(1, 3))
    """
    values = plain_values(values)
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InvalidNumberError(f"{name} has {values.ndim} axes: give a flat sequence of numbers")
    if not is_sequence(values):
        raise InvalidNumberError(f"{name} is {short(values)}: give a sequence of numbers")
    if isinstance(values, (list, tuple)) and set(map(type, values)) == {Fraction}:
        return tuple(values)  # Rows of large layers, exact already, take no step for each entry.
    return tuple(exact_rational(value, f"{name}[{i}]") for i, value in enumerate(values))


def exact_matrix(rows: Any, name: str = "matrix") -> tuple[tuple[Fraction, ...], ...]:
    """Return a sequence of rows of equal length as exact rationals.

    Raises
    ------
    InvalidNumberError
        If the rows are ragged, or an entry is no rational number.
    """
    rows = plain_values(rows)
    if not is_sequence(rows):
        raise InvalidNumberError(f"{name} is {short(rows)}: give a sequence of rows")
    matrix = tuple(exact_vector(row, f"{name}[{i}]") for i, row in enumerate(in_time(rows)))
    lengths = sorted({len(row) for row in matrix})
    if len(lengths) > 1:
        raise InvalidNumberError(
            f"{name} is ragged, with rows of length {lengths[0]} and {lengths[-1]}: "
            "give every row the same length"
        )
    return matrix


def nearest_float(value: Fraction) -> float:
    """Return the binary64 number nearest to ``value``, infinite beyond its range."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def nearest_quotient(numerator: int, denominator: int) -> float:
    """Return the binary64 number nearest to a quotient of integers, infinite beyond its range."""
    # Python divides integers of any size with one correct rounding.
    try:
        return numerator / denominator
    except OverflowError:
        return nearest_float(Fraction(numerator, denominator))


def shortest_number(value: Fraction | int) -> int | float | str:
    """Return the plainest literal that stands for exactly ``value``.

    An int where it is one, a float where binary64 holds it exactly, else the text ``"p/q"``. So are
    integers of more than some hundred digits a text, as Python and readers of JSON refuse them.
    :func:`exact_rational` reads each of them back to an equal number.

    Examples
    --------
    >>> [shortest_number(Fraction(p, q)) for p, q in [(3, 1), (1, 2), (1, 3)]]
    [3, 0.5, '1/3']
    """
    if value.denominator == 1:
        is_long = value.numerator.bit_length() > _LONGEST_LITERAL
        return decimal_text(value.numerator) if is_long else value.numerator
    value = Fraction(value)
    approximation = nearest_float(value)
    if math.isfinite(approximation) and Fraction(approximation) == value:
        return approximation
    return decimal_text(value)
