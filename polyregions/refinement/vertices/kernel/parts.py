"""The two parts of a cell on either side of a hyperplane."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    COINCIDENCE_START,
    COINCIDENCES,
    COUNT,
    FRAME,
    FRESH,
    MEMBER,
    POOL,
    SLOT,
    START,
    UNIT,
)
from polyregions.refinement.vertices.kernel.bits import count_ones, lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.outcomes import WHOLE_CELL


@compiled
def decide_units(stack, parent, child, made, word, bit, outside):
    """Set the units that still cut one side of a split, and those now active on it.

    `outside` is the column of members that tells which of them lie strictly outside.  Returns how
    many units still cut the side.
    """
    frames = stack.frames
    members = stack.members
    fresh = stack.fresh
    words = stack.words
    sets = stack.sets
    start = frames[parent, START]
    end = start + frames[parent, COUNT]
    positive_side = outside == MEMBER + words + sets + word
    cutting = 0
    for w in range(sets):
        positive = np.int64(0)
        negative = np.int64(0)
        place = MEMBER + words + w
        for k in range(start, end):
            if members[k, outside] & bit == 0:
                positive |= members[k, place]
                negative |= members[k, place + sets]
        for m in range(made):
            positive |= fresh[m, FRESH + words + w]
            negative |= fresh[m, FRESH + words + sets + w]
        before = frames[parent, FRAME + w]
        active = frames[parent, FRAME + sets + w]
        if w == word:
            before &= ~bit
            if positive_side:
                active |= bit
        remaining = before & positive & negative
        frames[child, FRAME + w] = remaining
        frames[child, FRAME + sets + w] = active | (before & ~remaining & positive)
        cutting += count_ones(remaining)
    return cutting


@compiled
def free_slot(stack, frame):
    """Return a facet slot that the cell does not use, or -1."""
    for w in range(stack.words):
        free = ~stack.frames[frame, FRAME + 2 * stack.sets + w]
        if free != 0:
            return 64 * w + lowest_bit(free)
    return -1


@compiled
def write_members(stack, parent, child, made, inside, outside, bit, slot, pool_top, top):
    """Write the generators and the facet set of one side of a split; return the new top of members.

    A facet stays iff a generator strictly inside the side lies on it.
    """
    frames = stack.frames
    members = stack.members
    words = stack.words
    start = frames[parent, START]
    end = start + frames[parent, COUNT]
    facet_set = FRAME + 2 * stack.sets
    slot_word = slot >> 6
    slot_bit = np.int64(1) << (slot & 63)
    columns = members.shape[1]
    for w in range(words):
        kept = np.int64(0)
        for k in range(start, end):
            if members[k, inside] & bit != 0:
                kept |= members[k, MEMBER + w]
        frames[child, facet_set + w] = kept
    for k in range(start, end):
        if members[k, outside] & bit != 0:
            continue
        for c in range(columns):
            members[top, c] = members[k, c]
        for w in range(words):
            members[top, MEMBER + w] &= frames[child, facet_set + w]
        if members[k, inside] & bit == 0:
            members[top, MEMBER + slot_word] |= slot_bit
        top += 1
    for m in range(made):
        members[top, POOL] = pool_top + m
        for c in range(columns - MEMBER):
            members[top, MEMBER + c] = stack.fresh[m, FRESH + c]
        members[top, MEMBER + slot_word] |= slot_bit
        top += 1
    frames[child, facet_set + slot_word] |= slot_bit
    return top


@compiled
def write_coincidences(work, stack, parent, child, made, word, bit, slot, first, top):
    """Pass coincidences on to a child, and add the units that vanish on the new facet."""
    frames = stack.frames
    members = stack.members
    fresh = stack.fresh
    coincidences = stack.coincidences
    words = stack.words
    sets = stack.sets
    begin = frames[parent, COINCIDENCE_START]
    facet_set = FRAME + 2 * sets
    for c in range(begin, begin + frames[parent, COINCIDENCES]):
        old = coincidences[c, SLOT]
        if old == WHOLE_CELL or (
            old != slot and (frames[child, facet_set + (old >> 6)] >> (old & 63)) & 1 != 0
        ):
            coincidences[top, SLOT] = old
            coincidences[top, UNIT] = coincidences[c, UNIT]
            top += 1
    start = frames[parent, START]
    side = MEMBER + words + word
    for w in range(sets):
        vanishing = frames[parent, FRAME + w]
        if w == word:
            vanishing &= ~bit
        place = MEMBER + words + w
        for k in range(start, start + frames[parent, COUNT]):
            if (members[k, side] | members[k, side + sets]) & bit == 0:
                vanishing &= ~(members[k, place] | members[k, place + sets])
        for m in range(made):
            vanishing &= ~(fresh[m, FRESH + words + w] | fresh[m, FRESH + words + sets + w])
        while vanishing != 0:
            coincidences[top, SLOT] = slot
            coincidences[top, UNIT] = work.cut_units[first + 64 * w + lowest_bit(vanishing)]
            vanishing &= vanishing - 1
            top += 1
    return top
