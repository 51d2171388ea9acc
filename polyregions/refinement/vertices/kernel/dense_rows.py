"""Rows of layers with few zero weights: their errors are bounded by norms, not one by one.

The bounds of :mod:`.layer_rows` grow with each layer by the sum of the absolute weights, in wide
networks several times as much as the values.  Here one coordinate of all rows of a layer is a
vector, v, and what is bounded is the Euclidean norm of its error: |v - v'| <= D.  With w_k and b_k
the weights and the bias of unit k, n active units before it, u = 2**-53 and g = (n + 16) u,

    |y_k - y'_k| <= |w_k| (D + g |v|) + g |b_k|,
    |y - y'|     <= S D + g (F |v| + |b|),

S being a bound of the spectral norm of the weights W, and F their Frobenius norm.  For y - y' is
what W does to v - v', at most |w_k| D or S D, and

- the rounding of n products and their sum with b_k, in any order: (n + 1) u (sum |w_kj v_j| +
  |b_k|) to first order, where sum |w_kj v_j| <= |w_k| |v| (Cauchy), whose norm for all k is at most
  F |v|;
- that of the stored weights and biases, 2 u of them: 2 u (|w_k| (|v| + D) + |b_k|).

D is what was found when the layer before was made, or else the norm of the errors of its active
units.  The norms |w_k|, S and F are given with a factor of 1 + 2**-30 (``INFLATION``), 2**23 u: it
covers the rounding of all norms and of the bounds, less than 2 n u in all, and the term 2 u |w_k|
D; of g |b_k| a small part is needed.  ``FLOOR`` stands for products that underflow: what is not
zero of the weights of a layer is at least 2**-100, and no bias is smaller than ``FLOOR``.

Where all active units have a coefficient that is exactly zero, so has each row.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import math

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    BIAS_NORM,
    ERROR,
    FIRST,
    FROBENIUS,
    SPECTRAL,
    VALUE,
    WIDTH,
)
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.layer_rows import next_active
from polyregions.refinement.vertices.kernel.rounding import FLOOR, TINY


@compiled
def has_norms(net, layer):
    """Return whether the rows of a layer are bounded by norms."""
    return net.layer_norms[layer, FROBENIUS] < np.inf


@compiled
def root(squares, row, active, first):
    """Return the norm of the entries of active units, of which the sum of squares is given.

    Where squares leave the range of floats, it is the sum of absolute values, which is no less.
    """
    if TINY < squares < np.inf:
        return math.sqrt(squares)
    total = 0.0
    for j in range(row.shape[0]):
        if active[first + j] != 0:
            total += abs(row[j])
    return total


@compiled
def norm_of_active(row, active, first):
    """Return the norm of the entries of active units."""
    squares = 0.0
    for j in range(row.shape[0]):
        if active[first + j] != 0:
            squares += row[j] * row[j]
    return root(squares, row, active, first)


@compiled
def sum_rows(net, work, layer):
    """Write the values of the rows of a layer; return how many units before it are active.

    One pass over the weights serves all coordinates, four active units at a time.  The squares of
    the coefficients of these units are added up as well.
    """
    planes = work.planes
    squares = work.norms[VALUE, layer]
    active = work.active
    bias = net.bias
    dimension = net.dimension
    width = net.layers[layer, WIDTH]
    before_width = net.layers[layer - 1, WIDTH]
    first = net.layers[layer - 1, FIRST]
    start = net.starts[layer]
    weights = net.weights[start : start + before_width * width].reshape(before_width, width)
    for i in range(dimension):
        squares[i] = 0.0
        for k in range(width):
            planes[VALUE, layer, i, k] = bias[layer, k] if i == dimension - 1 else 0.0
    count = 0
    a = next_active(active, first, np.int64(0), before_width)
    while a < before_width:
        b = next_active(active, first, a + 1, before_width)
        c = next_active(active, first, b + 1, before_width)
        d = next_active(active, first, c + 1, before_width)
        count += 1 + (b < before_width) + (c < before_width) + (d < before_width)
        second = b if b < before_width else a
        third = c if c < before_width else a
        fourth = d if d < before_width else a
        for i in range(dimension):
            p = planes[VALUE, layer - 1, i, a]
            q = planes[VALUE, layer - 1, i, b] if b < before_width else 0.0
            r = planes[VALUE, layer - 1, i, c] if c < before_width else 0.0
            s = planes[VALUE, layer - 1, i, d] if d < before_width else 0.0
            squares[i] += (p * p + q * q) + (r * r + s * s)
            for k in range(width):
                planes[VALUE, layer, i, k] += (weights[a, k] * p + weights[second, k] * q) + (
                    weights[third, k] * r + weights[fourth, k] * s
                )
        a = next_active(active, first, d + 1, before_width)
    return count


@compiled
def build_dense_rows(net, work, layer):
    """Write the pre-activations of a layer on the current cell, as functions of (x, w)."""
    planes = work.planes
    active = work.active
    norms = net.layer_norms
    dimension = net.dimension
    before_width = net.layers[layer - 1, WIDTH]
    first = net.layers[layer - 1, FIRST]
    relative = (sum_rows(net, work, layer) + 16) * 2.0**-53
    for i in range(dimension):
        size = root(
            work.norms[VALUE, layer, i], planes[VALUE, layer - 1, i, :before_width], active, first
        )
        spread = work.norms[ERROR, layer - 1, i]
        if spread == np.inf:
            spread = norm_of_active(planes[ERROR, layer - 1, i, :before_width], active, first)
        rounding = relative * size
        if rounding < FLOOR and (size != 0.0 or spread != 0.0):
            rounding = FLOOR
        of_bias = relative if i == dimension - 1 else 0.0
        for k in range(net.layers[layer, WIDTH]):
            error = net.row_norms[layer, k] * (spread + rounding)
            planes[ERROR, layer, i, k] = error + of_bias * abs(net.bias[layer, k])
        error = norms[layer, SPECTRAL] * spread + norms[layer, FROBENIUS] * rounding
        work.norms[ERROR, layer, i] = error + of_bias * norms[layer, BIAS_NORM]
