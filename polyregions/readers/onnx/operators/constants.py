"""Constants, shapes, and conversions between types of numbers."""

from __future__ import annotations

from math import ceil, prod
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor, exact_array
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Condition, Jumping, NodeValue, chosen
from polyregions.readers.onnx.tensors import FLOAT_TYPES, INTEGER_TYPES, type_name
from polyregions.readers.onnx.values import (
    MOST_COMPUTED,
    Constant,
    Value,
    as_numbers,
    check_rounding,
    check_shape,
    has_integers,
    integers_of_type,
)

__all__ = ["OPERATORS"]

_VALUES = ("value", "value_float", "value_floats", "value_int", "value_ints")


def constant(call: Call) -> Constant:
    """Constant: the numbers in one of its attributes."""
    given = [name for name in _VALUES if call.has_attribute(name)]
    if len(given) != 1:
        raise FileFormatError(
            f"it has {len(given)} of the attributes {', '.join(_VALUES)}: just one is needed"
        )
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


def cast(call: Call) -> NodeValue:
    """Cast: to floats, where no number changes, or of constants to integers or truth values.

    Like all other rounding in the computation, that to floats of fewer bits is left out.
    Conditions become 1 and 0.
    """
    target = type_name(call.integer("to"))
    call.ignore("saturate", "round_mode")  # They are about floats of 8 bits and fewer.
    value = call.any_value(0)
    if isinstance(value, Condition) and target == "BOOL":
        return value
    if isinstance(value, Condition) and target in (*FLOAT_TYPES, *INTEGER_TYPES):
        one, zero = (np.array(number, dtype=np.int64) for number in (1, 0))
        return chosen(value, one, zero, value.operator)
    if target in FLOAT_TYPES:
        return value if isinstance(value, Jumping) else _as_floats(call.value())
    if target in INTEGER_TYPES:
        return _as_integers(call.constant(0), np.dtype(target.lower()))
    if target == "BOOL":
        return np.asarray(call.constant(0) != 0, dtype=bool)
    raise FileFormatError(
        f"the type {target} is not supported: {', '.join((*FLOAT_TYPES, *INTEGER_TYPES))} and BOOL "
        "are"
    )


def cast_like(call: Call) -> Value:
    """CastLike: the first input as numbers of the type of the second."""
    call.ignore("saturate", "round_mode")
    value, like = call.value(0), call.value(1)
    if isinstance(like, Tensor) or like.dtype.kind in "fO":
        return _as_floats(value)
    constant = call.constant(0)
    return (
        np.asarray(constant != 0) if like.dtype.kind == "b" else _as_integers(constant, like.dtype)
    )


def number_of_entries(call: Call) -> Constant:
    """Size: the number of entries."""
    return np.array(prod(call.value().shape), dtype=np.int64)


def number_range(call: Call) -> Constant:
    """Range: the numbers from a start in equal steps, up to a limit that is left out."""
    call.ignore("stash_type")  # It is about rounding.
    given = [call.constant(i) for i in range(3)]
    if any(constant.size != 1 for constant in given):
        raise FileFormatError(
            f"inputs of shapes {', '.join(str(constant.shape) for constant in given)} are given: "
            "a start, a limit and a step are needed, one number each"
        )
    start, limit, step = (exact_array(as_numbers(constant)).item() for constant in given)
    if not step:
        raise FileFormatError("the step of the range is 0: another one is needed")
    count = max(ceil((limit - start) / step), 0)
    if all(has_integers(constant) for constant in given):
        check_shape(given[0], (count,))
        return np.arange(count, dtype=np.int64) * int(step) + int(start)
    check_shape(given[0], (count,), MOST_COMPUTED)
    return exact_array(np.array([start + i * step for i in range(count)], dtype=object))


def _as_floats(value: Value) -> Value:
    return value if isinstance(value, Tensor) else as_numbers(value)


def _as_integers(value: Constant, dtype: np.dtype[Any]) -> Constant:
    """Return numbers without their fractions, as the cast to an integer does it."""
    truncated = np.frompyfunc(int, 1, 1)
    check_rounding(truncated, value)
    return integers_of_type(np.asarray(truncated(exact_array(as_numbers(value)))), dtype)


OPERATORS = {
    "Cast": cast,
    "CastLike": cast_like,
    "Constant": constant,
    "ConstantOfShape": constant_of_shape,
    "Range": number_range,
    "Shape": shape_of,
    "Size": number_of_entries,
}
"""The functions by the operators' names."""
