"""The hyperplanes of facets, known to a hundred bits: see :mod:`.pairs`."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.kernel.bits import stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.double_double import (
    leading_half,
    product_error,
    two_sum,
)
from polyregions.refinement.vertices.kernel.rounding import FLOOR, INFLATION

HIGH, LOW, RADIUS, SIZE = range(4)


class EnclosedLayers(NamedTuple):
    """The layers of a network up to the last one with ReLU units, in pairs of floats.

    Each layer is scaled by a power of two.  What is not zero in `high` is from 2**-100 to 2**100;
    anything else is a NaN, which bounds nothing.  A weight is off by at most 2**-52 |low|.
    """

    inputs: int
    widths: Array  # (layers + 1,): the inputs, then the units of each layer
    starts: Array  # (layers,): where the weights of a layer begin
    high: Array  # weights (before, width), and biases as a last row
    low: Array
    bits: Array  # (layers, widest): the position of each unit in a pattern, -1 where it has none
    layer_of: Array  # (positions,)
    unit_of: Array  # (positions,)
    domain: Array  # (rows, inputs + 1, 3): the domain's forms


@compiled
def enclose_units(net, planes, pattern, layer, begin, end):
    """Write the pre-activations of some units of a layer as functions of (x, 1).

    With m the sum of the absolute terms of the low parts, their sum and what is left out are off by
    at most (n + 10) u m, n being the number of terms: each is rounded 3 times in the making and n
    times in the sum; the products of low parts and the errors of the weights are below 3 u of terms
    that are there.
    """
    stay_out_of_line()
    inputs = net.inputs
    before = net.widths[layer]
    width = net.widths[layer + 1]
    start = net.starts[layer]
    stop = start + (before + 1) * width
    weights = net.high[start:stop].reshape(before + 1, width)
    rests = net.low[start:stop].reshape(before + 1, width)
    factor = (before + 16) * 2.0**-53
    for i in range(inputs + 1):
        for k in range(begin, end):
            planes[layer, HIGH, i, k] = weights[before, k] if i == inputs else 0.0
            planes[layer, LOW, i, k] = rests[before, k] if i == inputs else 0.0
            planes[layer, SIZE, i, k] = abs(planes[layer, LOW, i, k])
            planes[layer, RADIUS, i, k] = 0.0
        for j in range(before):
            if layer == 0:
                if i == j:
                    for k in range(begin, end):
                        planes[0, HIGH, i, k] = weights[j, k]
                        planes[0, LOW, i, k] = rests[j, k]
                        planes[0, SIZE, i, k] = abs(rests[j, k])
                continue
            bit = net.bits[layer - 1, j]
            if bit >= 0 and pattern[bit] == 0:
                continue
            x = planes[layer - 1, HIGH, i, j]
            rest = planes[layer - 1, LOW, i, j]
            spread = planes[layer - 1, RADIUS, i, j]
            if x == 0.0 and spread == 0.0:
                continue
            if abs(x) < FLOOR or (rest != 0.0 and abs(rest) < FLOOR):
                spread = np.nan  # a product might underflow
            x_half = leading_half(x)
            for k in range(begin, end):
                weight = weights[j, k]
                product = weight * x
                lacking = product_error(product, weight, leading_half(weight), x, x_half)
                total, carried = two_sum(planes[layer, HIGH, i, k], product)
                left = weight * rest
                right = rests[j, k] * x
                planes[layer, HIGH, i, k] = total
                planes[layer, LOW, i, k] += (carried + lacking) + (left + right)
                planes[layer, SIZE, i, k] += abs(carried) + abs(lacking) + (abs(left) + abs(right))
                planes[layer, RADIUS, i, k] += abs(weight) * spread
        for k in range(begin, end):
            high, low = two_sum(planes[layer, HIGH, i, k], planes[layer, LOW, i, k])
            spread = planes[layer, RADIUS, i, k] + factor * planes[layer, SIZE, i, k]
            planes[layer, HIGH, i, k] = high
            planes[layer, LOW, i, k] = low
            planes[layer, RADIUS, i, k] = spread * INFLATION


@compiled
def enter_region(net, planes, pattern, before, valid):
    """Write all layers that carry facets but the last, as far as they are not yet there.

    `before` is the pattern along which the first `valid` layers have been written; returns how many
    have been.
    """
    last = net.starts.shape[0] - 1
    valid = min(valid, last)
    for layer in range(valid):
        for k in range(net.widths[layer + 1]):
            bit = net.bits[layer, k]
            if bit >= 0 and pattern[bit] != before[bit]:
                valid = min(valid, layer + 1)
    for layer in range(valid, last):
        enclose_units(net, planes, pattern, layer, 0, net.widths[layer + 1])
    return last


@compiled
def copy_facet(net, planes, pattern, hyperplane, rows, f):
    """Write the form of a facet, enclosed, to rows[f]."""
    if hyperplane < 0:
        for i in range(net.inputs + 1):
            for part in range(3):
                rows[f, i, part] = net.domain[-1 - hyperplane, i, part]
        return
    layer = net.layer_of[hyperplane]
    unit = net.unit_of[hyperplane]
    if layer == net.starts.shape[0] - 1:
        enclose_units(net, planes, pattern, layer, unit, unit + 1)
    for i in range(net.inputs + 1):
        for part in range(3):
            rows[f, i, part] = planes[layer, part, i, unit]
