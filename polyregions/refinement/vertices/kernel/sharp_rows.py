"""The hyperplanes of the branch in double-double: bounds that hardly grow from layer to layer.

The bounds of :mod:`.layer_rows` grow with each layer by the sum of the absolute weights, which in
networks that keep the size of their values is several times too much: after ten or twenty layers
nothing is left of 53 bits.  Here a coefficient is the sum of two floats, VALUE and REST, within
ERROR of the exact one.  Only when a sign is open are these rows made, of the layers that have
changed since, and those of :mod:`.layer_rows` in ``planes`` are bounded afresh by them, so that
layers to come start from small bounds.  The measures of regions and their affine maps are computed
from these rows too, of one pattern after the other.

Let u = 2**-53.  A sum of n products is begun with the bias b and its rest b', and each product
(w + w') (v + v') adds to it

    s, t = two_sum(s, p),    l = l + (t + (e + (w v' + w' v))),    p + e = w v,

so that s + l is exact but for the roundings of what makes up l (Ogita, Rump, Oishi 2005).  Let
S = |b| + sum |w v|.  With rests of at most 2 u times their floats, and each |e| <= u |w v| and
|t| <= u S, |l| stays below (n + 7) u S.  To first order

- its n roundings make at most n (n + 7) u**2 S, those of its terms (n + 18) u**2 S;
- what is left out, w' v' and the errors of the pairs w + w' and b + b' themselves (8 u**2 of them,
  see :mod:`..remainders`), makes 12 u**2 S:

(n**2 + 8 n + 30) u**2 S in all, of which ``rounding_of`` is twice as much.

The error E of v + v' adds |w| E.  ``FLOOR`` stands for products that underflow, as in
:mod:`.layer_rows`.  Where all is a multiple of the layer's grid, and S at most 2**46 of them, sums
are exact in floats alone: then nothing adds an error, for one of the layer before would be larger
than what is left out here.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    BIT,
    ERROR,
    FIRST,
    LAYER_OF,
    REST,
    SHARP_LAYERS,
    VALUE,
    WIDTH,
    WORK,
)
from polyregions.refinement.vertices.kernel.bits import stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.double_double import product_error, two_sum
from polyregions.refinement.vertices.kernel.rounding import FLOOR, INFLATION, INTEGER_LIMIT

_COST = 16  # of a product, in those of the rows in floats


@compiled
def rounding_of(terms):
    """Bound what a sum of so many products and a bias loses, by their absolute sum."""
    return (terms * (terms + 8.0) + 32.0) * 2.0**-105


@compiled
def add_unit(net, work, layer, i, j, value, rest, spread):
    """Add coordinate i of unit j, known up to `spread`, to all units of the layer after its own."""
    width = net.layers[layer, WIDTH]
    start = net.starts[layer] + j * width
    # Numba makes vector instructions of loops over whole rows.
    weights = net.weights[start : start + width]
    weight_rests = net.weight_rests[start : start + width]
    values = work.sharp[VALUE, layer, i]
    rests = work.sharp[REST, layer, i]
    errors = work.sharp[ERROR, layer, i]
    for k in range(width):
        weight = weights[k]
        product = weight * value
        error = product_error(product, weight, value) + (weight * rest + weight_rests[k] * value)
        values[k], left = two_sum(values[k], product)
        rests[k] += left + error
        errors[k] += abs(weight) * spread


@compiled
def build_sharp_rows(net, work, layer):
    """Write the pre-activations of a layer in double-double, from those of the layer before."""
    sharp = work.sharp
    dimension = net.dimension
    width = net.layers[layer, WIDTH]
    before_first = net.layers[layer - 1, FIRST]
    terms = np.int64(0)
    for j in range(net.layers[layer - 1, WIDTH]):
        terms += np.int64(work.active[before_first + j] != 0)
    tiny = rounding_of(terms)
    exact = rounding_of(0) * INTEGER_LIMIT * net.grids[layer]
    for i in range(dimension):
        for k in range(width):
            bias = net.bias[layer, k] if i == dimension - 1 else 0.0
            spread = tiny * abs(bias)
            if spread < FLOOR and bias != 0.0:
                spread = FLOOR
            sharp[VALUE, layer, i, k] = bias
            sharp[REST, layer, i, k] = net.bias_rests[layer, k] if i == dimension - 1 else 0.0
            sharp[ERROR, layer, i, k] = spread
        for j in range(net.layers[layer - 1, WIDTH]):
            if work.active[before_first + j] == 0:
                continue
            value = sharp[VALUE, layer - 1, i, j]
            spread = sharp[ERROR, layer - 1, i, j] + tiny * abs(value)
            if spread == 0.0 and value == 0.0:
                continue
            if spread < FLOOR:
                spread = FLOOR
            add_unit(net, work, layer, i, j, value, sharp[REST, layer - 1, i, j], spread)
        for k in range(width):
            value, rest = two_sum(sharp[VALUE, layer, i, k], sharp[REST, layer, i, k])
            sharp[VALUE, layer, i, k] = value
            sharp[REST, layer, i, k] = rest
            scaled = sharp[ERROR, layer, i, k] * INFLATION
            sharp[ERROR, layer, i, k] = 0.0 if scaled <= exact else scaled


@compiled
def bound_rows(net, work, layer):
    """Bound the errors of the rows of a layer in floats by the sharp ones, where that is better.

    The coefficients stay: they are the same whether a sign was ever open or not.
    """
    planes = work.planes
    sharp = work.sharp
    for i in range(net.dimension):
        for k in range(net.layers[layer, WIDTH]):
            apart = abs(planes[VALUE, layer, i, k] - sharp[VALUE, layer, i, k])
            apart += abs(sharp[REST, layer, i, k])
            error = (apart + sharp[ERROR, layer, i, k]) * INFLATION
            if error < planes[ERROR, layer, i, k]:
                planes[ERROR, layer, i, k] = error


@compiled
def sharpen_rows(net, work, layer):
    """Make the rows in double-double of all layers up to this one that have changed since.

    Returns whether there were any.
    """
    stay_out_of_line()
    counts = work.counts
    begin = max(counts[SHARP_LAYERS], 1)  # the first layer never changes
    for own in range(begin, layer + 1):
        counts[WORK] += _COST * net.dimension * net.layers[own - 1, WIDTH] * net.layers[own, WIDTH]
        build_sharp_rows(net, work, own)
        bound_rows(net, work, own)
        work.norms[ERROR, own] = np.inf  # those of the former bounds
    counts[SHARP_LAYERS] = max(begin, layer + 1)
    return begin <= layer


@compiled
def follow_pattern(net, work, pattern):
    """Let the branch be that of a packed pattern; units without a ReLU are active.

    What depends on units that change is made anew by :func:`sharpen_rows`.
    """
    counts = work.counts
    for unit in range(net.units.shape[0]):
        position = net.units[unit, BIT]
        bit = np.uint8(1)
        if position >= 0:
            bit = np.uint8((pattern[position >> 3] >> (7 - (position & 7))) & 1)
        if work.active[unit] != bit:
            work.active[unit] = bit
            counts[SHARP_LAYERS] = min(counts[SHARP_LAYERS], net.units[unit, LAYER_OF] + 1)
