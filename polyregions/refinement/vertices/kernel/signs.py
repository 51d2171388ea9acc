"""The sign of a unit at a generator: proved in floats or pairs of them, else asked of Python."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    EXACT,
    FIRST,
    FLOAT_SIGNS,
    INTEGER_SIGNS,
    QUERY,
    QUERY_ANSWER,
    QUERY_CURSOR,
    QUERY_EXTRA,
    QUERY_FROM,
    QUERY_POOL,
    QUERY_TO,
    QUERY_UNIT,
    REFINED,
    TOP_QUERY,
    VALUE,
)
from polyregions.refinement.vertices.kernel.bits import stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.enclosures import refine_from_facets
from polyregions.refinement.vertices.kernel.rounding import (
    INFLATION,
    INTEGER_LIMIT,
    TINY,
    UNDECIDED,
)
from polyregions.refinement.vertices.kernel.sharp_signs import sharp_sign
from polyregions.refinement.vertices.kernel.zeros import is_exact_zero, vanishes_with_inputs


@compiled
def sign_at(net, work, stack, layer, column, p):
    """Return the sign of a unit's pre-activation at a generator, or UNDECIDED."""
    planes = work.planes
    pool = stack.pool
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
        e = 0.0 if i == dimension - 1 or is_exact_zero(x, point_error) else point_error
        value += h * x
        magnitude += abs(h) * (abs(x) + e)
        bound += h_error * (abs(x) + e) + abs(h) * e
        if (h != 0.0 or h_error != 0.0) and (x != 0.0 or e != 0.0):
            structural_zero = False
    if structural_zero:
        return 0
    exact = pool[p, dimension + 1] == EXACT and bound == 0.0
    if exact and magnitude < INTEGER_LIMIT * net.grids[layer]:
        work.counts[INTEGER_SIGNS] += 1
        return 1 if value > 0.0 else (-1 if value < 0.0 else 0)
    bound = (bound + magnitude * net.gamma) * INFLATION + TINY
    work.counts[FLOAT_SIGNS] += 1
    if value > bound:
        return 1
    if value < -bound:
        return -1
    return UNDECIDED


@compiled
def ask(work, stack, table, k, facets, first, second, unit, extra, p):
    """Return the answer to a query if Python has given it, else record the query.

    Answers are met in the order of the questions but for rare cases, hence the cursor.
    """
    stay_out_of_line()
    counts = work.counts
    queries = stack.queries
    count = counts[TOP_QUERY]
    for step in range(count):
        q = (counts[QUERY_CURSOR] + step) % count
        if (
            queries[q, QUERY_FROM] == first
            and queries[q, QUERY_TO] == second
            and queries[q, QUERY_UNIT] == unit
        ):
            counts[QUERY_CURSOR] = q + 1
            return queries[q, QUERY_ANSWER]
    if count < queries.shape[0]:
        queries[count, QUERY_FROM] = first
        queries[count, QUERY_TO] = second
        queries[count, QUERY_UNIT] = unit
        queries[count, QUERY_EXTRA] = extra
        queries[count, QUERY_POOL] = p
        queries[count, QUERY_ANSWER] = UNDECIDED
        for word in range(stack.words):
            queries[count, QUERY + word] = table[k, facets + word]
        counts[TOP_QUERY] = count + 1
    return UNDECIDED


@compiled
def prove_sign(net, work, stack, frame, layer, unit, table, k, facets, extra, p, first, second):
    """Return the sign of a unit at generator p, or UNDECIDED with a query recorded.

    The hyperplanes through p are the facets at table[k, facets:], and a unit `extra` unless -1.
    """
    column = unit - work.layers[layer, FIRST]
    sign = sign_at(net, work, stack, layer, column, p)
    if sign == UNDECIDED and vanishes_with_inputs(
        net, work, stack, frame, layer, column, table, k, facets, p
    ):
        return 0
    state = stack.pool.shape[1] - 1
    has_error = stack.pool[p, state - 1] != 0.0  # else there is nothing to refine
    if sign == UNDECIDED and has_error and stack.pool[p, state] != REFINED:
        refine_from_facets(net, work, stack, frame, table, k, facets, extra, p)
        sign = sign_at(net, work, stack, layer, column, p)
    if sign == UNDECIDED:
        sign = sharp_sign(net, work, stack, frame, layer, column, table, k, facets, extra, p)
    if sign == UNDECIDED:
        asked_pool = p if extra < 0 else np.int64(-1)
        return ask(work, stack, table, k, facets, first, second, unit, extra, asked_pool)
    return sign
