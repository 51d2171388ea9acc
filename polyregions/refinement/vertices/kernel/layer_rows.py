"""The hyperplanes of a layer on the current cell, and their values at its generators."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    EXACT,
    FIRST,
    FLOAT_SIGNS,
    GREATEST,
    INTEGER_SIGNS,
    LEAST,
    LIMIT,
    MAGNITUDE,
    POOL,
    VALUE,
    WIDTH,
)
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.rounding import (
    FLOOR,
    HUGE,
    INFLATION,
    INTEGER_LIMIT,
    TINY,
)


@compiled
def next_active(active, first, unit, width):
    """Return the first active unit of a layer from one on, or beyond the last."""
    while unit < width and active[first + unit] == 0:
        unit += 1
    return unit


@compiled
def spread_of(value, error, gamma):
    """Return what bounds the error of a product with a coefficient, a weight being a factor.

    That is 0 only where the coefficient is zero without error.
    """
    spread = error + gamma * abs(value)
    if spread == 0.0 and value == 0.0:
        return 0.0
    return FLOOR if spread < FLOOR else spread


@compiled
def build_rows(net, work, layer):
    """Write the pre-activations of a layer on the current cell, as functions of (x, w)."""
    planes = work.planes
    bias = net.bias
    gamma = net.gamma
    dimension = net.dimension
    width = net.layers[layer, WIDTH]
    before_width = net.layers[layer - 1, WIDTH]
    before_first = net.layers[layer - 1, FIRST]
    start = net.starts[layer]
    weights = net.weights[start : start + before_width * width].reshape(before_width, width)
    smallest = gamma * INTEGER_LIMIT * net.grids[layer]
    for i in range(dimension):
        if i == dimension - 1:
            for k in range(width):
                planes[VALUE, layer, i, k] = bias[layer, k]
                spread = gamma * abs(bias[layer, k])
                if spread < FLOOR and bias[layer, k] != 0.0:
                    spread = FLOOR
                planes[ERROR, layer, i, k] = spread
        else:
            for k in range(width):
                planes[VALUE, layer, i, k] = 0.0
                planes[ERROR, layer, i, k] = 0.0
    # One pass over the weights serves all coordinates, two active units at a time.
    j = next_active(work.active, before_first, np.int64(0), before_width)
    while j < before_width:
        after = next_active(work.active, before_first, j + 1, before_width)
        for i in range(dimension):
            value = planes[VALUE, layer - 1, i, j]
            spread = spread_of(value, planes[ERROR, layer - 1, i, j], gamma)
            other_value = 0.0
            other_spread = 0.0
            if after < before_width:
                other_value = planes[VALUE, layer - 1, i, after]
                other_spread = spread_of(other_value, planes[ERROR, layer - 1, i, after], gamma)
            if spread != 0.0 and other_spread != 0.0:
                for k in range(width):
                    weight = weights[j, k]
                    other = weights[after, k]
                    planes[VALUE, layer, i, k] += weight * value + other * other_value
                    planes[ERROR, layer, i, k] += abs(weight) * spread + abs(other) * other_spread
            elif spread != 0.0 or other_spread != 0.0:
                unit = j if spread != 0.0 else after
                value = value + other_value
                spread = spread + other_spread
                for k in range(width):
                    weight = weights[unit, k]
                    planes[VALUE, layer, i, k] += weight * value
                    planes[ERROR, layer, i, k] += abs(weight) * spread
        j = next_active(work.active, before_first, after + 1, before_width)
    for i in range(dimension):
        for k in range(width):
            scaled = planes[ERROR, layer, i, k] * INFLATION
            planes[ERROR, layer, i, k] = 0.0 if scaled <= smallest else scaled


@compiled
def is_exact_row(planes, layer, column):
    """Return whether a hyperplane is stored without error; a NaN is an error."""
    error = 0.0
    for i in range(planes.shape[2]):
        error += planes[ERROR, layer, i, column]
    return error == 0.0


@compiled
def evaluate_layer(net, work, stack, layer, start, count):
    """Evaluate every unit of a layer at the generators of a cell: values, and least and greatest.

    Row LIMIT of the summary bounds the error of a unit's values at all generators of the cell; 0
    means that they are exact.  Where values may be beyond floats it is infinite: the least and the
    greatest do not tell of a NaN.
    """
    planes = work.planes
    pool = stack.pool
    members = stack.members
    values = work.values
    summary = work.summary
    dimension = net.dimension
    last = dimension - 1
    width = net.layers[layer, WIDTH]
    error = 0.0
    exact = net.integer
    limit = INTEGER_LIMIT * net.grids[layer]
    for k in range(width):
        summary[LEAST, k] = np.inf
        summary[GREATEST, k] = -np.inf
        summary[LIMIT, k] = 0.0
        summary[MAGNITUDE, k] = 0.0
    for g in range(count):
        p = members[start + g, POOL]
        x = pool[p, last]
        for k in range(width):
            values[g, k] = planes[VALUE, layer, last, k] * x
        for i in range(1, last):
            x = pool[p, i]
            for k in range(width):
                values[g, k] += planes[VALUE, layer, i, k] * x
        x = pool[p, 0] if last > 0 else 0.0
        for k in range(width):
            least = summary[LEAST, k]
            greatest = summary[GREATEST, k]
            value = values[g, k] + planes[VALUE, layer, 0, k] * x
            values[g, k] = value
            summary[LEAST, k] = value if value < least else least
            summary[GREATEST, k] = value if value > greatest else greatest
        if pool[p, dimension + 1] != EXACT:
            exact = False
        if pool[p, dimension] > error:
            error = pool[p, dimension]
    for i in range(dimension):
        extent = 0.0
        for g in range(count):
            extent = max(extent, abs(pool[members[start + g, POOL], i]))
        # |h| (gamma (x + e) + e) summed over the coordinates, with one e for all of them; w is
        # exact.
        moved = extent + error
        factor = (net.gamma * moved + (error if i < dimension - 1 else 0.0)) * INFLATION
        for k in range(width):
            size = abs(planes[VALUE, layer, i, k])
            summary[MAGNITUDE, k] += size * moved
            summary[LIMIT, k] += size * factor + planes[ERROR, layer, i, k] * moved
    if exact:
        work.counts[INTEGER_SIGNS] += count * width
    else:
        work.counts[FLOAT_SIGNS] += count * width
        limit = 0.0
    for k in range(width):
        if summary[MAGNITUDE, k] < limit and is_exact_row(planes, layer, k):
            summary[LIMIT, k] = 0.0
        elif summary[MAGNITUDE, k] < HUGE:
            summary[LIMIT, k] = summary[LIMIT, k] * INFLATION + TINY
        else:
            summary[LIMIT, k] = np.inf
