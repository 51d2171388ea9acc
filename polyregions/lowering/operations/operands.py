"""What an operation is given: tensors of one circuit, constants, and shapes that go together."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.arrays import Constants, Forms, object_array
from polyregions.lowering.circuit import Circuit, Tensor
from polyregions.lowering.constants import exact_array, number_array
from polyregions.lowering.limits import checked_shape

__all__ = [
    "broadcast",
    "broadcast_shape",
    "broadcast_tensors",
    "checked_tensor",
    "circuit_of",
    "constants_of",
    "shape_of",
    "tensors_of",
]


def circuit_of(*operands: Any) -> Circuit:
    """Return the one circuit of the tensors among some operands.

    Raises
    ------
    InvalidNetworkError
        If there is no tensor, or two belong to different circuits.
    """
    circuits = {id(o.circuit): o.circuit for o in operands if isinstance(o, Tensor)}
    if len(circuits) > 1:
        raise InvalidNetworkError(
            "the tensors belong to different circuits: make all of them from one circuit's inputs"
        )
    if not circuits:
        raise InvalidNetworkError(
            "no operand is a Tensor: give one, or make one of constants with circuit.constant"
        )
    [circuit] = circuits.values()
    return circuit


def checked_tensor(operand: Any, name: str = "x") -> Tensor:
    """Return the operand after checking that it is a tensor."""
    if not isinstance(operand, Tensor):
        raise InvalidNetworkError(
            f"{name} is a {type(operand).__name__}: give a Tensor, made by circuit.input"
        )
    return operand


def tensors_of(*operands: Any) -> tuple[Tensor, ...]:
    """Return all operands as tensors of one circuit, constants among them included."""
    circuit = circuit_of(*operands)
    return tuple(o if isinstance(o, Tensor) else circuit.constant(o) for o in operands)


def shape_of(operand: Any) -> tuple[int, ...]:
    """Return the shape of a tensor or of constants."""
    shape: tuple[int, ...] = (
        operand.shape if isinstance(operand, Tensor) else number_array(operand, "an operand").shape
    )
    return shape


def broadcast_tensors(a: Any, b: Any) -> tuple[Tensor, Tensor]:
    """Return two operands as tensors whose shapes go together; see :func:`broadcast`."""
    checked_shape(broadcast_shape(shape_of(a), shape_of(b)))
    left, right = tensors_of(a, b)
    return left, right


def constants_of(operand: Any, name: str) -> Constants | None:
    """Return the numbers that an operand holds, or None if it depends on a variable."""
    if not isinstance(operand, Tensor):
        return exact_array(operand, name)
    if operand.terms:
        return None
    return object_array((form.constant for form in operand.flat), operand.shape)


def broadcast(*arrays: Constants | Forms) -> tuple[Constants | Forms, ...]:
    """Return the arrays in their common shape, by the rules of numpy.

    Raises
    ------
    InvalidNetworkError
        If the shapes do not go together, or the common one is too large.
    """
    common = checked_shape(broadcast_shape(*(array.shape for array in arrays)))
    return tuple(np.broadcast_to(array, common) for array in arrays)


def broadcast_shape(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the common shape of arrays of these shapes, by the rules of numpy."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise InvalidNetworkError(
            f"the shapes {' and '.join(map(str, shapes))} do not go together: make them equal, or "
            "1 where they differ"
        ) from None
