"""Products of matrices, and sums of products over any indices, all factors but one constant."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import MOST_TERMS, Tensor, exact_array
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.operators.broadcasting import applied, explicitly_broadcast
from polyregions.readers.onnx.values import (
    MOST_COMPUTED,
    Constant,
    Value,
    broadcast_shape,
    check_shape,
    numbers_of,
)

__all__ = ["OPERATORS"]


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
        call.ignore("broadcast")
        return product
    bias = _scaled(call.value(2), beta)
    if call.opset < 7:
        bias = explicitly_broadcast(call, product, bias)
    if broadcast_shape(product, bias) != product.shape:
        raise FileFormatError(
            f"input 2 of shape {bias.shape} does not fit a product of shape {product.shape}"
        )
    return applied(ops.add, np.add, product, bias)


def einsum(call: Call) -> Value:
    """Einsum: the sum of products that an equation describes, one factor not constant."""
    operands = call.values()
    if not any(isinstance(operand, Tensor) for operand in operands):
        operands[0] = call.tensor(0)
    return ops.einsum(call.text("equation"), operands)


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
    first, second = np.asarray(a), np.asarray(b)
    rows = first.shape[:-1]
    columns = second.shape[-1] if second.ndim > 1 else 1
    entries = prod(rows) * columns * max(prod(second.shape[:-2]), 1)
    check_shape(first, (entries,), MOST_COMPUTED)
    if entries * prod(first.shape[-1:]) > MOST_TERMS:
        raise FileFormatError(
            f"the matrix product of constants of shapes {first.shape} and {second.shape} takes "
            f"more than {MOST_TERMS:,} products: store its result"
        )
    try:
        return np.asarray(np.matmul(exact_array(first), exact_array(second)), dtype=object)
    except ValueError as error:
        raise FileFormatError(
            f"factors of shapes {first.shape} and {second.shape} have no matrix product"
        ) from error


OPERATORS = {
    "Einsum": einsum,
    "Gemm": general_product,
    "MatMul": multiply_matrices,
}
"""The functions by the operators' names."""
