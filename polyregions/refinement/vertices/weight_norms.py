"""Norms of the weights of layers, rounded upwards, for bounds of errors: see ``kernel/dense_rows``.

Layers that are small, have many zeros among their weights, or one that is no number have none:
their rows are bounded one by one.
"""

from __future__ import annotations

import math

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.refinement.vertices.kernel.arrays import (
    BIAS_NORM,
    FROBENIUS,
    SPECTRAL,
    WIDTH,
    Array,
    NetworkArrays,
)
from polyregions.refinement.vertices.kernel.rounding import INFLATION

__all__ = ["spectral_bound", "with_norms"]

_LEAST_WEIGHTS = 2048  # of a layer for which norms pay
_MOST_ZEROS = 1 / 4
_SQUARINGS = 5


def with_norms(net: NetworkArrays) -> NetworkArrays:
    """Return the arrays of a network of floats with the norms of its layers.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    widths = net.layers[:, WIDTH]
    sizes = [0, *(widths[:-1] * widths[1:]).tolist()]
    if net.integer or max(sizes) < _LEAST_WEIGHTS:
        return net
    row_norms, layer_norms = np.zeros_like(net.bias), net.layer_norms.copy()
    for layer in range(1, net.depth):
        width, start = widths[layer], net.starts[layer]
        weights = net.weights[start : start + sizes[layer]].reshape(-1, width)
        bias = net.bias[layer, :width]
        if weights.size < _LEAST_WEIGHTS or not np.isfinite(bias).all():
            continue
        squares = np.square(weights).sum(axis=0)
        if np.isfinite(squares).all() and np.mean(weights == 0.0) <= _MOST_ZEROS:
            checkpoint()
            row_norms[layer, :width] = np.sqrt(squares) * INFLATION
            # That of the last layer bounds no layer after it.
            spectral = spectral_bound(weights) if layer < net.depth - 1 else math.inf
            layer_norms[layer, SPECTRAL] = spectral
            layer_norms[layer, FROBENIUS] = math.sqrt(squares.sum()) * INFLATION
            layer_norms[layer, BIAS_NORM] = _norm(bias)
    return net._replace(row_norms=row_norms, layer_norms=layer_norms)


def spectral_bound(matrix: Array, squarings: int = _SQUARINGS) -> float:
    """Return a bound from above of the spectral norm of a matrix.

    With n rows, u = 2**-53 and F the Frobenius norm of A, the product A^T A is computed up to an
    error of norm (n + 1) u F**2, so that |A|**2 = |A^T A| <= |fl(A^T A)| + (n + 16) u F**2, and the
    same once more for that product; at the end, where all but the greatest singular values have
    become small, the Frobenius norm takes the place of the spectral one.

    Examples
    --------
    >>> 3.0 <= spectral_bound(np.diag([3.0, 2.0])) < 3.000001
    True
    """
    if matrix.shape[0] < matrix.shape[1]:
        matrix = matrix.T
    frobenius = _norm(matrix)
    if squarings == 0:
        return frobenius
    rest = (len(matrix) + 16) * 2.0**-53 * frobenius**2
    return math.sqrt(spectral_bound(matrix.T @ matrix, squarings - 1) + rest) * INFLATION


def _norm(array: Array) -> float:
    """Return the norm of all entries, rounded upwards; infinite where squares overflow."""
    return math.sqrt(float(np.square(array).sum())) * INFLATION
