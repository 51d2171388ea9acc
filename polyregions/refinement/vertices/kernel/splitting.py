"""Replacing a cell by its two parts: one step of the double description method on bit sets."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    ASKED_AT,
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
    WORK,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled, inlined
from polyregions.refinement.vertices.kernel.edges import (
    are_simple,
    decide_fresh,
    find_edges,
    find_simple_edges,
    sort_sides,
)
from polyregions.refinement.vertices.kernel.generators import place_generator
from polyregions.refinement.vertices.kernel.outcomes import ASK, DONE, GROW
from polyregions.refinement.vertices.kernel.parts import (
    decide_units,
    free_slot,
    write_coincidences,
    write_members,
)

PAIRS_FOR_TABLES = 4  # so many pairs of generators take as long as a facet of one in a table


@inlined
def split(net, work, stack, frame, counting_last, track):
    """Replace the cell on top of the stack by its two parts on either side of a unit that cuts it.

    With `counting_last`, parts that at most one unit still cuts are counted and not built.
    """
    frames = stack.frames
    counts = work.counts
    words = stack.words
    sets = stack.sets
    layer = frames[frame, LAYER]
    count = frames[frame, COUNT]
    start = frames[frame, START]
    end = start + count
    slots = FRAME + 2 * sets + words
    word = 0
    while frames[frame, FRAME + word] == 0:
        word += 1
    bit = frames[frame, FRAME + word] & -frames[frame, FRAME + word]
    first = work.layers[layer, FIRST]
    cutting = work.cut_units[first + 64 * word + lowest_bit(bit)]
    positive = MEMBER + words + word
    negative = positive + sets
    if frame + 3 > frames.shape[0] or count > stack.sides.shape[1]:
        return GROW
    positives, negatives = sort_sides(stack, start, end, word, bit)
    inputs = net.dimension - 1
    both = positives + negatives
    if positives * negatives > PAIRS_FOR_TABLES * inputs * both and are_simple(
        stack.sides, positives, negatives, inputs
    ):
        made = find_simple_edges(
            stack.members, words, inputs, positives, negatives, stack.sides, stack.fresh,
            stack.table,
        )  # fmt: skip
    else:
        made = find_edges(
            stack.members, start, end, words, inputs, positives, negatives, stack.sides, stack.fresh
        )
    counts[WORK] += words * (positives * negatives + max(made, 0) * count)
    coincidence_room = 2 * (frames[frame, COINCIDENCES] + work.layers[layer, CUTS])
    if (
        made < 0
        or counts[TOP_POOL] + made > stack.pool.shape[0]
        or counts[TOP_MEMBER] + 2 * (count + made) > stack.members.shape[0]
        or (track and counts[TOP_COINCIDENCE] + coincidence_room > stack.coincidences.shape[0])
    ):
        return GROW
    if not decide_fresh(net, work, stack, frame, layer, cutting, word, bit, made):
        return ASK
    # The parts are described in frames above the parent, then moved down over it.
    lower = frame + 1
    upper = frame + 2
    below = decide_units(stack, frame, lower, made, word, bit, positive)
    above = decide_units(stack, frame, upper, made, word, bit, negative)
    build_lower = not counting_last or below > 1
    build_upper = not counting_last or above > 1
    if not build_lower:
        counts[REGIONS] += 1 + below
    if not build_upper:
        counts[REGIONS] += 1 + above
    if not build_lower and not build_upper:
        pop(work, stack)
        return DONE
    slot = free_slot(stack, frame)
    if slot < 0:
        return GROW
    pool_top = counts[TOP_POOL]
    for m in range(made):
        if stack.fresh[m, PLACED] == 0:
            place_generator(net, work, stack, frame, m, layer, cutting, pool_top + m)
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
            stack, parent, child, made, inside, outside, bit, slot, pool_top, top
        )
        coincidence_end = coincidence_top
        if track:
            coincidence_end = write_coincidences(
                work, stack, parent, child, made, word, bit, slot, first, coincidence_top
            )
        frames[child, LAYER] = layer
        frames[child, ASKED_AT] = frames[parent, ASKED_AT]
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
def pop(work, stack):
    """Drop the top cell, and what was stored for it and for the cells above."""
    frames = stack.frames
    counts = work.counts
    frame = counts[TOP_FRAME] - 1
    counts[TOP_MEMBER] = frames[frame, RESTORE_MEMBERS]
    counts[TOP_POOL] = frames[frame, RESTORE_POOL]
    counts[TOP_COINCIDENCE] = frames[frame, RESTORE_COINCIDENCES]
    counts[TOP_FRAME] = frame
