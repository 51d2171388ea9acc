"""Passing a cell on to the next layer: which units cut it, which are active or inactive on it."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ASKED_AT,
    COINCIDENCE_START,
    COINCIDENCES,
    COUNT,
    CUTS,
    FIRST,
    FRAME,
    GREATEST,
    LAYER,
    LEAST,
    LIMIT,
    LINEAR,
    MEMBER,
    OPEN,
    POOL,
    RELU,
    SHARP_LAYERS,
    SLOT,
    START,
    TOP_COINCIDENCE,
    UNIT,
    WIDTH,
)
from polyregions.refinement.vertices.kernel.bits import lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled, inlined
from polyregions.refinement.vertices.kernel.dense_rows import build_dense_rows, has_norms
from polyregions.refinement.vertices.kernel.layer_rows import build_rows, evaluate_layer
from polyregions.refinement.vertices.kernel.outcomes import ASK, DONE, GROW, WHOLE_CELL
from polyregions.refinement.vertices.kernel.signs import prove_sign
from polyregions.refinement.vertices.kernel.zeros import carries_facet


@compiled
def settle_units(net, work, layer):
    """Write the activations of the units whose values tell them; list the others, and count them.

    Units without a ReLU count as active.  Open ones stay what they were, as a start cell may have
    them on facets.  The list stands where the units that cut will be.
    """
    active = work.active
    summary = work.summary
    first = net.layers[layer, FIRST]
    width = net.layers[layer, WIDTH]
    for local in range(width):
        positive = summary[LEAST, local] > summary[LIMIT, local]
        negative = summary[GREATEST, local] < -summary[LIMIT, local]
        before = active[first + local]
        active[first + local] = 1 if positive else (0 if negative else before)
        summary[OPEN, local] = 0.0 if positive or negative else 1.0
    if net.layers[layer, LINEAR] != 0:
        for local in range(width):
            if net.units[first + local, RELU] == 0:
                active[first + local] = 1
                summary[OPEN, local] = 0.0
    count = 0
    for local in range(width):
        work.cut_units[first + count] = first + local
        count += summary[OPEN, local] != 0.0
    return count


@compiled
def write_rows(net, work, layer):
    """Write the hyperplanes of a layer on the current cell."""
    if has_norms(net, layer):
        build_dense_rows(net, work, layer)
    else:
        build_rows(net, work, layer)
    work.counts[SHARP_LAYERS] = min(work.counts[SHARP_LAYERS], layer)


@inlined
def enter_layer(net, work, stack, frame, track):
    """Pass the cell of a frame on to the next layer: find the units that cut it or are active."""
    active = work.active
    values = work.values
    summary = work.summary
    frames = stack.frames
    members = stack.members
    words = stack.words
    sets = stack.sets
    layer = frames[frame, LAYER] + 1
    count = frames[frame, COUNT]
    start = frames[frame, START]
    first = net.layers[layer, FIRST]
    if count > values.shape[0]:
        return GROW
    if layer > 0:
        write_rows(net, work, layer)
    evaluate_layer(net, work, stack, layer, start, count)
    open_units = settle_units(net, work, layer)
    for k in range(start, start + count):
        for w in range(MEMBER + words, MEMBER + words + 2 * sets):
            members[k, w] = 0
    for w in range(sets):
        frames[frame, FRAME + w] = 0
    cuts = 0
    asked = False
    nothing = np.int64(-1)  # a constant would have its callees compiled once more
    coincidence_count = frames[frame, COINCIDENCES]
    for place in range(first, first + open_units):
        unit = work.cut_units[place]  # its own place is this one, or one before
        local = unit - first
        limit = summary[LIMIT, local]
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
            elif layer == 0 and carries_facet(stack, frame, members, k, np.int64(MEMBER), unit):
                sign = 0  # the unit has cut the start cells
            else:
                sign = prove_sign(
                    net, work, stack, frame, layer, unit, members, k, np.int64(MEMBER), nothing,
                    members[k, POOL], k, nothing,
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
            work.cut_units[first + cuts] = unit
            cuts += 1
            continue
        active[unit] = 1 if positive else 0
        recorded = not (track and zero) or record_touching(
            work, stack, frame, unit, positive_word, negative_word, bit
        )
        if not recorded:
            undo_entry(work, stack, frame, coincidence_count)
            return GROW
        for k in range(start, start + count):
            members[k, positive_word] &= ~bit
            members[k, negative_word] &= ~bit
    if asked:
        undo_entry(work, stack, frame, coincidence_count)
        return ASK
    for w in range(sets):
        frames[frame, FRAME + sets + w] = 0
    frames[frame, LAYER] = layer
    frames[frame, ASKED_AT] = cuts
    work.layers[layer, CUTS] = cuts
    return DONE


@compiled
def undo_entry(work, stack, frame, coincidence_count):
    """Leave a frame as it was before it entered a layer, for the step to be done again."""
    frames = stack.frames
    for w in range(stack.sets):
        frames[frame, FRAME + w] = 0
    frames[frame, COINCIDENCES] = coincidence_count
    work.counts[TOP_COINCIDENCE] = frames[frame, COINCIDENCE_START] + coincidence_count


@compiled
def add_coincidence(work, stack, frame, slot, unit):
    """Record on the top frame that a unit vanishes on a facet (or on the whole cell)."""
    frames = stack.frames
    coincidences = stack.coincidences
    top = frames[frame, COINCIDENCE_START] + frames[frame, COINCIDENCES]
    if top >= coincidences.shape[0]:
        return False
    coincidences[top, SLOT] = slot
    coincidences[top, UNIT] = unit
    frames[frame, COINCIDENCES] += 1
    work.counts[TOP_COINCIDENCE] = top + 1
    return True


@compiled
def record_touching(work, stack, frame, unit, positive_word, negative_word, bit):
    """Record the facets that lie in the hyperplane of a unit that does not cut the cell."""
    frames = stack.frames
    members = stack.members
    facet_set = FRAME + 2 * stack.sets
    start = frames[frame, START]
    end = start + frames[frame, COUNT]
    for word in range(stack.words):
        facets = frames[frame, facet_set + word]
        vanishes = True
        for k in range(start, end):
            if (members[k, positive_word] | members[k, negative_word]) & bit != 0:
                facets &= ~members[k, MEMBER + word]
                vanishes = False
        if vanishes:
            return add_coincidence(work, stack, frame, np.int64(WHOLE_CELL), unit)
        while facets != 0:
            slot = 64 * word + lowest_bit(facets)
            facets &= facets - 1
            if frames[frame, facet_set + stack.words + slot] == unit:
                continue
            if not add_coincidence(work, stack, frame, slot, unit):
                return False
    return True
