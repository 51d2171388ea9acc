"""Which units surely reach the outputs, modulo a prime: regions beside them have other maps.

Across a facet on which one unit vanishes, the map changes iff the outputs depend on what that unit
passes on.  They do so by a coefficient that is linear in the activations of each later layer; of a
network scaled to integers it is an integer.  Where its residue is not zero, neither is it, whatever
its size: no bound of an error is needed, however deep the network.  All sums of products of
residues are integers below 2**53, which floats hold.  A combination of the outputs takes the place
of several.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    BIT,
    COINCIDENCES,
    ERROR,
    FIRST,
    FRAME,
    LAYER_OF,
    VALUE,
    WIDTH,
    WORK,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point
from polyregions.refinement.vertices.kernel.crossing import (
    are_same,
    changes_across,
    crossed_coordinate,
    others_vanish,
)
from polyregions.refinement.vertices.kernel.region_output import first_unit_on
from polyregions.refinement.vertices.kernel.rounding import INFLATION, INTEGER_LIMIT, TINY

MOST_CUTS = 5
"""Of a cell that more units of the last layer cut, not all sets of active ones are tried."""

_ROUNDER = 1.5 * 2.0**52  # a float plus this less this is the nearest integer


@compiled
def reduced(value, prime):
    """Return the residue between -p/2 - 1 and p/2 + 1 of an integer below 2**53 in size, p > 4."""
    multiple = value * (1.0 / prime) + _ROUNDER
    return value - prime * (multiple - _ROUNDER)


@compiled
def follow(reach, active, reached, counts, unit):
    """Follow what a unit of a layer but the last passes on, to the units of the last layer.

    Returns the row of `reached` that holds the residues.
    """
    layers = reach.layers
    layer = reach.units[unit, LAYER_OF] + 1
    width = layers[layer, WIDTH]
    start = reach.starts[layer] + (unit - layers[layer - 1, FIRST]) * width
    row = 0
    for k in range(width):
        reached[0, k] = reach.weights[start + k]
    for after in range(layer + 1, layers.shape[0]):
        first = layers[after - 1, FIRST]
        before_width = width
        width = layers[after, WIDTH]
        start = reach.starts[after]
        weights = reach.weights[start : start + before_width * width].reshape(before_width, width)
        counts[WORK] += before_width * width
        before = row
        row = 1 - row
        for k in range(width):
            reached[row, k] = 0.0
        waiting = -1  # two at a time, for which sums are read and written once
        for i in range(before_width):
            if active[first + i] == 0 or reached[before, i] == 0.0:
                continue
            if waiting < 0:
                waiting = i
                continue
            value = reached[before, i]
            other = reached[before, waiting]
            for k in range(width):
                reached[row, k] += value * weights[i, k] + other * weights[waiting, k]
            waiting = -1
        if waiting >= 0:
            value = reached[before, waiting]
            for k in range(width):
                reached[row, k] += value * weights[waiting, k]
        for k in range(width):
            reached[row, k] = reduced(reached[row, k], reach.prime)
    return row


@compiled
def active_part(reach, active, reached, row):
    """Return the residue of what a row of `reached` adds to the outputs by active units."""
    last = reach.layers.shape[0] - 1
    first = reach.layers[last, FIRST]
    value = 0.0
    for k in range(reach.layers[last, WIDTH]):
        if active[first + k] != 0:
            value += reached[row, k] * reach.outputs[k]
    return reduced(value, reach.prime)


@entry_point
def find_reaching(reach, patterns, owners, units, active, reached, counts, found):
    """Tell of units in regions whether they surely reach the outputs.

    `owners` are the regions, the same ones one after the other; `found` takes the answers.
    """
    last = reach.layers.shape[0] - 1
    region = -1
    for k in range(owners.shape[0]):
        if owners[k] != region:
            region = owners[k]
            for unit in range(active.shape[0]):
                position = reach.units[unit, BIT]
                active[unit] = 1
                if position >= 0:
                    active[unit] = (patterns[region, position >> 3] >> (7 - (position & 7))) & 1
        unit = units[k]
        if reach.units[unit, LAYER_OF] == last:
            found[k] = reach.outputs[unit - reach.layers[last, FIRST]] != 0.0
        else:
            row = follow(reach, active, reached, counts, unit)
            found[k] = active_part(reach, active, reached, row) != 0.0


@compiled
def are_different(net, work, layer, one, other):
    """Return whether two hyperplanes of a layer are proved not to be the same."""
    planes = work.planes
    pivot = 0
    for i in range(net.dimension):
        if abs(planes[VALUE, layer, i, one]) > abs(planes[VALUE, layer, pivot, one]):
            pivot = i
    a = planes[VALUE, layer, pivot, one]
    b = planes[VALUE, layer, pivot, other]
    a_error = planes[ERROR, layer, pivot, one]
    b_error = planes[ERROR, layer, pivot, other]
    for i in range(net.dimension):
        c = planes[VALUE, layer, i, one]
        d = planes[VALUE, layer, i, other]
        c_error = planes[ERROR, layer, i, one]
        d_error = planes[ERROR, layer, i, other]
        spread = abs(a) * d_error + a_error * (abs(d) + d_error)
        spread += abs(b) * c_error + b_error * (abs(c) + c_error)
        spread += net.gamma * (abs(a * d) + abs(b * c))
        if abs(a * d - b * c) > spread * INFLATION + TINY:
            return True
    return False


@compiled
def cuts_stand_apart(net, work, stack, reach, frame, layer):
    """Return whether the outputs surely change across all units that cut a cell of the last layer.

    Those whose hyperplanes are the same might do so only together, or not at all.
    """
    first = work.layers[layer, FIRST]
    for w in range(stack.sets):
        cutting = stack.frames[frame, FRAME + w]
        while cutting != 0:
            one = work.cut_units[first + 64 * w + lowest_bit(cutting)] - first
            cutting &= cutting - 1
            if not cut_stands_apart(net, work, stack, reach, frame, layer, one):
                return False
    return True


@compiled
def cut_stands_apart(net, work, stack, reach, frame, layer, one):
    """Return whether the outputs surely change across the hyperplane of a unit that cuts a cell.

    All that cut the cell there change together, each from nothing to its slope away from it or the
    other way round: the outputs change by the sum of the sizes of these slopes, weighted.
    """
    first = work.layers[layer, FIRST]
    pivot = crossed_coordinate(work.planes, layer, one, net.dimension)
    alone = True
    change = 0.0
    total = 0.0
    for w in range(stack.sets):
        cutting = stack.frames[frame, FRAME + w]
        while cutting != 0:
            other = work.cut_units[first + 64 * w + lowest_bit(cutting)] - first
            cutting &= cutting - 1
            if other != one and are_different(net, work, layer, one, other):
                continue
            if reach.integers.shape[0] > 0:
                size = abs(work.planes[VALUE, layer, pivot, other]) * reach.integers[other]
                change += size
                total += abs(size)
            if other != one:
                alone = False
                if not are_same(net, work, layer, one, other):
                    return False
    if alone:
        return reach.outputs[one] != 0.0
    return change != 0.0 and total < INTEGER_LIMIT


@compiled
def always_reaches(work, stack, reach, frame, layer, unit):
    """Return whether a unit reaches the outputs, whichever of the units that cut a cell are active.

    The unit is in a layer before the last, where those are that cut the cell.
    """
    reached = work.reached
    first = work.layers[layer, FIRST]
    row = follow(reach, work.active, reached, work.counts, unit)
    reached[2, 0] = active_part(reach, work.active, reached, row)
    count = 1
    for w in range(stack.sets):
        cutting = stack.frames[frame, FRAME + w]
        while cutting != 0:
            column = work.cut_units[first + 64 * w + lowest_bit(cutting)] - first
            cutting &= cutting - 1
            part = reached[row, column] * reach.outputs[column]
            part = reduced(part, reach.prime)
            for k in range(count):
                reached[2, count + k] = reached[2, k] + part
            count *= 2
    vanishes = False
    for k in range(count):
        vanishes |= reduced(reached[2, k], reach.prime) == 0.0
    return not vanishes


@compiled
def stands_apart(net, work, stack, reach, frame, layer):
    """Return whether no region below a cell of the last layer can merge with a neighbour.

    At most MOST_CUTS units cut the cell, and the activations of the others are settled.  Of each
    facet it is enough to look at the side on which its unit is active.
    """
    frames = stack.frames
    coincidences = frames[frame, COINCIDENCES] != 0
    if coincidences and reach.integers.shape[0] == 0:
        return False
    if not cuts_stand_apart(net, work, stack, reach, frame, layer):
        return False
    facet_set = FRAME + 2 * stack.sets
    for w in range(stack.words):
        facets = frames[frame, facet_set + w]
        while facets != 0:
            slot = 64 * w + lowest_bit(facets)
            facets &= facets - 1
            unit = frames[frame, facet_set + stack.words + slot]
            if unit < 0:
                continue
            if coincidences and others_vanish(stack, frame, slot):
                unit = first_unit_on(stack, frame, slot, unit)
                if work.active[unit] != 0 and not changes_across(
                    net, work, stack, reach, frame, slot, unit
                ):
                    return False
            elif net.units[unit, LAYER_OF] == layer:
                if reach.outputs[unit - net.layers[layer, FIRST]] == 0.0:
                    return False
            elif work.active[unit] != 0:
                work.counts[WORK] += net.layers[layer, WIDTH]
                if not always_reaches(work, stack, reach, frame, layer, unit):
                    return False
    return True
