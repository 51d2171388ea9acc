"""What changes across facets on which several units vanish, in integers that floats hold.

The formulas are those of :mod:`..merging`, along a coordinate axis that crosses the facet: there a
unit's derivative is an entry of its row.  Of a network of small integers all of them are integers;
what may reach 2**52 is left open.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    COINCIDENCE_START,
    COINCIDENCES,
    ERROR,
    FIRST,
    FRAME,
    LAYER_OF,
    SLOT,
    UNIT,
    VALUE,
    WIDTH,
    WORK,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.outcomes import WHOLE_CELL
from polyregions.refinement.vertices.kernel.rounding import INTEGER_LIMIT


@compiled
def others_vanish(stack, frame, slot):
    """Return whether more units than the facet's own vanish on it."""
    begin = stack.frames[frame, COINCIDENCE_START]
    for c in range(begin, begin + stack.frames[frame, COINCIDENCES]):
        where = stack.coincidences[c, SLOT]
        if where in (slot, WHOLE_CELL):
            return True
    return False


@compiled
def crossed_coordinate(planes, layer, column, dimension):
    """Return the coordinate along which a unit changes most."""
    pivot = 0
    for i in range(dimension - 1):
        if abs(planes[VALUE, layer, i, column]) > abs(planes[VALUE, layer, pivot, column]):
            pivot = i
    return pivot


@compiled
def change_layer(net, work, reach, layer, row):
    """Write how the pre-activations of a layer change, and what the active units pass on of that.

    Row 1 - `row` of `reached` holds what the layer before passes on; row 2 takes the changes.
    Returns whether all is exact.
    """
    reached = work.reached
    width = net.layers[layer, WIDTH]
    first = net.layers[layer, FIRST]
    before_width = net.layers[layer - 1, WIDTH]
    start = net.starts[layer]
    weights = net.weights[start : start + before_width * width].reshape(before_width, width)
    work.counts[WORK] += before_width * width
    for k in range(width):
        reached[2, k] = 0.0
    total = 0.0
    for j in range(before_width):
        value = reached[1 - row, j]
        if value != 0.0:
            total += abs(value)
            for k in range(width):
                reached[2, k] += value * weights[j, k]
    for k in range(width):
        reached[row, k] = reached[2, k] if work.active[first + k] != 0 else 0.0
    return total * reach.greatest < INTEGER_LIMIT


@compiled
def change_unit(net, work, unit, pivot, outward, row):
    """Write what a unit that vanishes on a facet passes on beyond it, less what it does before.

    Returns whether that is exact.
    """
    layer = net.units[unit, LAYER_OF]
    column = unit - net.layers[layer, FIRST]
    slope = outward * work.planes[VALUE, layer, pivot, column]
    beyond = slope + work.reached[2, column]
    passed = beyond if beyond > 0.0 else 0.0
    work.reached[row, column] = passed - slope if work.active[unit] != 0 else passed
    return work.planes[ERROR, layer, pivot, column] == 0.0


@compiled
def changes_across(net, work, stack, reach, frame, slot, unit):
    """Return whether the outputs surely change across a facet of a cell of the last layer.

    `unit` vanishes on the facet and is active inside.  The units that cut the cell may be active or
    not: each set of them is tried.
    """
    frames = stack.frames
    layers = net.layers
    reached = work.reached
    coincidences = stack.coincidences
    last = net.depth - 1
    begin = frames[frame, COINCIDENCE_START]
    end = begin + frames[frame, COINCIDENCES]
    start = net.units[unit, LAYER_OF]
    column = unit - layers[start, FIRST]
    pivot = crossed_coordinate(work.planes, start, column, net.dimension)
    outward = -1.0 if work.planes[VALUE, start, pivot, column] > 0.0 else 1.0
    row = 0
    for k in range(layers[start, WIDTH]):
        reached[0, k] = 0.0
        reached[2, k] = 0.0
    # Both sides lay in one cell up to this layer, on which those before it are affine.
    for layer in range(start, last + 1):
        if layer > start:
            row = 1 - row
            if not change_layer(net, work, reach, layer, row):
                return False
        elif not change_unit(net, work, unit, pivot, outward, row):
            return False
        for c in range(begin, end):
            other = coincidences[c, UNIT]
            if (
                net.units[other, LAYER_OF] == layer
                and coincidences[c, SLOT] in (slot, WHOLE_CELL)
                and not change_unit(net, work, other, pivot, outward, row)
            ):
                return False
        work.counts[WORK] += end - begin
    return sums_do_not_vanish(net, work, stack, reach, frame, row)


@compiled
def sums_do_not_vanish(net, work, stack, reach, frame, row):
    """Return whether the outputs change, whichever of the units that cut a cell are active.

    Those pass on nothing in `row` of `reached`; row 2 has their own changes.
    """
    reached = work.reached
    last = net.depth - 1
    first = net.layers[last, FIRST]
    fixed = 0.0
    total = 0.0
    for k in range(net.layers[last, WIDTH]):
        fixed += reached[row, k] * reach.integers[k]
        total += (abs(reached[row, k]) + abs(reached[2, k])) * abs(reach.integers[k])
    sums = 1 - row
    reached[sums, 0] = fixed
    count = 1
    for w in range(stack.sets):
        cutting = stack.frames[frame, FRAME + w]
        while cutting != 0:
            column = work.cut_units[first + 64 * w + lowest_bit(cutting)] - first
            cutting &= cutting - 1
            for k in range(count):
                reached[sums, count + k] = (
                    reached[sums, k] + reached[2, column] * (reach.integers[column])
                )
            count *= 2
    vanishes = False
    for k in range(count):
        vanishes |= reached[sums, k] == 0.0
    return total < INTEGER_LIMIT and not vanishes


@compiled
def are_same(net, work, layer, one, other):
    """Return whether two hyperplanes of a layer are the same, as products of integers tell."""
    planes = work.planes
    pivot = crossed_coordinate(planes, layer, one, net.dimension)
    a = planes[VALUE, layer, pivot, one]
    b = planes[VALUE, layer, pivot, other]
    for i in range(net.dimension):
        c = planes[VALUE, layer, i, one]
        d = planes[VALUE, layer, i, other]
        error = planes[ERROR, layer, i, one] + planes[ERROR, layer, i, other]
        exact = error == 0.0 and abs(a * d) + abs(b * c) < INTEGER_LIMIT
        if not exact or a * d != b * c:
            return False
    return True
