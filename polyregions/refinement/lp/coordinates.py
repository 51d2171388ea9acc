"""Coordinates in which the columns of a network's first layer are of about equal magnitude.

Powers of two leave every fact as it is, and numbers shorter: x_j = 2**k_j z_j.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, primitive
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import Enumeration

__all__ = ["Coordinates"]

# Floats keep with magnitudes that lie no farther apart, in bits.
_WIDE: Final = 256
# Rounds of taking means over rows and columns by turns; they converge fast.
_ROUNDS: Final = 20


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A change of scale.

    Attributes
    ----------
    exponents
        The exponents k_j; None leaves everything as it is.
    """

    exponents: tuple[int, ...] | None

    @classmethod
    def balanced(cls, network: Network, domain: HPolytope) -> Coordinates:
        """Return coordinates for a network on a domain: other ones only where that is needed."""
        layer = network.layers[0]
        weights = layer.float_weights
        if not np.isfinite(weights).all() or _spread(weights) <= _WIDE:
            return cls(None)
        rows = np.column_stack((weights, np.nan_to_num(layer.float_bias)))
        exponents, nonzero = np.frexp(rows)[1].astype(np.float64), rows != 0
        lengths = np.array([[c.bit_length() for c in row] for row in domain.rows], dtype=np.float64)
        lengths = lengths.reshape(-1, network.inputs + 1)
        columns = _column_means(
            np.concatenate([exponents, lengths]), np.concatenate([nonzero, lengths != 0])
        )
        return cls(tuple(round(float(columns[-1] - mean)) for mean in columns[:-1]))

    def network(self, network: Network) -> Network:
        """Return the network as a function of z."""
        if self.exponents is None:
            return network
        first, *others = network.layers
        powers = [Fraction(2) ** k for k in self.exponents]
        weights = [[a * p for a, p in zip(row, powers, strict=True)] for row in first.weights]
        return Network([Layer(weights, first.bias, first.activation), *others])

    def domain(self, domain: HPolytope) -> HPolytope:
        """Return the domain of z; its rows are those of the given one, in their order."""
        if self.exponents is None:
            return domain
        lowest = min(0, *self.exponents)
        shifts = [*(k - lowest for k in self.exponents), -lowest]
        rows = [[c << k for c, k in zip(row, shifts, strict=True)] for row in domain.rows]
        return HPolytope(domain.dimension, rows)

    def restored(self, enumeration: Enumeration) -> Enumeration:
        """Return an enumeration in z in terms of x."""
        if self.exponents is None:
            return enumeration
        points = tuple(map(self.point, enumeration.interior_points))
        return replace(enumeration, interior_points=points)

    def point(self, point: IntegerVector) -> IntegerVector:
        """Return a point z in terms of x."""
        if self.exponents is None:
            return point
        lowest = min(0, *self.exponents)
        shifts = [*(k - lowest for k in self.exponents), -lowest]
        return primitive([x << k for x, k in zip(point, shifts, strict=True)])


def _spread(weights: NDArray[np.float64]) -> int:
    exponents = np.frexp(weights[weights != 0])[1]
    return int(np.ptp(exponents)) if len(exponents) else 0


def _column_means(exponents: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return a magnitude for each column, such that with some for the rows least is left over."""
    rows, columns = np.zeros((len(exponents), 1)), np.zeros(exponents.shape[1])
    for _ in range(_ROUNDS):
        left = np.where(known, exponents - columns, 0.0)
        rows = left.sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
        left = np.where(known, exponents - rows, 0.0)
        columns = left.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return columns
