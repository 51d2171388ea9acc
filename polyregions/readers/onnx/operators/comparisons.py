"""Comparisons, truth values, and choices by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor, exact_array
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Comparison, Condition, Jumping, chosen, combined
from polyregions.readers.onnx.operators.broadcasting import explicitly_broadcast, two_values
from polyregions.readers.onnx.values import (
    MOST_COMPUTED,
    Constant,
    Value,
    as_numbers,
    broadcast_shape,
    check_rounding,
    check_shape,
    has_integers,
    numbers_of,
)

__all__ = ["OPERATORS"]


def greater(call: Call) -> Condition | Constant:
    """Greater: a > b."""
    a, b = two_values(call)
    return _compared(call, a, b, at_zero=False)


def greater_or_equal(call: Call) -> Condition | Constant:
    """GreaterOrEqual: a >= b."""
    a, b = two_values(call)
    return _compared(call, a, b, at_zero=True)


def less(call: Call) -> Condition | Constant:
    """Less: a < b."""
    a, b = two_values(call)
    return _compared(call, b, a, at_zero=False)


def less_or_equal(call: Call) -> Condition | Constant:
    """LessOrEqual: a <= b."""
    a, b = two_values(call)
    return _compared(call, b, a, at_zero=True)


def equal(call: Call) -> Constant:
    """Equal: a = b, of constants."""
    a, b = (numbers_of(value) for value in two_values(call))
    if a is None or b is None:
        raise call.refused()
    return _of_constants(np.equal, a, b)


def negation(call: Call) -> Condition | Constant:
    """Not: where a condition does not hold."""
    condition = call.condition(0)
    return ~condition if isinstance(condition, np.ndarray) else condition.negated()


def conjunction(call: Call) -> Condition | Constant:
    """And: where two conditions hold."""
    return _joined(call, np.logical_and, needs_both=True)


def disjunction(call: Call) -> Condition | Constant:
    """Or: where at least one of two conditions holds."""
    return _joined(call, np.logical_or, needs_both=False)


def exclusion(call: Call) -> Constant:
    """Xor: where just one of two conditions holds, of constants."""
    first, second = _two_conditions(call)
    if not isinstance(first, np.ndarray) or not isinstance(second, np.ndarray):
        raise call.refused()
    return _of_constants(np.not_equal, first, second)


def where(call: Call) -> Value | Jumping:
    """Where: a where a condition holds, b elsewhere."""
    condition = call.condition(0)
    if not isinstance(condition, np.ndarray):
        return chosen(condition, call.operand(1), call.operand(2), "Where")
    a, b = call.value(1), call.value(2)
    shape = broadcast_shape(condition, a, b)
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        return ops.where(_signs(condition), a, b, at_zero=False)
    check_shape(a, shape, None if has_integers(a) and has_integers(b) else MOST_COMPUTED)
    if a.dtype != b.dtype:
        a, b = exact_array(as_numbers(a)), exact_array(as_numbers(b))
    return np.where(condition, a, b)


def _compared(call: Call, a: Value, b: Value, *, at_zero: bool) -> Condition | Constant:
    """Return where a > b, or a >= b."""
    first, second = numbers_of(a), numbers_of(b)
    if first is None or second is None:
        return Comparison(ops.subtract(a, b), at_zero, call.operator)
    return _of_constants(np.greater_equal if at_zero else np.greater, first, second)


def _of_constants(function: Callable[..., Any], a: Constant, b: Constant) -> Constant:
    check_shape(a, broadcast_shape(a, b), MOST_COMPUTED)
    check_rounding(function, a, b)
    first, second = (exact_array(as_numbers(constant)) for constant in (a, b))
    return np.asarray(function(first, second), dtype=bool)


def _joined(call: Call, function: Callable[..., Any], needs_both: bool) -> Condition | Constant:
    first, second = _two_conditions(call)
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        check_shape(first, broadcast_shape(first, second))
        return np.asarray(function(first, second))
    known = next(c for c in (first, second) if not isinstance(c, np.ndarray))
    circuit = known.tensors[0].circuit
    conditions = [
        Comparison(circuit.constant(_signs(c)), False, call.operator)
        if isinstance(c, np.ndarray)
        else c
        for c in (first, second)
    ]
    return combined(conditions[0], conditions[1], needs_both)


def _two_conditions(call: Call) -> tuple[Condition | Constant, Condition | Constant]:
    first, second = call.condition(0), call.condition(1)
    if call.opset >= 7:
        return first, second
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first, np.asarray(explicitly_broadcast(call, first, second))
    if first.shape != second.shape:
        raise FileFormatError(
            f"conditions of shapes {first.shape} and {second.shape} differ: convert the model to "
            "version 7 of the operator set or later"
        )
    call.ignore("broadcast", "axis")
    return first, second


def _signs(condition: Constant) -> Constant:
    """Return 1 for true and -1 for false."""
    return np.where(condition, 1, -1)


OPERATORS = {
    "And": conjunction,
    "Equal": equal,
    "Greater": greater,
    "GreaterOrEqual": greater_or_equal,
    "Less": less,
    "LessOrEqual": less_or_equal,
    "Not": negation,
    "Or": disjunction,
    "Where": where,
    "Xor": exclusion,
}
"""The functions by the operators' names."""
