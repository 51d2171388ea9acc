"""Sums, means and extrema over some axes, and sums up to each entry."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor, exact_array
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axes, checked_axis
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.operators.broadcasting import applied
from polyregions.readers.onnx.values import (
    MOST_COMPUTED,
    Value,
    check_shape,
    folded,
    has_integers,
    reshaped,
)

__all__ = ["OPERATORS"]


def reduce_sum(call: Call) -> Value:
    """ReduceSum: the sum over some axes."""
    return _reduced(call, 13, _sums)


def reduce_mean(call: Call) -> Value:
    """ReduceMean: the mean over some axes."""
    return _reduced(call, 18, _means)


def reduce_absolute(call: Call) -> Value:
    """ReduceL1: the sum of absolute values over some axes."""
    return _reduced(call, 18, lambda rows: _sums(applied(ops.absolute, np.abs, rows)))


def reduce_maximum(call: Call) -> Value:
    """ReduceMax: the maximum over some axes."""
    return _reduced(call, 18, lambda rows: _extrema(ops.maximum, np.maximum, rows))


def reduce_minimum(call: Call) -> Value:
    """ReduceMin: the minimum over some axes."""
    return _reduced(call, 18, lambda rows: _extrema(ops.minimum, np.minimum, rows))


def cumulative_sum(call: Call) -> Value:
    """CumSum: the sums up to each entry along an axis, or from it on, with it or without."""
    value, axes = call.value(0), call.integers_input(1)
    exclusive, reverse = call.flag("exclusive"), call.flag("reverse")
    if len(axes) != 1:
        raise FileFormatError(f"input 1 has {len(axes)} numbers: one axis is needed")
    axis = checked_axis(axes[0], len(value.shape))
    last = [*(i for i in range(len(value.shape)) if i != axis), axis]
    rows = value.transpose(last)
    sums = _sums_up_to(rows, exclusive, reverse)
    return sums.transpose([last.index(i) for i in range(len(last))])


def _sums_up_to(rows: Value, exclusive: bool, reverse: bool) -> Value:
    length = rows.shape[-1]
    if isinstance(rows, Tensor):
        check_shape(rows, (length, length), MOST_COMPUTED)
        summed = np.tri(length, length, -1 if exclusive else 0, dtype=np.int64)
        return ops.linear(rows, summed.T if reverse else summed)

    def sums(entries: Any) -> Any:
        entries = entries[..., ::-1] if reverse else entries
        result = entries.cumsum(-1) - (entries if exclusive else 0)
        return result[..., ::-1] if reverse else result

    return folded(sums, rows)


def _reduced(call: Call, axes_are_input_from: int, function: Callable[[Value], Value]) -> Value:
    """Return a function of rows, which makes one entry of each, over some axes of the input."""
    value = call.value()
    gone = _axes(call, axes_are_input_from, len(value.shape))
    keep = call.flag("keepdims", 1)
    count = len(value.shape)
    rest = [axis for axis in range(count) if axis not in gone]
    size = prod(value.shape[axis] for axis in gone)
    if not size:
        raise FileFormatError(f"the input has shape {value.shape}: there is nothing to reduce")
    rows = value.transpose((*rest, *gone))
    rows = reshaped(rows, (*(value.shape[axis] for axis in rest), size))
    kept = [axis for axis in range(count) if keep or axis not in gone]
    return reshaped(function(rows), [1 if axis in gone else value.shape[axis] for axis in kept])


def _axes(call: Call, axes_are_input_from: int, count: int) -> tuple[int, ...]:
    """Return the axes that are reduced: all of them where none is given, or none by a flag."""
    none_is_none = False
    if call.opset >= axes_are_input_from:
        axes = call.integers_input(1) if call.has_input(1) else None
        none_is_none = call.flag("noop_with_empty_axes")
    else:
        axes = call.integers("axes")
    if axes:
        return checked_axes(axes, count)
    return () if none_is_none else tuple(range(count))


def _sums(rows: Value, weight: Fraction = Fraction(1)) -> Value:
    if isinstance(rows, Tensor):
        return ops.linear(rows, [[weight] * rows.shape[-1]])
    if has_integers(rows) and weight == 1:
        return folded(lambda entries: entries.sum(-1), rows)
    return np.asarray(exact_array(rows).sum(-1) * weight, dtype=object)


def _means(rows: Value) -> Value:
    return _sums(rows, Fraction(1, rows.shape[-1]))


def _extrema(
    on_tensors: Callable[..., Tensor], on_constants: Callable[..., Value], rows: Value
) -> Value:
    """Return the extrema along the last axis, in rounds that halve the number of candidates."""
    while (count := rows.shape[-1]) > 1:
        half = count // 2
        pairs = applied(on_tensors, on_constants, rows[..., :half], rows[..., half : 2 * half])
        rows = _joined(pairs, rows[..., 2 * half :]) if count % 2 else pairs
    return rows


def _joined(a: Value, b: Value) -> Value:
    """Return values, both of them tensors or both constants, one after the other."""
    if isinstance(a, Tensor):
        return ops.concatenate([a, b], -1)
    return np.concatenate([a, np.asarray(b)], -1)


OPERATORS = {
    "CumSum": cumulative_sum,
    "ReduceL1": reduce_absolute,
    "ReduceMax": reduce_maximum,
    "ReduceMean": reduce_mean,
    "ReduceMin": reduce_minimum,
    "ReduceSum": reduce_sum,
}
"""The functions by the operators' names."""
