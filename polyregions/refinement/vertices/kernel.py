"""The depth-first search: take the top cell, cut it or pass it on, count or write regions."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.arrays import (
    BIT,
    COINCIDENCE_START,
    COINCIDENCES,
    COUNT,
    CUT_MARK,
    CUTS,
    ERROR,
    FIRST,
    FRAME,
    HASH_ACTIVE,
    HASH_ZERO,
    LAYER,
    LAYER_OF,
    OUTPUT_EXTRAS,
    OUTPUT_FACETS,
    OUTPUT_REGIONS,
    POOL,
    QUERY_CURSOR,
    REGIONS,
    SLOT,
    START,
    TOP_FRAME,
    TOP_QUERY,
    UNIT,
    VALUE,
)
from polyregions.refinement.vertices.bits import count_ones, lowest_bit
from polyregions.refinement.vertices.cells import (
    ASK,
    DONE,
    GROW,
    WHOLE_CELL,
    ask,
    enter_layer,
    pop,
    split,
)
from polyregions.refinement.vertices.numerics import (
    INFLATION,
    TINY,
    build_rows,
    compiled,
    entry_point,
)

# What the search does with a region.
COUNTING, ENUMERATING, DIVIDING = 0, 1, 2

# Why the kernel returned.
FINISHED, ASKED, MUST_GROW, OUTPUT_FULL, PAUSED, AT_FRONTIER, POINT_ASKED = range(7)


@compiled
def settle_layer(layers, frames, frame, active, cut_units, sets, layer):
    """Write the activations decided by splitting into the branch's pattern."""
    first = layers[layer, FIRST]
    for local in range(layers[layer, CUTS]):
        word = frames[frame, FRAME + sets + (local >> 6)]
        active[cut_units[first + local]] = (word >> (local & 63)) & 1


@compiled
def propose_interior_point(pool, frames, frame, members, points, region):
    """Write the mean of the vertices plus the rays, in floats."""
    inputs = pool.shape[1] - 3
    start = frames[frame, START]
    end = start + frames[frame, COUNT]
    vertices = 0
    for i in range(inputs):
        points[region, i] = 0.0
    for k in range(start, end):
        p = members[k, POOL]
        w = pool[p, inputs]
        if w != 0.0:
            vertices += 1
            for i in range(inputs):
                points[region, i] += pool[p, i] / w
    for i in range(inputs):
        points[region, i] /= vertices
    for k in range(start, end):
        p = members[k, POOL]
        if pool[p, inputs] == 0.0:
            greatest = 0.0
            for i in range(inputs):
                greatest = max(greatest, abs(pool[p, i]))
            for i in range(inputs):
                points[region, i] += pool[p, i] / greatest


@compiled
def strictly_inside(planes, layers, units, active, label, points, region, gamma):
    """Return whether a point is proved to lie strictly on the cell's side of a hyperplane."""
    inputs = planes.shape[2] - 1
    if label < 0:
        layer = planes.shape[1] - 1
        column = -1 - label
    else:
        layer = units[label, LAYER_OF]
        column = label - layers[layer, FIRST]
    value = planes[VALUE, layer, inputs, column]
    magnitude = abs(value)
    spread = planes[ERROR, layer, inputs, column]
    for i in range(inputs):
        x = points[region, i]
        value += planes[VALUE, layer, i, column] * x
        magnitude += abs(planes[VALUE, layer, i, column] * x)
        spread += planes[ERROR, layer, i, column] * abs(x)
    if label >= 0 and active[label] == 0:
        value = -value
    return value > (spread + gamma * magnitude) * INFLATION + TINY


@compiled
def point_is_proved(
    planes, layers, units, active, frames, frame, words, facet_set, points, region, gamma
):
    """Return whether a point is proved to lie strictly inside a cell."""
    for w in range(words):
        facets = frames[frame, facet_set + w]
        while facets != 0:
            label = frames[frame, facet_set + words + 64 * w + lowest_bit(facets)]
            facets &= facets - 1
            if not strictly_inside(planes, layers, units, active, label, points, region, gamma):
                return False
    return True


@compiled
def write_pattern(units, active, patterns, region):
    """Write the packed pattern of the branch; return its hash."""
    for i in range(patterns.shape[1]):
        patterns[region, i] = 0
    key = np.int64(0)
    for unit in range(units.shape[0]):
        if active[unit] != 0:
            position = units[unit, BIT]
            if position >= 0:
                patterns[region, position >> 3] |= 128 >> (position & 7)
                key ^= units[unit, HASH_ACTIVE]
    return key


@compiled
def write_facet(
    units, active, frames, frame, coincidences, slot, label, key, facet, extra, facet_hyperplanes,
    facet_keys, extra_facet, extra_unit,
):  # fmt: skip
    """Write a facet; return the new number of extra units.

    The key hashes the signs {-1, 0, 1} of all units on the facet's relative interior, which are
    the same seen from both sides: the region's pattern with the vanishing units set apart.
    """
    hyperplane = label
    if label >= 0:
        hyperplane = units[label, BIT]
        key ^= units[label, HASH_ZERO]
        if active[label] != 0:
            key ^= units[label, HASH_ACTIVE]
        begin = frames[frame, COINCIDENCE_START]
        for c in range(begin, begin + frames[frame, COINCIDENCES]):
            where = coincidences[c, SLOT]
            if where != slot and where != WHOLE_CELL:
                continue
            unit = coincidences[c, UNIT]
            if unit == label:
                continue
            key ^= units[unit, HASH_ZERO]
            if active[unit] != 0:
                key ^= units[unit, HASH_ACTIVE]
            other = units[unit, BIT]
            if where == slot and other < hyperplane:
                # The first unit names the facet.
                hyperplane, other = other, hyperplane
            extra_facet[extra] = facet
            extra_unit[extra] = other
            extra += 1
    facet_hyperplanes[facet] = hyperplane
    facet_keys[facet] = key
    return extra


@compiled
def first_coincident(frames, frame, coincidences, slot):
    """Return the first unit that vanishes on a facet and not on the whole cell, or -1."""
    least = -1
    begin = frames[frame, COINCIDENCE_START]
    for c in range(begin, begin + frames[frame, COINCIDENCES]):
        unit = coincidences[c, UNIT]
        if coincidences[c, SLOT] == slot and (least < 0 or unit < least):
            least = unit
    return least


@compiled
def write_region(
    planes, layers, units, active, pool, frames, frame, members, coincidences, queries, counts,
    words, sets, domain_rows, gamma, patterns, points, facet_offsets, facet_hyperplanes,
    facet_keys, extra_facet, extra_unit,
):  # fmt: skip
    """Append a region with its facets to the output."""
    region = counts[OUTPUT_REGIONS]
    facet = counts[OUTPUT_FACETS]
    extra = counts[OUTPUT_EXTRAS]
    facet_set = FRAME + 2 * sets
    facet_count = 0
    for w in range(words):
        facet_count += count_ones(frames[frame, facet_set + w])
    if (
        region >= patterns.shape[0]
        or facet + facet_count > facet_keys.shape[0]
        or extra + facet_count * frames[frame, COINCIDENCES] > extra_unit.shape[0]
    ):
        return OUTPUT_FULL
    propose_interior_point(pool, frames, frame, members, points, region)
    proved = point_is_proved(
        planes, layers, units, active, frames, frame, words, facet_set, points, region, gamma
    )
    if not proved:
        point = np.int64(-2)  # no unit: the question is for a point inside
        answer = ask(
            queries, counts, frames, frame, facet_set, words, point, point, point, point, point
        )
        if answer != DONE:
            return POINT_ASKED
    key = write_pattern(units, active, patterns, region)
    for w in range(words):
        facets = frames[frame, facet_set + w]
        while facets != 0:
            slot = 64 * w + lowest_bit(facets)
            facets &= facets - 1
            label = frames[frame, facet_set + words + slot]
            mark = 0
            if -1 - label == domain_rows:
                continue  # w >= 0 carries no facet of a region
            if -1 - label > domain_rows:
                # The domain was cut here; it is a facet at most where a unit vanishes too.
                label = first_coincident(frames, frame, coincidences, slot)
                mark = CUT_MARK
                if label < 0:
                    continue
            extra = write_facet(
                units, active, frames, frame, coincidences, slot, label, key, facet, extra,
                facet_hyperplanes, facet_keys, extra_facet, extra_unit,
            )  # fmt: skip
            facet_hyperplanes[facet] |= mark
            facet += 1
    facet_offsets[region + 1] = facet
    counts[OUTPUT_REGIONS] = region + 1
    counts[OUTPUT_FACETS] = facet
    counts[OUTPUT_EXTRAS] = extra
    return DONE


@entry_point
def advance(net, work, stack, output, purpose, last, max_steps):
    """Run the search for at most `max_steps` steps; return why it stopped.

    Regions are the cells that all layers up to `last` have cut.  COUNTING only counts them,
    ENUMERATING writes them out, DIVIDING hands them to Python one by one as starting points of
    other searches.
    """
    integer = net.integer
    gamma = net.gamma
    domain_rows = net.domain_rows
    units = net.units
    weights = net.weights
    bias = net.bias
    layers = work.layers
    planes = work.planes
    active = work.active
    cut_units = work.cut_units
    values = work.values
    summary = work.summary
    scratch = work.scratch
    counts = work.counts
    frames = stack.frames
    members = stack.members
    fresh = stack.fresh
    sides = stack.sides
    pool = stack.pool
    coincidences = stack.coincidences
    queries = stack.queries
    patterns = output.patterns
    points = output.points
    facet_offsets = output.facet_offsets
    facet_hyperplanes = output.facet_hyperplanes
    facet_keys = output.facet_keys
    extra_facet = output.extra_facet
    extra_unit = output.extra_unit
    words = queries.shape[1] - 6
    sets = (members.shape[1] - 1 - words) // 2
    track = purpose != COUNTING
    for _ in range(max_steps):
        frame = counts[TOP_FRAME] - 1
        if frame < 0:
            return FINISHED
        layer = frames[frame, LAYER]
        cutting = 0
        for w in range(sets):
            cutting += count_ones(frames[frame, FRAME + w])
        if cutting == 0:
            if layer >= 0:
                settle_layer(layers, frames, frame, active, cut_units, sets, layer)
            if layer == last:
                if purpose == DIVIDING:
                    return AT_FRONTIER
                if purpose == ENUMERATING:
                    outcome = write_region(
                        planes, layers, units, active, pool, frames, frame, members, coincidences,
                        queries, counts, words, sets, domain_rows, gamma, patterns, points,
                        facet_offsets, facet_hyperplanes, facet_keys, extra_facet, extra_unit,
                    )  # fmt: skip
                    if outcome != DONE:
                        return outcome
                    counts[TOP_QUERY] = 0
                    counts[QUERY_CURSOR] = 0
                counts[REGIONS] += 1
                pop(frames, counts)
                continue
            outcome = enter_layer(
                planes, layers, units, weights, bias, active, cut_units, pool, frames, frame,
                members, coincidences, queries, values, summary, scratch, counts, words, sets,
                track, integer, gamma,
            )  # fmt: skip
        elif purpose == COUNTING and layer == last and cutting == 1:
            counts[REGIONS] += 2
            pop(frames, counts)
            continue
        else:
            outcome = split(
                planes, layers, units, cut_units, pool, frames, frame, members, fresh, sides,
                coincidences, queries, scratch, counts, words, sets,
                purpose == COUNTING and layer == last, track, integer, gamma,
            )  # fmt: skip
        if outcome == ASK:
            return ASKED
        if outcome == GROW:
            return MUST_GROW
        counts[TOP_QUERY] = 0
        counts[QUERY_CURSOR] = 0
    return PAUSED


@entry_point
def rebuild_branch(planes, layers, weights, bias, active, last, integer, gamma):
    """Rebuild the hyperplanes of all layers up to `last` from the activation pattern."""
    for layer in range(1, last + 1):
        build_rows(planes, layers, weights, bias, active, layer, integer, gamma)


@entry_point
def drop_cell(frames, counts):
    """Drop the top cell."""
    pop(frames, counts)
