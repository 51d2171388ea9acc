"""Operators that pick entries by indices."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axis
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.values import (
    Constant,
    Value,
    check_shape,
    entries_at,
    has_integers,
    places_of,
)

__all__ = ["OPERATORS"]


def gather(call: Call) -> Value:
    """Gather: the entries at some indices along an axis."""
    value, indices = call.value(0), _indices(call)
    axis = checked_axis(call.integer("axis", 0), len(value.shape))
    _check_range(indices, value.shape[axis], axis)
    check_shape(value, (*value.shape[:axis], *indices.shape, *value.shape[axis + 1 :]))
    index: tuple[Any, ...] = (*(slice(None),) * axis, indices)
    return value[index]


def gather_elements(call: Call) -> Value:
    """GatherElements: for every place the entry at an index of its own along an axis."""
    value, indices = call.value(0), _indices(call)
    axis = checked_axis(call.integer("axis", 0), len(value.shape))
    others = [n for i, n in enumerate(value.shape) if i != axis]
    fits = indices.ndim == len(value.shape) and all(
        mine <= length
        for mine, length in zip(
            [n for i, n in enumerate(indices.shape) if i != axis], others, strict=True
        )
    )
    if not fits:
        raise FileFormatError(
            f"indices of shape {indices.shape} do not fit an input of shape {value.shape}: as many "
            "axes are needed, and none longer than the input's but the one to gather along"
        )
    _check_range(indices, value.shape[axis], axis)
    check_shape(value, indices.shape)
    index: list[Any] = list(np.ogrid[tuple(slice(n) for n in indices.shape)])
    index[axis] = indices
    return entries_at(value, places_of(value)[tuple(index)])


def gather_slices(call: Call) -> Value:
    """GatherND: the entries, or slices of them, at places that lists of indices name."""
    value, indices = call.value(0), _indices(call)
    shared = call.integer("batch_dims", 0) if call.opset >= 12 else 0
    named = indices.shape[-1] if indices.ndim else 0
    if not (
        0 <= shared < min(indices.ndim, len(value.shape))
        and indices.shape[:shared] == value.shape[:shared]
        and 1 <= named <= len(value.shape) - shared
    ):
        raise FileFormatError(
            f"indices of shape {indices.shape} do not fit an input of shape {value.shape} with "
            f"{shared} axes in common"
        )
    check_shape(value, (*indices.shape[:-1], *value.shape[shared + named :]))
    for i in range(named):
        _check_range(indices[..., i], value.shape[shared + i], shared + i)
    outer = np.ogrid[tuple(slice(n) for n in indices.shape[:shared])]
    inner = (1,) * (indices.ndim - 1 - shared)
    common = [axis.reshape(*axis.shape, *inner) for axis in outer] if shared else []
    index = (*common, *(indices[..., i] for i in range(named)))
    return entries_at(value, places_of(value)[index])


def triangle(call: Call) -> Value:
    """Trilu: the entries on one side of a diagonal of matrices, and zeros on the other."""
    value = call.value(0)
    upper = call.flag("upper", 1)
    shift = call.integers_input(1) if call.has_input(1) else (0,)
    if len(value.shape) < 2 or len(shift) != 1:
        raise FileFormatError(
            f"the input has shape {value.shape} and input 1 {len(shift)} numbers: matrices and one "
            "number are needed"
        )
    rows, columns = np.ogrid[tuple(slice(n) for n in value.shape[-2:])]
    distance = columns - rows
    kept = distance >= shift[0] if upper else distance <= shift[0]
    if isinstance(value, Tensor):
        return ops.multiply(value, kept.astype(np.int64))
    return np.where(kept, value, value.dtype.type(0))


def _indices(call: Call) -> Constant:
    indices = call.constant(1)
    if not has_integers(indices):
        raise FileFormatError(f"the indices have the type {indices.dtype}: integers are needed")
    return indices


def _check_range(indices: Constant, length: int, axis: int) -> None:
    if indices.size and not (-length <= int(indices.min()) and int(indices.max()) < length):
        raise FileFormatError(f"an index is out of range: the axis {axis} has the length {length}")


OPERATORS = {
    "Gather": gather,
    "GatherElements": gather_elements,
    "GatherND": gather_slices,
    "Trilu": triangle,
}
"""The functions by the operators' names."""
