"""Constants, shapes, and conversions between types of numbers."""

from __future__ import annotations

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor, exact_array
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.tensors import FLOAT_TYPES, INTEGER_TYPES, type_name
from polyregions.readers.onnx.values import Constant, Value, check_shape

__all__ = ["OPERATORS"]


def constant(call: Call) -> Constant:
    """Constant: the numbers in one of its attributes."""
    if call.has_attribute("value_float"):
        return np.array(np.float32(call.real("value_float")))
    if call.has_attribute("value_floats"):
        return call.reals("value_floats")
    if call.has_attribute("value_int"):
        return np.array(call.integer("value_int"), dtype=np.int64)
    if call.has_attribute("value_ints"):
        return np.array(call.integers("value_ints"), dtype=np.int64)
    return call.tensor_attribute("value")


def constant_of_shape(call: Call) -> Constant:
    """ConstantOfShape: one number, repeated."""
    shape = call.integers_input(0)
    if any(length < 0 for length in shape):
        raise FileFormatError(f"the shape {shape} has a negative length")
    value = call.tensor_attribute("value") if call.has_attribute("value") else np.zeros(1, "f4")
    if value.size != 1:
        raise FileFormatError(f"the attribute 'value' has shape {value.shape}: give one number")
    check_shape(value, shape)
    return np.broadcast_to(value.reshape(()), shape)


def shape_of(call: Call) -> Constant:
    """Shape: the lengths of the axes, or of some neighbouring ones."""
    shape = np.array(call.value().shape, dtype=np.int64)
    if call.opset < 15:
        return shape
    end = call.integer("end") if call.has_attribute("end") else len(shape)
    return shape[call.integer("start", 0) : end]


def cast(call: Call) -> Value:
    """Cast: to floats, where no number changes, or of constants to integers or truth values.

    Like all other rounding in the computation, that to floats of fewer bits is left out.
    """
    target = type_name(call.integer("to"))
    call.ignore("saturate", "round_mode")  # They are about floats of 8 bits and fewer.
    value = call.value()
    if target in FLOAT_TYPES:
        return value if isinstance(value, Tensor) else _as_numbers(value)
    if target in INTEGER_TYPES:
        integers = [int(number) for number in exact_array(_as_numbers(call.constant(0))).flat]
        if any(not -(2**63) <= number < 2**63 for number in integers):
            raise FileFormatError("an integer exceeds 64 bits: export the model again")
        return np.array(integers, dtype=np.int64).reshape(value.shape)
    if target == "BOOL":
        return np.asarray(call.constant(0) != 0, dtype=bool)
    raise FileFormatError(
        f"the type {target} is not supported: {', '.join((*FLOAT_TYPES, *INTEGER_TYPES))} and BOOL "
        "are"
    )


def _as_numbers(value: Constant) -> Constant:
    """Return constants as rational numbers, not integers."""
    if value.dtype.kind == "b":
        value = value.astype(np.int64)
    return exact_array(value) if value.dtype.kind in "iu" else value


OPERATORS = {
    "Cast": cast,
    "Constant": constant,
    "ConstantOfShape": constant_of_shape,
    "Shape": shape_of,
}
"""The functions by the operators' names."""
