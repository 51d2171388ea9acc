"""Operators that jump: most of them are computed of constants alone, such as shapes."""

from __future__ import annotations

from math import ceil, floor, trunc
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Comparison, NodeValue, chosen
from polyregions.readers.onnx.values import Constant, folded, numbers_of

__all__ = ["OPERATORS"]


def sign(call: Call) -> NodeValue:
    """Sign: 1, 0 or -1."""
    value = call.value()
    numbers = numbers_of(value)
    if numbers is not None:
        return folded(np.sign, numbers)
    assert isinstance(value, Tensor)
    one, zero, minus_one = (np.array(number, dtype=np.int64) for number in (1, 0, -1))
    not_positive = chosen(Comparison(ops.negate(value), False, "Sign"), minus_one, zero, "Sign")
    return chosen(Comparison(value, False, "Sign"), one, not_positive, "Sign")


def round_down(call: Call) -> Constant:
    """Floor: the greatest integer that is not greater."""
    [numbers] = call.constants_alone()
    return folded(_on_entries(floor), numbers)


def round_up(call: Call) -> Constant:
    """Ceil: the least integer that is not less."""
    [numbers] = call.constants_alone()
    return folded(_on_entries(ceil), numbers)


def round_to_nearest(call: Call) -> Constant:
    """Round: the nearest integer, of two the even one."""
    [numbers] = call.constants_alone()
    return folded(_on_entries(round), numbers)


def remainder(call: Call) -> Constant:
    """Mod: what is left of a after division by b, with the sign of b, or that of a by fmod."""
    truncates = call.flag("fmod")
    dividend, divisor = call.constants_alone()
    if not np.all(divisor):
        raise FileFormatError("input 1 holds a zero, and nothing can be divided by it")
    return folded(_truncated_remainder if truncates else np.remainder, dividend, divisor)


def _on_entries(function: Any) -> Any:
    return np.frompyfunc(function, 1, 1)


def _truncated_remainder(a: Constant, b: Constant) -> Constant:
    quotients = np.frompyfunc(trunc, 1, 1)(np.divide(a, b))
    return np.asarray(a - b * quotients)


OPERATORS = {
    "Ceil": round_up,
    "Floor": round_down,
    "Mod": remainder,
    "Round": round_to_nearest,
    "Sign": sign,
}
"""The functions by the operators' names."""
