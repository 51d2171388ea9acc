"""Cells taken off the stack of a search, from which another search can start."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from polyregions.arithmetic import IntegerVector
from polyregions.refinement.vertices.float_parameters import rounded
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.arrays import Array, NetworkArrays, Stack, Work
from polyregions.refinement.vertices.kernel.zeros import EXACT_ZERO
from polyregions.refinement.vertices.start_cells import StartCell
from polyregions.refinement.vertices.storage import facet_set, grown, new_scratch, widened

__all__ = [
    "StoredCell",
    "float_generator",
    "given_away",
    "pop",
    "push_cell",
    "stored_cell",
    "stored_cells",
    "stored_start_cells",
]


@dataclass(frozen=True, slots=True, eq=False)
class StoredCell:
    """A cell from which a search can start, in this process or another.

    Attributes
    ----------
    layer
        The last layer whose units cut it, -1 for a start cell.
    active
        The activations of the units of the layers before, and of those of its own layer that do
        not cut what entered it; of a start cell those that carry its facets. Of the others 0.
    cut_units
        The units of its layer that cut what entered it.
    unit_sets
        Which of these still cut the cell, and which of the others are active on it, as bits.
    generators
        Its generators, as in the kernel's pool.
    facets
        Incident facets of each generator, as bits.
    signs
        The cutting units positive at each generator, and those negative there, as bits.
    used
        The facet slots in use, as bits.
    slots
        The hyperplane of each slot.
    coincidences
        What else vanishes on facets, as the kernel records it.
    """

    layer: int
    active: Array
    cut_units: Array
    unit_sets: Array
    generators: Array
    facets: Array
    signs: Array
    used: Array
    slots: Array
    coincidences: Array


def stored_start_cells(
    cells: Sequence[StartCell], integer: bool, units: int, facet_words: int
) -> Iterator[StoredCell]:
    """Write exact start cells, of which generators may recur, in float64."""
    known: dict[IntegerVector, tuple[float, ...]] = {}
    for cell in cells:
        for generator in cell.generators:
            if generator not in known:
                known[generator] = _stored_generator(generator, integer)
        active = np.zeros(units, dtype=np.uint8)
        active[list(cell.active)] = 1
        slots = np.zeros(64 * facet_words, dtype=np.int64)
        slots[: len(cell.facets)] = cell.facets
        yield StoredCell(
            layer=-1,
            active=active,
            cut_units=np.zeros(0, dtype=np.int64),
            unit_sets=np.zeros(0, dtype=np.int64),
            generators=np.array([known[generator] for generator in cell.generators]),
            facets=np.array([_words(on, facet_words) for on in cell.incidence], dtype=np.int64),
            signs=np.zeros((len(cell.generators), 0), dtype=np.int64),
            used=np.array(_words(range(len(cell.facets)), facet_words), dtype=np.int64),
            slots=slots,
            coincidences=np.zeros((0, 2), dtype=np.int64),
        )


def _stored_generator(generator: IntegerVector, integer: bool) -> tuple[float, ...]:
    if integer and all(abs(entry) < 2**52 for entry in generator):
        return (*map(float, generator), 0.0, arrays.EXACT)
    point, error = float_generator(generator)
    return (*point, error, arrays.INTERPOLATED)


def float_generator(generator: IntegerVector) -> tuple[list[float], float]:
    """Return a generator with w = 1 (a ray: with its largest entry 1) and its error bound.

    A vertex beyond floats has no coordinates and an infinite error: its signs are left to integers.
    """
    scale = generator[-1] or max(map(abs, generator))
    point = [rounded(entry, scale, 0) + 0.0 if entry else EXACT_ZERO for entry in generator[:-1]]
    point.append(1.0 if generator[-1] else 0.0)
    if not all(map(math.isfinite, point)):
        return [math.nan] * (len(generator) - 1) + [1.0], math.inf
    if all(map(_equal, point, generator, repeat(scale))):
        return point, 0.0
    return point, max(map(abs, point)) * 2.0**-51 + 2.0**-1000


def _equal(value: float, numerator: int, denominator: int) -> bool:
    top, bottom = value.as_integer_ratio()
    return top * denominator == numerator * bottom


def _words(bits: Iterable[int], words: int) -> list[int]:
    """Return a set as words of 64 bits, each the signed integer of these bits."""
    values = [0] * words
    for bit in bits:
        values[bit >> 6] |= 1 << (bit & 63)
    return [value - (value >> 63 << 64) for value in values]


def stored_cells(work: Work, stack: Stack, count: int) -> list[StoredCell]:
    """Return copies of the lowest cells on the stack of a paused search, the lowest first.

    Notes
    -----
    All cells on a stack belong to one branch: what a lower one needs of the branch (the activations
    of the layers that have cut it) is what it was when that cell was made, for the cells above have
    gone on from there.
    """
    return [stored_cell(work, stack, frame) for frame in stack.frames[:count]]


def stored_cell(work: Work, stack: Stack, frame: Array) -> StoredCell:
    """Return a copy of the cell of one frame of a paused search."""
    layer = int(frame[arrays.LAYER])
    active = work.active.copy()
    cut_units = np.zeros(0, dtype=np.int64)
    if layer >= 0:
        first = work.layers[layer, arrays.FIRST]
        active[first + work.layers[layer, arrays.WIDTH] :] = 0
        cut_units = work.cut_units[first : first + work.layers[layer, arrays.CUTS]].copy()
        active[cut_units] = 0
    facets, slots = facet_set(stack), facet_set(stack) + stack.words
    start, coincidence = frame[arrays.START], frame[arrays.COINCIDENCE_START]
    members = stack.members[start : start + frame[arrays.COUNT]]
    signs = arrays.MEMBER + stack.words
    return StoredCell(
        layer=layer,
        active=active,
        cut_units=cut_units,
        unit_sets=frame[arrays.FRAME : facets].copy(),
        generators=stack.pool[members[:, arrays.POOL]],
        facets=members[:, arrays.MEMBER : signs].copy(),
        signs=members[:, signs:].copy(),
        used=frame[facets:slots].copy(),
        slots=frame[slots:].copy(),
        coincidences=stack.coincidences[coincidence:][: frame[arrays.COINCIDENCES]].copy(),
    )


def push_cell(net: NetworkArrays, work: Work, stack: Stack, cell: StoredCell) -> tuple[Work, Stack]:
    """Put a stored cell on an empty stack, and let the branch be the cell's; make room for it."""
    count, words = cell.facets.shape
    while stack.words < words:
        stack = widened(stack)
        work = work._replace(scratch=new_scratch(net, stack.words))
    room = len(stack.pool), len(stack.members), stack.sides.shape[1], len(stack.coincidences)
    while max(count, len(cell.coincidences)) > min(room):
        stack = grown(stack)
        room = len(stack.pool), len(stack.members), stack.sides.shape[1], len(stack.coincidences)
    facets = facet_set(stack)
    slots, signs = facets + stack.words, arrays.MEMBER + stack.words
    frame = stack.frames[0]
    frame[:] = 0
    frame[arrays.LAYER] = cell.layer
    frame[arrays.COUNT] = count
    frame[arrays.COINCIDENCES] = len(cell.coincidences)
    frame[arrays.ASKED_AT] = len(cell.cut_units)
    frame[arrays.FRAME : arrays.FRAME + len(cell.unit_sets)] = cell.unit_sets
    frame[facets : facets + words] = cell.used
    frame[slots : slots + len(cell.slots)] = cell.slots
    members = stack.members[:count]
    members[:] = 0
    members[:, arrays.POOL] = np.arange(count)
    members[:, arrays.MEMBER : arrays.MEMBER + words] = cell.facets
    members[:, signs : signs + cell.signs.shape[1]] = cell.signs
    stack.pool[:count] = cell.generators
    stack.coincidences[: len(cell.coincidences)] = cell.coincidences
    work.active[:] = cell.active
    work.layers[:, arrays.CUTS] = 0
    if cell.layer >= 0:
        first = work.layers[cell.layer, arrays.FIRST]
        work.layers[cell.layer, arrays.CUTS] = len(cell.cut_units)
        work.cut_units[first : first + len(cell.cut_units)] = cell.cut_units
    counts = work.counts
    counts[: arrays.REGIONS] = 0
    counts[arrays.TOP_FRAME] = 1
    counts[arrays.TOP_MEMBER] = counts[arrays.TOP_POOL] = count
    counts[arrays.TOP_COINCIDENCE] = len(cell.coincidences)
    counts[arrays.STALE_LAYERS] = cell.layer + 1
    return work, stack


def pop(work: Work, stack: Stack) -> None:
    """Drop the top cell of a paused search."""
    counts = work.counts
    frame = stack.frames[counts[arrays.TOP_FRAME] - 1]
    counts[arrays.TOP_MEMBER] = frame[arrays.RESTORE_MEMBERS]
    counts[arrays.TOP_POOL] = frame[arrays.RESTORE_POOL]
    counts[arrays.TOP_COINCIDENCE] = frame[arrays.RESTORE_COINCIDENCES]
    counts[arrays.TOP_QUERY] = counts[arrays.QUERY_CURSOR] = 0
    counts[arrays.TOP_FRAME] -= 1


def given_away(work: Work, stack: Stack) -> list[StoredCell]:
    """Take the lowest quarter of the cells off the stack of a paused search, the lowest first.

    The lowest cells are the oldest and largest. One is left at least; none is taken from one.
    """
    top = int(work.counts[arrays.TOP_FRAME])
    if top < 2:
        return []
    lowest = max(1, top // 4)
    cells = stored_cells(work, stack, lowest)
    stack.frames[: top - lowest] = stack.frames[lowest:top].copy()
    work.counts[arrays.TOP_FRAME] = top - lowest
    return cells
