"""Writing a region: pattern, a point proved inside, facets with a hash of the signs on them."""

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
    ERROR,
    FIRST,
    FRAME,
    HASH_ACTIVE,
    HASH_ZERO,
    LAYER_OF,
    OUTPUT_FACETS,
    OUTPUT_REGIONS,
    OUTPUT_UNITS,
    POOL,
    SLOT,
    START,
    UNIT,
    VALUE,
)
from polyregions.refinement.vertices.kernel.bits import count_ones, lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.outcomes import (
    DONE,
    OUTPUT_FULL,
    POINT_ASKED,
    WHOLE_CELL,
)
from polyregions.refinement.vertices.kernel.rounding import INFLATION, TINY
from polyregions.refinement.vertices.kernel.signs import ask


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
def first_unit_on(frames, frame, coincidences, slot, first):
    """Return the first unit that vanishes on a facet and not on the whole cell.

    `first` is one that is known, or -1.
    """
    begin = frames[frame, COINCIDENCE_START]
    for c in range(begin, begin + frames[frame, COINCIDENCES]):
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
def list_facets(
    units, frames, frame, coincidences, words, facet_set, domain_rows, facet, facet_hyperplanes,
    facet_keys,
):  # fmt: skip
    """Write the hyperplanes of a region's facets, ascending, and their slots in place of keys.

    Returns the end of the facets.
    """
    end = facet
    for w in range(words):
        facets = frames[frame, facet_set + w]
        while facets != 0:
            slot = 64 * w + lowest_bit(facets)
            facets &= facets - 1
            hyperplane = frames[frame, facet_set + words + slot]
            if -1 - hyperplane == domain_rows:
                continue  # w >= 0 carries no facet of a region
            if hyperplane >= 0:
                hyperplane = units[
                    first_unit_on(frames, frame, coincidences, slot, hyperplane), BIT
                ]
            elif -1 - hyperplane > domain_rows:
                # The domain was cut here; it is a facet at most where a unit vanishes too.
                unit = first_unit_on(frames, frame, coincidences, slot, hyperplane)
                if unit < 0:
                    continue
                hyperplane = units[unit, BIT] | CUT_MARK
            place = insert(facet_hyperplanes, facet, end, hyperplane)
            for k in range(end, place, -1):
                facet_keys[k] = facet_keys[k - 1]
            facet_keys[place] = slot
            end += 1
    return end


@compiled
def write_units(
    units, active, frames, frame, coincidences, slot, label, key, start, facet_units
):  # fmt: skip
    """Write the units that vanish on a facet inside the domain, ascending.

    Returns their end and the facet's key, which hashes the signs {-1, 0, 1} of all units on the
    facet's relative interior.  They are the same seen from both sides: those of the region's
    pattern, with the vanishing units set apart.
    """
    end = start
    begin = frames[frame, COINCIDENCE_START]
    for c in range(begin - 1, begin + frames[frame, COINCIDENCES]):
        unit = label
        if c >= begin:
            where = coincidences[c, SLOT]
            unit = coincidences[c, UNIT]
            if unit == label or (where != slot and where != WHOLE_CELL):
                continue
        if unit < 0:
            continue  # the domain was cut along this facet
        key ^= units[unit, HASH_ZERO]
        if active[unit] != 0:
            key ^= units[unit, HASH_ACTIVE]
        insert(facet_units, start, end, units[unit, BIT])
        end += 1
    return end, key


@compiled
def write_region(
    planes, layers, units, active, pool, frames, frame, members, coincidences, queries, counts,
    words, sets, domain_rows, gamma, patterns, points, facet_offsets, facet_hyperplanes,
    facet_keys, unit_offsets, facet_units, with_point,
):  # fmt: skip
    """Append a region with its facets to the output, and with a point inside if wanted."""
    region = counts[OUTPUT_REGIONS]
    facet = counts[OUTPUT_FACETS]
    unit_end = counts[OUTPUT_UNITS]
    facet_set = FRAME + 2 * sets
    facet_count = 0
    for w in range(words):
        facet_count += count_ones(frames[frame, facet_set + w])
    if (
        region >= patterns.shape[0]
        or facet + facet_count > facet_keys.shape[0]
        or unit_end + facet_count * (1 + frames[frame, COINCIDENCES]) > facet_units.shape[0]
    ):
        return OUTPUT_FULL
    if with_point:
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
    pattern_key = write_pattern(units, active, patterns, region)
    facet_end = list_facets(
        units, frames, frame, coincidences, words, facet_set, domain_rows, facet,
        facet_hyperplanes, facet_keys,
    )  # fmt: skip
    for k in range(facet, facet_end):
        slot = facet_keys[k]
        facet_keys[k] = pattern_key
        if facet_hyperplanes[k] >= 0:
            label = frames[frame, facet_set + words + slot]
            unit_end, facet_keys[k] = write_units(
                units, active, frames, frame, coincidences, slot, label, pattern_key, unit_end,
                facet_units,
            )  # fmt: skip
        unit_offsets[k + 1] = unit_end
    facet_offsets[region + 1] = facet_end
    counts[OUTPUT_REGIONS] = region + 1
    counts[OUTPUT_FACETS] = facet_end
    counts[OUTPUT_UNITS] = unit_end
    return DONE
