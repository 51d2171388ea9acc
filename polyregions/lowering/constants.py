"""Arrays of numbers of any kind as arrays of exact rationals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_rational
from polyregions.errors import InvalidNetworkError, InvalidNumberError
from polyregions.lowering.arrays import Constants, object_array
from polyregions.lowering.limits import check_constants

__all__ = [
    "ONE",
    "ZERO",
    "exact_array",
    "exact_channels",
    "number_array",
    "plain_floats",
]

ZERO, ONE = Fraction(0), Fraction(1)

# Every number of these types is a binary64 number too.
_WITHIN_BINARY64 = (np.float16, np.float32, np.float64)
_EXACT_INTEGERS = 2**53  # below it binary64 holds every integer


def exact_array(values: Any, name: str = "array") -> Constants:
    """Return numbers of any kind, in any shape, as the exact rationals that they are.

    Parameters
    ----------
    values
        A number, nested sequences of numbers, or an array that numpy reads, of integers,
        floats or objects.
    name
        What the array is, for the error message.

    Raises
    ------
    InvalidNumberError
        If an entry is NaN, infinite or no number, or the sequences are ragged.
    InvalidNetworkError
        If there are more than ``MOST_CONSTANTS`` entries.

    Examples
    --------
    >>> exact_array([[1, "1/3"], [0.5, 0]]).tolist()
    [[Fraction(1, 1), Fraction(1, 3)], [Fraction(1, 2), Fraction(0, 1)]]
    """
    array = number_array(values, name)
    check_constants(array.size)
    return object_array(_flat_rationals(array, name), array.shape)


def number_array(values: Any, name: str = "array") -> NDArray[Any]:
    """Return the values as a numpy array that holds them as they are: its shape costs nothing.

    Raises
    ------
    InvalidNumberError
        If nested sequences are ragged.
    """
    if hasattr(values, "__array__"):
        return np.asarray(values)
    try:  # Left to itself numpy would make texts of the floats in a list that holds a text.
        array = np.array(values, dtype=object)
    except ValueError:
        array = None
    if array is None or any(isinstance(entry, (list, tuple)) for entry in array.flat):
        raise InvalidNumberError(f"{name} is ragged: give every row the same number of entries")
    return array


def plain_floats(values: Any) -> NDArray[np.float64] | None:
    """Return an array of finite floats or small integers in binary64; None for all others.

    Raises
    ------
    InvalidNetworkError
        If there are more than ``MOST_CONSTANTS`` entries.

    Examples
    --------
    >>> plain_floats(np.float32([[0.5, 2]]))
    array([[0.5, 2. ]])
    """
    if not isinstance(values, np.ndarray) or isinstance(values, np.ma.MaskedArray):
        return None
    if values.dtype.type not in _WITHIN_BINARY64 and values.dtype.kind not in "iu":
        return None
    check_constants(values.size)
    floats = values.astype(np.float64)
    if values.dtype.kind in "iu":
        return floats if bool((np.abs(floats) < _EXACT_INTEGERS).all()) else None
    return floats if bool(np.isfinite(floats).all()) else None


def _flat_rationals(array: NDArray[Any], name: str) -> list[Fraction]:
    if array.dtype.type in _WITHIN_BINARY64:
        finite = np.isfinite(array)
        if not finite.all():
            bad = array[~finite].flat[0]
            raise InvalidNumberError(f"{name} holds the number {bad}: every entry must be finite")
        return [Fraction(value) if value else ZERO for value in _binary64(array).tolist()]
    if array.dtype.kind in "iu":
        return [Fraction(value) for value in array.ravel().tolist()]
    return [exact_rational(value, f"an entry of {name}") for value in array.ravel()]


def _binary64(array: NDArray[Any]) -> NDArray[np.float64]:
    return array.astype(np.float64).ravel()


def exact_channels(values: Any, channels: int, name: str) -> Constants:
    """Return one exact number for each channel.

    Raises
    ------
    InvalidNetworkError
        If ``values`` is no vector of that length.
    """
    vector = number_array(values, name)
    if vector.shape != (channels,):
        raise InvalidNetworkError(
            f"{name} has shape {vector.shape}: give one number for each of {channels} channels"
        )
    return exact_array(vector, name)
