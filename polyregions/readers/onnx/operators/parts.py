"""Operators that join values and cut them."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import prod

import numpy as np

from polyregions.errors import FileFormatError, short
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axes, checked_axis
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.values import Value, check_shape

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
    parts = call.integer("num_outputs", call.outputs) if call.opset >= 18 else call.outputs
    if parts != call.outputs:
        raise FileFormatError(
            f"it makes {call.outputs} parts, and the attribute 'num_outputs' differs"
        )
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


OPERATORS = {
    "Concat": concatenate,
    "Slice": slice_of,
    "Split": split,
}
"""The functions by the operators' names."""
