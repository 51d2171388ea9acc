"""The second filter: a sign that floats leave open, decided in double-double where proved.

The hyperplanes are those of :mod:`.sharp_rows`.  A vertex is found anew where they meet, as a sum
of two floats in each coordinate, by Newton steps with an approximate inverse in floats, and bounded
by Krawczyk's theorem as in :mod:`.enclosures`: only the residual must be known in double-double.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    INVERSE,
    POINT,
    REFINED,
    RESIDUAL,
    REST,
    SHARP_SIGNS,
    SYSTEM,
    SYSTEM_ERROR,
    SYSTEM_REST,
    VALUE,
)
from polyregions.refinement.vertices.kernel.bits import stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.double_double import add_product, two_sum
from polyregions.refinement.vertices.kernel.enclosures import (
    distance_bound,
    gather_system,
    pivot_of,
    prepare_system,
)
from polyregions.refinement.vertices.kernel.rounding import INFLATION, TINY, UNDECIDED
from polyregions.refinement.vertices.kernel.sharp_rows import sharpen_rows
from polyregions.refinement.vertices.kernel.zeros import is_exact_zero, meets_in_origin

_STEPS = 4  # of Newton, each good for nearly all bits of a float: a matter of speed alone


@compiled
def start_point(scratch, pool, p):
    """Write a stored generator as the point to start from; a vertex that floats lost, as 0."""
    for i in range(pool.shape[1] - 2):
        x = pool[p, i]
        if not abs(x) < np.inf and pool[p, pool.shape[1] - 3] != 0.0:
            x = 0.0
        scratch[POINT, VALUE, i] = x
        scratch[POINT, REST, i] = 0.0


@compiled
def residual_in_pairs(scratch, r, dimension):
    """Return the value of row r of the system at the point, and the sum of absolute products."""
    stay_out_of_line()
    value = 0.0
    rest = 0.0
    magnitude = 0.0
    for i in range(dimension):
        h = scratch[SYSTEM, r, i]
        x = scratch[POINT, VALUE, i]
        value, rest = add_product(
            value, rest, h, scratch[SYSTEM_REST, r, i], x, scratch[POINT, REST, i]
        )
        magnitude += abs(h * x)
    return value + rest, magnitude


@compiled
def step_in_pairs(scratch, pivot, inputs):
    """Take one Newton step towards the point where the hyperplanes of the system meet."""
    for r in range(inputs):
        scratch[RESIDUAL, 0, r] = residual_in_pairs(scratch, r, inputs + 1)[0]
    for i in range(inputs):
        step = 0.0
        for r in range(inputs):
            step += scratch[INVERSE, i, r] * scratch[RESIDUAL, 0, r]
        place = i if i < pivot else i + 1
        if not is_exact_zero(scratch[POINT, VALUE, place], np.inf):
            value, rest = two_sum(scratch[POINT, VALUE, place], -step)
            value, rest = two_sum(value, rest + scratch[POINT, REST, place])
            scratch[POINT, VALUE, place] = value  # never -0.0, which only a sum of two is
            scratch[POINT, REST, place] = rest
    if pivot != inputs:
        scratch[POINT, VALUE, inputs] = 0.0
        scratch[POINT, REST, inputs] = 0.0


@compiled
def bound_point(scratch, pivot, inputs, gamma):
    """Return how far the point is at most from where the hyperplanes of the system meet.

    Its residual is known up to gamma**2 sum |h x| for rounding, sum E |x| for the errors E of the
    hyperplanes, and TINY for products that underflow.
    """
    for r in range(inputs):
        value, magnitude = residual_in_pairs(scratch, r, inputs + 1)
        bound = gamma * gamma * magnitude
        for i in range(inputs + 1):
            bound += scratch[SYSTEM_ERROR, r, i] * abs(scratch[POINT, VALUE, i])
        scratch[RESIDUAL, 1, r] = (abs(value) + bound) * INFLATION + TINY
    return distance_bound(scratch, pivot, inputs, gamma)


@compiled
def find_point(scratch, count, pool, p, gamma):
    """Write generator p in double-double; return its error bound, infinite where there is none.

    The stored generator is replaced by the rounded point, if that bounds it better.
    """
    dimension = pool.shape[1] - 2
    inputs = dimension - 1
    start_point(scratch, pool, p)
    if pool[p, dimension] == 0.0:
        return 0.0
    if meets_in_origin(scratch, count, pool, p):
        start_point(scratch, pool, p)
        return 0.0
    pivot = pivot_of(pool, p)
    prepare_system(scratch, count, pivot, dimension)
    for _ in range(_STEPS):
        step_in_pairs(scratch, pivot, inputs)
    error = bound_point(scratch, pivot, inputs, gamma)
    rounding = 0.0
    for i in range(dimension):
        rounding = max(rounding, abs(scratch[POINT, REST, i]))
    rounded = (error + rounding) * INFLATION
    if rounded < pool[p, dimension]:
        for i in range(dimension):
            pool[p, i] = scratch[POINT, VALUE, i]
        pool[p, dimension] = rounded
        pool[p, dimension + 1] = REFINED
    return error


@compiled
def sign_in_pairs(work, layer, column, error, dimension, gamma):
    """Return the sign of a unit at the point, whose error is bounded, or UNDECIDED.

    With E the errors of the hyperplane and e that of the point, 0 where a coordinate is exact, the
    bound is sum E (|x| + e) + |h| e + gamma**2 |h| (|x| + e), and TINY for products that underflow;
    INFLATION holds its own rounding, that of |h| and |x| and that of the value to one float.
    """
    sharp = work.sharp
    scratch = work.scratch
    value = 0.0
    rest = 0.0
    bound = 0.0
    for i in range(dimension):
        h = sharp[VALUE, layer, i, column]
        x = scratch[POINT, VALUE, i]
        e = 0.0 if i == dimension - 1 or is_exact_zero(x, error) else error
        value, rest = add_product(
            value, rest, h, sharp[REST, layer, i, column], x, scratch[POINT, REST, i]
        )
        bound += sharp[ERROR, layer, i, column] * (abs(x) + e) + abs(h) * e
        bound += gamma * gamma * (abs(h) * (abs(x) + e))
    value += rest
    bound = bound * INFLATION + TINY
    if np.inf > value > bound:  # overflow may end in an infinity
        return 1
    if -np.inf < value < -bound:
        return -1
    return UNDECIDED


@compiled
def sharp_sign(net, work, stack, frame, layer, column, table, k, facets, extra, p):
    """Return the sign of a unit at generator p by double-double, or UNDECIDED.

    The hyperplanes through p are as in :func:`.signs.prove_sign`.
    """
    stay_out_of_line()
    if work.sharp.shape[0] == 0:
        return UNDECIDED
    sharpen_rows(net, work, layer)
    rows = 0
    if stack.pool[p, net.dimension] != 0.0:
        rows = gather_system(net, work, work.sharp, stack, frame, table, k, facets, extra)
    error = find_point(work.scratch, rows, stack.pool, p, net.gamma)
    sign = sign_in_pairs(work, layer, column, error, net.dimension, net.gamma)
    if sign != UNDECIDED:
        work.counts[SHARP_SIGNS] += 1
    return sign
