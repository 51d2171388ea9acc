"""Convex polygons cut into triangles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["triangle_fans"]


def triangle_fans(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cut every polygon of a table into triangles around its first vertex.

    Parameters
    ----------
    offsets
        int64 array (N + 1,): the vertices of polygon i are ``offsets[i]:offsets[i + 1]``.

    Returns
    -------
    ndarray of int64, shape (T, 3)
        The vertices of the triangles.

    Examples
    --------
    >>> triangle_fans(np.array([0, 4, 4, 7])).tolist()
    [[0, 1, 2], [0, 2, 3], [4, 5, 6]]
    """
    inner = np.maximum(np.diff(offsets) - 2, 0)
    first = np.repeat(offsets[:-1], inner)
    step = np.arange(len(first)) - np.repeat(np.cumsum(inner) - inner, inner)
    return np.column_stack([first, first + step + 1, first + step + 2])
