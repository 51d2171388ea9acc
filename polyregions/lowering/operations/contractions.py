"""Sums of products over indices, in the notation of Einstein."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.arrays import Constants
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import ONE
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.operations.einsum_equation import EinsumEquation, Label
from polyregions.lowering.operations.linear_maps import matrix_product
from polyregions.lowering.operations.operands import circuit_of, constants_of, shape_of

__all__ = ["einsum"]

Labelled = tuple[NDArray[Any], tuple[Label, ...]]
"""An array of numbers or of forms, with a label for each axis, all of them different."""


def einsum(equation: str, operands: Sequence[Any]) -> Tensor:
    """Return the sum of products of a tensor and constants that an equation describes.

    Parameters
    ----------
    equation
        As numpy's einsum takes it: a letter for each axis of each operand, an ellipsis for axes
        that are broadcast, and after an arrow the letters of the result. Without an arrow the
        result has the letters that occur once, in the order of the alphabet.
    operands
        Tensors and exact numbers; one of them a tensor, of which one may depend on the inputs.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If two operands depend on the inputs, the equation does not fit, or there are too many
        numbers.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> y = ops.einsum("ij,kj->ki", [circuit.input((1, 2)), [[1, 2], [3, 4]]])
    >>> circuit.network(y).exact([1, 10])
    (Fraction(21, 1), Fraction(43, 1))
    """
    circuit = circuit_of(*operands)
    described = EinsumEquation.parsed(equation, [shape_of(operand) for operand in operands])
    checked_shape([described.lengths[label] for label in described.result])
    place, tensor, constants = _separated(operands)
    numbers = [
        _distinct(array, described.operands[i], described.lengths) for i, array in constants.items()
    ]
    forms, labels = _distinct(tensor.forms, described.operands[place], described.lengths)
    factor = _product_of(numbers, {*described.result, *labels}, described.lengths)
    result, made = _times_constants((Tensor(circuit, forms), labels), factor, described)
    return result.transpose([made.index(label) for label in described.result])


def _separated(operands: Sequence[Any]) -> tuple[int, Tensor, dict[int, Constants]]:
    """Return the tensor that depends on the inputs, with its place, and the constants by theirs.

    Where no tensor depends on the inputs, the first one stands for it.
    """
    constants = {
        i: numbers
        for i, operand in enumerate(operands)
        if (numbers := constants_of(operand, f"operand {i}")) is not None
    }
    places = [i for i in range(len(operands)) if i not in constants]
    if len(places) > 1:
        raise InvalidNetworkError(
            "a product of two tensors that depend on the inputs is not piecewise linear: one of "
            "them must be constant"
        )
    place = (places or [i for i, operand in enumerate(operands) if isinstance(operand, Tensor)])[0]
    constants.pop(place, None)
    return place, operands[place], constants


def _distinct(array: NDArray[Any], labels: Sequence[Label], lengths: dict[Label, int]) -> Labelled:
    """Return an array without axes that are repeated, and with the diagonal where labels recur."""
    repeated = [n == 1 < lengths[label] for n, label in zip(array.shape, labels, strict=True)]
    array = array[tuple(0 if is_repeated else slice(None) for is_repeated in repeated)]
    left = [label for label, gone in zip(labels, repeated, strict=True) if not gone]
    for label in sorted(set(left), key=str):
        while left.count(label) > 1:
            first = left.index(label)
            second = left.index(label, first + 1)
            array = np.diagonal(array, axis1=first, axis2=second)  # It becomes the last axis.
            left = [*(x for i, x in enumerate(left) if i not in (first, second)), label]
    return np.asarray(array, dtype=object), tuple(left)


def _product_of(
    arrays: Sequence[Labelled], wanted: Collection[Label], lengths: dict[Label, int]
) -> Labelled:
    """Return the product of constants, summed over all labels that are not wanted."""
    product: Labelled = (np.array(ONE, dtype=object), ())
    for i, (array, labels) in enumerate(arrays):
        joined = tuple(dict.fromkeys((*product[1], *labels)))
        checked_shape([lengths[label] for label in joined])
        entries = np.asarray(_aligned(*product, joined) * _aligned(array, labels, joined))
        needed = {*wanted, *(label for _, others in arrays[i + 1 :] for label in others)}
        gone = tuple(axis for axis, label in enumerate(joined) if label not in needed)
        kept = tuple(label for label in joined if label in needed)
        product = (np.asarray(entries.sum(axis=gone), dtype=object), kept)
    return product


def _aligned(array: NDArray[Any], labels: Sequence[Label], wanted: Sequence[Label]) -> NDArray[Any]:
    """Return an array with an axis for each wanted label, of length 1 where it has none."""
    present = [label for label in wanted if label in labels]
    array = array.transpose([labels.index(label) for label in present])
    missing = tuple(axis for axis, label in enumerate(wanted) if label not in labels)
    return np.expand_dims(array, missing)


def _times_constants(
    tensor: tuple[Tensor, tuple[Label, ...]], factor: Labelled, equation: EinsumEquation
) -> tuple[Tensor, list[Label]]:
    """Return the sums of products of a tensor and constants, by one product of matrices."""
    x, labels = tensor
    array, others = factor
    shared = [label for label in labels if label in others and label in equation.result]
    rows = [label for label in labels if label not in others and label in equation.result]
    summed = [label for label in labels if label not in equation.result]
    columns = [label for label in others if label not in labels]

    def lengths(group: Sequence[Label]) -> list[int]:
        return [equation.lengths[label] for label in group]

    inner = [*shared, *summed, *columns]
    weights = np.broadcast_to(_aligned(array, others, inner), checked_shape(lengths(inner)))
    weights = weights.reshape(*lengths(shared), prod(lengths(summed)), prod(lengths(columns)))
    order = [labels.index(label) for label in (*shared, *rows, *summed)]
    matrices = x.transpose(order).reshape(
        (*lengths(shared), prod(lengths(rows)), prod(lengths(summed)))
    )
    made = [*shared, *rows, *columns]
    return matrix_product(matrices, weights).reshape(lengths(made)), made
