"""Fresh error bounds of generators, from the hyperplanes that meet in them (after Krawczyk)."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ELIMINATION,
    ERROR,
    FIRST,
    FRAME,
    INVERSE,
    LAYER_OF,
    REFINED,
    REFINED_GENERATORS,
    RESIDUAL,
    REST,
    SYSTEM,
    SYSTEM_ERROR,
    SYSTEM_REST,
    VALUE,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit, stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.rounding import INFLATION, TINY
from polyregions.refinement.vertices.kernel.zeros import (
    is_exact_zero,
    meets_in_origin,
    without_sign,
)


@compiled
def copy_row(net, work, planes, label, index):
    """Copy the hyperplane with a label, a unit or -1-k for form k of the domain, to the system.

    `planes` are those of the branch in floats or in double-double.
    """
    if label < 0:
        layer = net.depth
        column = -1 - label
    else:
        layer = net.units[label, LAYER_OF]
        column = label - work.layers[layer, FIRST]
    for i in range(net.dimension):
        work.scratch[SYSTEM, index, i] = planes[VALUE, layer, i, column]
        work.scratch[SYSTEM_ERROR, index, i] = planes[ERROR, layer, i, column]
        if planes.shape[0] > REST:
            work.scratch[SYSTEM_REST, index, i] = planes[REST, layer, i, column]


@compiled
def gather_system(net, work, planes, stack, frame, table, k, start, extra):
    """Copy the hyperplanes of the facet set at table[k, start:], and of one more unit unless -1."""
    count = 0
    slots = FRAME + 2 * stack.sets + stack.words
    for word in range(stack.words):
        bits = table[k, start + word]
        while bits != 0:
            slot = 64 * word + lowest_bit(bits)
            bits &= bits - 1
            copy_row(net, work, planes, stack.frames[frame, slots + slot], count)
            count += 1
    if extra >= 0:
        copy_row(net, work, planes, extra, count)
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
        swap_rows(scratch, np.int64(SYSTEM_REST), column, best, dimension)
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
        place = i if i < pivot else i + 1
        if not is_exact_zero(pool[p, place], np.inf):
            pool[p, place] = without_sign(pool[p, place] - step)
    if pivot != inputs:
        pool[p, inputs] = 0.0


@compiled
def pivot_of(pool, p):
    """Return the coordinate of a generator that is held fixed: w, or a ray's greatest."""
    inputs = pool.shape[1] - 3
    pivot = inputs
    if pool[p, inputs] == 0.0:
        for i in range(inputs):
            if abs(pool[p, i]) > abs(pool[p, pivot]):
                pivot = i
    return pivot


@compiled
def prepare_system(scratch, count, pivot, dimension):
    """Bring independent rows to the front and write their approximate inverse."""
    stay_out_of_line()
    if count > dimension - 1:
        choose_independent(scratch, count, pivot, dimension)
    invert_system(scratch, pivot, dimension - 1)


@compiled
def distance_bound(scratch, pivot, inputs, gamma):
    """Return the bound max |R| rho / (1 - alpha), or infinity; rho is in RESIDUAL, row 1.

    The gamma in alpha is twice what rounding needs: it holds the rests of hyperplanes too, which
    are at most 2**-52 of them.
    """
    stay_out_of_line()
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
        if alpha == alpha and not far <= alpha:  # a NaN of any row stays
            alpha = far
        radius = radius if near <= radius else near
    alpha = alpha * INFLATION + TINY
    if alpha < 0.5:
        bound = radius * INFLATION / (1.0 - alpha) * INFLATION + TINY
        if bound < np.inf:
            return bound
    return np.inf


@compiled
def refine_generator(scratch, count, pool, p, gamma):
    """Bound a generator afresh from the hyperplanes of the system (after Krawczyk 1969).

    With R an approximate inverse of the system's matrix A, |I - R A| <= alpha < 1 and the residual
    of the stored point x bounded by rho, the exact point is within max |R| rho / (1 - alpha) of x.
    One coordinate is held fixed.
    """
    dimension = pool.shape[1] - 2
    inputs = dimension - 1
    if meets_in_origin(scratch, count, pool, p):
        return
    pool[p, dimension + 1] = REFINED
    pool[p, dimension] = np.inf
    pivot = pivot_of(pool, p)
    prepare_system(scratch, count, pivot, dimension)
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
    pool[p, dimension] = distance_bound(scratch, pivot, inputs, gamma)


@compiled
def refine_from_facets(net, work, stack, frame, table, k, start, extra, p):
    """Bound a generator afresh from the facets at table[k, start:] and one more unit unless -1."""
    stay_out_of_line()
    work.counts[REFINED_GENERATORS] += 1
    rows = gather_system(net, work, work.planes, stack, frame, table, k, start, extra)
    refine_generator(work.scratch, rows, stack.pool, p, net.gamma)
