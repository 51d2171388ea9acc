"""The layers of a network as integer matrices, applied to homogeneous integer columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerMatrix, common_denominator, numerators
from polyregions.networks import Layer, Network
from polyregions.one_dimension.integer_columns import Integers, largest, reduced, wide

__all__ = ["IntegerLayer", "integer_layers"]

_SAFE: Final = 1 << 62
_EXACT_IN_FLOATS: Final = 1 << 53
# Columns whose entries pass this are divided by their common factors.
_LARGE: Final = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class IntegerLayer:
    """A layer times the common denominator of its parameters.

    Attributes
    ----------
    rows
        Integer rows (b_i, w_i1, ..., w_im) times ``denominator``: what multiplies (q, h_1, ...).
    denominator
        The least positive integer that makes them integral.
    relu
        Which units have a ReLU, shape (n,).
    """

    rows: Integers
    denominator: int
    relu: NDArray[np.bool_]

    @classmethod
    def of(cls, layer: Layer) -> IntegerLayer:
        """Scale a layer to integers."""
        rational = [(b, *w) for b, w in zip(layer.bias, layer.weights, strict=True)]
        return cls.from_rationals(rational, np.array([name == "relu" for name in layer.activation]))

    @classmethod
    def from_rationals(
        cls, rows: list[tuple[Fraction, ...]], relu: NDArray[np.bool_]
    ) -> IntegerLayer:
        """Scale the rows (bias, weights) of a layer to integers."""
        scale = common_denominator(entry for row in rows for entry in row)
        integral = np.array([numerators(row, scale) for row in rows], dtype=object)
        return cls(integral, scale, relu)

    def preactivations(self, columns: Integers) -> Integers:
        """Return the columns (q, p, z_1, ..., z_n), given (q, p, h_1, ..., h_m).

        Examples
        --------
        >>> layer = IntegerLayer.of(Layer([["1/2"]], [1]))
        >>> layer.preactivations(np.array([[1], [3], [3]])).T.tolist()
        [[2, 6, 5]]
        """
        inputs = np.concatenate([columns[:1], columns[2:]])
        heads = columns[:2]
        # Where the one are all zero, the others may still be too large to be converted.
        bits = max(1, largest(self.rows)) * max(1, largest(inputs)) * inputs.shape[0]
        if max(bits, self.denominator * largest(heads)) >= _SAFE:
            heads = wide(heads)
            z = _exact_product(self.rows, inputs)
        elif bits < _EXACT_IN_FLOATS:
            z = (self.rows.astype(np.float64) @ inputs.astype(np.float64)).astype(np.int64)
        else:
            z = self.rows.astype(np.int64) @ inputs.astype(np.int64)
        result = np.concatenate([heads * self.denominator, z])
        return reduced(result) if largest(result) >= _LARGE else result

    def activated(self, columns: Integers) -> Integers:
        """Return the columns with negative values of the ReLU units replaced by 0."""
        z = columns[2:]
        h = np.where(self.relu[:, None] & (z < 0), 0, z)
        return np.concatenate([columns[:2], h])


def _exact_product(rows: Integers, inputs: Integers) -> Integers:
    product = IntegerMatrix(rows.tolist()) @ inputs.tolist()
    return np.array(product, dtype=object).reshape(len(rows), inputs.shape[1])


def integer_layers(network: Network) -> Iterator[IntegerLayer]:
    """Yield the layers of a network, each scaled to integers when it is asked for."""
    return (IntegerLayer.of(layer) for layer in network.layers)
