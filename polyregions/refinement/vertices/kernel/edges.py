"""The edges of a cell that cross a hyperplane, and the signs of units where they cross."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    EDGE_FROM,
    EDGE_TO,
    FIRST,
    FRAME,
    FRESH,
    MEMBER,
    PLACED,
    TOP_POOL,
)
from polyregions.refinement.vertices.kernel.bits import count_ones, lowest_bit
from polyregions.refinement.vertices.kernel.compilation import compiled, inlined
from polyregions.refinement.vertices.kernel.generators import place_generator
from polyregions.refinement.vertices.kernel.rounding import UNDECIDED
from polyregions.refinement.vertices.kernel.signs import prove_sign

HASH_FACTOR = np.int64(0x9E3779B97F4A7C15 - 2**64)


@compiled
def sort_sides(stack, start, end, word, bit):
    """List the members strictly on either side of a unit, with their numbers of facets."""
    members = stack.members
    sides = stack.sides
    words = stack.words
    positives = 0
    negatives = 0
    for k in range(start, end):
        side = -1
        if members[k, MEMBER + words + word] & bit != 0:
            side = 0
            place = positives
            positives += 1
        elif members[k, MEMBER + words + stack.sets + word] & bit != 0:
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
def are_simple(sides, positives, negatives, inputs):
    """Return whether all generators strictly on either side lie on just `inputs` facets."""
    simple = True
    for i in range(positives):
        if sides[2, i] != inputs:
            simple = False
    for j in range(negatives):
        if sides[3, j] != inputs:
            simple = False
    return simple


@compiled
def hash_without(members, k, words, word, bit, size):
    """Return where to look for a generator's facets but one in a table of 2**n places."""
    key = np.int64(0)
    for w in range(words):
        part = members[k, MEMBER + w]
        if w == word:
            part &= ~bit
        key = (key ^ part) * HASH_FACTOR
        key ^= key >> 29
    return key & (size - 1)


@compiled
def find_simple_edges(members, words, inputs, positives, negatives, sides, fresh, table):
    """List the edges that join the two sides where all generators are simple, as `find_edges` does.

    An edge is given by the facets of an end but one, of which no third generator has all: those of
    the negative side are put in a table, and those of the positive side looked up.
    """
    size = 64
    while size < 2 * inputs * negatives:
        size *= 2
    if size > table.shape[0]:
        return -1
    for place in range(size):
        table[place] = 0
    for j in range(negatives):
        b = sides[1, j]
        for w in range(words):
            facets = members[b, MEMBER + w]
            while facets != 0:
                slot = 64 * w + lowest_bit(facets)
                bit = facets & -facets
                facets &= facets - 1
                place = hash_without(members, b, words, w, bit, size)
                while table[place] != 0:
                    place = (place + 1) & (size - 1)
                table[place] = (j << 16 | slot) + 1
    made = 0
    for i in range(positives):
        a = sides[0, i]
        for w in range(words):
            facets = members[a, MEMBER + w]
            while facets != 0:
                if made >= fresh.shape[0]:
                    return -1
                bit = facets & -facets
                facets &= facets - 1
                place = hash_without(members, a, words, w, bit, size)
                while table[place] != 0:
                    b = sides[1, (table[place] - 1) >> 16]
                    slot = (table[place] - 1) & 0xFFFF
                    place = (place + 1) & (size - 1)
                    equal = True
                    for v in range(words):
                        first = members[a, MEMBER + v]
                        second = members[b, MEMBER + v]
                        if v == w:
                            first &= ~bit
                        if v == slot >> 6:
                            second &= ~(np.int64(1) << (slot & 63))
                        if first != second:
                            equal = False
                        fresh[made, FRESH + v] = first
                    if equal:
                        fresh[made, EDGE_FROM] = a
                        fresh[made, EDGE_TO] = b
                        fresh[made, PLACED] = 0
                        made += 1
                        break
    return made


@inlined
def decide_fresh(net, work, stack, frame, layer, cutting, word, bit, made):
    """Decide the signs of the remaining units at the fresh generators, False if any is asked.

    On an edge between signs a and b the sign is known unless a = -b != 0.
    """
    members = stack.members
    fresh = stack.fresh
    words = stack.words
    sets = stack.sets
    first = work.layers[layer, FIRST]
    decided = True
    for m in range(made):
        a = fresh[m, EDGE_FROM]
        b = fresh[m, EDGE_TO]
        p = work.counts[TOP_POOL] + m
        for w in range(sets):
            remaining = stack.frames[frame, FRAME + w]
            if w == word:
                remaining &= ~bit
            place = MEMBER + words + w
            positive = (members[a, place] | members[b, place]) & remaining
            negative = (members[a, place + sets] | members[b, place + sets]) & remaining
            unknown = positive & negative
            positive &= ~unknown
            negative &= ~unknown
            if unknown != 0 and fresh[m, PLACED] == 0:
                place_generator(net, work, stack, frame, m, layer, cutting, p)
            while unknown != 0:
                single = unknown & -unknown
                unit = work.cut_units[first + 64 * w + lowest_bit(unknown)]
                unknown &= unknown - 1
                sign = prove_sign(
                    net, work, stack, frame, layer, unit, fresh, m, np.int64(FRESH), cutting, p, a,
                    b,
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
