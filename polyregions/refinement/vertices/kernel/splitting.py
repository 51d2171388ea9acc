"""Replacing a cell by its two parts: one step of the double description method on bit sets."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    COINCIDENCE_START,
    COINCIDENCES,
    COUNT,
    CUTS,
    FIRST,
    FRAME,
    LAYER,
    MEMBER,
    PLACED,
    REGIONS,
    RESTORE_COINCIDENCES,
    RESTORE_MEMBERS,
    RESTORE_POOL,
    START,
    TOP_COINCIDENCE,
    TOP_FRAME,
    TOP_MEMBER,
    TOP_POOL,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.edges import decide_fresh, find_edges, sort_sides
from polyregions.refinement.vertices.kernel.generators import place_generator
from polyregions.refinement.vertices.kernel.outcomes import ASK, DONE, GROW
from polyregions.refinement.vertices.kernel.parts import (
    decide_units,
    free_slot,
    write_coincidences,
    write_members,
)


@compiled
def split(
    planes, layers, units, cut_units, pool, frames, frame, members, fresh, sides, coincidences,
    queries, scratch, counts, words, sets, counting_last, track, integer, gamma,
):  # fmt: skip
    """Replace the cell on top of the stack by its two parts on either side of a unit that cuts it.

    With `counting_last`, parts that at most one unit still cuts are counted and not built.
    """
    layer = frames[frame, LAYER]
    count = frames[frame, COUNT]
    start = frames[frame, START]
    end = start + count
    facet_set = FRAME + 2 * sets
    slots = facet_set + words
    word = 0
    while frames[frame, FRAME + word] == 0:
        word += 1
    bit = frames[frame, FRAME + word] & -frames[frame, FRAME + word]
    first = layers[layer, FIRST]
    cutting = cut_units[first + 64 * word + lowest_bit(bit)]
    positive = MEMBER + words + word
    negative = positive + sets
    if frame + 3 > frames.shape[0] or count > sides.shape[1]:
        return GROW
    positives, negatives = sort_sides(members, start, end, words, sets, word, bit, sides)
    inputs = pool.shape[1] - 3
    made = find_edges(members, start, end, words, inputs, positives, negatives, sides, fresh)
    coincidence_room = 2 * (frames[frame, COINCIDENCES] + layers[layer, CUTS])
    if (
        made < 0
        or counts[TOP_POOL] + made > pool.shape[0]
        or counts[TOP_MEMBER] + 2 * (count + made) > members.shape[0]
        or (track and counts[TOP_COINCIDENCE] + coincidence_room > coincidences.shape[0])
    ):
        return GROW
    if not decide_fresh(
        planes, layers, units, cut_units, pool, frames, frame, members, fresh, queries, scratch,
        counts, words, sets, layer, cutting, word, bit, made, integer, gamma,
    ):  # fmt: skip
        return ASK
    # The parts are described in frames above the parent, then moved down over it.
    lower = frame + 1
    upper = frame + 2
    below = decide_units(
        frames, frame, lower, members, fresh, made, words, sets, word, bit, positive
    )
    above = decide_units(
        frames, frame, upper, members, fresh, made, words, sets, word, bit, negative
    )
    build_lower = not counting_last or below > 1
    build_upper = not counting_last or above > 1
    if not build_lower:
        counts[REGIONS] += 1 + below
    if not build_upper:
        counts[REGIONS] += 1 + above
    if not build_lower and not build_upper:
        pop(frames, counts)
        return DONE
    slot = free_slot(frames, frame, facet_set, words)
    if slot < 0:
        return GROW
    pool_top = counts[TOP_POOL]
    for m in range(made):
        if fresh[m, PLACED] == 0:
            place_generator(
                planes, layers, units, pool, frames, frame, fresh, m, members, scratch, counts,
                words, slots, layer, cutting, pool_top + m, integer, gamma,
            )  # fmt: skip
    for c in range(slots, frames.shape[1]):
        frames[lower, c] = frames[frame, c]
        frames[upper, c] = frames[frame, c]
    frames[lower, slots + slot] = cutting
    frames[upper, slots + slot] = cutting
    restore_members = frames[frame, RESTORE_MEMBERS]
    restore_pool = frames[frame, RESTORE_POOL]
    restore_coincidences = frames[frame, RESTORE_COINCIDENCES]
    parent = frame
    target = frame
    for side in range(2):
        if (side == 0 and not build_lower) or (side == 1 and not build_upper):
            continue
        child = lower + side
        inside = negative if side == 0 else positive
        outside = positive if side == 0 else negative
        top = counts[TOP_MEMBER]
        coincidence_top = counts[TOP_COINCIDENCE]
        member_end = write_members(
            frames, parent, child, members, fresh, made, words, sets, inside, outside, bit, slot,
            pool_top, top,
        )  # fmt: skip
        coincidence_end = coincidence_top
        if track:
            coincidence_end = write_coincidences(
                frames, parent, child, members, fresh, coincidences, cut_units, made, words, sets,
                word, bit, slot, first, coincidence_top,
            )  # fmt: skip
        frames[child, LAYER] = layer
        frames[child, COUNT] = member_end - top
        frames[child, START] = top
        frames[child, RESTORE_MEMBERS] = restore_members
        frames[child, RESTORE_POOL] = restore_pool
        frames[child, COINCIDENCES] = coincidence_end - coincidence_top
        frames[child, COINCIDENCE_START] = coincidence_top
        frames[child, RESTORE_COINCIDENCES] = restore_coincidences
        restore_members = member_end
        restore_pool = pool_top + made
        restore_coincidences = coincidence_end
        counts[TOP_MEMBER] = member_end
        counts[TOP_COINCIDENCE] = coincidence_end
        target += 1
    counts[TOP_POOL] = pool_top + made
    counts[TOP_FRAME] = target
    if build_lower:
        for c in range(frames.shape[1]):
            frames[frame, c] = frames[lower, c]
    if build_upper:
        for c in range(frames.shape[1]):
            frames[target - 1, c] = frames[upper, c]
    return DONE


@compiled
def pop(frames, counts):
    """Drop the top cell, and what was stored for it and for the cells above."""
    frame = counts[TOP_FRAME] - 1
    counts[TOP_MEMBER] = frames[frame, RESTORE_MEMBERS]
    counts[TOP_POOL] = frames[frame, RESTORE_POOL]
    counts[TOP_COINCIDENCE] = frames[frame, RESTORE_COINCIDENCES]
    counts[TOP_FRAME] = frame
