"""Weights that are stored as integers, and the numbers that they stand for."""

from __future__ import annotations

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import exact_array
from polyregions.readers.onnx.axes import checked_axis
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.values import MOST_COMPUTED, Constant, check_shape, has_integers

__all__ = ["OPERATORS"]


def dequantised(call: Call) -> Constant:
    """DequantizeLinear: scale (x - zero point) of constant integers, without rounding."""
    x, scale, zero = call.constant(0), call.constant(1), call.optional_constant(2)
    axis = call.integer("axis", 1) if call.opset >= 13 else 1
    block = call.integer("block_size", 0) if call.opset >= 21 else 0
    call.ignore("output_dtype")  # It is about rounding.
    if zero is None:
        zero = np.zeros(scale.shape, dtype=np.int64)
    if not has_integers(x) or not has_integers(zero):
        raise FileFormatError(
            f"inputs of types {x.dtype} and {zero.dtype} are given: weights and their zero point "
            "are integers"
        )
    if zero.shape != scale.shape:
        raise FileFormatError(
            f"a scale of shape {scale.shape} and a zero point of shape {zero.shape} are given: "
            "they have one shape"
        )
    scales, zeros = (_spread(numbers, x, axis, block) for numbers in (scale, zero))
    # An integer of 17 bits times a float of 32 bits is a float of 64 bits; others may be none.
    if x.dtype.itemsize <= 2 and zero.dtype.itemsize <= 2 and scale.dtype in _SHORT:
        return np.asarray((x.astype(np.float64) - zeros) * scales.astype(np.float64))
    check_shape(x, x.shape, MOST_COMPUTED)
    difference = x.astype(object) - zeros.astype(object)
    return np.asarray(exact_array(difference) * exact_array(scales), dtype=object)


_SHORT = (np.dtype(np.float16), np.dtype(np.float32))


def _spread(numbers: Constant, x: Constant, axis: int, block: int) -> Constant:
    """Return the scale or zero point of each weight: of all, of each slice, or of each block."""
    if numbers.size == 1 and numbers.ndim <= 1:
        return numbers.reshape(())
    axis = checked_axis(axis, x.ndim)
    length = x.shape[axis]
    if block == 0 and numbers.shape == (length,):
        return numbers.reshape(-1, *(1,) * (x.ndim - 1 - axis))
    blocks = [*x.shape[:axis], -(-length // block) if block > 0 else 0, *x.shape[axis + 1 :]]
    if block > 0 and list(numbers.shape) == blocks:
        return np.repeat(numbers, min(block, length), axis)[(*(slice(None),) * axis, slice(length))]
    raise FileFormatError(
        f"a scale of shape {numbers.shape} does not fit weights of shape {x.shape}: one number, "
        f"one for each place of axis {axis}, or one for each block along it is needed"
    )


OPERATORS = {"DequantizeLinear": dequantised}
"""The functions by the operators' names."""
