"""Operators that give the same entries another shape or order."""

from __future__ import annotations

from math import prod

import numpy as np

from polyregions.errors import FileFormatError, short
from polyregions.lowering import Tensor
from polyregions.readers.onnx.axes import checked_axes
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.values import (
    Value,
    check_shape,
    entries_at,
    places_of,
    reshaped,
)

__all__ = ["OPERATORS"]


def flatten(call: Call) -> Value:
    """Flatten: a matrix, the axes before one of them joined, and the others."""
    value = call.value()
    count = len(value.shape)
    axis = call.integer("axis", 1)
    if not -count <= axis <= count:
        raise FileFormatError(f"there is no axis {axis}: the input has {count} axes")
    axis = axis + count if axis < 0 else axis
    return reshaped(value, (prod(value.shape[:axis]), prod(value.shape[axis:])))


def reshape(call: Call) -> Value:
    """Reshape: another shape, -1 standing for the length that fits and 0 for the old one."""
    value, wanted = call.value(), call.integers_input(1)
    zero_is_zero = call.opset >= 14 and call.flag("allowzero")
    shape = list(wanted)
    if not zero_is_zero:
        for axis, length in enumerate(shape):
            if length == 0 and axis < len(value.shape):
                shape[axis] = value.shape[axis]
    if shape.count(-1) == 1:
        place = shape.index(-1)
        others = prod(shape[:place] + shape[place + 1 :])
        shape[place] = prod(value.shape) // others if others > 0 else 0
    return reshaped(value, shape)


def transpose(call: Call) -> Value:
    """Transpose: the axes in another order, reversed unless said otherwise."""
    value = call.value()
    count = len(value.shape)
    order = call.integers("perm")
    if order is None:
        order = tuple(reversed(range(count)))
    if sorted(order) != list(range(count)):
        raise FileFormatError(
            f"the attribute 'perm' is {short(order)}: each of the {count} axes is needed once"
        )
    return value.transpose(order)


def squeeze(call: Call) -> Value:
    """Squeeze: without axes of length 1."""
    value, axes = call.value(), _axes(call)
    shape = value.shape
    if axes is None:
        return reshaped(value, [length for length in shape if length != 1])
    gone = checked_axes(axes, len(shape))
    if any(shape[axis] != 1 for axis in gone):
        raise FileFormatError(
            f"the axes {short(gone)} of an input of shape {shape} are to vanish: only those of "
            "length 1 can"
        )
    return reshaped(value, [length for axis, length in enumerate(shape) if axis not in gone])


def unsqueeze(call: Call) -> Value:
    """Unsqueeze: with more axes of length 1."""
    value, axes = call.value(), _axes(call)
    if axes is None:
        raise FileFormatError("its axes are missing: export the model again")
    new = checked_axes(axes, len(value.shape) + len(axes))
    lengths = iter(value.shape)
    count = len(value.shape) + len(axes)
    return reshaped(value, [1 if axis in new else next(lengths) for axis in range(count)])


def _axes(call: Call) -> tuple[int, ...] | None:
    """Return the axes of Squeeze or Unsqueeze, which version 13 made an input."""
    if call.opset < 13:
        return call.integers("axes")
    return call.integers_input(1) if call.has_input(1) else None


def expand(call: Call) -> Value:
    """Expand: entries repeated along axes of length 1 and along new ones."""
    value, wanted = call.value(), call.integers_input(1)
    if any(length < 1 for length in wanted):
        raise FileFormatError(f"the shape is {short(wanted)}: positive lengths are needed")
    try:
        shape = np.broadcast_shapes(value.shape, wanted)
    except ValueError as error:
        raise FileFormatError(
            f"an input of shape {value.shape} cannot be expanded to {short(wanted)}"
        ) from error
    check_shape(value, shape)
    if not isinstance(value, Tensor):
        return np.broadcast_to(value, shape)
    return entries_at(value, np.broadcast_to(places_of(value), shape))


def tile(call: Call) -> Value:
    """Tile: the whole value repeated along each axis."""
    value, repeats = call.value(), call.integers_input(1)
    if len(repeats) != len(value.shape) or any(count < 0 for count in repeats):
        raise FileFormatError(
            f"the repeats are {short(repeats)}: a number from 0 is needed for each of the "
            f"{len(value.shape)} axes"
        )
    check_shape(value, [n * count for n, count in zip(value.shape, repeats, strict=True)])
    return entries_at(value, np.tile(places_of(value), repeats))


def depth_to_space(call: Call) -> Value:
    """DepthToSpace: blocks of channels become squares in the plane."""
    value, size = call.value(), call.integer("blocksize")
    mode = _block_mode(call, 11)
    images, channels, height, width = _plane_shape(value, size)
    if channels % size**2:
        raise FileFormatError(f"{channels} channels do not form squares of {size} by {size}")
    rest = channels // size**2
    if mode == "DCR":
        blocks = reshaped(value, (images, size, size, rest, height, width))
        moved = blocks.transpose((0, 3, 4, 1, 5, 2))
    else:
        blocks = reshaped(value, (images, rest, size, size, height, width))
        moved = blocks.transpose((0, 1, 4, 2, 5, 3))
    return reshaped(moved, (images, rest, height * size, width * size))


def space_to_depth(call: Call) -> Value:
    """SpaceToDepth: squares in the plane become blocks of channels."""
    value, size = call.value(), call.integer("blocksize")
    mode = _block_mode(call, 28)
    images, channels, height, width = _plane_shape(value, size)
    if height % size or width % size:
        raise FileFormatError(f"a plane of {height} by {width} has no squares of {size} by {size}")
    blocks = reshaped(value, (images, channels, height // size, size, width // size, size))
    moved = blocks.transpose((0, 3, 5, 1, 2, 4) if mode == "DCR" else (0, 1, 3, 5, 2, 4))
    return reshaped(moved, (images, channels * size**2, height // size, width // size))


def _block_mode(call: Call, since: int) -> str:
    """Return whether the place in a square, or else the channel, comes first in the channels."""
    mode = call.text("mode", "DCR") if call.opset >= since else "DCR"
    if mode not in ("DCR", "CRD"):
        raise FileFormatError(f"the mode {quoted(mode)} is not known: 'DCR' and 'CRD' are")
    return mode


def _plane_shape(value: Value, size: int) -> tuple[int, ...]:
    if len(value.shape) != 4 or size < 1:
        raise FileFormatError(
            f"the input has shape {value.shape} and the block size is {size}: a shape (batch, "
            "channels, height, width) and a positive size are needed"
        )
    return value.shape


OPERATORS = {
    "DepthToSpace": depth_to_space,
    "Expand": expand,
    "Flatten": flatten,
    "Reshape": reshape,
    "SpaceToDepth": space_to_depth,
    "Squeeze": squeeze,
    "Tile": tile,
    "Transpose": transpose,
    "Unsqueeze": unsqueeze,
}
"""The functions by the operators' names."""
