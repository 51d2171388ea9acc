"""Operators that surround values by more entries, or cut some off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError, short
from polyregions.lowering import MOST_ENTRIES, Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axes
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.values import Constant, Value, check_shape, has_integers

__all__ = ["OPERATORS"]

# How many entries each mode can add on one side of an axis of some length.
_MODES: dict[Any, Callable[[int], int]] = {
    "edge": lambda length: MOST_ENTRIES if length else 0,
    "reflect": lambda length: max(length - 1, 0),
    "wrap": lambda length: length,
}


def pad(call: Call) -> Value:
    """Pad: a constant or more of the entries around them; negative pads cut entries off."""
    value = call.value()
    mode = call.text("mode", "constant")
    if mode not in ("constant", *_MODES):
        raise FileFormatError(
            f"the mode {quoted(mode)} is not known: 'constant', 'edge', 'reflect' and 'wrap' are"
        )
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
    if mode == "constant":
        return _padded(value, widths, filling)
    return _continued(value, widths, mode)


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


def _continued(value: Value, widths: list[tuple[int, int]], mode: Any) -> Value:
    """Return the value with more of its own entries around it."""
    for axis, (before, after) in enumerate(widths):
        inner = np.arange(max(-before, 0), value.shape[axis] - max(-after, 0))
        most = _MODES[mode](len(inner))
        if max(before, after) > most:
            raise FileFormatError(
                f"the pads ({before}, {after}) are more than the mode {mode!r} makes of "
                f"{len(inner)} entries along axis {axis}, {most}: use smaller ones"
            )
        places = np.pad(inner, (max(before, 0), max(after, 0)), mode)
        index: tuple[Any, ...] = (*(slice(None),) * axis, places)
        value = value[index]
    return value


OPERATORS = {"Pad": pad}
"""The functions by the operators' names."""
