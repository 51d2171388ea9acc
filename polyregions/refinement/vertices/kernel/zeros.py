"""Zeros that are known without arithmetic, of generators' coordinates and of units at generators.

A unit without bias vanishes where all that it is a combination of does; at rays, (x, 0), the bias
of a unit counts for nothing.

A coordinate that is exactly zero, whatever the error of its generator, is stored as -0.0.  All that
computes a coordinate takes the sign off any other zero, so no rounding yields a -0.0.  Of a
generator without error every zero is exact.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import math

from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    EXACT,
    FIRST,
    FRAME,
    SYSTEM,
    SYSTEM_ERROR,
    VALUE,
    WIDTH,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled

EXACT_ZERO = -0.0


@compiled
def is_exact_zero(coordinate, error):
    """Return whether a coordinate of a generator with an error is nevertheless exactly zero."""
    return coordinate == 0.0 and (error == 0.0 or math.copysign(1.0, coordinate) < 0.0)


@compiled
def without_sign(coordinate):
    """Return a computed coordinate, a zero as one that may have an error."""
    return coordinate + 0.0


@compiled
def coordinate_that_vanishes(planes, layer, column):
    """Return the coordinate i where a hyperplane is exactly {x_i = 0}, else -1."""
    found = -1
    for i in range(planes.shape[2]):
        value = planes[VALUE, layer, i, column]
        error = planes[ERROR, layer, i, column]
        if value != 0.0 or error != 0.0:
            # As the bound proves the coefficient to be none, the coordinate is.
            if found >= 0 or not abs(value) > error:
                return -1
            found = i
    return found


@compiled
def vanishes(pool, a, b, i, vanishing):
    """Return whether coordinate i is zero where the edge from a to b meets a hyperplane.

    `vanishing` is the coordinate that vanishes on the hyperplane, or -1.
    """
    error = pool.shape[1] - 2
    return i == vanishing or (
        is_exact_zero(pool[a, i], pool[a, error]) and is_exact_zero(pool[b, i], pool[b, error])
    )


@compiled
def meets_in_origin(scratch, count, pool, p):
    """Set vertex p to the origin if all hyperplanes that meet in it pass through that."""
    inputs = pool.shape[1] - 3
    for r in range(count):
        if scratch[SYSTEM, r, inputs] != 0.0 or scratch[SYSTEM_ERROR, r, inputs] != 0.0:
            return False
    for i in range(inputs):
        pool[p, i] = EXACT_ZERO
    pool[p, inputs] = 1.0
    pool[p, inputs + 1] = 0.0
    pool[p, inputs + 2] = EXACT
    return True


@compiled
def carries_facet(stack, frame, table, k, start, unit):
    """Return whether a unit carries a facet of the set at table[k, start:]."""
    slots = FRAME + 2 * stack.sets + stack.words
    for word in range(stack.words):
        bits = table[k, start + word]
        while bits != 0:
            if stack.frames[frame, slots + 64 * word + lowest_bit(bits)] == unit:
                return True
            bits &= bits - 1
    return False


@compiled
def vanishes_with_inputs(net, work, stack, frame, layer, column, table, k, start, p):
    """Return whether a unit vanishes at generator p as all its inputs do.

    Each active unit of the layer before carries a facet of the set at table[k, start:], all of
    which meet in p, or vanishes as its own inputs do.
    """
    is_ray = stack.pool[p, net.dimension - 1] == 0.0
    if net.bias[layer, column] != 0.0 and not is_ray:
        return False
    for before in range(layer - 1, -1, -1):
        first = net.layers[before, FIRST]
        settled = True
        for j in range(net.layers[before, WIDTH]):
            unit = first + j
            if work.active[unit] != 0 and not carries_facet(stack, frame, table, k, start, unit):
                if net.bias[before, j] != 0.0 and not is_ray:
                    return False
                settled = False
        if settled:
            return True
    return False
