"""How two inputs are brought to one shape, and functions of them that are apart for constants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.readers.onnx.axes import checked_axis
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Jumping
from polyregions.readers.onnx.values import Value, broadcast_shape, folded, reshaped

__all__ = ["applied", "explicitly_broadcast", "two_operands", "two_values"]


def applied(
    on_tensors: Callable[..., Tensor], on_constants: Callable[..., Any], *operands: Value
) -> Value:
    """Apply one of two functions, the one for constants where no operand is a tensor."""
    if any(isinstance(operand, Tensor) for operand in operands):
        return on_tensors(*operands)
    return folded(on_constants, *(np.asarray(operand) for operand in operands))


def two_values(call: Call) -> tuple[Value, Value]:
    """Return the two inputs of an operator that broadcasts them, by the rules of its version.

    Since version 7 these are the rules of numpy. Before, the second input was repeated along the
    axes of the first where the attribute ``broadcast`` said so: from ``axis`` on, or the last ones.
    """
    a, b = call.value(0), call.value(1)
    return (a, b) if call.opset >= 7 else (a, explicitly_broadcast(call, a, b))


def two_operands(call: Call) -> tuple[Value | Jumping, Value | Jumping]:
    """Return the same of an operator that takes what jumps, too."""
    return (call.operand(0), call.operand(1)) if call.opset >= 7 else two_values(call)


def explicitly_broadcast(call: Call, a: Value, b: Value) -> Value:
    """Return the second input in a shape that the rules of numpy broadcast to the first."""
    repeats = call.flag("broadcast")
    last = len(a.shape) - len(b.shape)
    axis = call.integer("axis", max(last, 0))
    if not repeats and a.shape != b.shape:
        raise FileFormatError(
            f"inputs of shapes {a.shape} and {b.shape} differ: set the attribute 'broadcast', or "
            "convert the model to version 7 of the operator set or later"
        )
    if not repeats or not b.shape:
        return b
    ones = len(a.shape) - checked_axis(axis, len(a.shape)) - len(b.shape) if a.shape else 0
    b = reshaped(b, (*b.shape, *(1,) * max(ones, 0)))
    if ones < 0 or broadcast_shape(a, b) != a.shape:
        raise FileFormatError(
            f"an input of shape {b.shape} cannot be repeated from axis {axis} on to the shape "
            f"{a.shape}"
        )
    return b
