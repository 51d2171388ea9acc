"""Sparse ONNX tensors as dense arrays."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import FileFormatError, short
from polyregions.lowering import MOST_CONSTANTS
from polyregions.readers.onnx.tensors import MOST_AXES, TensorReader

__all__ = ["dense_array"]


def dense_array(reader: TensorReader, tensor: Any) -> NDArray[Any]:
    """Return the elements of an ``onnx.SparseTensorProto``, zeros among them.

    Parameters
    ----------
    reader
        What reads the values and their places.
    tensor
        The tensor: values, and for each of them its place in C order, or its index along every
        axis, in increasing order.

    Raises
    ------
    FileFormatError
        If the tensor is too large, or its parts do not fit together.

    Examples
    --------
    >>> from onnx import TensorProto, helper
    >>> values = helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 0.5])
    >>> places = helper.make_tensor("", TensorProto.INT64, [2], [0, 3])
    >>> dense_array(TensorReader(None), helper.make_sparse_tensor(values, places, [2, 2]))
    array([[1. , 0. ],
           [0. , 0.5]], dtype=float32)
    """
    shape = tuple(tensor.dims)
    if any(length < 1 for length in shape) or len(shape) > MOST_AXES:
        raise FileFormatError(
            f"the shape is {short(shape)}: 1 to {MOST_AXES} axes of positive lengths are needed"
        )
    if prod(shape) > MOST_CONSTANTS:
        raise FileFormatError(
            f"the tensor has {prod(shape):,} elements, zeros among them, more than "
            f"{MOST_CONSTANTS:,}: give a smaller network"
        )
    values = reader.array(tensor.values)
    places = _places(reader.array(tensor.indices), shape)
    reader.count(prod(shape) - values.size)
    increasing = bool((places[1:] > places[:-1]).all())
    inside = not places.size or (places[0] >= 0 and places[-1] < prod(shape))
    if values.shape != places.shape or not increasing or not inside:
        raise FileFormatError(
            f"{values.size} values at {places.size} places do not make a sparse tensor of shape "
            f"{short(shape)}: each value needs a place of its own, in increasing order"
        )
    dense = np.zeros(prod(shape), values.dtype)
    dense[places] = values
    return dense.reshape(shape)


def _places(indices: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return the places in C order."""
    if indices.dtype != np.int64 or indices.ndim not in (1, 2):
        raise FileFormatError(
            f"the places have shape {indices.shape} and type {indices.dtype}: a list of integers "
            "of 64 bits is needed"
        )
    if indices.ndim == 1:
        return indices
    if indices.shape[1] != len(shape) or ((indices < 0) | (indices >= shape)).any():
        raise FileFormatError(f"a place lies outside of the shape {short(shape)}")
    places: NDArray[np.int64] = np.ravel_multi_index(tuple(indices.T), shape).astype(np.int64)
    return places
