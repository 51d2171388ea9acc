"""Sums, multiples and matrix products, with the arguments of their namesakes in PyTorch.

A value is a :class:`polyregions.lowering.Tensor` where it depends on the inputs, else a numpy array
or a number.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.torch.constants import fractions, pointwise

__all__ = [
    "add",
    "addmm",
    "axis_of",
    "divide",
    "einsum",
    "linear",
    "matmul",
    "mean",
    "multiply",
    "negative",
    "reversed_subtract",
    "subtract",
    "sum_over",
]


def add(input: Any, other: Any, *, alpha: Any = 1) -> Any:
    """Return input + alpha other."""
    return pointwise(ops.add, operator.add, input, _scaled(other, alpha))


def subtract(input: Any, other: Any, *, alpha: Any = 1) -> Any:
    """Return input - alpha other."""
    return pointwise(ops.subtract, operator.sub, input, _scaled(other, alpha))


def reversed_subtract(input: Any, other: Any, *, alpha: Any = 1) -> Any:
    """Return other - alpha input."""
    return subtract(other, input, alpha=alpha)


def multiply(input: Any, other: Any) -> Any:
    """Return the product, one factor of which must be constant."""
    return pointwise(ops.multiply, operator.mul, input, other)


def divide(input: Any, other: Any, *, rounding_mode: str | None = None) -> Any:
    """Return the quotient by a constant."""
    if rounding_mode is not None:
        raise InvalidNetworkError(
            f"rounding_mode is {rounding_mode!r}, which is not continuous: only None is read"
        )
    if isinstance(other, Tensor) and not isinstance(input, Tensor):
        raise InvalidNetworkError(
            "a quotient by a tensor that depends on the inputs is not piecewise linear: the "
            "divisor must be constant"
        )
    return pointwise(ops.divide, _quotient, input, other)


def negative(input: Any) -> Any:
    """Return -input."""
    return pointwise(ops.negate, operator.neg, input)


def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """Return weight input + bias along the last axis."""
    _refuse_dependent(weight=weight, bias=bias)
    if isinstance(input, Tensor):
        if weight.ndim == 1:
            product = ops.linear(input, weight[np.newaxis], None)[..., 0]
            return product if bias is None else ops.add(product, bias)
        return ops.linear(input, weight, bias)
    product = fractions(input) @ fractions(weight).T
    return product if bias is None else product + fractions(bias)


def matmul(input: Any, other: Any) -> Any:
    """Return the matrix product, one factor of which must be constant."""
    return pointwise(ops.matrix_product, operator.matmul, input, other)


def addmm(input: Any, mat1: Any, mat2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """Return beta input + alpha mat1 mat2."""
    return add(_scaled(input, beta), matmul(mat1, mat2), alpha=alpha)


def einsum(equation: str, *operands: Any) -> Any:
    """Return the sum of products that an equation describes, of at most one tensor."""
    given = operands[0] if isinstance(operands[0], tuple | list) else operands
    if any(isinstance(operand, Tensor) for operand in given):
        return ops.einsum(equation, given)
    return np.einsum(equation, *map(fractions, given))


def sum_over(input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Return the sum over some axes, or over all where ``dim`` is None or empty."""
    return _total(input, dim, keepdim, lambda count: Fraction(1))


def mean(input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Return the mean over some axes, or over all where ``dim`` is None or empty."""
    return _total(input, dim, keepdim, lambda count: Fraction(1, count))


def axis_of(dim: Any, axes: int) -> int:
    """Return an axis counted from the front, given one that may count from the back.

    Examples
    --------
    >>> axis_of(-1, axes=3)
    2
    """
    if isinstance(dim, bool) or not isinstance(dim, int) or not -axes <= dim < axes:
        raise InvalidNetworkError(
            f"the axis is {dim!r} where the tensor has {axes}: give one of {-axes} to {axes - 1}"
        )
    return dim % axes


def _scaled(value: Any, factor: Any) -> Any:
    return value if isinstance(factor, int) and factor == 1 else multiply(value, factor)


def _quotient(numerators: Any, divisors: Any) -> Any:
    if not np.all(divisors):
        raise InvalidNetworkError("a constant is divided by zero: every divisor must be nonzero")
    return numerators / divisors


def _refuse_dependent(**arguments: Any) -> None:
    for name, value in arguments.items():
        if isinstance(value, Tensor):
            raise InvalidNetworkError(
                f"the {name} depends on the inputs, which makes products that are not piecewise "
                "linear: it must be constant"
            )


def _total(input: Any, dim: Any, keepdim: bool, factor: Any) -> Any:
    shape = input.shape
    given: Sequence[Any] = (dim,) if isinstance(dim, int) else dim or range(len(shape))
    over = sorted({axis_of(axis, len(shape)) for axis in given})
    kept = [axis for axis in range(len(shape)) if axis not in over]
    count = prod(shape[axis] for axis in over)
    rows = input.transpose([*kept, *over]).reshape([*(shape[axis] for axis in kept), count])
    sums = linear(rows, np.full((1, count), factor(count), dtype=object))
    result = [1 if axis in over else shape[axis] for axis in range(len(shape))]
    return sums.reshape(result if keepdim else [shape[axis] for axis in kept])
