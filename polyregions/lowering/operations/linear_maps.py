"""Products with matrices of constants."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.arrays import Constants, Forms
from polyregions.lowering.circuit import Circuit, Tensor
from polyregions.lowering.combinations import LinearCombinations
from polyregions.lowering.constants import ZERO, exact_array, exact_channels, number_array
from polyregions.lowering.limits import check_terms, checked_shape
from polyregions.lowering.operations.operands import (
    broadcast_shape,
    checked_tensor,
    circuit_of,
    constants_of,
    shape_of,
)
from polyregions.lowering.operations.sparse_maps import transformed

__all__ = ["linear", "matrix_product"]


def linear(x: Tensor, weights: Any, bias: Any = None) -> Tensor:
    """Return weights x + bias along the last axis.

    Parameters
    ----------
    x
        Tensor of shape (..., inputs).
    weights
        Exact numbers of shape (outputs, inputs).
    bias
        Exact numbers of shape (outputs,); zero where None.

    Returns
    -------
    Tensor of shape (..., outputs)

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If a shape does not fit, or a number is not finite.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> y = ops.linear(circuit.input((1, 2)), [[1, 2], ["1/3", 0]], [0, 1])
    >>> circuit.network(y).exact([3, 1])
    (Fraction(5, 1), Fraction(2, 1))
    """
    matrix = number_array(weights, "weights")
    if matrix.ndim != 2 or matrix.shape[1:] != checked_tensor(x).shape[-1:]:
        raise InvalidNetworkError(
            f"weights of shape {matrix.shape} do not fit a tensor of shape {x.shape}: give "
            "(outputs, inputs), the inputs being the tensor's last axis"
        )
    shape = checked_shape((*x.shape[:-1], len(matrix)))
    outputs = len(matrix)
    constants = [ZERO] * outputs if bias is None else exact_channels(bias, outputs, "bias").tolist()
    rows = transformed(x, matrix, bias)
    if rows is not None:
        return Tensor(x.circuit, rows, shape)
    matrix = exact_array(matrix, "weights")
    return Tensor(x.circuit, _transformed_rows(x.circuit, x.forms, matrix, constants))


def matrix_product(a: Any, b: Any) -> Tensor:
    """Return the matrix product of a tensor and constants, in either order, as numpy's ``a @ b``.

    Parameters
    ----------
    a, b
        One of them a tensor, the other exact numbers (or a tensor of constants), of at least one
        axis each. Axes before the last two are broadcast; a vector is a row on the left and a
        column on the right, and its axis vanishes.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If both operands depend on the inputs, or the shapes do not go together.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((2, 2))
    >>> circuit.network(ops.matrix_product([[0, 1]], x)).exact([1, 2, 3, 4])
    (Fraction(3, 1), Fraction(4, 1))
    """
    circuit = circuit_of(a, b)
    _check_shapes(shape_of(a), shape_of(b))
    if isinstance(a, Tensor) and isinstance(b, np.ndarray) and b.ndim == 2:
        rows = transformed(a, b.T)
        if rows is not None:
            return Tensor(circuit, rows, (*a.shape[:-1], b.shape[1]))
    left: Forms | Constants
    right: Forms | Constants
    if isinstance(a, Tensor) and (constants := constants_of(b, "b")) is not None:
        left, right = a.forms, constants
        first, second = _as_matrices(left, right)
        product = _times_matrices(circuit, first, second.swapaxes(-1, -2))
    elif isinstance(b, Tensor) and (constants := constants_of(a, "a")) is not None:
        left, right = constants, b.forms
        first, second = _as_matrices(left, right)
        product = _times_matrices(circuit, second.swapaxes(-1, -2), first).swapaxes(-1, -2)
    else:
        raise InvalidNetworkError(
            "a product of two tensors that depend on the inputs is not piecewise linear: one of "
            "them must be constant"
        )
    if left.ndim == 1:
        product = product[..., 0, :]
    if right.ndim == 1:
        product = product[..., 0]
    return Tensor(circuit, np.asarray(product, dtype=object))


def _as_matrices(left: Forms, right: Forms) -> tuple[Forms, Forms]:
    """Return the factors of a product with at least two axes each."""
    first = left[np.newaxis] if left.ndim == 1 else left
    second = right[:, np.newaxis] if right.ndim == 1 else right
    return first, second


def _check_shapes(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    """Raise InvalidNetworkError unless a matrix product of these shapes exists, of modest size."""
    if not left or not right:
        raise InvalidNetworkError(
            "a factor of a matrix product has no axes: use multiply for the product with a number"
        )
    first = (1, *left) if len(left) == 1 else left
    second = (*right, 1) if len(right) == 1 else right
    if first[-1] != second[-2]:
        raise InvalidNetworkError(
            f"factors of shapes {left} and {right} have no matrix product: the last axis of the "
            "first must be as long as the last but one of the second"
        )
    checked_shape((*broadcast_shape(first[:-2], second[:-2]), first[-2], second[-1]))


def _times_matrices(circuit: Circuit, rows: Forms, matrices: Constants) -> Forms:
    """Return ``matrix @ row`` for the rows along the last axis, shape (..., rows, outputs)."""
    leading = broadcast_shape(rows.shape[:-2], matrices.shape[:-2])
    count, outputs = rows.shape[-2], matrices.shape[-2]
    if prod(matrices.shape[:-2]) == 1:
        matrix = matrices.reshape(matrices.shape[-2:])
        products = _transformed_rows(circuit, rows, matrix, _zeros(matrix))
        return products.reshape(*leading, count, outputs)
    check_terms(prod(leading) * count * prod(matrices.shape[-2:]))
    result = np.empty((*leading, count, outputs), dtype=object)
    all_rows = np.broadcast_to(rows, (*leading, *rows.shape[-2:]))
    all_matrices = np.broadcast_to(matrices, (*leading, *matrices.shape[-2:]))
    for place in np.ndindex(*leading):
        matrix = all_matrices[place]
        result[place] = _transformed_rows(circuit, all_rows[place], matrix, _zeros(matrix))
    return result


def _transformed_rows(
    circuit: Circuit, rows: Forms, matrix: Constants, bias: Sequence[Fraction]
) -> Forms:
    """Return ``matrix @ row + bias`` for the rows along the last axis."""
    *leading, inputs = rows.shape
    [forms] = circuit.units.levelled(rows.ravel().tolist())
    combinations = LinearCombinations(matrix, bias, forms)
    result = np.empty((len(forms) // inputs, len(matrix)), dtype=object)
    for i in range(len(result)):
        result[i] = combinations.of(range(i * inputs, (i + 1) * inputs))
    return result.reshape(*leading, len(matrix))


def _zeros(matrix: Constants) -> list[Fraction]:
    return [ZERO] * len(matrix)
