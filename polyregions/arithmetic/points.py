"""Points of any kind as exact numbers: arrays, tensors, data frames, nested lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic.integers import IntegerVector, primitive_from_rationals
from polyregions.arithmetic.rationals import exact_matrix, nearest_float, plain_values
from polyregions.arithmetic.texts import repr_of_fields
from polyregions.errors import InvalidNumberError

__all__ = ["Points", "exact_points", "is_one_point"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Some points, exactly, and the floats nearest to them.

    Attributes
    ----------
    floats
        float64 array (k, n): the nearest floats.
    errors
        float64 array (k, n): bounds of their distances from the coordinates; None where the floats
        are the coordinates.
    exact
        The coordinates; None where the floats are.
    """

    floats: Floats
    errors: Floats | None = None
    exact: tuple[tuple[Fraction, ...], ...] | None = None

    __repr__ = repr_of_fields

    def __len__(self) -> int:
        return len(self.floats)

    def homogeneous(self, indices: Iterable[int]) -> list[IntegerVector]:
        """Return some of the points as integers (x_1, ..., x_n, w), w > 0."""
        rows = self.floats if self.exact is None else self.exact
        return [primitive_from_rationals((*map(Fraction, rows[i]), Fraction(1))) for i in indices]


def exact_points(points: Any, dimension: int, name: str = "points") -> Points:
    """Return points as the exact numbers that they are.

    Parameters
    ----------
    points
        k points of R^n: an array, a tensor, a data frame or nested sequences, of shape (k, n), or
        nothing at all. Its entries are floats, which stand for their exact values, integers,
        fractions, decimals or texts.
    dimension
        n.
    name
        What they are, for the error message.

    Raises
    ------
    InvalidNumberError
        If the shape is another, or an entry is no finite number.

    Examples
    --------
    >>> exact_points([[0.5, 1], [2, 3]], 2).floats
    array([[0.5, 1. ],
           [2. , 3. ]])
    >>> exact_points([["1/3"]], 1).homogeneous([0])
    [(1, 3)]
    """
    array = _array(points)
    if array.shape == (0,):
        array = np.zeros((0, dimension))
    if array.ndim != 2 or array.shape[1] != dimension:
        raise InvalidNumberError(
            f"{name} have shape {array.shape}: give k points in rows of {dimension} coordinates"
        )
    if array.dtype.kind in "fiu" and array.dtype.itemsize <= 8:
        return _of_numbers(array, name)
    rows = exact_matrix(array.tolist() if array.dtype.kind != "f" else array, name)
    floats = np.array([[nearest_float(x) for x in row] for row in rows], dtype=np.float64)
    floats = floats.reshape(-1, dimension)
    return Points(floats, _errors(floats), rows)


def is_one_point(points: Any) -> bool:
    """Return whether this is one point rather than several or none: it has one axis with numbers.

    Examples
    --------
    >>> is_one_point([1, "1/2"]), is_one_point([[1, 2]]), is_one_point([])
    (True, False, False)
    """
    array = _array(points)
    return array.ndim == 1 and array.size > 0


def _array(points: Any) -> NDArray[Any]:
    points = plain_values(points)
    if np.ma.is_masked(points):
        raise InvalidNumberError("some entries of the points are masked: fill them with numbers")
    if isinstance(points, np.ndarray):
        return np.asarray(points)
    try:
        entries = np.array(points, dtype=object)
    except ValueError:
        raise _ragged() from None
    kinds = {type(entry) for entry in entries.ravel().tolist()}
    if kinds & {list, tuple, np.ndarray}:
        raise _ragged()
    # Of mixed entries NumPy would round the integers, and make texts of all.
    return np.array(points) if len(kinds) == 1 and kinds <= {int, float} else entries


def _ragged() -> InvalidNumberError:
    return InvalidNumberError("points are ragged: give every point as many numbers")


def _of_numbers(array: NDArray[Any], name: str) -> Points:
    floats = array.astype(np.float64)
    if not np.isfinite(floats).all():
        place = ", ".join(map(str, np.argwhere(~np.isfinite(floats))[0].tolist()))
        value = floats[~np.isfinite(floats)][0]
        raise InvalidNumberError(f"{name}[{place}] is {value}: every number must be finite")
    # Integers up to there are floats; larger ones may have been rounded.
    if array.dtype.kind == "f" or np.abs(floats).max(initial=0.0) < 2.0**53:
        return Points(floats)
    rows = tuple(tuple(map(Fraction, row)) for row in array.tolist())
    return Points(floats, _errors(floats), rows)


def _errors(floats: Floats) -> Floats:
    """Return bounds of the errors of rounding to these floats."""
    return np.abs(floats) * 2.0**-52 + 2.0**-1074
