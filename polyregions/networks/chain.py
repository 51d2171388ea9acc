"""What holds of a chain of layers: that the sizes fit, its exact values, and its widths as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from polyregions.arithmetic import exact_vector
from polyregions.errors import InvalidNetworkError
from polyregions.networks.layer import Layer

__all__ = ["check_chain", "exact_preactivations", "exact_values", "shortened"]

_MOST_WIDTHS_SHOWN = 16

Values = tuple[Fraction, ...]


def check_chain(layers: Sequence[Layer]) -> None:
    """Check that there are layers, and that each takes what the one before passes on.

    Raises
    ------
    InvalidNetworkError
        If not.
    """
    if not layers:
        raise InvalidNetworkError("a network has no layers: give at least one")
    for i, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise InvalidNetworkError(
                f"layers[{i}] is a {type(layer).__name__}: give Layer objects"
            )
    for i in range(1, len(layers)):
        if layers[i].inputs != layers[i - 1].units:
            raise InvalidNetworkError(
                f"layers[{i}] takes {layers[i].inputs} inputs where layers[{i - 1}] has "
                f"{layers[i - 1].units} units: make them equal"
            )


def exact_preactivations(layers: Sequence[Layer], x: Any) -> Iterator[tuple[Layer, Values]]:
    """Yield every layer with its pre-activations at one exact point."""
    values = _exact_input(layers, x)
    for layer in layers:
        z = layer.preactivations(values)
        yield layer, z
        values = layer.activate(z)


def exact_values(layers: Sequence[Layer], x: Any) -> Values:
    """Return the outputs at one exact point."""
    *_, (last, preactivations) = exact_preactivations(layers, x)
    return last.activate(preactivations)


def shortened(widths: Sequence[int]) -> str:
    """Return widths as text, with the runs of one width shortened where there are many widths.

    Examples
    --------
    >>> shortened([2, 6, 1]), shortened([2] + [5] * 20 + [1])
    ('2-6-1', '2-(5 x 20)-1')
    """
    runs = [(width, len(list(run))) for width, run in groupby(widths)]
    if len(widths) <= _MOST_WIDTHS_SHOWN or len(runs) > _MOST_WIDTHS_SHOWN:
        return "-".join(map(str, widths))
    return "-".join(f"({w} x {times})" if times > 1 else str(w) for w, times in runs)


def _exact_input(layers: Sequence[Layer], x: Any) -> Values:
    point = exact_vector(x, "x")
    if len(point) != layers[0].inputs:
        raise InvalidNetworkError(
            f"x has {len(point)} coordinates where the network takes {layers[0].inputs}"
        )
    return point
