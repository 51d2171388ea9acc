"""Pre-activations at enclosed points: float values and rigorous bounds of their errors.

A point is a float s together with a radius r: the true point lies within r of s. The errors of all
units of a layer at one point are bounded together, in the Euclidean norm: if the inputs h of the
layer at s are known as h' with |h - h'| <= d, and change by at most t for each unit of s, a unit
with the weights w satisfies

    |w.h(x) + b q(x) - fl(w.h' + b q)| <= g (|w| |h'| + |b| q) + |w| d + (|w| t + |b|) r

at every x within r of s. Here g bounds the relative rounding error of an inner product (Higham,
"Accuracy and Stability of Numerical Algorithms", 2002, section 3.1, with the terms added up in
blocks). The ReLU is 1-Lipschitz and keeps d and t; the layer multiplies them by at most the
spectral norm of its weights.

Where a point is a breakpoint, its own unit's value z at s, once it is computed, tells how far away
it is: by at most (|z| + error at s) / |slope|. From then on the radius is that, if it is less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.one_dimension.chart import Chart, Reals
from polyregions.one_dimension.dense_network import DenseLayer, DenseNetwork, Floats, Mask

__all__ = [
    "Enclosed",
    "Zeros",
    "active_masks",
    "enclosed_preactivations",
    "product",
    "rounding_factor",
    "summed_terms",
]

# Inner products are added up in blocks of this length: the error grows with n/512 + 512, not n.
_BLOCK: Final = 512
_ROOM: Final = 1.001
# Covers what underflows in sums of products and of squares; values below it decide nothing. As no
# size of a layer is taken for less, it covers what underflowed in the layers before as well.
_UNDERFLOW: Final = 2.0**-480
_SMALLEST: Final = float(np.finfo(np.float64).tiny)
_ROWS_AT_ONCE: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class Enclosed:
    """The pre-activations of one layer at k points.

    Attributes
    ----------
    layer
        The layer.
    values
        Shape (n, k), in the precision at hand.
    by_weights, by_bias
        Bounds of the errors of a unit with weights of norm 1, and with the bias 1, shape (k,).
    radii
        How far off the points are at most, shape (k,).
    """

    layer: DenseLayer
    values: Reals
    by_weights: Floats
    by_bias: Floats
    radii: Floats

    @property
    def errors(self) -> Floats:
        """Bounds of the absolute errors of the values, shape (n, k)."""
        errors = self.layer.row_norms[:, None] * self.by_weights
        errors += np.abs(self.layer.bias)[:, None] * self.by_bias
        errors += _UNDERFLOW
        return errors

    def errors_at(self, units: NDArray[np.int64], places: NDArray[np.int64]) -> Floats:
        """Return the bounds of some of the values."""
        by_weights = self.layer.row_norms[units] * self.by_weights[places]
        return by_weights + np.abs(self.layer.bias[units]) * self.by_bias[places] + _UNDERFLOW

    @property
    def signs(self) -> NDArray[np.int8]:
        """The proved signs, shape (n, k): -1 or 1, and 0 where none is proved."""
        signs = np.sign(self.values).astype(np.int8)
        signs[~(np.abs(self.values) > self.errors)] = 0
        return signs


@dataclass(frozen=True, slots=True, eq=False)
class Zeros:
    """Points at which units are known to vanish.

    Attributes
    ----------
    levels, units
        The layer, from 1, and the unit that vanishes at each point; level 0: none, shape (k,).
    slopes
        Lower bounds of |dz/ds| of that unit between the point and its float, shape (k,).
    """

    levels: NDArray[np.int64]
    units: NDArray[np.int64]
    slopes: Floats


def enclosed_preactivations(
    network: DenseNetwork, chart: Chart, s: Reals, radii: Reals, zeros: Zeros | None = None
) -> Iterator[Enclosed]:
    """Yield the enclosed pre-activations of every layer, the first one first.

    Parameters
    ----------
    network
        The network.
    chart
        What the parameters mean.
    s, radii
        The points, shape (k,); the dtype of ``s`` is the precision of the computation.
    zeros
        What is known about the points, to find smaller radii.
    """
    q, p = chart.homogeneous(s)
    size_of_q = np.abs(q).astype(np.float64)
    tilt = 1.0 if chart.projective else 0.0  # how fast q changes
    radius = np.array(radii, np.float64)
    h, off, climb = p[None, :], np.zeros(len(s)), 1.0
    for number, layer in enumerate(in_time(network.layers), start=1):
        g = rounding_factor(layer, s.dtype)
        size = _column_norms(h)
        z = product(layer.weights, h)
        z += layer.bias[:, None].astype(s.dtype) * q
        at_s = Enclosed(layer, z, (g * size + off) * _ROOM, g * size_of_q * _ROOM, 0 * radius)
        if zeros is not None:
            radius = np.minimum(radius, _distances(at_s, number, s, zeros))
        yield Enclosed(
            layer,
            z,
            (at_s.by_weights + climb * radius) * _ROOM,
            (at_s.by_bias + tilt * radius) * _ROOM,
            radius,
        )
        off = g * layer.frobenius_norm * size + layer.spectral_norm * off
        off = (off + layer.bias_norm * at_s.by_bias) * _ROOM
        climb = (layer.spectral_norm * climb + layer.bias_norm * tilt) * _ROOM + _SMALLEST
        h = np.where(layer.relu[:, None] & (z < 0), 0, z)


def _distances(at_s: Enclosed, number: int, s: Reals, zeros: Zeros) -> Floats:
    """Bound how far the zeros of a layer's units are from s, by their values there."""
    distances = np.full(len(s), np.inf)
    own = np.flatnonzero(zeros.levels == number)
    units = zeros.units[own]
    errors = at_s.errors_at(units, own)
    values = np.abs(at_s.values[units, own]).astype(np.float64)
    # Room for the rounding of s +- r, wherever enclosures are compared.
    rounding = 4 * float(np.finfo(s.dtype).eps) * np.abs(s[own]).astype(np.float64)
    distances[own] = ((values + errors) / zeros.slopes[own] + rounding) * _ROOM
    distances[np.isnan(distances)] = np.inf
    return distances


def rounding_factor(layer: DenseLayer, dtype: Any, terms: int | None = None) -> float:
    """Return a bound of the relative rounding error of inner products with a layer's weights.

    Parameters
    ----------
    layer
        The layer, whose own rounding is included.
    dtype
        The precision of the computation.
    terms
        The number of terms; omitted: the layer's inputs, added up by :func:`product`.
    """
    if terms is None:
        terms = summed_terms(layer.weights.shape[1], dtype)
    unit = float(np.finfo(dtype).epsneg)
    # In binary64 what the parameters lost is one rounding more; in higher precision it dominates.
    lost = 0.0 if dtype == np.float64 or layer.is_exact else float(np.finfo(np.float64).eps)
    return (terms + 8) * unit * _ROOM + lost


def summed_terms(length: int, dtype: Any) -> int:
    """Return how many roundings an entry takes part in when ``product`` adds up ``length`` terms.

    Examples
    --------
    >>> summed_terms(100, np.float64), summed_terms(10_000, np.float64)
    (100, 532)
    """
    if dtype != np.float64 or length <= _BLOCK:
        return length
    return _BLOCK + -(-length // _BLOCK)


def product(weights: Floats, h: Reals) -> Reals:
    """Return weights @ h with inner products added up in blocks."""
    n, m = weights.shape
    if h.dtype != np.float64:
        result = np.empty((n, h.shape[1]), h.dtype)
        for start in range(0, n, _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            result[rows] = weights[rows].astype(h.dtype) @ h
        return result
    total = weights[:, :_BLOCK] @ h[:_BLOCK]
    for start in range(_BLOCK, m, _BLOCK):
        block = slice(start, start + _BLOCK)
        total += weights[:, block] @ h[block]
    return total


def _column_norms(h: Reals) -> Floats:
    norms: Floats = np.sqrt(np.einsum("ij,ij->j", h, h)).astype(np.float64)
    return norms * _ROOM + _UNDERFLOW


def active_masks(enclosed: Enclosed) -> tuple[Mask, Mask]:
    """Return which units are active, shape (n, k), and for which points all of them are proved."""
    signs, layer = enclosed.signs, enclosed.layer
    proved = np.all((signs != 0) | ~layer.relu[:, None], axis=0)
    return (signs > 0) | ~layer.relu[:, None], proved
