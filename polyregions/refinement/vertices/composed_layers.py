"""The layers of a network that have ReLU units; others are composed into the next one, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polyregions.arithmetic import IntegerVector
from polyregions.networks import IntegerForm, IntegerRows

__all__ = ["SMALL_INTEGER", "ComposedLayer", "composed_layers", "is_integer"]

SMALL_INTEGER = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class ComposedLayer:
    """A layer with ReLU units, composed with the layers before it that have none.

    Attributes
    ----------
    rows
        Integer rows (W_i1, ..., W_ik, b_i), times ``denominator``: those of the layer itself where
        nothing is composed with it, which makes none of them.
    scale
        The denominator; 1 for the rows of a layer, which have their own.
    bits
        For each unit the index of its activation bit, -1 for a unit without a ReLU.
    """

    rows: Sequence[IntegerVector]
    scale: int
    bits: tuple[int, ...]

    @property
    def denominator(self) -> int:
        """A positive integer."""
        return int(getattr(self.rows, "denominator", self.scale))

    @property
    def width(self) -> int:
        """The number of entries of a row."""
        return self.rows.width if isinstance(self.rows, IntegerRows) else len(self.rows[0])


def composed_layers(network: IntegerForm, outputs: bool = False) -> list[ComposedLayer]:
    """Return the layers that hold a ReLU unit; with `outputs`, also what follows the last one."""
    layers = []
    pending: Sequence[IntegerVector] | None = None
    scale = 1
    end = len(network.layers)
    while not outputs and end and not network.layers[end - 1].relu_units:
        end -= 1
    for layer in network.layers[:end]:
        rows: Sequence[IntegerVector] = layer.rows
        if pending is not None:
            constant = (*[0] * (len(pending[0]) - 1), scale)
            rows = layer.rows @ [*pending, constant]
            scale *= layer.denominator
        if layer.relu_units:
            bits = [-1] * len(rows)
            for position, unit in enumerate(layer.relu_units, start=layer.offset):
                bits[unit] = position
            layers.append(ComposedLayer(rows, scale, tuple(bits)))
            pending, scale = None, 1
        else:
            scale = scale if pending is not None else layer.denominator
            pending = rows
    if pending is not None:
        layers.append(ComposedLayer(pending, scale, (-1,) * len(pending)))
    return layers


def is_integer(layers: Sequence[ComposedLayer]) -> bool:
    """Return whether all parameters, times common denominators, are small integers."""
    return all(
        layer.rows.are_within(SMALL_INTEGER)
        if isinstance(layer.rows, IntegerRows)
        else all(abs(entry) <= SMALL_INTEGER for row in layer.rows for entry in row)
        for layer in layers
    )
