"""Vertices where facets meet, known to a hundred bits, and the box around them."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.pairs import (
    added,
    divided,
    fetched,
    multiplied,
    negative,
    sign_of,
    stored,
)
from polyregions.refinement.vertices.kernel.rounding import INFLATION


@compiled
def gather_rows(rows, facets, begin, end, system):
    """Copy the forms of the listed facets."""
    for r in range(end - begin):
        for c in range(rows.shape[1]):
            stored(system[r], c, fetched(rows[facets[begin + r]], c))


@compiled
def is_alone(system, r, column, inputs):
    """Return whether a row says what one coordinate is: no other is left in it."""
    if system[r, column, 0] == 0.0:
        return False
    for c in range(column + 1, inputs):
        if system[r, c, 0] != 0.0 or system[r, c, 2] != 0.0:
            return False
    return True


@compiled
def eliminate(system, count, inputs):
    """Bring the first rows of a system to triangular form, by rows of the largest pivots.

    Rows that say what one coordinate is come before all others: what is exactly zero by one of the
    domain's bounds shall remain so.
    """
    for column in range(inputs):
        best = column
        best_is_alone = is_alone(system, best, column, inputs)
        for r in range(column + 1, count):
            alone = is_alone(system, r, column, inputs)
            larger = abs(system[r, column, 0]) > abs(system[best, column, 0])
            if (alone and not best_is_alone) or (alone == best_is_alone and larger):
                best = r
                best_is_alone = alone
        if best != column:
            for c in range(column, inputs + 1):
                kept = fetched(system[column], c)
                stored(system[column], c, fetched(system[best], c))
                stored(system[best], c, kept)
        pivot = fetched(system[column], column)
        for r in range(column + 1, count):
            entry = fetched(system[r], column)
            if entry[0] == 0.0 and entry[2] == 0.0:
                continue
            factor = negative(divided(entry, pivot))
            for c in range(column + 1, inputs + 1):
                change = multiplied(factor, fetched(system[column], c))
                stored(system[r], c, added(fetched(system[r], c), change))


@compiled
def solve_corner(system, count, corners, v):
    """Write the point where all forms of a system vanish, whose rank is that of the coordinates."""
    inputs = corners.shape[1]
    eliminate(system, count, inputs)
    for column in range(inputs - 1, -1, -1):
        value = fetched(system[column], inputs)
        for c in range(column + 1, inputs):
            value = added(value, multiplied(fetched(system[column], c), fetched(corners[v], c)))
        stored(corners[v], column, divided(negative(value), fetched(system[column], column)))


@compiled
def lesser(first, second):
    """Return the lesser of two enclosed numbers."""
    difference = added(first, negative(second))
    sign = sign_of(difference)
    if sign != 0:
        return first if sign < 0 else second
    # Either may be the lesser, and the second is as far from the first as their difference says.
    radius = first[2] + abs(difference[0]) + abs(difference[1]) + difference[2]
    return first[0], first[1], radius * INFLATION


@compiled
def write_box(corners, count, is_ray, first, kept, box):
    """Write for each coordinate the least and the negative of the greatest value at vertices."""
    for c in range(corners.shape[1]):
        i = kept[c]
        started = False
        for v in range(count):
            if is_ray[first + v] != 0:
                continue
            x = fetched(corners[v], c)
            opposite = negative(x)
            if started:
                x = lesser(fetched(box[i], 0), x)
                opposite = lesser(fetched(box[i], 1), opposite)
            stored(box[i], 0, x)
            stored(box[i], 1, opposite)
            started = True
