"""Finding the two sides of each facet, by a hash table of the signs of all units on it."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point


@compiled
def same_signs(patterns, unit_starts, facet_units, owners, first, second):
    """Return whether two facets, as seen from their owners, give every unit the same sign.

    Whether a vanishing unit vanishes on the whole region is not compared.
    """
    unit = unit_starts[first]
    end = unit_starts[first + 1]
    other = unit_starts[second]
    if unit_starts[second + 1] - other != end - unit:
        return False
    for k in range(end - unit):
        if facet_units[unit + k] >> 1 != facet_units[other + k] >> 1:
            return False
    for byte in range(patterns.shape[1]):
        difference = np.int64(patterns[owners[first], byte] ^ patterns[owners[second], byte])
        while unit < end and facet_units[unit] >> 4 == byte:
            difference &= ~(128 >> (facet_units[unit] >> 1 & 7))
            unit += 1
        if difference != 0:
            return False
    return True


@entry_point
def match_facets(
    patterns, facet_counts, facet_hyperplanes, facet_keys, unit_starts, facet_units, table, owners,
    neighbours,
):  # fmt: skip
    """Write the owner of each facet and the region across; return how many have none.

    `table` is filled with -1 and has a power of two entries, more than there are facets.  A key
    only tells where to look: facets match when all signs on them are the same.  The answer is -1
    where a facet is seen from three sides.
    """
    mask = len(table) - 1
    alone = 0
    facet = 0
    for region in range(len(facet_counts)):
        for _ in range(facet_counts[region]):
            owners[facet] = region
            if facet_hyperplanes[facet] >= 0:
                place = facet_keys[facet] & mask
                while True:
                    other = table[place]
                    if other < 0:
                        table[place] = facet
                        alone += 1
                        break
                    if facet_keys[other] == facet_keys[facet] and same_signs(
                        patterns, unit_starts, facet_units, owners, facet, other
                    ):
                        if neighbours[other] >= 0:
                            return -1
                        neighbours[facet] = owners[other]
                        neighbours[other] = region
                        alone -= 1
                        break
                    place = (place + 1) & mask
            facet += 1
    return alone
