"""What intermediate layers carry: copies of a layer's inputs, nonnegative where they need be.

An identity unit may carry any input x_j. A ReLU unit may carry x_j only where that is known to be
>= 0, as behind a ReLU; otherwise x_j needs two signals, relu(x_j) and relu(-x_j), whose difference
it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polyregions.arithmetic import repr_of_fields
from polyregions.networks import Layer

__all__ = ["Row", "Target", "copying_layers", "row_of", "target_of"]

Row = list[int]


@dataclass(frozen=True, slots=True)
class Target:
    """An integer layer as a function of signals.

    Attributes
    ----------
    signals
        For each signal the input it copies and the sign, +1 or -1, with which it does.
    weights
        Integer matrix (units, signals).
    bias
        Integer biases.
    inputs
        The number of the layer's inputs.
    activation
        The activation of each unit.
    """

    signals: tuple[tuple[int, int], ...]
    weights: tuple[tuple[int, ...], ...]
    bias: tuple[int, ...]
    inputs: int
    activation: tuple[str, ...]

    __repr__ = repr_of_fields

    @property
    def constants(self) -> Row:
        """For each unit the part of its bias that a bias of -1, 0 or 1 of its own leaves over."""
        return [b - sign_of(b) for b in self.bias]

    @property
    def own_bias(self) -> Row:
        """For each unit its bias's sign."""
        return [sign_of(b) for b in self.bias]

    def signal_rows(self) -> list[Row]:
        """Return for each signal its row of weights on the layer's inputs."""
        return [row_of(self.inputs, [(source, sign)]) for source, sign in self.signals]


def target_of(layer: Layer, intermediate: str, nonnegative: Sequence[bool]) -> Target:
    """Return an integer layer as a function of the signals that the intermediate units carry.

    Parameters
    ----------
    layer
        A layer of integers.
    intermediate
        "identity" or "relu".
    nonnegative
        For each input whether it is known to be >= 0.

    Examples
    --------
    >>> target_of(Layer([[2, -3]]), "relu", [True, False]).weights
    ((2, -3, 3),)
    """
    signals = []
    for source, known in enumerate(nonnegative):
        signals.append((source, 1))
        if intermediate == "relu" and not known:
            signals.append((source, -1))
    weights = tuple(tuple(sign * int(row[j]) for j, sign in signals) for row in layer.weights)
    bias = tuple(int(b) for b in layer.bias)
    return Target(tuple(signals), weights, bias, layer.inputs, layer.activation)


def copying_layers(
    target: Target,
    activation: str,
    copied: list[int | None],
    uses: list[list[tuple[int, int]]],
) -> list[Layer]:
    """Return one intermediate layer of copies, and the target layer that adds them up.

    Parameters
    ----------
    target
        The layer.
    activation
        That of the intermediate units.
    copied
        For each intermediate unit the signal it copies; None for the constant 1.
    uses
        For each unit of the target the copies it takes, with their signs.
    """
    zero: Row = [0] * target.inputs
    rows = target.signal_rows()
    weights = [zero if signal is None else rows[signal] for signal in copied]
    bias = [int(signal is None) for signal in copied]
    if not copied:  # all weights vanish, and a layer has at least one unit
        weights, bias = [zero], [0]
    intermediate = Layer(weights, bias, activation)
    targets = [row_of(len(weights), edges) for edges in uses]
    return [intermediate, Layer(targets, target.own_bias, target.activation)]


def row_of(length: int, entries: Sequence[tuple[int, int]]) -> Row:
    """Return the row with these (position, entry) pairs and zeros elsewhere.

    Examples
    --------
    >>> row_of(3, [(1, -1)])
    [0, -1, 0]
    """
    row = [0] * length
    for position, entry in entries:
        row[position] = entry
    return row


def sign_of(value: int) -> int:
    """Return -1, 0 or +1."""
    return (value > 0) - (value < 0)
