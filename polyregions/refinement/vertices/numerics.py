"""Hyperplanes, signs and generators in float64, each with a rigorous error bound.

Notation: u = 2**-53; ``gamma`` >= (k + 8) u for the longest sum of k products formed here, so that
a sum of products computed in any order, with or without fused operations, is off by at most gamma
times the sum of absolute products (Higham, Accuracy and Stability of Numerical Algorithms, section
3.1).  A stored row h with bound E and a stored point x with bound e stand for exact values within
E and e of them.  Bounds are sums of nonnegative terms, so their own rounding is covered by the
factor ``INFLATION``; products that underflow are covered by ``FLOOR`` and ``TINY``.  Comparisons
are written so that a NaN decides nothing.

Exact integers are the special case E = 0: as long as the sum of absolute products of integers
stays below 2**52, every partial sum is an integer that float64 holds exactly.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numba
import numpy as np

from polyregions.refinement.vertices.arrays import (
    ELIMINATION,
    ERROR,
    EXACT,
    FIRST,
    FLOAT_SIGNS,
    GREATEST,
    INTEGER_SIGNS,
    INTERPOLATED,
    INVERSE,
    LAYER_OF,
    LEAST,
    LIMIT,
    MAGNITUDE,
    POOL,
    REFINED,
    REFINED_GENERATORS,
    RESIDUAL,
    SYSTEM,
    SYSTEM_ERROR,
    VALUE,
    WIDTH,
)
from polyregions.refinement.vertices.bits import lowest_bit

INTEGER_LIMIT = 2.0**52
INFLATION = 1.0 + 2.0**-30
FLOOR = 2.0**-900  # nonzero weights are at least 2**-100 (see program.py): weight * FLOOR is normal
TINY = 2.0**-1000
UNDECIDED = 2
# A generator whose cheap bound exceeds this is bounded afresh at once: a matter of speed alone.
COARSE = 2.0**-22

compiled = numba.njit(
    cache=True, nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
)
"""Compiles a function that only compiled functions call; its wrapper would double the time."""

entry_point = numba.njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
"""Compiles a function that Python calls."""


@compiled
def build_rows(planes, layers, weights, bias, active, layer, integer, gamma):
    """Write the pre-activations of a layer on the current cell, as functions of (x, w)."""
    dimension = planes.shape[2]
    width = layers[layer, WIDTH]
    before_width = layers[layer - 1, WIDTH]
    before_first = layers[layer - 1, FIRST]
    smallest = gamma * INTEGER_LIMIT if integer else 0.0
    for i in range(dimension):
        if i == dimension - 1:
            for k in range(width):
                planes[VALUE, layer, i, k] = bias[layer, k]
                planes[ERROR, layer, i, k] = gamma * abs(bias[layer, k])
        else:
            for k in range(width):
                planes[VALUE, layer, i, k] = 0.0
                planes[ERROR, layer, i, k] = 0.0
        for j in range(before_width):
            if active[before_first + j] == 0:
                continue
            value = planes[VALUE, layer - 1, i, j]
            spread = planes[ERROR, layer - 1, i, j] + gamma * abs(value)
            if spread == 0.0:
                continue
            if spread < FLOOR:
                spread = FLOOR
            for k in range(width):
                weight = weights[layer, j, k]
                planes[VALUE, layer, i, k] += weight * value
                planes[ERROR, layer, i, k] += abs(weight) * spread
        for k in range(width):
            scaled = planes[ERROR, layer, i, k] * INFLATION
            planes[ERROR, layer, i, k] = 0.0 if scaled <= smallest else scaled


@compiled
def evaluate_layer(
    planes, layer, width, pool, members, start, count, values, summary, counts, integer, gamma
):
    """Evaluate every unit of a layer at the generators of a cell: values, and least and greatest.

    Row LIMIT of the summary bounds the error of a unit's values at all generators of the cell; 0
    means that they are exact.
    """
    dimension = planes.shape[2]
    error = 0.0
    exact = integer
    for k in range(width):
        summary[LEAST, k] = np.inf
        summary[GREATEST, k] = -np.inf
        summary[LIMIT, k] = 0.0
        summary[MAGNITUDE, k] = 0.0
    for g in range(count):
        p = members[start + g, POOL]
        x = pool[p, 0]
        for k in range(width):
            values[g, k] = planes[VALUE, layer, 0, k] * x
        for i in range(1, dimension):
            x = pool[p, i]
            for k in range(width):
                values[g, k] += planes[VALUE, layer, i, k] * x
        for k in range(width):
            value = values[g, k]
            least = summary[LEAST, k]
            greatest = summary[GREATEST, k]
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
        factor = (gamma * moved + (error if i < dimension - 1 else 0.0)) * INFLATION
        for k in range(width):
            size = abs(planes[VALUE, layer, i, k])
            summary[MAGNITUDE, k] += size * moved
            summary[LIMIT, k] += size * factor + planes[ERROR, layer, i, k] * moved
    if exact:
        counts[INTEGER_SIGNS] += count * width
        for k in range(width):
            if is_exact_row(planes, layer, k) and summary[MAGNITUDE, k] < INTEGER_LIMIT:
                summary[LIMIT, k] = 0.0
            else:
                summary[LIMIT, k] = summary[LIMIT, k] * INFLATION + TINY
    else:
        counts[FLOAT_SIGNS] += count * width
        for k in range(width):
            summary[LIMIT, k] = summary[LIMIT, k] * INFLATION + TINY


@compiled
def is_exact_row(planes, layer, column):
    """Return whether a hyperplane is stored without error; a NaN is an error."""
    error = 0.0
    for i in range(planes.shape[2]):
        error += planes[ERROR, layer, i, column]
    return error == 0.0


@compiled
def sign_at(planes, layer, column, pool, p, counts, integer, gamma):
    """Return the sign of a unit's pre-activation at a generator, or UNDECIDED."""
    dimension = planes.shape[2]
    point_error = pool[p, dimension]
    value = 0.0
    magnitude = 0.0
    bound = 0.0
    structural_zero = True
    for i in range(dimension):
        h = planes[VALUE, layer, i, column]
        h_error = planes[ERROR, layer, i, column]
        x = pool[p, i]
        e = point_error if i < dimension - 1 else 0.0
        value += h * x
        magnitude += abs(h) * (abs(x) + e)
        bound += h_error * (abs(x) + e) + abs(h) * e
        if (h != 0.0 or h_error != 0.0) and (x != 0.0 or e != 0.0):
            structural_zero = False
    if structural_zero:
        return 0
    if integer and pool[p, dimension + 1] == EXACT and bound == 0.0 and magnitude < INTEGER_LIMIT:
        counts[INTEGER_SIGNS] += 1
        return 1 if value > 0.0 else (-1 if value < 0.0 else 0)
    bound = (bound + magnitude * gamma) * INFLATION + TINY
    counts[FLOAT_SIGNS] += 1
    if value > bound:
        return 1
    if value < -bound:
        return -1
    return UNDECIDED


@compiled
def copy_row(planes, layers, units, label, scratch, index):
    """Copy the hyperplane with a label, a unit or -1-k for form k of the domain, to the system."""
    if label < 0:
        layer = planes.shape[1] - 1
        column = -1 - label
    else:
        layer = units[label, LAYER_OF]
        column = label - layers[layer, FIRST]
    for i in range(planes.shape[2]):
        scratch[SYSTEM, index, i] = planes[VALUE, layer, i, column]
        scratch[SYSTEM_ERROR, index, i] = planes[ERROR, layer, i, column]


@compiled
def gather_system(
    planes, layers, units, scratch, frames, frame, table, k, start, words, slots, extra
):
    """Copy the hyperplanes of the facet set at table[k, start:], and of one more unit unless -1."""
    count = 0
    for word in range(words):
        bits = table[k, start + word]
        while bits != 0:
            slot = 64 * word + lowest_bit(bits)
            bits &= bits - 1
            copy_row(planes, layers, units, frames[frame, slots + slot], scratch, count)
            count += 1
    if extra >= 0:
        copy_row(planes, layers, units, extra, scratch, count)
        count += 1
    return count


@compiled
def swap_rows(scratch, plane, first, second, columns):
    """Exchange two rows of a plane of the scratch space."""
    if first != second:
        for i in range(columns):
            kept = scratch[plane, first, i]
            scratch[plane, first, i] = scratch[plane, second, i]
            scratch[plane, second, i] = kept


@compiled
def choose_independent(scratch, count, pivot, dimension):
    """Bring well-conditioned independent rows of the system to the front."""
    inputs = dimension - 1
    for r in range(count):
        greatest = 0.0
        for i in range(dimension):
            greatest = max(greatest, abs(scratch[SYSTEM, r, i]))
        scale = 1.0 / greatest if greatest > 0.0 else 0.0
        column = 0
        for i in range(dimension):
            if i != pivot:
                scratch[ELIMINATION, r, column] = scratch[SYSTEM, r, i] * scale
                column += 1
    for column in range(inputs):
        best = column
        for r in range(column + 1, count):
            if abs(scratch[ELIMINATION, r, column]) > abs(scratch[ELIMINATION, best, column]):
                best = r
        swap_rows(scratch, np.int64(ELIMINATION), column, best, inputs)
        swap_rows(scratch, np.int64(SYSTEM), column, best, dimension)
        swap_rows(scratch, np.int64(SYSTEM_ERROR), column, best, dimension)
        if scratch[ELIMINATION, column, column] == 0.0:
            return
        for r in range(column + 1, count):
            factor = scratch[ELIMINATION, r, column] / scratch[ELIMINATION, column, column]
            for i in range(column, inputs):
                scratch[ELIMINATION, r, i] -= factor * scratch[ELIMINATION, column, i]


@compiled
def invert_system(scratch, pivot, inputs):
    """Approximate the inverse of the first rows without the pivot column (Gauss-Jordan)."""
    for r in range(inputs):
        for i in range(inputs):
            scratch[ELIMINATION, r, i] = scratch[SYSTEM, r, i if i < pivot else i + 1]
            scratch[INVERSE, r, i] = 1.0 if r == i else 0.0
    for column in range(inputs):
        best = column
        for r in range(column + 1, inputs):
            if abs(scratch[ELIMINATION, r, column]) > abs(scratch[ELIMINATION, best, column]):
                best = r
        swap_rows(scratch, np.int64(ELIMINATION), column, best, inputs)
        swap_rows(scratch, np.int64(INVERSE), column, best, inputs)
        scale = 1.0 / scratch[ELIMINATION, column, column]
        for i in range(inputs):
            scratch[ELIMINATION, column, i] *= scale
            scratch[INVERSE, column, i] *= scale
        for r in range(inputs):
            factor = scratch[ELIMINATION, r, column]
            if r != column and factor != 0.0:
                for i in range(inputs):
                    scratch[ELIMINATION, r, i] -= factor * scratch[ELIMINATION, column, i]
                    scratch[INVERSE, r, i] -= factor * scratch[INVERSE, column, i]


@compiled
def correct(scratch, pool, p, pivot, inputs):
    """Take one Newton step towards the point where the hyperplanes of the system meet."""
    for r in range(inputs):
        value = 0.0
        for i in range(inputs + 1):
            value += scratch[SYSTEM, r, i] * pool[p, i]
        scratch[RESIDUAL, 0, r] = value
    for i in range(inputs):
        step = 0.0
        for r in range(inputs):
            step += scratch[INVERSE, i, r] * scratch[RESIDUAL, 0, r]
        pool[p, i if i < pivot else i + 1] -= step
    if pivot != inputs:
        pool[p, inputs] = 0.0


@compiled
def refine_generator(scratch, count, pool, p, counts, gamma):
    """Bound a generator afresh from the hyperplanes of the system (after Krawczyk 1969).

    With R an approximate inverse of the system's matrix A, |I - R A| <= alpha < 1 and the residual
    of the stored point x bounded by rho, the exact point is within max |R| rho / (1 - alpha) of x.
    The coordinate of a ray that is greatest in modulus (w for a vertex) is held fixed.
    """
    dimension = pool.shape[1] - 2
    inputs = dimension - 1
    counts[REFINED_GENERATORS] += 1
    pool[p, dimension + 1] = REFINED
    pool[p, dimension] = np.inf
    pivot = inputs
    if pool[p, inputs] == 0.0:
        for i in range(inputs):
            if abs(pool[p, i]) > abs(pool[p, pivot]):
                pivot = i
    if count > inputs:
        choose_independent(scratch, count, pivot, dimension)
    invert_system(scratch, pivot, inputs)
    correct(scratch, pool, p, pivot, inputs)
    correct(scratch, pool, p, pivot, inputs)
    for r in range(inputs):
        value = 0.0
        bound = 0.0
        for i in range(dimension):
            x = pool[p, i]
            product = scratch[SYSTEM, r, i] * x
            value += product
            bound += gamma * abs(product) + scratch[SYSTEM_ERROR, r, i] * abs(x)
        scratch[RESIDUAL, 1, r] = (abs(value) + bound) * INFLATION + TINY
    alpha = 0.0
    radius = 0.0
    for i in range(inputs):
        far = 0.0
        for c in range(inputs):
            column = c if c < pivot else c + 1
            value = 1.0 if i == c else 0.0
            bound = gamma * value
            for r in range(inputs):
                inverse = scratch[INVERSE, i, r]
                product = inverse * scratch[SYSTEM, r, column]
                value -= product
                bound += gamma * abs(product) + abs(inverse) * scratch[SYSTEM_ERROR, r, column]
            far += abs(value) + bound
        near = 0.0
        for r in range(inputs):
            near += abs(scratch[INVERSE, i, r]) * scratch[RESIDUAL, 1, r]
        # Written so that a NaN ends in an infinite bound.
        alpha = alpha if far <= alpha else far
        radius = radius if near <= radius else near
    alpha = alpha * INFLATION + TINY
    if alpha < 0.5:
        bound = radius * INFLATION / (1.0 - alpha) * INFLATION + TINY
        if bound < np.inf:
            pool[p, dimension] = bound


@compiled
def greatest_common_divisor(first, second):
    """Return the greatest common divisor of two nonnegative integers."""
    while second != 0:
        first, second = second, first % second
    return first


@compiled
def place_exactly(planes, layer, column, pool, a, b, p):
    """Set generator p where the edge from a (positive) to b meets a hyperplane, in integers.

    Returns False when a number would not fit, with nothing decided.
    """
    dimension = planes.shape[2]
    value_first = 0.0
    value_second = 0.0
    size_first = 0.0
    size_second = 0.0
    greatest_first = 0.0
    greatest_second = 0.0
    for i in range(dimension):
        h = planes[VALUE, layer, i, column]
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
    pool[p, dimension] = np.inf
    pool[p, dimension + 1] = INTERPOLATED
    if w_first != 0.0 and w_second != 0.0:
        gap = value_first - value_second
        t = value_first / gap
        if not (t > -1.0 and t < 2.0):
            t = 0.5
            gap = 0.0
        for i in range(inputs):
            first = pool[a, i] * scale_first
            pool[p, i] = first + t * (pool[b, i] * scale_second - first)
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
    greatest = 0.0
    for i in range(dimension):
        x = value_first * pool[b, i] * scale_second - value_second * pool[a, i] * scale_first
        pool[p, i] = x
        greatest = max(greatest, abs(x))
    w = pool[p, inputs]
    scale = 1.0 / w if w != 0.0 else 1.0 / greatest
    for i in range(inputs):
        pool[p, i] *= scale
    if w != 0.0:
        pool[p, inputs] = 1.0
    return False
