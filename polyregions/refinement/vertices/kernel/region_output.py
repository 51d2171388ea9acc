"""Writing a region: pattern, facets with a hash of the signs on them, a point, generators."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    BIT,
    COINCIDENCE_START,
    COINCIDENCES,
    COUNT,
    CUT_MARK,
    FRAME,
    HASH_ACTIVE,
    HASH_ZERO,
    MEMBER,
    OUTPUT_FACETS,
    OUTPUT_GENERATORS,
    OUTPUT_INCIDENCES,
    OUTPUT_REGIONS,
    OUTPUT_UNITS,
    POOL,
    SLOT,
    START,
    TOP_QUERY,
    UNIT,
)
from polyregions.refinement.vertices.kernel.bits import count_ones, lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled, inlined
from polyregions.refinement.vertices.kernel.interior_points import write_interior_point
from polyregions.refinement.vertices.kernel.outcomes import (
    DONE,
    ENUMERATING,
    MEASURING,
    OUTPUT_FULL,
    POINT_ASKED,
    WHOLE_CELL,
)
from polyregions.refinement.vertices.kernel.signs import ask


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
def first_unit_on(stack, frame, slot, first):
    """Return the first unit that vanishes on a facet and not on the whole cell.

    `first` is one that is known, or -1.
    """
    coincidences = stack.coincidences
    begin = stack.frames[frame, COINCIDENCE_START]
    for c in range(begin, begin + stack.frames[frame, COINCIDENCES]):
        unit = coincidences[c, UNIT]
        if coincidences[c, SLOT] == slot and (first < 0 or unit < first):
            first = unit
    return first


@compiled
def insert(array, start, end, value):
    """Insert a value into the sorted array[start:end]."""
    while end > start and array[end - 1] > value:
        array[end] = array[end - 1]
        end -= 1
    array[end] = value
    return end


@compiled
def list_facets(net, stack, output, frame, facet):
    """Write the hyperplanes of a region's facets, ascending, and their slots in place of keys.

    Returns the end of the facets.
    """
    units = net.units
    frames = stack.frames
    facet_keys = output.facet_keys
    facet_set = FRAME + 2 * stack.sets
    end = facet
    for w in range(stack.words):
        facets = frames[frame, facet_set + w]
        while facets != 0:
            slot = 64 * w + lowest_bit(facets)
            facets &= facets - 1
            hyperplane = frames[frame, facet_set + stack.words + slot]
            if -1 - hyperplane == net.domain_rows:
                continue  # w >= 0 carries no facet of a region
            if hyperplane >= 0:
                hyperplane = units[first_unit_on(stack, frame, slot, hyperplane), BIT]
            elif -1 - hyperplane > net.domain_rows:
                # The domain was cut here; it is a facet at most where a unit vanishes too.
                unit = first_unit_on(stack, frame, slot, hyperplane)
                if unit < 0:
                    continue
                hyperplane = units[unit, BIT] | CUT_MARK
            place = insert(output.facet_hyperplanes, facet, end, hyperplane)
            for k in range(end, place, -1):
                facet_keys[k] = facet_keys[k - 1]
            facet_keys[place] = slot
            end += 1
    return end


@compiled
def write_units(net, work, stack, output, frame, slot, label, key, start):
    """Write the units that vanish on a facet, ascending.

    Each is twice the unit's bit, and one more where it vanishes on the whole region.  Returns their
    end and the facet's key, which hashes the signs {-1, 0, 1} of all units on the
    facet's relative interior.  They are the same seen from both sides: those of the region's
    pattern, with the vanishing units set apart.
    """
    units = net.units
    coincidences = stack.coincidences
    end = start
    begin = stack.frames[frame, COINCIDENCE_START]
    for c in range(begin - 1, begin + stack.frames[frame, COINCIDENCES]):
        unit = label
        everywhere = 0
        if c >= begin:
            where = coincidences[c, SLOT]
            unit = coincidences[c, UNIT]
            if unit == label or (where != slot and where != WHOLE_CELL):
                continue
            everywhere = where == WHOLE_CELL
        if unit < 0:
            continue  # the domain was cut along this facet
        key ^= units[unit, HASH_ZERO]
        if work.active[unit] != 0:
            key ^= units[unit, HASH_ACTIVE]
        insert(output.facet_units, start, end, 2 * units[unit, BIT] + everywhere)
        end += 1
    return end, key


@compiled
def write_generators(net, work, stack, output, frame, facet, facet_end):
    """Append the generators of a region with the facets they lie on; return whether there is room.

    The facets at [facet, facet_end) of the output still have their slots for keys.
    """
    counts = work.counts
    members = stack.members
    pool = stack.pool
    generator = counts[OUTPUT_GENERATORS]
    incidence = counts[OUTPUT_INCIDENCES]
    start = stack.frames[frame, START]
    end = start + stack.frames[frame, COUNT]
    most = (end - start) * (facet_end - facet)
    if (
        generator + end - start > output.generators.shape[0]
        or incidence + most > output.incidences.shape[0]
    ):
        return False
    for k in range(start, end):
        for i in range(net.dimension + 1):
            output.generators[generator, i] = pool[members[k, POOL], i]
        for f in range(facet, facet_end):
            slot = output.facet_keys[f]
            if (members[k, MEMBER + (slot >> 6)] >> (slot & 63)) & 1 != 0:
                output.incidences[incidence] = f - facet
                incidence += 1
        generator += 1
        output.incidence_offsets[generator] = incidence
    output.generator_offsets[counts[OUTPUT_REGIONS] + 1] = generator
    counts[OUTPUT_GENERATORS] = generator
    counts[OUTPUT_INCIDENCES] = incidence
    return True


@inlined
def write_region(net, work, stack, output, frame, purpose):
    """Append a region with its facets to the output, and with what else is wanted of it."""
    counts = work.counts
    frames = stack.frames
    facet_keys = output.facet_keys
    region = counts[OUTPUT_REGIONS]
    facet = counts[OUTPUT_FACETS]
    unit_end = counts[OUTPUT_UNITS]
    facet_set = FRAME + 2 * stack.sets
    slots = facet_set + stack.words
    facet_count = 0
    for w in range(stack.words):
        facet_count += count_ones(frames[frame, facet_set + w])
    if (
        region >= output.patterns.shape[0]
        or facet + facet_count > facet_keys.shape[0]
        or unit_end + facet_count * (1 + frames[frame, COINCIDENCES]) > output.facet_units.shape[0]
    ):
        return OUTPUT_FULL
    # With an answer to come or given already, the point need not be sought again.
    if purpose == ENUMERATING and (
        counts[TOP_QUERY] != 0
        or not write_interior_point(net, work, stack, frame, output.points, region)
    ):
        point = np.int64(-2)  # no unit: the question is for a point inside
        answer = ask(work, stack, frames, frame, facet_set, point, point, point, point, point)
        if answer != DONE:
            return POINT_ASKED
    pattern_key = write_pattern(net.units, work.active, output.patterns, region)
    facet_end = list_facets(net, stack, output, frame, facet)
    measuring = purpose == MEASURING
    if measuring and not write_generators(net, work, stack, output, frame, facet, facet_end):
        return OUTPUT_FULL
    for k in range(facet, facet_end):
        slot = facet_keys[k]
        facet_keys[k] = pattern_key
        label = frames[frame, slots + slot]
        unit_end, key = write_units(
            net, work, stack, output, frame, slot, label, pattern_key, unit_end
        )
        if output.facet_hyperplanes[k] >= 0:
            facet_keys[k] = key
        output.unit_offsets[k + 1] = unit_end
    output.facet_offsets[region + 1] = facet_end
    counts[OUTPUT_REGIONS] = region + 1
    counts[OUTPUT_FACETS] = facet_end
    counts[OUTPUT_UNITS] = unit_end
    return DONE
