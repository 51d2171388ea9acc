"""Pre-activations at enclosed points: float values and rigorous bounds of their errors.

A point is a float s together with a radius r: the true point lies within r of s. The errors of all
units of a layer at one point are bounded together, in the Euclidean norm: with |h - h'| <= d for
the inputs h of the layer that are known as h', a unit with the weights w satisfies

    |w.h + b q - fl(w.h' + b q)| <= g (|w| |h'| + |b| q) + |w| d + |b| r,

where g bounds the relative rounding error of an inner product (Higham, "Accuracy and Stability of
Numerical Algorithms", 2002, section 3.1, with the terms added up in blocks), and the ReLU, which is
1-Lipschitz, keeps d. For the whole layer d grows by the spectral norm of its weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.one_dimension.chart import Chart, Reals
from polyregions.one_dimension.dense_network import DenseLayer, DenseNetwork, Floats, Mask

__all__ = [
    "Enclosed",
    "active_masks",
    "enclosed_preactivations",
    "product",
    "rounding_factor",
    "summed_terms",
]

# Inner products are added up in blocks of this length: the error grows with n/512 + 512, not n.
_BLOCK: Final = 512
_ROOM: Final = 1.001
# Covers what underflows in sums of products and of squares; values below it decide nothing.
_UNDERFLOW: Final = 2.0**-480
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
    """

    layer: DenseLayer
    values: Reals
    by_weights: Floats
    by_bias: Floats

    @property
    def errors(self) -> Floats:
        """Bounds of the absolute errors of the values, shape (n, k)."""
        errors = self.layer.row_norms[:, None] * self.by_weights
        errors += np.abs(self.layer.bias)[:, None] * self.by_bias
        errors += _UNDERFLOW
        return errors

    @property
    def signs(self) -> NDArray[np.int8]:
        """The proved signs, shape (n, k): -1 or 1, and 0 where none is proved."""
        signs = np.sign(self.values).astype(np.int8)
        signs[~(np.abs(self.values) > self.errors)] = 0
        return signs


def enclosed_preactivations(
    network: DenseNetwork, chart: Chart, s: Reals, radii: Reals
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
    """
    q, p = chart.homogeneous(s)
    radius = np.asarray(radii, np.float64)
    tilt = radius if chart.projective else np.zeros_like(radius)  # how far q is off
    h, off = p[None, :], radius
    for layer in network.layers:
        g = rounding_factor(layer, s.dtype)
        size = _column_norms(h)
        z = product(layer.weights, h)
        z += layer.bias[:, None].astype(s.dtype) * q
        common = (g * size + off) * _ROOM
        biased = (g * np.abs(q).astype(np.float64) + tilt) * _ROOM
        yield Enclosed(layer, z, common, biased)
        off = g * layer.frobenius_norm * size + layer.spectral_norm * off
        off = (off + layer.bias_norm * biased + _UNDERFLOW * len(z)) * _ROOM
        h = np.where(layer.relu[:, None] & (z < 0), 0, z)


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


def active_masks(layer: DenseLayer, enclosed: Enclosed) -> tuple[Mask, Mask]:
    """Return which units are active, shape (n, k), and for which points all of them are proved."""
    signs = enclosed.signs
    proved = np.all((signs != 0) | ~layer.relu[:, None], axis=0)
    return (signs > 0) | ~layer.relu[:, None], proved
