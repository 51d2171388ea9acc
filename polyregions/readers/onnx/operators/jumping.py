"""Operators that jump: most of them are computed of constants alone, such as shapes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, trunc

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Comparison, NodeValue, chosen
from polyregions.readers.onnx.values import Constant, check_rounding, folded, numbers_of

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
    return _whole(call, floor)


def round_up(call: Call) -> Constant:
    """Ceil: the least integer that is not less."""
    return _whole(call, ceil)


def round_to_nearest(call: Call) -> Constant:
    """Round: the nearest integer, of two the even one."""
    return _whole(call, round)


def remainder(call: Call) -> Constant:
    """Mod: what is left of a after division by b, with the sign of b, or that of a by fmod."""
    truncates = call.flag("fmod")
    dividend, divisor = call.constants_alone()
    if not np.all(divisor):
        raise FileFormatError("input 1 holds a zero, and nothing can be divided by it")
    check_rounding(_truncated_quotient if truncates else np.floor_divide, dividend, divisor)
    return folded(_truncated_remainder if truncates else np.remainder, dividend, divisor)


def _whole(call: Call, function: Callable[[Fraction], int]) -> Constant:
    """Return constants as whole numbers."""
    [numbers] = call.constants_alone()
    on_entries = np.frompyfunc(function, 1, 1)
    check_rounding(on_entries, numbers)
    return folded(on_entries, numbers)


def _truncated_remainder(a: Constant, b: Constant) -> Constant:
    return np.asarray(a - b * _truncated_quotient(a, b))


def _truncated_quotient(a: Constant, b: Constant) -> Constant:
    return np.asarray(np.frompyfunc(trunc, 1, 1)(np.divide(a, b)))


OPERATORS = {
    "Ceil": round_up,
    "Floor": round_down,
    "Mod": remainder,
    "Round": round_to_nearest,
    "Sign": sign,
}
"""The functions by the operators' names."""
