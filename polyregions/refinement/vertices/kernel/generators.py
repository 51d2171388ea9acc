"""New generators, where an edge meets a hyperplane: in integers while they fit, else in floats."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    EDGE_FROM,
    EDGE_TO,
    ERROR,
    EXACT,
    FIRST,
    FRESH,
    INTERPOLATED,
    PLACED,
    POOL,
    VALUE,
)
from polyregions.refinement.vertices.kernel.compilation import compiled, inlined
from polyregions.refinement.vertices.kernel.enclosures import refine_from_facets
from polyregions.refinement.vertices.kernel.rounding import COARSE, INFLATION, INTEGER_LIMIT, TINY
from polyregions.refinement.vertices.kernel.zeros import (
    EXACT_ZERO,
    coordinate_that_vanishes,
    is_exact_zero,
    vanishes,
    without_sign,
)


@compiled
def greatest_common_divisor(first, second):
    """Return the greatest common divisor of two nonnegative integers."""
    while second != 0:
        first, second = second, first % second
    return first


@compiled
def place_exactly(planes, layer, column, pool, a, b, p, grid):
    """Set generator p where the edge from a (positive) to b meets a hyperplane, in integers.

    Coefficients are multiples of `grid`, a power of two, or 0 where nothing is exact.  Returns
    False when a number would not fit, with nothing decided.
    """
    if grid == 0.0:
        return False
    scale = 1.0 / grid
    dimension = planes.shape[2]
    value_first = 0.0
    value_second = 0.0
    size_first = 0.0
    size_second = 0.0
    greatest_first = 0.0
    greatest_second = 0.0
    for i in range(dimension):
        h = planes[VALUE, layer, i, column] * scale
        if planes[ERROR, layer, i, column] != 0.0:
            return False
        value_first += h * pool[a, i]
        value_second += h * pool[b, i]
        size_first += abs(h * pool[a, i])
        size_second += abs(h * pool[b, i])
        greatest_first = max(greatest_first, abs(pool[a, i]))
        greatest_second = max(greatest_second, abs(pool[b, i]))
    if not (size_first < INTEGER_LIMIT and size_second < INTEGER_LIMIT):
        return False
    weight_second = value_first
    weight_first = -value_second
    size = weight_first * greatest_first + weight_second * greatest_second
    if size > 2.0**24:
        divisor = greatest_common_divisor(np.int64(weight_second), np.int64(weight_first))
        weight_second = np.float64(np.int64(weight_second) // divisor)
        weight_first = np.float64(np.int64(weight_first) // divisor)
        size = weight_first * greatest_first + weight_second * greatest_second
    if not size < INTEGER_LIMIT:
        return False
    for i in range(dimension):
        pool[p, i] = weight_first * pool[a, i] + weight_second * pool[b, i]
    if size > 2.0**20:
        divisor = np.int64(0)
        for i in range(dimension - 1, -1, -1):
            divisor = greatest_common_divisor(np.int64(abs(pool[p, i])), divisor)
            if divisor == 1:
                break
        if divisor > 1:
            for i in range(dimension):
                pool[p, i] = np.float64(np.int64(pool[p, i]) // divisor)
    pool[p, dimension] = 0.0
    pool[p, dimension + 1] = EXACT
    return True


@compiled
def interpolate(planes, layer, column, pool, a, b, p, gamma):
    """Set generator p where the edge from a (positive) to b meets a hyperplane, in floats.

    Between vertices, the exact crossing lies at a fraction t* of the edge with
    |t - t*| <= max(bounds of the two values) / (their difference), so its distance from the stored
    point is at most that times the length of the edge plus the greater error of the two ends.
    Returns whether the bound is good.
    """
    dimension = planes.shape[2]
    inputs = dimension - 1
    w_first = pool[a, inputs]
    w_second = pool[b, inputs]
    scale_first = 1.0 / w_first if w_first != 0.0 else 1.0
    scale_second = 1.0 / w_second if w_second != 0.0 else 1.0
    error_first = pool[a, dimension]
    error_second = pool[b, dimension]
    value_first = 0.0
    value_second = 0.0
    bound_first = 0.0
    bound_second = 0.0
    length = 0.0
    size = 0.0
    for i in range(dimension):
        h = planes[VALUE, layer, i, column]
        h_error = planes[ERROR, layer, i, column] + abs(h) * gamma
        first = pool[a, i] * scale_first
        second = pool[b, i] * scale_second
        value_first += h * first
        value_second += h * second
        bound_first += h_error * abs(first)
        bound_second += h_error * abs(second)
        if i < inputs:
            bound_first += (h_error + abs(h)) * error_first
            bound_second += (h_error + abs(h)) * error_second
        length = max(length, abs(first - second))
        size = max(size, max(abs(first), abs(second)))
    vanishing = coordinate_that_vanishes(planes, layer, column)
    pool[p, dimension] = np.inf
    pool[p, dimension + 1] = INTERPOLATED
    if w_first != 0.0 and w_second != 0.0:
        gap = value_first - value_second
        t = value_first / gap if gap < np.inf else np.nan
        if not (t > -1.0 and t < 2.0):
            t = 0.5
            gap = 0.0
        for i in range(inputs):
            first = pool[a, i] * scale_first
            x = first + t * (pool[b, i] * scale_second - first)
            pool[p, i] = EXACT_ZERO if vanishes(pool, a, b, i, vanishing) else without_sign(x)
        pool[p, inputs] = 1.0
        spread = max(bound_first, bound_second) * INFLATION + TINY
        clear = gap * (1.0 - 4.0 * gamma) - 2.0 * spread
        if clear > 0.0:
            pool[p, dimension] = (
                max(error_first, error_second)
                + (spread / clear + 4.0 * gamma) * length
                + 4.0 * gamma * size
            ) * INFLATION + TINY
        return pool[p, dimension] < COARSE * size
    # A ray at one end or both: (x, w) = value_first b - value_second a is known up to `spread`.
    greatest = 0.0
    pivot = 0
    for i in range(dimension):
        x = value_first * pool[b, i] * scale_second - value_second * pool[a, i] * scale_first
        zero = i < inputs and vanishes(pool, a, b, i, vanishing)
        pool[p, i] = EXACT_ZERO if zero else without_sign(x)
        if i < inputs and abs(x) > greatest:
            greatest = abs(x)
            pivot = i
    spread_first = bound_first * INFLATION + TINY
    spread_second = bound_second * INFLATION + TINY
    if w_first == 0.0 and w_second == 0.0:
        first = abs(pool[a, pivot])
        second = abs(pool[b, pivot])
        spread = (
            spread_first * (second + error_second)
            + spread_second * (first + error_first)
            + abs(value_first) * (error_second + gamma * second)
            + abs(value_second) * (error_first + gamma * first)
        ) * INFLATION + TINY
        proved = greatest > spread
    elif w_first == 0.0:
        proved = value_first > spread_first
    else:
        proved = -value_second > spread_second
    if not proved:
        for i in range(inputs):
            pool[p, i] = np.nan
        pool[p, inputs] = 0.0 if w_first == 0.0 and w_second == 0.0 else 1.0
        return False
    w = pool[p, inputs]
    scale = 1.0 / w if w != 0.0 else 1.0 / greatest
    for i in range(inputs):
        if not is_exact_zero(pool[p, i], np.inf):
            pool[p, i] = without_sign(pool[p, i] * scale)
    if w != 0.0:
        pool[p, inputs] = 1.0
    return False


@inlined
def place_generator(net, work, stack, frame, m, layer, unit, p):
    """Set generator p where the edge of the m-th fresh generator meets a unit's hyperplane."""
    planes = work.planes
    pool = stack.pool
    fresh = stack.fresh
    column = unit - work.layers[layer, FIRST]
    a = stack.members[fresh[m, EDGE_FROM], POOL]
    b = stack.members[fresh[m, EDGE_TO], POOL]
    state = pool.shape[1] - 1
    fresh[m, PLACED] = 1
    in_integers = net.integer and pool[a, state] == EXACT and pool[b, state] == EXACT
    if in_integers and place_exactly(planes, layer, column, pool, a, b, p, net.grids[layer]):
        return
    if not interpolate(planes, layer, column, pool, a, b, p, net.gamma):
        refine_from_facets(net, work, stack, frame, fresh, m, np.int64(FRESH), unit, p)
