"""One layer of a network: an affine map followed by an activation for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_matrix, exact_vector, nearest_floats, shortest_number
from polyregions.budgets import in_time
from polyregions.errors import InvalidNetworkError, short, unknown_choice

__all__ = ["ACTIVATIONS", "Layer"]

ACTIVATIONS = ("relu", "identity")
"""The activations of a unit: relu(z) = max(z, 0), and identity(z) = z."""


@dataclass(frozen=True, slots=True, repr=False)
class Layer:
    """The map x -> activation(weights x + bias) with exact rational parameters.

    Parameters
    ----------
    weights
        Matrix of shape (units, inputs), of ints, Fractions, numpy numbers, binary floats (they
        stand for their exact value) or texts such as "3/7".
    bias
        Vector of length units; zero where None.
    activation
        "relu" or "identity" for all units, or a sequence with one of them for each unit.

    Attributes
    ----------
    float_weights, float_bias
        The parameters rounded to binary64, for evaluation in floats.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If a shape does not fit, there are no units or no inputs, an activation is unknown, or a
        parameter is no finite rational number.

    Examples
    --------
    >>> Layer([[1, "1/3"], [0.5, 2]], [0, 1])
    Layer([[1, '1/3'], [0.5, 2]], [0, 1], 'relu')
    """

    weights: tuple[tuple[Fraction, ...], ...]
    bias: tuple[Fraction, ...]
    activation: tuple[str, ...]
    float_weights: NDArray[np.float64] = field(compare=False)
    float_bias: NDArray[np.float64] = field(compare=False)

    def __init__(
        self, weights: Any, bias: Any = None, activation: str | Sequence[str] = "relu"
    ) -> None:
        matrix = exact_matrix(weights, "weights")
        if not matrix:
            raise InvalidNetworkError("a layer has no units: give weights at least one row")
        if not matrix[0]:
            raise InvalidNetworkError("a layer has no inputs: give weights at least one column")
        vector = exact_vector([0] * len(matrix) if bias is None else bias, "bias")
        if len(vector) != len(matrix):
            raise InvalidNetworkError(
                f"weights have {len(matrix)} rows and bias {len(vector)} entries: "
                "give one bias for each unit"
            )
        object.__setattr__(self, "weights", matrix)
        object.__setattr__(self, "bias", vector)
        object.__setattr__(self, "activation", _activations(activation, len(matrix)))
        floats = np.empty((len(matrix), len(matrix[0])))
        for i, row in enumerate(in_time(matrix)):
            floats[i] = nearest_floats(row)
        object.__setattr__(self, "float_weights", floats)
        object.__setattr__(self, "float_bias", np.array(nearest_floats(vector)))

    @property
    def units(self) -> int:
        """The number of units."""
        return len(self.weights)

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(self.weights[0])

    @property
    def relu_units(self) -> tuple[int, ...]:
        """The indices of the units with a ReLU, those that have a bit in a pattern."""
        return tuple(i for i, name in enumerate(self.activation) if name == "relu")

    def __repr__(self) -> str:
        weights = [[shortest_number(w) for w in row] for row in self.weights]
        bias = [shortest_number(b) for b in self.bias]
        kinds = set(self.activation)
        activation = self.activation[0] if len(kinds) == 1 else list(self.activation)
        return f"Layer({weights}, {bias}, {activation!r})"

    @np.errstate(all="ignore")
    def __call__(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the float outputs, shape (k, units), at k float inputs, shape (k, inputs)."""
        z = x @ self.float_weights.T + self.float_bias
        relu = np.array([name == "relu" for name in self.activation])
        return np.where(relu & (z < 0), 0.0, z)

    def preactivations(self, x: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return weights x + bias at an exact point."""
        return tuple(
            sum((w * value for w, value in zip(row, x, strict=True)), constant)
            for row, constant in zip(self.weights, self.bias, strict=True)
        )

    def activate(self, z: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return the outputs for exact pre-activations."""
        return tuple(
            max(value, Fraction(0)) if name == "relu" else value
            for value, name in zip(z, self.activation, strict=True)
        )


def _activations(activation: str | Sequence[str], units: int) -> tuple[str, ...]:
    names = (activation,) * units if isinstance(activation, str) else activation
    if not isinstance(names, Sequence):
        raise InvalidNetworkError(
            f"the activation is {short(activation)}: give 'relu' or 'identity', for all or per unit"
        )
    if len(names) != units:
        raise InvalidNetworkError(
            f"{len(names)} activations are given for {units} units: give one for each unit"
        )
    for name in names:
        if name not in ACTIVATIONS:
            raise unknown_choice("the activation", name, ACTIVATIONS, InvalidNetworkError)
    return tuple(names)
