"""One layer of a network: an affine map followed by an activation for each unit."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    float_row,
    float_rows,
    rationals_of,
    shortest_number,
)
from polyregions.errors import InvalidNetworkError, short, unknown_choice

__all__ = ["ACTIVATIONS", "Layer"]

ACTIVATIONS = ("relu", "identity")
"""The activations of a unit: relu(z) = max(z, 0), and identity(z) = z."""

# As rationals, weights take 100 bytes each: they stay in memory where they are not more than this.
_MOST_KEPT = 1 << 16

Rationals = tuple[Fraction, ...]


@dataclass(frozen=True, repr=False, eq=False)
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
        The parameters rounded to binary64, for evaluation in floats; read-only.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If a shape does not fit, there are no units or no inputs, an activation is unknown, or a
        parameter is no finite rational number.

    Notes
    -----
    Units whose parameters are binary64 numbers are stored in these arrays alone, with 8 bytes a
    parameter; the others have their rationals beside them.

    Examples
    --------
    >>> Layer([[1, "1/3"], [0.5, 2]], [0, 1])
    Layer([[1, '1/3'], [0.5, 2]], [0, 1], 'relu')
    """

    __slots__ = ("_bias", "_others", "_weights", "activation", "float_bias", "float_weights")
    __match_args__ = ("weights", "bias", "activation")

    activation: tuple[str, ...]
    float_weights: NDArray[np.float64]
    float_bias: NDArray[np.float64]
    _others: Mapping[int, Rationals]  # (weights, bias) of the units that floats do not hold
    _weights: tuple[Rationals, ...] | None
    _bias: Rationals | None

    def __init__(
        self, weights: Any, bias: Any = None, activation: str | Sequence[str] = "relu"
    ) -> None:
        rows, exact_rows = float_rows(weights, "weights")
        if not rows:
            raise InvalidNetworkError("a layer has no units: give weights at least one row")
        if not len(rows[0]):
            raise InvalidNetworkError("a layer has no inputs: give weights at least one column")
        constants, exact_constants = float_row([0] * len(rows) if bias is None else bias, "bias")
        if len(constants) != len(rows):
            raise InvalidNetworkError(
                f"weights have {len(rows)} rows and bias {len(constants)} entries: "
                "give one bias for each unit"
            )
        others: dict[int, Rationals] = {}
        for i in exact_rows if exact_constants is None else range(len(rows)):
            row = exact_rows[i] if i in exact_rows else rationals_of(rows[i])
            bias_of_unit = exact_constants[i] if exact_constants else Fraction(float(constants[i]))
            others[i] = (*row, bias_of_unit)
        object.__setattr__(self, "activation", _activations(activation, len(rows)))
        object.__setattr__(self, "float_weights", _read_only(np.stack(rows)))
        object.__setattr__(self, "float_bias", _read_only(constants.copy()))
        object.__setattr__(self, "_others", others)
        object.__setattr__(self, "_weights", None)
        object.__setattr__(self, "_bias", None)

    @property
    def weights(self) -> tuple[Rationals, ...]:
        """The exact weights, row by row; of wide layers made anew each time."""
        if self._weights is not None:
            return self._weights
        weights = tuple(self.row(i)[:-1] for i in range(self.units))
        if self.float_weights.size <= _MOST_KEPT:
            object.__setattr__(self, "_weights", weights)
        return weights

    def weight_rows(self) -> Iterable[Rationals]:
        """Return the rows of ``weights`` one after the other, of wide layers not all at once."""
        if self._weights is not None or self.float_weights.size <= _MOST_KEPT:
            return self.weights
        return (self.row(i)[:-1] for i in range(self.units))

    @property
    def bias(self) -> Rationals:
        """The exact bias of each unit."""
        if self._bias is None:
            floats = enumerate(self.float_bias.tolist())
            others = self._others
            bias = tuple(others[i][-1] if i in others else Fraction(value) for i, value in floats)
            object.__setattr__(self, "_bias", bias)
        assert self._bias is not None
        return self._bias

    def row(self, unit: int) -> Rationals:
        """Return the exact weights of one unit, and its bias last."""
        if unit in self._others:
            return self._others[unit]
        return (*rationals_of(self.float_weights[unit]), Fraction(float(self.float_bias[unit])))

    def float_rows(self, start: int, stop: int) -> NDArray[np.float64]:
        """Return the nearest floats of the weights of some units, and of their biases last."""
        weights = self.float_weights[start:stop]
        rows = np.empty((len(weights), self.inputs + 1))
        rows[:, :-1] = weights
        rows[:, -1] = self.float_bias[start:stop]
        return rows

    @property
    def units_beyond_floats(self) -> KeysView[int]:
        """The units with a parameter that is no binary64 number, in order."""
        return self._others.keys()

    @property
    def units(self) -> int:
        """The number of units."""
        return len(self.float_bias)

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return int(self.float_weights.shape[1])

    @property
    def relu_units(self) -> tuple[int, ...]:
        """The indices of the units with a ReLU, those that have a bit in a pattern."""
        return tuple(i for i, name in enumerate(self.activation) if name == "relu")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layer):
            return NotImplemented
        return self is other or (
            self.activation == other.activation
            and np.array_equal(self.float_weights, other.float_weights)
            and np.array_equal(self.float_bias, other.float_bias)
            and self._others == other._others
        )

    def __hash__(self) -> int:
        # Equal parameters have equal nearest floats.
        return hash((self.float_weights.tobytes(), self.float_bias.tobytes(), self.activation))

    def __reduce__(self) -> tuple[Any, ...]:
        if not self._others:
            return Layer, (self.float_weights, self.float_bias, self.activation)
        return Layer, ([*self.weight_rows()], self.bias, self.activation)

    def __repr__(self) -> str:
        weights = [[shortest_number(w) for w in row] for row in self.weight_rows()]
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
            for row, constant in zip(self.weight_rows(), self.bias, strict=True)
        )

    def activate(self, z: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return the outputs for exact pre-activations."""
        return tuple(
            max(value, Fraction(0)) if name == "relu" else value
            for value, name in zip(z, self.activation, strict=True)
        )


def _read_only(floats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an array that cannot be written to, with one zero: -0.0 is 0."""
    floats += 0.0
    floats.flags.writeable = False
    return floats


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
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise unknown_choice("the activation", name, ACTIVATIONS, InvalidNetworkError)
    return tuple(names)
