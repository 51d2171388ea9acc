"""Numpy arrays of objects: of exact numbers and of affine forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Constants", "Forms", "object_array"]

Constants = NDArray[Any]
"""A numpy array of Fractions."""

Forms = NDArray[Any]
"""A numpy array of affine forms."""


def object_array(entries: Iterable[object], shape: Sequence[int]) -> NDArray[Any]:
    """Return objects given in C order as a numpy array of a shape.

    Examples
    --------
    >>> object_array([(), None], (2, 1)).shape
    (2, 1)
    """
    listed = list(entries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array.reshape(tuple(shape))
