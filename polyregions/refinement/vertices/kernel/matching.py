"""Finding the two sides of each facet, by a hash table of the signs of all units on it."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point


@compiled
def place_of(listed_facets, facet):
    """Return where a facet is listed, or -1."""
    low = 0
    high = listed_facets.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if listed_facets[middle] < facet:
            low = middle + 1
        else:
            high = middle
    if low < listed_facets.shape[0] and listed_facets[low] == facet:
        return low
    return -1


@compiled
def unit_on(facet_hyperplanes, listed_units, facet, place, k):
    """Return a unit that vanishes on a facet: the k-th listed one, or its hyperplane's alone."""
    if place < 0:
        return np.int64(facet_hyperplanes[facet])
    return np.int64(listed_units[k]) >> 1


@compiled
def same_signs(
    patterns, facet_hyperplanes, listed_facets, listed_offsets, listed_units,
    owner, other_owner, first, second,
):  # fmt: skip
    """Return whether two facets, as seen from their owners, give every unit the same sign.

    Whether a vanishing unit vanishes on the whole region is not compared.
    """
    place = place_of(listed_facets, first)
    other_place = place_of(listed_facets, second)
    unit = np.int64(0)
    end = np.int64(1)
    if place >= 0:
        unit = listed_offsets[place]
        end = listed_offsets[place + 1]
    other = np.int64(0)
    other_end = np.int64(1)
    if other_place >= 0:
        other = listed_offsets[other_place]
        other_end = listed_offsets[other_place + 1]
    if other_end - other != end - unit:
        return False
    for k in range(end - unit):
        if unit_on(facet_hyperplanes, listed_units, first, place, unit + k) != unit_on(
            facet_hyperplanes, listed_units, second, other_place, other + k
        ):
            return False
    for byte in range(patterns.shape[1]):
        difference = np.int64(patterns[owner, byte] ^ patterns[other_owner, byte])
        while unit < end:
            vanishing = unit_on(facet_hyperplanes, listed_units, first, place, unit)
            if vanishing >> 3 != byte:
                break
            difference &= ~(128 >> (vanishing & 7))
            unit += 1
        if difference != 0:
            return False
    return True


@compiled
def is_in_part(key, part, parts):
    """Return whether a key is in one of so many parts of about equal size."""
    return ((key >> 32) & 0xFFFFFFFF) * parts >> 32 == part


@compiled
def remove(table, facet_keys, place):
    """Empty a place of the table, moving up what has gone past it."""
    mask = table.shape[0] - 1
    hole = place
    while True:
        place = (place + 1) & mask
        facet = table[place]
        if facet < 0:
            break
        wanted = facet_keys[facet] & mask
        # It may move up unless its own place lies behind the hole, up to where it is.
        if (place - wanted) & mask >= (place - hole) & mask:
            table[hole] = facet
            hole = place
    table[hole] = -1


@entry_point
def match_facets(
    patterns, facet_starts, facet_hyperplanes, facet_keys, listed_facets, listed_offsets,
    listed_units, table, neighbours, part, parts, region, last, alone,
):  # fmt: skip
    """Write the region across each facet of the regions from one to another.

    Keys part the facets, so that the parts can be matched at the same time, each with a table of
    its own: only those of one part are taken.

    `table` holds the facets so far whose other side has not come, and -1 elsewhere; its length is a
    power of two. Their neighbours are -2 less their owners. `alone` is their number. A key only
    tells where to look: facets match when all signs on them are the same.

    Stops early where the table would be more than half full. Returns the next region and how many
    facets are alone.
    """
    mask = table.shape[0] - 1
    while region < last:
        begin = facet_starts[region]
        end = facet_starts[region + 1]
        if 2 * (alone + end - begin) > table.shape[0]:
            break
        for facet in range(begin, end):
            if facet_hyperplanes[facet] < 0 or not is_in_part(facet_keys[facet], part, parts):
                continue
            place = facet_keys[facet] & mask
            while True:
                other = np.int64(table[place])
                if other < 0:
                    table[place] = facet
                    neighbours[facet] = -2 - region
                    alone += 1
                    break
                owner = -2 - np.int64(neighbours[other])
                if facet_keys[other] == facet_keys[facet] and same_signs(
                    patterns, facet_hyperplanes, listed_facets, listed_offsets, listed_units,
                    region, owner, facet, other,
                ):  # fmt: skip
                    neighbours[facet] = owner
                    neighbours[other] = region
                    alone -= 1
                    remove(table, facet_keys, place)
                    break
                place = (place + 1) & mask
        region += 1
    return region, alone


@entry_point
def rehash(table, facet_keys, longer):
    """Put all facets of a table in a longer one, filled with -1."""
    mask = longer.shape[0] - 1
    for facet in table:
        if facet >= 0:
            place = facet_keys[facet] & mask
            while longer[place] >= 0:
                place = (place + 1) & mask
            longer[place] = facet


@entry_point
def reorder_rows(order, starts, new_starts, values, new_values, places):
    """Write rows of different lengths in another order; what is >= 0 is renumbered if wanted.

    The k-th new row is row order[k]. `places` are the new numbers, or empty.
    """
    renumber = places.shape[0] > 0
    for k in range(order.shape[0]):
        entry = starts[order[k]]
        for new in range(new_starts[k], new_starts[k + 1]):
            value = values[entry]
            if renumber and value >= 0:
                value = places[value]
            new_values[new] = value
            entry += 1
