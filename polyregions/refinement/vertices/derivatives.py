"""Derivatives carried through the layers of a network, for many regions or facets at once.

Every value carries a bound on its error: with small integers 0, as long as they stay small; else as
in :mod:`.kernel.rounding`.  What the bounds do not decide is left to integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from polyregions.networks import IntegerForm
from polyregions.refinement.ragged_rows import starts_of
from polyregions.refinement.vertices.float_parameters import layer_weights
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.kernel.rounding import FLOOR, INFLATION, INTEGER_LIMIT

__all__ = ["BoundedLayers", "Derivatives", "small_integers"]


@lru_cache(maxsize=16)
def small_integers(count: int, seed: int) -> Array:
    """Return random integers >= 1 as floats, the same for a seed."""
    return np.random.default_rng(seed).integers(1, 1 << 10, count).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Derivatives:
    """Values, shape (rows, units), and bounds on their errors."""

    values: Array
    errors: Array

    def where(self, kept: Array) -> Derivatives:
        """Return the derivatives that are kept, and exact zeros elsewhere."""
        return Derivatives(np.where(kept, self.values, 0.0), np.where(kept, self.errors, 0.0))

    # Comparisons are written so that a NaN proves nothing.

    def proved_nonzero(self) -> Array:
        """Return where a value is proved not to vanish."""
        return np.asarray(np.abs(self.values) > self.errors)

    def proved_zero(self) -> Array:
        """Return where a value is proved to vanish."""
        return np.asarray((self.values == 0.0) & (self.errors == 0.0))


class RowsOfNetworks:
    """Rows of many networks, those of one after those of another.

    Parameters
    ----------
    counts
        How many rows each network has.
    """

    def __init__(self, counts: Array) -> None:
        self._networks = np.repeat(np.arange(len(counts)), counts)
        self._slots = np.arange(len(self._networks)) - np.repeat(starts_of(counts), counts)
        self._shape = len(counts), int(counts.max(initial=0))

    def times(self, rows: Array, matrices: Array) -> Array:
        """Return the product of each row with the matrix of its network."""
        padded = np.zeros((*self._shape, rows.shape[1]))
        padded[self._networks, self._slots] = rows
        products: Array = (padded @ matrices)[self._networks, self._slots]
        return products


@dataclass(frozen=True, slots=True, eq=False)
class BoundedLayers:
    """The layers of a network, or of many of one shape, as linear maps of derivatives.

    Attributes
    ----------
    weights
        Of each layer the weights in float64 as :func:`.program.layer_weights` makes them, shape
        (units, inputs); of many networks a stack of them.
    bits
        For each layer the activation bit of each unit, -1 for a unit without a ReLU.
    integer
        Whether values are exact as long as their errors are 0.
    rows
        Of many networks, how many rows of derivatives each has.
    """

    weights: Sequence[Array]
    bits: Sequence[Array]
    integer: bool
    rows: RowsOfNetworks | None = None

    @classmethod
    def of(cls, network: IntegerForm) -> BoundedLayers:
        """Return the layers of one network."""
        return cls(*layer_weights(network))

    @property
    def inputs(self) -> int:
        """The dimension of the input space."""
        return int(self.weights[0].shape[-1])

    @property
    def _gamma(self) -> float:
        widest = max(int(size) for weights in self.weights for size in weights.shape[-2:])
        return (widest + 16) * 2.0**-52

    def __len__(self) -> int:
        return len(self.weights)

    def forward(self, layer: int, passed: Derivatives) -> Derivatives:
        """Return the derivatives of a layer's units from those of its inputs."""
        return self._product(passed, np.swapaxes(self.weights[layer], -1, -2))

    def backward(self, layer: int, passed: Derivatives) -> Derivatives:
        """Return derivatives with respect to a layer's inputs from those to its units."""
        return self._product(passed, self.weights[layer])

    def _product(self, passed: Derivatives, weights: Array) -> Derivatives:
        sizes = np.abs(weights)
        times = np.matmul if self.rows is None else self.rows.times
        values = times(passed.values, weights)
        errors = times(passed.errors + self._gamma * np.abs(passed.values), sizes) * INFLATION
        # Weights are at least 2**-100, so nothing that is kept as large as this underflows.
        errors[(errors > 0.0) & (errors < FLOOR)] = 2.0 * FLOOR
        errors[~np.isfinite(values)] = np.inf
        if self.integer:
            reached = times(np.abs(passed.values), sizes)
            errors[(times(passed.errors, sizes) == 0.0) & (reached < INTEGER_LIMIT)] = 0.0
        return Derivatives(values, errors)

    def sum(self, first: Derivatives, second: Derivatives) -> Derivatives:
        """Add derivatives."""
        values, errors = first.values + second.values, first.errors + second.errors
        rounded = (errors + self._gamma * np.abs(values)) * INFLATION
        return Derivatives(values, np.where(self.integer & (errors == 0.0), 0.0, rounded))

    def of_layer(self, layer: int, per_bit: Array, without: bool) -> Array:
        """Return the columns of a layer's units; `without` stands for units without a ReLU."""
        places = self.bits[layer]
        columns = np.full((len(per_bit), len(places)), without)
        relu = places >= 0
        columns[:, relu] = per_bit[:, places[relu]]
        return columns

    def slopes(self, bits: Array, direction: Array) -> list[Derivatives]:
        """Return the derivatives of all layers along a direction, a row for each region."""
        values = np.broadcast_to(direction, (len(bits), self.inputs))
        passed = Derivatives(values, np.zeros(values.shape))
        slopes = []
        for layer in range(len(self)):
            slopes.append(self.forward(layer, passed))
            passed = slopes[-1].where(self.of_layer(layer, bits, True))
        return slopes

    def sensitivities(self, bits: Array, outputs: Array) -> Derivatives:
        """Return the derivative of a combination of the outputs to what each ReLU unit passes on.

        One row for each region, one column for each activation bit.
        """
        values = np.broadcast_to(outputs, (len(bits), len(outputs)))
        passed = Derivatives(values, np.zeros(values.shape))
        found = Derivatives(np.zeros(bits.shape), np.zeros(bits.shape))
        for layer in range(len(self) - 1, -1, -1):
            relu = self.bits[layer] >= 0
            found.values[:, self.bits[layer][relu]] = passed.values[:, relu]
            found.errors[:, self.bits[layer][relu]] = passed.errors[:, relu]
            if layer:
                active = self.of_layer(layer, bits, True)
                passed = self.backward(layer, passed.where(active))
        return found
