"""Sums, differences, products, quotients and matrix products, of constants too."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor, exact_array
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axes
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.values import (
    MOST_COMPUTED,
    Constant,
    Value,
    broadcast_shape,
    check_shape,
    folded,
    has_integers,
    numbers_of,
    reshaped,
)

__all__ = ["OPERATORS", "applied"]


def applied(
    on_tensors: Callable[..., Tensor], on_constants: Callable[..., Any], *operands: Value
) -> Value:
    """Apply one of two functions, the one for constants where no operand is a tensor."""
    if any(isinstance(operand, Tensor) for operand in operands):
        return on_tensors(*operands)
    return folded(on_constants, *(np.asarray(operand) for operand in operands))


def add(call: Call) -> Value:
    """Add: a + b."""
    return _sum(call.value(0), call.value(1))


def subtract(call: Call) -> Value:
    """Sub: a - b."""
    return applied(ops.subtract, np.subtract, call.value(0), call.value(1))


def multiply(call: Call) -> Value:
    """Mul: a b, one of them constant."""
    return applied(ops.multiply, np.multiply, call.value(0), call.value(1))


def divide(call: Call) -> Value:
    """Div: a / b with b constant; of integers, the quotient without its fraction."""
    divisor = call.constant(1)
    if not np.all(divisor):
        raise FileFormatError("input 1 holds a zero, and nothing can be divided by it")
    dividend = call.value(0)
    if has_integers(dividend) and has_integers(divisor):
        return folded(_truncated_quotient, np.asarray(dividend), divisor)
    return applied(ops.divide, np.divide, dividend, divisor)


def negate(call: Call) -> Value:
    """Neg: -a."""
    return applied(ops.negate, np.negative, call.value())


def add_all(call: Call) -> Value:
    """Sum: the sum of all inputs."""
    return reduce(_sum, call.values())


def multiply_matrices(call: Call) -> Value:
    """MatMul: numpy's matrix product, one factor constant."""
    return _matrix_product(call.value(0), call.value(1))


def general_product(call: Call) -> Value:
    """Gemm: alpha A B + beta C, with A or B or both of them transposed."""
    left, right = call.value(0), call.value(1)
    if len(left.shape) != 2 or len(right.shape) != 2:
        raise FileFormatError(
            f"inputs of shapes {left.shape} and {right.shape} are given: Gemm takes matrices"
        )
    left = left.transpose((1, 0)) if call.flag("transA") else left
    right = right.transpose((1, 0)) if call.flag("transB") else right
    alpha, beta = call.real("alpha", 1.0), call.real("beta", 1.0)
    if isinstance(left, Tensor):
        product = _matrix_product(left, _scaled(right, alpha))
    else:
        product = _matrix_product(_scaled(left, alpha), right)
    if not call.has_input(2):
        return product
    bias = _scaled(call.value(2), beta)
    if broadcast_shape(product, bias) != product.shape:
        raise FileFormatError(
            f"input 2 of shape {bias.shape} does not fit a product of shape {product.shape}"
        )
    return _sum(product, bias)


def reduce_sum(call: Call) -> Value:
    """ReduceSum: the sum over some axes."""
    return _reduced(call, 13, mean=False)


def reduce_mean(call: Call) -> Value:
    """ReduceMean: the mean over some axes."""
    return _reduced(call, 18, mean=True)


def _reduced(call: Call, axes_are_input_from: int, mean: bool) -> Value:
    value = call.value()
    axes: tuple[int, ...] | None
    if call.opset >= axes_are_input_from:
        axes = call.integers_input(1) if call.has_input(1) else None
        if call.flag("noop_with_empty_axes") and not axes:
            return value
    else:
        axes = call.integers("axes")
    keep = call.flag("keepdims", 1)
    count = len(value.shape)
    gone = checked_axes(axes, count) if axes else tuple(range(count))
    rest = [axis for axis in range(count) if axis not in gone]
    size = prod(value.shape[axis] for axis in gone)
    if not size:
        raise FileFormatError(f"the input has shape {value.shape}: there is nothing to reduce")
    rows = value.transpose((*rest, *gone))
    rows = reshaped(rows, (*(value.shape[axis] for axis in rest), size))
    weight = Fraction(1, size) if mean else Fraction(1)
    kept = [value.shape[axis] for axis in range(count) if keep or axis not in gone]
    shape = [1 if keep and axis in gone else length for axis, length in enumerate(kept)]
    if isinstance(rows, Tensor):
        return reshaped(ops.linear(rows, [[weight] * size]), shape)
    if has_integers(rows) and not mean:
        return reshaped(folded(lambda entries: entries.sum(-1), rows), shape)
    return reshaped(np.asarray(exact_array(rows).sum(-1) * weight, dtype=object), shape)


def _sum(a: Value, b: Value) -> Value:
    return applied(ops.add, np.add, a, b)


def _scaled(value: Value, factor: Fraction) -> Value:
    """Return the multiple of a value, which keeps the floats as they are where the factor is 1."""
    return value if factor == 1 else applied(ops.multiply, np.multiply, value, _scalar(factor))


def _scalar(number: Fraction) -> Constant:
    return np.array(number, dtype=object)


def _matrix_product(a: Value, b: Value) -> Value:
    """Return numpy's matrix product, where neither factor is a number."""
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        left = a if (constant := numbers_of(a)) is None else constant
        right = b if (constant := numbers_of(b)) is None else constant
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return ops.matrix_product(left, right)
        a, b = left, right
    first, second = exact_array(np.asarray(a)), exact_array(np.asarray(b))
    rows = first.shape[:-1]
    columns = second.shape[-1] if second.ndim > 1 else 1
    entries = prod(rows) * columns * max(prod(second.shape[:-2]), 1)
    check_shape(first, (entries,), MOST_COMPUTED)
    try:
        return np.asarray(np.matmul(first, second), dtype=object)
    except ValueError as error:
        raise FileFormatError(
            f"factors of shapes {first.shape} and {second.shape} have no matrix product"
        ) from error


def _truncated_quotient(a: Constant, b: Constant) -> Constant:
    return np.asarray(np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b)))


OPERATORS = {
    "Add": add,
    "Div": divide,
    "Gemm": general_product,
    "MatMul": multiply_matrices,
    "Mul": multiply,
    "Neg": negate,
    "ReduceMean": reduce_mean,
    "ReduceSum": reduce_sum,
    "Sub": subtract,
    "Sum": add_all,
}
"""The functions by the operators' names."""
