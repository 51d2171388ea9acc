"""The values in a graph: tensors of affine forms, and constants, computed without rounding.

A constant is a numpy array: of integers or bools, of floats as they are stored, or of Fractions,
once something has been computed with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import FileFormatError, short
from polyregions.lowering import MOST_CONSTANTS, MOST_ENTRIES, Tensor, exact_array
from polyregions.lowering.operations import constants_of
from polyregions.readers.onnx.tensors import MOST_AXES

__all__ = [
    "MOST_COMPUTED",
    "Constant",
    "Value",
    "as_numbers",
    "broadcast_shape",
    "check_rounding",
    "check_shape",
    "entries_at",
    "folded",
    "has_integers",
    "integers_of_type",
    "numbers_of",
    "places_of",
    "reshaped",
]

# Floats of 32 bits go on a little further on both sides.
_SMALLEST, _LARGEST = Fraction(1, 2**126), 2**127

MOST_COMPUTED = 2**22
"""The number of Fractions, of a hundred bytes and more, up to which constants are computed."""

Constant = NDArray[Any]
Value = Tensor | Constant


def has_integers(value: Value) -> bool:
    """Return whether a value consists of integers, such as a shape."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "iu"


def numbers_of(value: Value) -> Constant | None:
    """Return the constants that a value holds, None if it depends on the input."""
    return constants_of(value, "the value") if isinstance(value, Tensor) else value


def as_numbers(value: Constant) -> Constant:
    """Return constants as rational numbers, neither integers nor truth values."""
    if value.dtype.kind == "b":
        value = value.astype(np.int64)
    return exact_array(value) if value.dtype.kind in "iu" else value


def folded(function: Callable[..., Any], *constants: Constant) -> Constant:
    """Apply a function to constants, which are broadcast, without rounding.

    Parameters
    ----------
    function
        A function of numpy arrays of Python's ints or of Fractions.
    constants
        All of integers, or else taken for rational numbers.

    Raises
    ------
    FileFormatError
        If the shapes do not go together, the result is too large, or an integer exceeds 64 bits.
    InvalidNumberError
        If a float is not finite.

    Examples
    --------
    >>> from fractions import Fraction
    >>> folded(np.add, np.float32([0.5]), np.array([Fraction(1, 3)])).tolist()
    [Fraction(5, 6)]
    """
    check_shape(constants[0], broadcast_shape(*constants), MOST_COMPUTED)
    if not all(has_integers(constant) for constant in constants):
        return _objects(function(*map(exact_array, constants)))
    result = _objects(function(*(_objects(constant) for constant in constants)))
    types = {constant.dtype for constant in constants}
    return integers_of_type(result, types.pop() if len(types) == 1 else np.dtype(np.int64))


def integers_of_type(integers: Constant, dtype: np.dtype[Any]) -> Constant:
    """Return Python's ints as integers of a type.

    Raises
    ------
    FileFormatError
        If one is out of its range, in which it would become another number.
    """
    limits = np.iinfo(dtype)
    if any(not limits.min <= number <= limits.max for number in integers.flat):
        raise FileFormatError(
            f"an integer computed from constants exceeds the {limits.bits} bits of its type: "
            "export the model again"
        )
    return integers.astype(dtype)


def check_rounding(function: Callable[..., Any], *constants: Constant) -> None:
    """Check that a function that jumps is the same of constants as programs know them.

    Constants that are computed are exact here, and rounded to floats of 32 bits in a program: ten
    times the float next to 0.7 is less than 7 or equal to it.

    Parameters
    ----------
    function
        A function of arrays of Fractions that makes one array.
    constants
        Those that are stored are the same for everybody.

    Raises
    ------
    FileFormatError
        If it is not.
    """
    if all(constant.dtype.kind != "O" for constant in constants):
        return
    exact = [exact_array(as_numbers(constant)) for constant in constants]
    rounded = [np.frompyfunc(_as_short_float, 1, 1)(numbers) for numbers in exact]
    if np.any(function(*exact) != function(*rounded)):
        raise FileFormatError(
            "what becomes of a computed constant depends on rounding errors: replace what is "
            "computed of constants by its results, as onnxruntime does when it optimises a model"
        )


def _as_short_float(number: Fraction) -> Fraction:
    """Return the nearest float of 32 bits, or the number itself if it is beyond their range."""
    if not _SMALLEST < abs(number) < _LARGEST:
        return number
    return Fraction(float(np.float32(float(number))))


def _objects(values: Any) -> Constant:
    return np.asarray(values).astype(object)


class Shaped(Protocol):
    """What has a shape."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""


def broadcast_shape(*values: Shaped) -> tuple[int, ...]:
    """Return the shape that values have once they are broadcast to one.

    Raises
    ------
    FileFormatError
        If the shapes do not go together.
    """
    try:
        return np.broadcast_shapes(*(value.shape for value in values))
    except ValueError as error:
        shapes = " and ".join(str(value.shape) for value in values)
        raise FileFormatError(
            f"inputs of shapes {shapes} do not go together: make them equal, or 1 where they differ"
        ) from error


def check_shape(value: Value, shape: Sequence[int], most: int | None = None) -> None:
    """Check the shape of a result before it is made.

    Parameters
    ----------
    value
        What it is made from.
    shape
        The shape.
    most
        The most entries that it may have; omitted: ``MOST_CONSTANTS`` or, for a tensor,
        ``MOST_ENTRIES``.

    Raises
    ------
    FileFormatError
        If there are more entries, or more axes than ``MOST_AXES``.

    Examples
    --------
    >>> check_shape(np.zeros(1), (10**5, 10**4))
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: the result would have 1,000,000,000 entries, more than \
10,000,000: give a smaller network
    """
    if most is None:
        most = MOST_ENTRIES if isinstance(value, Tensor) else MOST_CONSTANTS
    size = prod(max(length, 1) for length in shape)  # An axis beside one of length 0 counts, too.
    if size > most:
        raise FileFormatError(
            f"the result would have {size:,} entries, more than {most:,}: give a smaller network"
        )
    if len(shape) > MOST_AXES:
        raise FileFormatError(
            f"the result would have {len(shape)} axes, more than {MOST_AXES}: reshape its inputs"
        )


def reshaped(value: Value, shape: Sequence[int]) -> Value:
    """Return the entries of a value in another shape of as many entries.

    Raises
    ------
    FileFormatError
        If the number of entries differs, or there are too many axes.
    """
    if prod(shape) != prod(value.shape) or any(length < 0 for length in shape):
        raise FileFormatError(
            f"an input of shape {value.shape} cannot take the shape {short(tuple(shape))}: export "
            "the model for a batch of 1"
        )
    check_shape(value, shape)
    return value.reshape(tuple(shape))


def places_of(value: Value) -> NDArray[np.int64]:
    """Return the place of every entry, counted in C order, as an array of the value's shape."""
    return np.arange(prod(value.shape), dtype=np.int64).reshape(value.shape)


def entries_at(value: Value, places: NDArray[np.int64]) -> Value:
    """Return the entries at places that are counted in C order, in the shape of these."""
    return value.reshape((prod(value.shape),))[places]
