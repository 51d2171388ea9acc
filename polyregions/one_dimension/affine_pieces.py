"""The affine maps on the gaps between columns, as integer columns in lowest terms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.one_dimension.integer_columns import Integers, largest, reduced, wide

__all__ = ["bends", "maps_between", "number_of_distinct_maps"]

_SAFE = 1 << 62


def maps_between(columns: Integers) -> Integers:
    """Return the affine map on each gap: the column (D, A_1, ..., A_m, B_1, ..., B_m).

    It stands for y_i = (A_i x + B_i) / D with D > 0; in lowest terms, equal columns are equal maps.

    Parameters
    ----------
    columns
        Shape (2 + m, k), homogeneous columns in increasing order.

    Returns
    -------
    Integers
        Shape (1 + 2 m, k - 1).

    Examples
    --------
    >>> maps_between(np.array([[1, 1, 0], [0, 2, 1], [0, 1, 3]])).T.tolist()
    [[2, 1, 0], [1, 3, -5]]
    """
    if 2 * largest(columns) ** 2 >= _SAFE:
        columns = wide(columns)
    q, p, y = columns[0], columns[1], columns[2:]
    scale = q[:-1] * p[1:] - p[:-1] * q[1:]
    slopes = q[:-1] * y[:, 1:] - q[1:] * y[:, :-1]
    intercepts = p[1:] * y[:, :-1] - p[:-1] * y[:, 1:]
    return reduced(np.concatenate([scale[None, :], slopes, intercepts]))


def bends(maps: Integers) -> NDArray[np.bool_]:
    """Return where one map differs from the next, shape (k - 1,)."""
    different: NDArray[np.bool_] = np.any(maps[:, :-1] != maps[:, 1:], axis=0)
    return different


def number_of_distinct_maps(maps: Integers) -> int:
    """Return how many different columns there are.

    Examples
    --------
    >>> number_of_distinct_maps(np.array([[1, 1, 1], [2, 0, 2]]))
    2
    """
    if maps.dtype == object:
        return len(set(zip(*maps.tolist(), strict=True)))
    return int(np.unique(maps, axis=1).shape[1])
