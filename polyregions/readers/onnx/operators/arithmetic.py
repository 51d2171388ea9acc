"""Sums, differences, products, quotients and matrix products, of constants too."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Condition
from polyregions.readers.onnx.operators.broadcasting import applied, two_values
from polyregions.readers.onnx.values import (
    Constant,
    Value,
    folded,
    has_integers,
    numbers_of,
)

__all__ = ["OPERATORS"]


def add(call: Call) -> Value:
    """Add: a + b."""
    return _sum(*two_values(call))


def subtract(call: Call) -> Value:
    """Sub: a - b."""
    return applied(ops.subtract, np.subtract, *two_values(call))


def multiply(call: Call) -> Value:
    """Mul: a b, one of them constant, or a truth value as 1 or 0."""
    for position in (0, 1):
        condition = call.value_or_condition(position)
        if isinstance(condition, Condition) and call.opset >= 7:
            zero = np.zeros((), dtype=np.int64)
            return condition.chosen(call.value(1 - position), zero)
    return applied(ops.multiply, np.multiply, *two_values(call))


def divide(call: Call) -> Value:
    """Div: a / b with b constant; of integers, the quotient without its fraction."""
    dividend, second = two_values(call)
    divisor = numbers_of(second)
    if divisor is None:
        raise FileFormatError(
            "input 1 depends on the input of the model: a quotient is piecewise linear only by "
            "constants"
        )
    if not np.all(divisor):
        raise FileFormatError("input 1 holds a zero, and nothing can be divided by it")
    if has_integers(dividend) and has_integers(divisor):
        return folded(_truncated_quotient, np.asarray(dividend), divisor)
    return applied(ops.divide, np.divide, dividend, divisor)


def negate(call: Call) -> Value:
    """Neg: -a."""
    return applied(ops.negate, np.negative, call.value())


def add_all(call: Call) -> Value:
    """Sum: the sum of all inputs."""
    return reduce(_sum, call.values())


def average_all(call: Call) -> Value:
    """Mean: the mean of all inputs."""
    values = call.values()
    count = np.array(Fraction(1, len(values)), dtype=object)
    return applied(ops.multiply, np.multiply, reduce(_sum, values), count)


def _sum(a: Value, b: Value) -> Value:
    return applied(ops.add, np.add, a, b)


def _truncated_quotient(a: Constant, b: Constant) -> Constant:
    return np.asarray(np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b)))


OPERATORS = {
    "Add": add,
    "Div": divide,
    "Mean": average_all,
    "Mul": multiply,
    "Neg": negate,
    "Sub": subtract,
    "Sum": add_all,
}
"""The functions by the operators' names."""
