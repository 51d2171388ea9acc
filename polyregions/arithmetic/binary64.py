"""Rows of exact numbers in binary64, with the rationals themselves where binary64 lacks them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic.rationals import exact_vector, is_sequence, nearest_float
from polyregions.budgets import in_time
from polyregions.errors import InvalidNumberError, short

__all__ = ["float_row", "float_rows", "integers_of", "rationals_of"]

Floats = NDArray[np.float64]
Exact = tuple[Fraction, ...]

_EXACT_INTEGERS = 2**53  # below it binary64 holds every integer


def float_rows(rows: Any, name: str = "matrix") -> tuple[list[Floats], dict[int, Exact]]:
    """Return the rows of a matrix in binary64, and those that it does not hold exactly.

    Floats and integers of arrays and lists are taken as they are, without a rational for each.

    Parameters
    ----------
    rows
        Rows of equal length, of numbers of any kind that :func:`.exact_rational` takes.
    name
        What the matrix is, for the error message.

    Returns
    -------
    list of ndarray of float64
        The nearest floats, infinite beyond their range.
    dict
        The exact rows whose nearest floats are others, by their index.

    Raises
    ------
    InvalidNumberError
        If the rows are ragged, or an entry is no rational number.

    Examples
    --------
    >>> float_rows([[0.5, 1], ["1/3", 2]])[1]
    {1: (Fraction(1, 3), Fraction(2, 1))}
    """
    if not is_sequence(rows):
        raise InvalidNumberError(f"{name} is {short(rows)}: give a sequence of rows")
    floats: list[Floats] = []
    others: dict[int, Exact] = {}
    for i, row in enumerate(in_time(rows)):
        nearest, exact = float_row(row, f"{name}[{i}]")
        floats.append(nearest)
        if exact is not None:
            others[i] = exact
    lengths = sorted({len(row) for row in floats})
    if len(lengths) > 1:
        raise InvalidNumberError(
            f"{name} is ragged, with rows of length {lengths[0]} and {lengths[-1]}: "
            "give every row the same length"
        )
    return floats, others


def float_row(values: Any, name: str = "vector") -> tuple[Floats, Exact | None]:
    """Return a row in binary64, and the exact one where binary64 does not hold it.

    Examples
    --------
    >>> float_row([0.5, 1])
    (array([0.5, 1. ]), None)
    >>> float_row([2**53 + 1])
    (array([9.00719925e+15]), (Fraction(9007199254740993, 1),))
    """
    floats = _plain_floats(values)
    if floats is not None:
        return floats, None
    exact = exact_vector(values, name)
    distinct = dict(zip(map(id, exact), exact, strict=True))  # what recurs costs little
    nearest = {identity: nearest_float(value) for identity, value in distinct.items()}
    floats = np.array([nearest[id(value)] for value in exact], dtype=np.float64)
    held = all(_is_equal(nearest[identity], value) for identity, value in distinct.items())
    return floats, None if held else exact


def rationals_of(floats: Floats) -> Exact:
    """Return finite floats as the rationals that they are; equal ones are one object.

    Examples
    --------
    >>> rationals_of(np.array([0.5, 3.0]))
    (Fraction(1, 2), Fraction(3, 1))
    """
    entries = floats.tolist()
    exact = {entry: Fraction(*entry.as_integer_ratio()) for entry in set(entries)}
    return tuple([exact[entry] for entry in entries])


def integers_of(floats: Floats) -> tuple[int, ...]:
    """Return finite floats times the least power of two from 1 on that makes integers of them.

    Examples
    --------
    >>> integers_of(np.array([0.5, 3.0]))
    (1, 6)
    """
    ratios = [entry.as_integer_ratio() for entry in floats.tolist()]
    multiple = max((bottom for _, bottom in ratios), default=1)
    return tuple([top * (multiple // bottom) for top, bottom in ratios])


def _plain_floats(values: Any) -> Floats | None:
    """Return numbers that are seen at once to be binary64 numbers; None for all others."""
    if isinstance(values, np.ndarray):
        return None if isinstance(values, np.ma.MaskedArray) else _floats_of_array(values)
    if not isinstance(values, list | tuple) or not set(map(type, values)) <= {int, float}:
        return None
    try:
        floats = np.array(values, dtype=np.float64)
    except OverflowError:
        return None
    # Python compares integers with floats exactly, and a NaN with itself as different.
    return floats if np.isfinite(floats).all() and floats.tolist() == list(values) else None


def _floats_of_array(values: NDArray[Any]) -> Floats | None:
    if values.ndim != 1:
        return None
    if values.dtype.kind == "f" and values.dtype.itemsize <= 8:
        floats: Floats = np.asarray(values, dtype=np.float64)
        return floats if np.isfinite(floats).all() else None
    if values.dtype.kind in "iu":
        floats = values.astype(np.float64)
        # What is larger rounds to 2**53 or more.
        return floats if (np.abs(floats) < _EXACT_INTEGERS).all() else None
    return None


def _is_equal(approximation: float, value: Fraction) -> bool:
    """Return whether a float, perhaps infinite, is exactly a rational."""
    if approximation in (np.inf, -np.inf):
        return False
    return approximation.as_integer_ratio() == (value.numerator, value.denominator)
