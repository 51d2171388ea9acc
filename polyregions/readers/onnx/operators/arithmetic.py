"""Sums, differences, products, quotients and matrix products, of constants too."""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Jumping, mapped
from polyregions.readers.onnx.operators.broadcasting import applied, two_operands
from polyregions.readers.onnx.values import (
    Constant,
    Value,
    folded,
    has_integers,
    numbers_of,
)

__all__ = ["OPERATORS"]


def add(call: Call) -> Value | Jumping:
    """Add: a + b."""
    return mapped(_sum, *two_operands(call))


def subtract(call: Call) -> Value | Jumping:
    """Sub: a - b."""
    return mapped(_difference, *two_operands(call))


def multiply(call: Call) -> Value | Jumping:
    """Mul: a b, one of them constant."""
    return mapped(_product, *two_operands(call))


def divide(call: Call) -> Value | Jumping:
    """Div: a / b with b constant; of integers, the quotient without its fraction."""
    dividend, second = two_operands(call)
    divisor = None if isinstance(second, Jumping) else numbers_of(second)
    if divisor is None:
        raise FileFormatError(
            "input 1 depends on the input of the model: a quotient is piecewise linear only by "
            "constants"
        )
    if not np.all(divisor):
        raise FileFormatError("input 1 holds a zero, and nothing can be divided by it")
    return mapped(_quotient, dividend, divisor)


def negate(call: Call) -> Value | Jumping:
    """Neg: -a."""
    return mapped(_product, call.operand(), np.array(-1, dtype=np.int64))


def add_all(call: Call) -> Value | Jumping:
    """Sum: the sum of all inputs."""
    return reduce(partial(mapped, _sum), call.operands())


def average_all(call: Call) -> Value:
    """Mean: the mean of all inputs."""
    values = call.values()
    count = np.array(Fraction(1, len(values)), dtype=object)
    return applied(ops.multiply, np.multiply, reduce(_sum, values), count)


def _quotient(dividend: Value, divisor: Value) -> Value:
    if has_integers(dividend) and has_integers(divisor):
        return folded(_truncated_quotient, np.asarray(dividend), np.asarray(divisor))
    return applied(ops.divide, np.divide, dividend, divisor)


def _product(a: Value, b: Value) -> Value:
    return applied(ops.multiply, np.multiply, a, b)


def _difference(a: Value, b: Value) -> Value:
    return applied(ops.subtract, np.subtract, a, b)


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
