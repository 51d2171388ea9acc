"""The volume and the moments of a bounded region, by its pulling triangulation.

Every face is coned from its first vertex over those of its facets that do not contain it, down to
simplices (B. Büeler, A. Enge, K. Fukuda, "Exact volume computation for polytopes: a practical
study", 2000).  Faces are sets of vertices: which of them lie on which facets of the region is
exact, and all that is not is the sizes of the simplices, whose sum has no cancellation.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.bits import count_ones, lowest_bit, stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.pairs import (
    added,
    divided,
    fetched,
    multiplied,
    negative,
    stored,
)


@compiled
def first_vertex(face):
    """Return the first vertex of a set."""
    for w in range(face.shape[0]):
        if face[w] != 0:
            return 64 * w + lowest_bit(face[w])
    return -1


@compiled
def is_facet_of(face, facets, count, f, apex, dimension):
    """Return whether facet f of the region cuts a face in one of its facets, which f is first to.

    A facet that holds the apex is none: it is left out.  The facets of a face are the largest of
    its proper parts on facets of the region.
    """
    stay_out_of_line()
    words = face.shape[0]
    if (facets[f, apex >> 6] >> (apex & 63)) & 1 != 0:
        return False
    size = 0
    for w in range(words):
        size += count_ones(face[w] & facets[f, w])
    if size < dimension:
        return False
    for g in range(count):
        if g == f:
            continue
        within = True
        equal = True
        whole = True
        for w in range(words):
            mine = face[w] & facets[f, w]
            other = face[w] & facets[g, w]
            within = within and mine & ~other == 0
            equal = equal and mine == other
            whole = whole and other == face[w]
        if within and not whole and (not equal or g < f):
            return False
    return True


@compiled
def extend_minors(minors, level, corners, vertex, apex):
    """Write the minors of level + 1 rows, by their sets of columns, from those of level rows.

    The rows are the differences of vertices and the apex.
    """
    stay_out_of_line()
    inputs = corners.shape[1]
    for columns in range(1 << inputs):
        if count_ones(np.int64(columns)) != level + 1:
            continue
        total = (0.0, 0.0, 0.0)
        positive = True
        for i in range(inputs - 1, -1, -1):
            if (columns >> i) & 1 == 0:
                continue
            step = added(fetched(corners[vertex], i), negative(fetched(corners[apex], i)))
            term = step
            if level > 0:
                term = multiplied(step, fetched(minors[level - 1], columns & ~(1 << i)))
            total = added(total, term if positive else negative(term))
            positive = not positive
        stored(minors[level], columns, total)


@compiled
def add_simplex(corners, minors, chain, sums):
    """Add the size of a simplex, and its size times the sum of its corners less the apex."""
    inputs = corners.shape[1]
    size = fetched(minors[inputs - 1], (1 << inputs) - 1)
    if size[0] < 0.0:
        size = negative(size)
    stored(sums, inputs, added(fetched(sums, inputs), size))
    for i in range(inputs):
        total = (0.0, 0.0, 0.0)
        origin = negative(fetched(corners[chain[0]], i))
        for level in range(1, inputs + 1):
            total = added(total, added(fetched(corners[chain[level]], i), origin))
        stored(sums, i, added(fetched(sums, i), multiplied(size, total)))


@compiled
def pull(corners, facets, count, faces, next_facet, chain, minors, sums):
    """Add up the simplices of a region; return how many they are.

    Parameters
    ----------
    corners
        Its vertices.
    facets
        (facets, words): the sets of vertices of its facets.
    count
        The number of its facets.
    faces
        (inputs + 1, words): scratch; the first is the set of all vertices.
    next_facet, chain, minors
        Scratch.
    sums
        (inputs + 1, 3): the moments, and the sum of n! times the sizes, 0 before.
    """
    inputs = corners.shape[1]
    words = faces.shape[1]
    simplices = 0
    level = 0
    next_facet[0] = 0
    chain[0] = first_vertex(faces[0])
    while level >= 0:
        dimension = inputs - level
        if dimension == 1:
            # An edge: the other of its ends.
            for w in range(words):
                rest = faces[level, w]
                while rest != 0:
                    vertex = 64 * w + lowest_bit(rest)
                    rest &= rest - 1
                    if vertex != chain[level]:
                        chain[inputs] = vertex
            extend_minors(minors, inputs - 1, corners, chain[inputs], chain[0])
            add_simplex(corners, minors, chain, sums)
            simplices += 1
            level -= 1
            continue
        f = next_facet[level]
        while f < count and not is_facet_of(
            faces[level], facets, count, f, chain[level], dimension
        ):
            f += 1
        next_facet[level] = f + 1
        if f == count:
            level -= 1
            continue
        level += 1
        next_facet[level] = 0
        for w in range(words):
            faces[level, w] = faces[level - 1, w] & facets[f, w]
        chain[level] = first_vertex(faces[level])
        extend_minors(minors, level - 1, corners, chain[level], chain[0])
    return simplices


@compiled
def finish(corners, chain, sums, volume, centroid):
    """Write the volume and the centroid from the sums."""
    inputs = corners.shape[1]
    size = fetched(sums, inputs)
    factorial = 1.0
    for i in range(2, inputs + 1):
        factorial *= i
    result = divided(size, (factorial, 0.0, 0.0))
    for part in range(3):
        volume[part] = result[part]
    weights = multiplied(size, (inputs + 1.0, 0.0, 0.0))
    for i in range(inputs):
        shift = divided(fetched(sums, i), weights)
        stored(centroid, i, added(fetched(corners[chain[0]], i), shift))
