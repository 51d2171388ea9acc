"""Operators that join values, cut them, pick from them and surround them."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError, short
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axes, checked_axis
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.values import Constant, Value, check_shape, has_integers

__all__ = ["OPERATORS"]


def concatenate(call: Call) -> Value:
    """Concat: the inputs, one after the other along an axis."""
    values = call.values()
    count = len(values[0].shape)
    axis = checked_axis(call.integer("axis"), count)
    others = {(*value.shape[:axis], *value.shape[axis + 1 :]) for value in values}
    if len(others) > 1 or any(len(value.shape) != count for value in values):
        raise FileFormatError(
            f"inputs of shapes {', '.join(str(value.shape) for value in values[:8])} cannot be "
            f"joined along axis {axis}"
        )
    tensors = [value for value in values if isinstance(value, Tensor)]
    length = sum(value.shape[axis] for value in values)
    check_shape(tensors[0] if tensors else values[0], (*others.pop(), length))
    if tensors:
        # Of shapes such as (1, 0), which hold nothing, there are no tensors.
        return ops.concatenate([value for value in values if prod(value.shape)], axis)
    return np.concatenate([np.asarray(value) for value in values], axis)


def split(call: Call) -> tuple[Value, ...]:
    """Split: parts along an axis, of given lengths or of equal ones."""
    value = call.value()
    axis = checked_axis(call.integer("axis", 0), len(value.shape))
    length = value.shape[axis]
    lengths = call.integers("split") if call.opset < 13 else None
    if call.opset >= 13 and call.has_input(1):
        lengths = call.integers_input(1)
    if lengths is None:
        lengths = _equal_lengths(call, length)
    if sum(lengths) != length or any(part < 0 for part in lengths) or len(lengths) != call.outputs:
        raise FileFormatError(
            f"{call.outputs} parts of lengths {short(lengths)} do not make up an axis of length "
            f"{length}"
        )
    edges = accumulate(lengths, initial=0)
    before = (slice(None),) * axis
    return tuple(value[(*before, slice(start, stop))] for start, stop in pairwise(edges))


def _equal_lengths(call: Call, length: int) -> tuple[int, ...]:
    """Return the lengths of equal parts, the last of which may be shorter since version 18."""
    parts = call.outputs
    if call.opset >= 18 and call.integer("num_outputs") != parts:
        raise FileFormatError(f"it makes {parts} parts, and the attribute 'num_outputs' differs")
    if call.opset < 18 and length % parts:
        raise FileFormatError(f"an axis of length {length} has no {parts} equal parts")
    each = -(-length // parts)
    return (*(each,) * (parts - 1), length - each * (parts - 1))


def slice_of(call: Call) -> Value:
    """Slice: every step-th entry from start to stop along some axes."""
    value = call.value()
    if call.opset < 10:
        starts, stops, axes = (call.integers(name) for name in ("starts", "ends", "axes"))
        steps = None
    else:
        starts, stops = call.integers_input(1), call.integers_input(2)
        axes = call.integers_input(3) if call.has_input(3) else None
        steps = call.integers_input(4) if call.has_input(4) else None
    starts, stops = starts or (), stops or ()
    axes = tuple(range(len(starts))) if axes is None else axes
    steps = (1,) * len(starts) if steps is None else steps
    if not len(starts) == len(stops) == len(axes) == len(steps) or 0 in steps:
        raise FileFormatError(
            f"starts {short(starts)}, ends {short(stops)}, axes {short(axes)} and steps "
            f"{short(steps)} do not go together: as many of each are needed, and no step 0"
        )
    index = [slice(None)] * len(value.shape)
    for axis, start, stop, step in zip(
        checked_axes(axes, len(index)), starts, stops, steps, strict=True
    ):
        index[axis] = slice(start, stop, step)
    return value[tuple(index)]


def gather(call: Call) -> Value:
    """Gather: the entries at some indices along an axis."""
    value, indices = call.value(0), call.constant(1)
    axis = checked_axis(call.integer("axis", 0), len(value.shape))
    length = value.shape[axis]
    if not has_integers(indices):
        raise FileFormatError(f"the indices have the type {indices.dtype}: integers are needed")
    if indices.size and not (-length <= int(indices.min()) and int(indices.max()) < length):
        raise FileFormatError(f"an index is out of range: the axis {axis} has the length {length}")
    check_shape(value, (*value.shape[:axis], *indices.shape, *value.shape[axis + 1 :]))
    index: tuple[Any, ...] = (*(slice(None),) * axis, indices)
    return value[index]


def pad(call: Call) -> Value:
    """Pad: a constant around the entries; negative pads cut entries off."""
    value = call.value()
    mode = call.text("mode", "constant")
    if mode != "constant":
        raise FileFormatError(f"the mode {quoted(mode)} is not supported: 'constant' is")
    pads, axes, filling = _pad_arguments(call, len(value.shape))
    if len(pads) != 2 * len(axes):
        raise FileFormatError(
            f"the pads are {short(pads)}: two integers are needed for each of {len(axes)} axes"
        )
    widths = [(0, 0)] * len(value.shape)
    for place, axis in enumerate(axes):
        widths[axis] = (pads[place], pads[len(axes) + place])
    for length, (before, after) in zip(value.shape, widths, strict=True):
        if max(-before, 0) + max(-after, 0) > length:
            raise FileFormatError(f"the pads {short(pads)} cut off more than there is")
    check_shape(
        value,
        [n + before + after for n, (before, after) in zip(value.shape, widths, strict=True)],
    )
    return _padded(value, widths, filling)


def _pad_arguments(call: Call, count: int) -> tuple[tuple[int, ...], tuple[int, ...], Constant]:
    every = tuple(range(count))
    if call.opset < 11:
        return call.integers("pads") or (), every, np.array(call.real("value", 0.0), dtype=object)
    filling = call.optional_constant(2)
    if filling is None:
        filling = np.array(0)
    elif filling.size != 1:
        raise FileFormatError(f"input 2 has shape {filling.shape}: one number is needed")
    has_axes = call.opset >= 18 and call.has_input(3)
    axes = checked_axes(call.integers_input(3), count) if has_axes else every
    return call.integers_input(1), axes, filling.reshape(())


def _padded(value: Value, widths: list[tuple[int, int]], filling: Constant) -> Value:
    index = tuple(
        slice(max(-before, 0), n - max(-after, 0))
        for n, (before, after) in zip(value.shape, widths, strict=True)
    )
    inner = value[index]
    added = [(max(before, 0), max(after, 0)) for before, after in widths]
    if isinstance(inner, Tensor):
        return ops.pad(inner, added, filling.item())
    padded = np.pad(inner.astype(object), added, constant_values=filling.item())
    return padded.astype(np.int64) if has_integers(inner) and has_integers(filling) else padded


OPERATORS = {
    "Concat": concatenate,
    "Gather": gather,
    "Pad": pad,
    "Slice": slice_of,
    "Split": split,
}
"""The functions by the operators' names."""
