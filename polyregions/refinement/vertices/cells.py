"""Cutting a cell by the hyperplanes of a layer: the double description method on bit sets.

A cell is a pointed cone in homogeneous coordinates.  All decisions here are set operations; the
only numbers consulted are the signs of :mod:`.numerics`, and a sign those cannot prove becomes a
query that Python answers.  A step that met a query changes nothing but scratch space and is done
again afterwards.

`words` is the number of words of a facet set, `sets` that of a unit set.  A unit set is over the
units that cut the cell when it entered the layer, numbered as in `cut_units`.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.arrays import (
    COINCIDENCE_START,
    COINCIDENCES,
    COUNT,
    CUTS,
    EDGE_FROM,
    EDGE_TO,
    EXACT,
    FIRST,
    FRAME,
    FRESH,
    GREATEST,
    LAYER,
    LEAST,
    LIMIT,
    MEMBER,
    PLACED,
    POOL,
    QUERY,
    QUERY_ANSWER,
    QUERY_CURSOR,
    QUERY_EXTRA,
    QUERY_FROM,
    QUERY_POOL,
    QUERY_TO,
    QUERY_UNIT,
    REFINED,
    REGIONS,
    RELU,
    RESTORE_COINCIDENCES,
    RESTORE_MEMBERS,
    RESTORE_POOL,
    SLOT,
    START,
    TOP_COINCIDENCE,
    TOP_FRAME,
    TOP_MEMBER,
    TOP_POOL,
    TOP_QUERY,
    UNIT,
    WIDTH,
)
from polyregions.refinement.vertices.bits import count_ones, lowest_bit
from polyregions.refinement.vertices.numerics import (
    UNDECIDED,
    build_rows,
    compiled,
    evaluate_layer,
    gather_system,
    interpolate,
    place_exactly,
    refine_generator,
    sign_at,
)

# Outcomes of a step.
DONE, ASK, GROW = 0, 1, 2
WHOLE_CELL = -1  # the "slot" of a unit that vanishes on the whole cell


@compiled
def ask(queries, counts, table, k, facets, words, first, second, unit, extra, p):
    """Return the answer to a query if Python has given it, else record the query.

    Answers are met in the order of the questions but for rare cases, hence the cursor.
    """
    count = counts[TOP_QUERY]
    for step in range(count):
        q = (counts[QUERY_CURSOR] + step) % count
        if (
            queries[q, QUERY_FROM] == first
            and queries[q, QUERY_TO] == second
            and queries[q, QUERY_UNIT] == unit
        ):
            counts[QUERY_CURSOR] = q + 1
            return queries[q, QUERY_ANSWER]
    if count < queries.shape[0]:
        queries[count, QUERY_FROM] = first
        queries[count, QUERY_TO] = second
        queries[count, QUERY_UNIT] = unit
        queries[count, QUERY_EXTRA] = extra
        queries[count, QUERY_POOL] = p
        queries[count, QUERY_ANSWER] = UNDECIDED
        for word in range(words):
            queries[count, QUERY + word] = table[k, facets + word]
        counts[TOP_QUERY] = count + 1
    return UNDECIDED


@compiled
def prove_sign(
    planes, layers, units, pool, frames, frame, queries, scratch, counts, words, slots,
    layer, unit, table, k, facets, extra, p, first, second, integer, gamma,
):  # fmt: skip
    """Return the sign of a unit at generator p, or UNDECIDED with a query recorded.

    The hyperplanes through p are the facets at table[k, facets:], and a unit `extra` unless -1.
    """
    column = unit - layers[layer, FIRST]
    sign = sign_at(planes, layer, column, pool, p, counts, integer, gamma)
    if sign == UNDECIDED and pool[p, pool.shape[1] - 1] != REFINED:
        rows = gather_system(
            planes, layers, units, scratch, frames, frame, table, k, facets, words, slots, extra
        )
        refine_generator(scratch, rows, pool, p, counts, gamma)
        sign = sign_at(planes, layer, column, pool, p, counts, integer, gamma)
    if sign == UNDECIDED:
        asked_pool = p if extra < 0 else np.int64(-1)
        return ask(queries, counts, table, k, facets, words, first, second, unit, extra, asked_pool)
    return sign


@compiled
def place_generator(
    planes, layers, units, pool, frames, frame, fresh, m, members, scratch, counts, words, slots,
    layer, unit, p, integer, gamma,
):  # fmt: skip
    """Set generator p where the edge of the m-th fresh generator meets a unit's hyperplane."""
    column = unit - layers[layer, FIRST]
    a = members[fresh[m, EDGE_FROM], POOL]
    b = members[fresh[m, EDGE_TO], POOL]
    state = pool.shape[1] - 1
    fresh[m, PLACED] = 1
    in_integers = integer and pool[a, state] == EXACT and pool[b, state] == EXACT
    if in_integers and place_exactly(planes, layer, column, pool, a, b, p):
        return
    if not interpolate(planes, layer, column, pool, a, b, p, gamma):
        rows = gather_system(
            planes,
            layers,
            units,
            scratch,
            frames,
            frame,
            fresh,
            m,
            np.int64(FRESH),
            words,
            slots,
            unit,
        )
        refine_generator(scratch, rows, pool, p, counts, gamma)


@compiled
def enter_layer(
    planes, layers, units, weights, bias, active, cut_units, pool, frames, frame, members,
    coincidences, queries, values, summary, scratch, counts, words, sets, track, integer, gamma,
):  # fmt: skip
    """Pass the cell of a frame on to the next layer: find the units that cut it or are active."""
    layer = frames[frame, LAYER] + 1
    count = frames[frame, COUNT]
    start = frames[frame, START]
    width = layers[layer, WIDTH]
    first = layers[layer, FIRST]
    slots = FRAME + 2 * sets + words
    if count > values.shape[0]:
        return GROW
    if layer > 0:
        build_rows(planes, layers, weights, bias, active, layer, integer, gamma)
    evaluate_layer(
        planes, layer, width, pool, members, start, count, values, summary, counts, integer, gamma
    )
    for k in range(start, start + count):
        for w in range(MEMBER + words, MEMBER + words + 2 * sets):
            members[k, w] = 0
    for w in range(sets):
        frames[frame, FRAME + w] = 0
    cuts = 0
    asked = False
    nothing = np.int64(-1)  # a constant would have its callees compiled once more
    coincidence_count = frames[frame, COINCIDENCES]
    for local in range(width):
        unit = first + local
        if units[unit, RELU] == 0:
            active[unit] = 1
            continue
        limit = summary[LIMIT, local]
        if summary[LEAST, local] > limit:
            active[unit] = 1
            continue
        if summary[GREATEST, local] < -limit:
            active[unit] = 0
            continue
        positive_word = MEMBER + words + (cuts >> 6)
        negative_word = positive_word + sets
        bit = np.int64(1) << (cuts & 63)
        positive = False
        negative = False
        zero = False
        for g in range(count):
            value = values[g, local]
            k = start + g
            if value > limit:
                sign = 1
            elif value < -limit:
                sign = -1
            elif limit == 0.0 and value == 0.0:
                sign = 0
            else:
                sign = prove_sign(
                    planes, layers, units, pool, frames, frame, queries, scratch, counts, words,
                    slots, layer, unit, members, k, np.int64(MEMBER), nothing, members[k, POOL], k,
                    nothing, integer, gamma,
                )  # fmt: skip
            if sign == 1:
                positive = True
                members[k, positive_word] |= bit
            elif sign == -1:
                negative = True
                members[k, negative_word] |= bit
            elif sign == 0:
                zero = True
            else:
                asked = True
        if asked:
            continue
        if positive and negative:
            frames[frame, FRAME + (cuts >> 6)] |= bit
            cut_units[first + cuts] = unit
            cuts += 1
            continue
        active[unit] = 1 if positive else 0
        if track and zero:
            recorded = record_touching(
                frames, frame, members, coincidences, counts, words, FRAME + 2 * sets, unit,
                positive_word, negative_word, bit,
            )  # fmt: skip
            if not recorded:
                undo_entry(frames, frame, counts, sets, coincidence_count)
                return GROW
        for k in range(start, start + count):
            members[k, positive_word] &= ~bit
            members[k, negative_word] &= ~bit
    if asked:
        undo_entry(frames, frame, counts, sets, coincidence_count)
        return ASK
    for w in range(sets):
        frames[frame, FRAME + sets + w] = 0
    frames[frame, LAYER] = layer
    layers[layer, CUTS] = cuts
    return DONE


@compiled
def undo_entry(frames, frame, counts, sets, coincidence_count):
    """Leave a frame as it was before it entered a layer, for the step to be done again."""
    for w in range(sets):
        frames[frame, FRAME + w] = 0
    frames[frame, COINCIDENCES] = coincidence_count
    counts[TOP_COINCIDENCE] = frames[frame, COINCIDENCE_START] + coincidence_count


@compiled
def add_coincidence(frames, frame, coincidences, counts, slot, unit):
    """Record on the top frame that a unit vanishes on a facet (or on the whole cell)."""
    top = frames[frame, COINCIDENCE_START] + frames[frame, COINCIDENCES]
    if top >= coincidences.shape[0]:
        return False
    coincidences[top, SLOT] = slot
    coincidences[top, UNIT] = unit
    frames[frame, COINCIDENCES] += 1
    counts[TOP_COINCIDENCE] = top + 1
    return True


@compiled
def record_touching(
    frames, frame, members, coincidences, counts, words, facet_set, unit, positive_word,
    negative_word, bit,
):  # fmt: skip
    """Record the facets that lie in the hyperplane of a unit that does not cut the cell."""
    start = frames[frame, START]
    end = start + frames[frame, COUNT]
    for word in range(words):
        facets = frames[frame, facet_set + word]
        vanishes = True
        for k in range(start, end):
            if (members[k, positive_word] | members[k, negative_word]) & bit != 0:
                facets &= ~members[k, MEMBER + word]
                vanishes = False
        if vanishes:
            return add_coincidence(frames, frame, coincidences, counts, np.int64(WHOLE_CELL), unit)
        while facets != 0:
            slot = 64 * word + lowest_bit(facets)
            facets &= facets - 1
            if frames[frame, facet_set + words + slot] == unit:
                continue
            if not add_coincidence(frames, frame, coincidences, counts, slot, unit):
                return False
    return True


@compiled
def lies_between(members, start, end, words, fresh, m, a, b):
    """Return whether no third generator lies on all facets that a and b have in common."""
    for k in range(start, end):
        if k != a and k != b:
            inside = True
            for word in range(words):
                if fresh[m, FRESH + word] & ~members[k, MEMBER + word] != 0:
                    inside = False
            if inside:
                return False
    return True


@compiled
def sort_sides(members, start, end, words, sets, word, bit, sides):
    """List the members strictly on either side of a unit, with their numbers of facets."""
    positives = 0
    negatives = 0
    for k in range(start, end):
        side = -1
        if members[k, MEMBER + words + word] & bit != 0:
            side = 0
            place = positives
            positives += 1
        elif members[k, MEMBER + words + sets + word] & bit != 0:
            side = 1
            place = negatives
            negatives += 1
        if side >= 0:
            facets = 0
            for w in range(words):
                facets += count_ones(members[k, MEMBER + w])
            sides[side, place] = k
            sides[2 + side, place] = facets
    return positives, negatives


@compiled
def find_edges(members, start, end, words, inputs, positives, negatives, sides, fresh):
    """List the edges that join the two sides; return their number, or -1 if there is no room.

    Facets that meet in a generator that lies on just `inputs` of them are independent, so inputs -
    1 common ones meet in an edge; else no third generator may lie on all common facets.
    """
    made = 0
    room = fresh.shape[0]
    for i in range(positives):
        a = sides[0, i]
        first_facets = members[a, MEMBER]
        first_simple = sides[2, i] == inputs
        for j in range(negatives):
            b = sides[1, j]
            if made >= room:
                return -1
            common = first_facets & members[b, MEMBER]
            fresh[made, FRESH] = common
            number = count_ones(common)
            for w in range(1, words):
                common = members[a, MEMBER + w] & members[b, MEMBER + w]
                fresh[made, FRESH + w] = common
                number += count_ones(common)
            if number < inputs - 1:
                continue
            simple = number == inputs - 1 and (first_simple or sides[3, j] == inputs)
            if simple or lies_between(members, start, end, words, fresh, made, a, b):
                fresh[made, EDGE_FROM] = a
                fresh[made, EDGE_TO] = b
                fresh[made, PLACED] = 0
                made += 1
    return made


@compiled
def decide_fresh(
    planes, layers, units, cut_units, pool, frames, frame, members, fresh, queries, scratch, counts,
    words, sets, layer, cutting, word, bit, made, integer, gamma,
):  # fmt: skip
    """Decide the signs of the remaining units at the fresh generators, False if any is asked.

    On an edge between signs a and b the sign is known unless a = -b != 0.
    """
    first = layers[layer, FIRST]
    slots = FRAME + 2 * sets + words
    decided = True
    for m in range(made):
        a = fresh[m, EDGE_FROM]
        b = fresh[m, EDGE_TO]
        p = counts[TOP_POOL] + m
        for w in range(sets):
            remaining = frames[frame, FRAME + w]
            if w == word:
                remaining &= ~bit
            place = MEMBER + words + w
            positive = (members[a, place] | members[b, place]) & remaining
            negative = (members[a, place + sets] | members[b, place + sets]) & remaining
            unknown = positive & negative
            positive &= ~unknown
            negative &= ~unknown
            if unknown != 0 and fresh[m, PLACED] == 0:
                place_generator(
                    planes, layers, units, pool, frames, frame, fresh, m, members, scratch, counts,
                    words, slots, layer, cutting, p, integer, gamma,
                )  # fmt: skip
            while unknown != 0:
                single = unknown & -unknown
                unit = cut_units[first + 64 * w + lowest_bit(unknown)]
                unknown &= unknown - 1
                sign = prove_sign(
                    planes, layers, units, pool, frames, frame, queries, scratch, counts, words,
                    slots, layer, unit, fresh, m, np.int64(FRESH), cutting, p, a, b, integer, gamma,
                )  # fmt: skip
                if sign == 1:
                    positive |= single
                elif sign == -1:
                    negative |= single
                elif sign == UNDECIDED:
                    decided = False
            fresh[m, FRESH + words + w] = positive
            fresh[m, FRESH + words + sets + w] = negative
    return decided


@compiled
def decide_units(frames, parent, child, members, fresh, made, words, sets, word, bit, outside):
    """Set the units that still cut one side of a split, and those now active on it.

    `outside` is the column of members that tells which of them lie strictly outside.  Returns how
    many units still cut the side.
    """
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
def free_slot(frames, frame, facet_set, words):
    """Return a facet slot that the cell does not use, or -1."""
    for w in range(words):
        free = ~frames[frame, facet_set + w]
        if free != 0:
            return 64 * w + lowest_bit(free)
    return -1


@compiled
def write_members(
    frames,
    parent,
    child,
    members,
    fresh,
    made,
    words,
    sets,
    inside,
    outside,
    bit,
    slot,
    pool_top,
    top,
):
    """Write the generators and the facet set of one side of a split; return the new top of members.

    A facet stays iff a generator strictly inside the side lies on it.
    """
    start = frames[parent, START]
    end = start + frames[parent, COUNT]
    facet_set = FRAME + 2 * sets
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
            members[top, MEMBER + c] = fresh[m, FRESH + c]
        members[top, MEMBER + slot_word] |= slot_bit
        top += 1
    frames[child, facet_set + slot_word] |= slot_bit
    return top


@compiled
def write_coincidences(
    frames, parent, child, members, fresh, coincidences, cut_units, made, words, sets, word, bit,
    slot, first, top,
):  # fmt: skip
    """Pass coincidences on to a child, and add the units that vanish on the new facet."""
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
            coincidences[top, UNIT] = cut_units[first + 64 * w + lowest_bit(vanishing)]
            vanishing &= vanishing - 1
            top += 1
    return top


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
