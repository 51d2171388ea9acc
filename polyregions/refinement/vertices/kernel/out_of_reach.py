"""Whether a goal is out of reach on a cell: some unit of each clause stays below its level."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ASKED_AT,
    COUNT,
    CUTS,
    FIRST,
    FRAME,
    LAYER,
    RELU,
    START,
    UPPER,
    WIDTH,
    WORK,
)
from polyregions.refinement.vertices.kernel.bits import count_ones
from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point
from polyregions.refinement.vertices.kernel.rounding import FLOOR, INFLATION
from polyregions.refinement.vertices.kernel.unit_bounds import (
    ACTIVE,
    INACTIVE,
    OPEN,
    begin_forms,
    bound_units,
    measure_cell,
    pass_on,
    relax_units,
)

# Rows of `waits`.
IN_VAIN, TO_COME = 0, 1
MOST_WAITS = 15


@compiled
def read_states(net, work, stack, guide, frame, layer):
    """Write the states of the units of the layer that cuts a cell."""
    states = guide.states
    first = net.layers[layer, FIRST]
    for k in range(net.layers[layer, WIDTH]):
        states[k] = ACTIVE if work.active[first + k] != 0 else INACTIVE
    place = work.layers[layer, FIRST]
    for local in range(work.layers[layer, CUTS]):
        word = FRAME + (local >> 6)
        k = work.cut_units[place + local] - first
        if (stack.frames[frame, word] >> (local & 63)) & 1 != 0:
            states[k] = OPEN
        elif (stack.frames[frame, word + stack.sets] >> (local & 63)) & 1 != 0:
            states[k] = ACTIVE
        else:
            states[k] = INACTIVE


@compiled
def stored_level(level, mantissa, exponent):
    """Return a lower bound of a unit's level times m 2**e, by which what is stored is scaled.

    A level of no size to speak of is rounded down to one that is.
    """
    if abs(level) < FLOOR:
        level = 0.0 if level >= 0.0 else -FLOOR
    scaled = np.ldexp(level * mantissa, np.int64(exponent))
    return scaled - abs(scaled) * (INFLATION - 1.0) - (FLOOR if level != 0.0 else 0.0)


@compiled
def is_missed(guide):
    """Return whether the bounds of the last layer's units keep all clauses below their levels."""
    begin = 0
    for clause in range(guide.ends.shape[0]):
        missed = False
        for place in range(begin, guide.ends[clause]):
            unit = guide.clauses[place]
            level = stored_level(guide.levels[unit], guide.scales[unit, 0], guide.scales[unit, 1])
            if guide.bounds[UPPER, unit] < level:
                missed = True
                break
        if not missed:
            return False
        begin = guide.ends[clause]
    return True


@entry_point
def is_out_of_reach(net, work, stack, guide, frame):
    """Return 1 where a cell is proved to be out of reach of the goal, else 0.

    It is to be asked again when half as many units cut it.  Where cells of a layer are asked in
    vain, one after the other, only some of those to come are asked; all of the last layer are, of
    which little is to be computed.
    """
    layer = own = stack.frames[frame, LAYER]
    if guide.waits[TO_COME, own] > 0:
        guide.waits[TO_COME, own] -= 1
        return 0
    cutting = np.int64(0)
    for w in range(stack.sets):
        cutting += count_ones(stack.frames[frame, FRAME + w])
    stack.frames[frame, ASKED_AT] = min(cutting - 1, cutting >> 1)
    start = stack.frames[frame, START]
    count = stack.frames[frame, COUNT]
    dimension = net.dimension
    unbounded = measure_cell(net, stack, start, count, guide.extents)
    width = net.layers[layer, WIDTH]
    begin_forms(net, work, guide, layer, width)
    bound_units(net, stack, guide, start, count, 0, width, unbounded)
    read_states(net, work, stack, guide, frame, layer)
    work.counts[WORK] += 2 * dimension * count * width
    turn = 0
    for after in range(layer + 1, net.depth):
        relax_units(net, guide, width, turn)
        turn = 1 - turn
        pass_on(net, guide, after, turn)
        before_width = width
        width = net.layers[after, WIDTH]
        bound_units(net, stack, guide, start, count, turn, width, unbounded)
        work.counts[WORK] += 2 * dimension * (before_width + count) * width
        first = net.layers[after, FIRST]
        for k in range(width):
            guide.states[k] = OPEN if net.units[first + k, RELU] != 0 else ACTIVE
    missed = is_missed(guide)
    if missed:
        guide.waits[IN_VAIN, own] = 0
    elif own < net.depth - 1:
        guide.waits[IN_VAIN, own] += 1
        guide.waits[TO_COME, own] = min(guide.waits[IN_VAIN, own] >> 2, MOST_WAITS)
    return 1 if missed else 0
