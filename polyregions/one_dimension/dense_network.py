"""A network of one input as float matrices with their norms, for certified float computations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidNetworkError
from polyregions.networks import Layer, Network, check_network
from polyregions.one_dimension.integer_layers import IntegerLayer

__all__ = ["DenseLayer", "DenseNetwork", "Floats", "Mask"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# All bounds are computed in floats with far smaller errors than this factor leaves room for.
_ROOM: Final = 1.001
_LARGEST_PARAMETER: Final = 2.0**500
_GRAM_BLOCK: Final = 1024


@dataclass(frozen=True, eq=False)
class DenseLayer:
    """A layer in binary64.

    Parameters
    ----------
    weights, bias
        Shapes (n, m) and (n,): the layer's parameters, each rounded to the nearest float.
    relu
        Which units have a ReLU, shape (n,).
    source
        The layer whose rounded parameters these are; None if they are exact.
    """

    weights: Floats
    bias: Floats
    relu: Mask
    source: Layer | None = None

    @classmethod
    def of(cls, layer: Layer) -> DenseLayer:
        """Round a layer."""
        relu = np.array([name == "relu" for name in layer.activation])
        return cls(layer.float_weights, layer.float_bias, relu, layer)

    @cached_property
    def is_exact(self) -> bool:
        """Whether the floats are the exact parameters."""
        return self.source is None or not self.source.units_beyond_floats

    @cached_property
    def fits_floats(self) -> bool:
        """Whether no parameter is so large or so small that error bounds would not hold for it."""
        for image in (self.weights, self.bias[:, None]):
            sizes = np.abs(image)
            small = (sizes < np.finfo(np.float64).tiny) & (sizes > 0)
            if np.any(small) or not np.all(sizes <= _LARGEST_PARAMETER):
                return False
        if self.source is None:
            return True
        beyond_floats = (self.source.row(unit) for unit in self.source.units_beyond_floats)
        return not any(entry and float(entry) == 0.0 for row in beyond_floats for entry in row)

    @cached_property
    def integer_layer(self) -> IntegerLayer:
        """The exact layer, scaled to integers."""
        if self.source is not None:
            return IntegerLayer.of(self.source)
        return _integer_layer(self.weights, self.bias, self.relu)

    @cached_property
    def row_norms(self) -> Floats:
        """Upper bounds of the Euclidean norms of the rows, shape (n,)."""
        return _norms(self.weights, axis=1)

    @cached_property
    def column_norms(self) -> Floats:
        """Upper bounds of the Euclidean norms of the columns, shape (m,)."""
        return _norms(self.weights, axis=0)

    @cached_property
    def bias_norm(self) -> float:
        """An upper bound of the Euclidean norm of the bias."""
        return float(_norms(self.bias, axis=0))

    @cached_property
    def frobenius_norm(self) -> float:
        """An upper bound of the Frobenius norm of the weights."""
        return float(_norms(self.row_norms, axis=0))

    @cached_property
    def spectral_norm(self) -> float:
        """An upper bound of the largest singular value of the weights W.

        The least of the Frobenius norm, the geometric mean of the largest row sum and column sum of
        |W|, and the square root of the Frobenius norm of W^T W.
        """
        sums = [float(np.abs(self.weights).sum(axis=axis).max()) for axis in (0, 1)]
        by_sums = math.sqrt(sums[0]) * math.sqrt(sums[1]) * _ROOM
        bounds = (self.frobenius_norm, by_sums, self._gram_bound(), math.inf)
        return min(bound for bound in bounds if not math.isnan(bound))

    def _gram_bound(self) -> float:
        """Bound the largest singular value by the Gram matrix G of n rows of length m.

        Rounding moves G by at most m 2^-53 ||W||_F^2, and ||W||_F^2 <= sqrt(n) ||G||_F, as the
        trace of G is; a share of m sqrt(n) 2^-53 is less than what the factor leaves room for.
        """
        a = self.weights if self.weights.shape[0] <= self.weights.shape[1] else self.weights.T
        scale = _scale(np.max(np.abs(a)))
        total = 0.0
        for start in range(0, a.shape[0], _GRAM_BLOCK):
            rows = a[start : start + _GRAM_BLOCK]
            scaled = rows / scale
            own, later = scaled @ rows.T / scale, scaled @ a[start + _GRAM_BLOCK :].T / scale
            total += float(np.vdot(own, own)) + 2 * float(np.vdot(later, later))
        return float(math.sqrt(math.sqrt(total)) * scale * _ROOM)


def _norms(matrix: Floats, axis: int) -> Floats:
    """Return upper bounds of norms; each vector is scaled, so that no norm is lost in underflow."""
    scales = _scale(np.max(np.abs(matrix), axis=axis, keepdims=True))
    norms: Floats = np.linalg.norm(matrix / scales, axis=axis) * np.squeeze(scales, axis) * _ROOM
    return norms


def _scale(sizes: Any) -> Any:
    """Return the powers of two above sizes, by which to divide without rounding."""
    return np.ldexp(1.0, np.frexp(sizes)[1])


def _integer_layer(weights: Floats, bias: Floats, relu: Mask) -> IntegerLayer:
    """Scale binary floats to integers by their least exponent."""
    mantissas, exponents = np.frexp(np.column_stack([bias, weights]))
    integers = (mantissas * 2.0**53).astype(np.int64).astype(object)
    exponents = np.where(mantissas == 0, 0, exponents - 53)
    least = min(int(exponents.min()), 0)
    return IntegerLayer(integers << (exponents - least).astype(object), 1 << -least, relu)


@dataclass(frozen=True, eq=False)
class DenseNetwork:
    """A chain of dense layers with one input.

    Examples
    --------
    >>> net = DenseNetwork.he_random([5, 5], seed=0, bias_std=1.0)
    >>> [layer.weights.shape for layer in net.layers]
    [(5, 1), (5, 5), (1, 5)]
    """

    layers: tuple[DenseLayer, ...]

    @classmethod
    def of(cls, network: Network) -> DenseNetwork:
        """Round a network's parameters to floats, and remember the exact ones."""
        check_network(network)
        return cls(tuple(map(DenseLayer.of, network.layers)))

    @classmethod
    def from_arrays(cls, parameters: Sequence[tuple[Floats, Floats]]) -> DenseNetwork:
        """Return the network with these weights and biases: ReLU layers, then an affine one.

        Raises
        ------
        InvalidNetworkError
            If there are no layers, the shapes do not fit, or an entry is not finite.
        """
        if not parameters:
            raise InvalidNetworkError("a network has no layers: give at least one")
        layers = []
        inputs = 1
        for number, (weights, bias) in enumerate(parameters, start=1):
            w, b = np.asarray(weights, np.float64), np.asarray(bias, np.float64)
            if w.ndim != 2 or w.shape[1] != inputs or b.shape != w.shape[:1] or not w.size:
                raise InvalidNetworkError(
                    f"layer {number} has weights of shape {w.shape} and a bias of shape {b.shape} "
                    f"where there are {inputs} inputs: give (n, {inputs}) and (n,)"
                )
            if not (np.isfinite(w).all() and np.isfinite(b).all()):
                raise InvalidNetworkError(f"layer {number} has an entry that is not finite")
            layers.append(DenseLayer(w, b, np.full(len(b), number < len(parameters))))
            inputs = len(b)
        return cls(tuple(layers))

    @classmethod
    def he_random(cls, widths: Sequence[int], seed: int, bias_std: float) -> DenseNetwork:
        """Return the network of ``constructions.he_random([1, *widths, 1], seed, bias_std)``.

        The same numbers, kept as floats: networks of width 10,000 have 10^8 weights in a layer.
        """
        rng = np.random.default_rng(seed)
        parameters = []
        for fan_in, units in pairwise([1, *widths, 1]):
            weights = rng.standard_normal((units, fan_in))
            weights *= math.sqrt(2 / fan_in)
            parameters.append((weights, rng.standard_normal(units) * bias_std))
        return cls.from_arrays(parameters)

    @property
    def relu_levels(self) -> tuple[int, ...]:
        """The numbers, from 1, of the layers with ReLU units."""
        return tuple(k for k, layer in enumerate(self.layers, start=1) if layer.relu.any())

    def integer_layers(self) -> Iterator[IntegerLayer]:
        """Yield the exact layers, scaled to integers."""
        return (layer.integer_layer for layer in self.layers)

    @property
    def widest(self) -> int:
        """The largest number of units of a layer."""
        return max(len(layer.bias) for layer in self.layers)
