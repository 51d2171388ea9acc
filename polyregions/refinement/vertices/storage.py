"""Allocating, filling and growing the kernel's arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from polyregions.arithmetic import IntegerVector
from polyregions.refinement.vertices.float_parameters import rounded
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.arrays import Array, NetworkArrays, Output, Stack, Work
from polyregions.refinement.vertices.kernel.reaching import MOST_CUTS
from polyregions.refinement.vertices.kernel.rounding import INFLATION
from polyregions.refinement.vertices.kernel.zeros import EXACT_ZERO
from polyregions.refinement.vertices.start_cells import StartCell

__all__ = [
    "StoredCell",
    "copied",
    "new_output",
    "new_stack",
    "new_work",
    "parted",
    "push_cell",
    "roomier",
    "stored_start_cells",
]


@dataclass(frozen=True, slots=True, eq=False)
class StoredCell:
    """A cell from which a search can start, in this process or another.

    Attributes
    ----------
    active
        The activations of the units that carry its facets; of the others 0.
    generators
        Its generators, as in the kernel's pool.
    facets
        Incident facets of each generator, as bits.
    used
        The facet slots in use, as bits.
    slots
        The hyperplane of each slot.
    """

    active: Array
    generators: Array
    facets: Array
    used: Array
    slots: Array


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
            active=active,
            generators=np.array([known[generator] for generator in cell.generators]),
            facets=np.array([_words(on, facet_words) for on in cell.incidence], dtype=np.int64),
            used=np.array(_words(range(len(cell.facets)), facet_words), dtype=np.int64),
            slots=slots,
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


def new_work(net: NetworkArrays, facet_words: int) -> Work:
    """Allocate the buffers of a branch, with the first layer's hyperplanes in place."""
    widest = net.bias.shape[1]
    units = len(net.units)
    norms = np.full((2, net.depth, net.dimension), np.inf)
    norms[arrays.ERROR, :1] = (
        np.hypot.reduce(net.planes[arrays.ERROR, :-1][:1], axis=-1) * INFLATION
    )
    return Work(
        layers=net.layers.copy(),
        planes=net.planes.copy(),
        norms=norms,
        sharp=np.zeros((0, 0, 0, 0)),
        active=np.zeros(units, dtype=np.uint8),
        cut_units=np.zeros(units, dtype=np.int64),
        values=np.zeros((64, widest)),
        summary=np.zeros((5, widest)),
        reached=np.zeros((3, max(widest, 1 << MOST_CUTS))),
        scratch=new_scratch(net, facet_words),
        counts=np.zeros(arrays.COUNTS, dtype=np.int64),
    )


def new_stack(net: NetworkArrays, facet_words: int) -> Stack:
    """Allocate an empty stack."""
    sizes = np.bincount(net.units[:, arrays.LAYER_OF], weights=net.units[:, arrays.RELU])
    sets = max(1, -(-int(sizes.max(initial=0)) // 64))

    def words(*shape: int) -> Array:
        return np.zeros(shape, dtype=np.int64)

    return Stack(
        words=facet_words,
        sets=sets,
        frames=words(64, arrays.FRAME + 2 * sets + 65 * facet_words),
        members=words(1024, arrays.MEMBER + facet_words + 2 * sets),
        fresh=words(64, arrays.FRESH + facet_words + 2 * sets),
        sides=words(4, 64),
        pool=np.zeros((1024, net.dimension + 2)),
        coincidences=words(1024, 2),
        queries=words(256, arrays.QUERY + facet_words),
        table=words(1024),
    )


def roomier(net: NetworkArrays, work: Work, stack: Stack) -> tuple[Work, Stack]:
    """Return the arrays of a search that has run out of room, larger, contents kept."""
    frame = stack.frames[work.counts[arrays.TOP_FRAME] - 1]
    start = facet_set(stack)
    if np.all(frame[start : start + stack.words] == -1):
        stack = widened(stack)
        return work._replace(scratch=new_scratch(net, stack.words)), stack
    values = np.zeros((2 * len(work.values), work.values.shape[1]))
    return work._replace(values=values), grown(stack)


def grown(stack: Stack) -> Stack:
    """Return the stack with every array but that of the queries twice as long, contents kept."""

    def longer(array: Array, axis: int = 0) -> Array:
        return np.concatenate([array, np.zeros_like(array)], axis=axis)

    return stack._replace(
        frames=longer(stack.frames),
        members=longer(stack.members),
        fresh=longer(stack.fresh),
        sides=longer(stack.sides, axis=1),
        pool=longer(stack.pool),
        coincidences=longer(stack.coincidences),
        table=longer(stack.table),
    )


def widened(stack: Stack) -> Stack:
    """Return the stack with facet sets of twice as many words."""
    words = stack.words
    start = facet_set(stack)

    def inserted(array: Array, place: int, columns: int) -> Array:
        zeros = np.zeros((len(array), columns), dtype=array.dtype)
        return np.concatenate([array[:, :place], zeros, array[:, place:]], axis=1)

    frames = inserted(stack.frames, start + words, words)
    return stack._replace(
        words=2 * words,
        frames=inserted(frames, frames.shape[1], 64 * words),
        members=inserted(stack.members, arrays.MEMBER + words, words),
        fresh=inserted(stack.fresh, arrays.FRESH + words, words),
        queries=inserted(stack.queries, stack.queries.shape[1], words),
    )


def new_scratch(net: NetworkArrays, facet_words: int) -> Array:
    """Allocate room for the hyperplanes that may meet in a generator."""
    return np.zeros((arrays.SCRATCH, 64 * facet_words + net.dimension + 1, net.dimension))


def new_output(net: NetworkArrays, regions: int, with_generators: bool = False) -> Output:
    """Allocate room for about so many regions and their facets, and their generators if wanted."""
    facets = regions * 2 * net.dimension + 64 * 64
    bits = int(net.units[:, arrays.BIT].max(initial=-1)) + 1
    generators = facets * net.dimension if with_generators else 0
    return Output(
        patterns=np.zeros((regions, -(-bits // 8)), dtype=np.uint8),
        points=np.zeros((regions, max(net.dimension - 1, 1))),
        facet_offsets=np.zeros(regions + 1, dtype=np.int64),
        facet_hyperplanes=np.zeros(facets, dtype=np.int32),
        facet_keys=np.zeros(facets, dtype=np.int64),
        unit_offsets=np.zeros(facets + 1, dtype=np.int64),
        facet_units=np.zeros(2 * facets, dtype=np.int32),
        generator_offsets=np.zeros(regions + 1, dtype=np.int64),
        generators=np.zeros((generators, net.dimension + 1)),
        incidence_offsets=np.zeros(generators + 1, dtype=np.int64),
        incidences=np.zeros(generators * net.dimension, dtype=np.int32),
    )


def push_cell(stack: Stack, work: Work, cell: StoredCell) -> Stack:
    """Put a stored cell on an empty stack, whose facet sets may have more words."""
    count, words = cell.facets.shape
    while count > min(len(stack.pool), len(stack.members), stack.sides.shape[1]):
        stack = grown(stack)
    frame = stack.frames[0]
    frame[:] = 0
    frame[arrays.LAYER] = -1
    frame[arrays.COUNT] = count
    slots = facet_set(stack) + stack.words
    frame[facet_set(stack) : facet_set(stack) + words] = cell.used
    frame[slots : slots + len(cell.slots)] = cell.slots
    members = stack.members[:count]
    members[:] = 0
    members[:, arrays.POOL] = np.arange(count)
    members[:, arrays.MEMBER : arrays.MEMBER + words] = cell.facets
    stack.pool[:count] = cell.generators
    work.active[:] = cell.active
    work.layers[:, arrays.CUTS] = 0
    counts = work.counts
    counts[: arrays.REGIONS] = 0
    counts[arrays.TOP_FRAME] = 1
    counts[arrays.TOP_MEMBER] = count
    counts[arrays.TOP_POOL] = count
    return stack


def copied(work: Work, stack: Stack) -> tuple[Work, Stack]:
    """Copy the arrays of a search."""
    copies = {name: getattr(stack, name).copy() for name in Stack._fields if name not in _SIZES}
    return Work(*(array.copy() for array in work)), stack._replace(**copies)


def parted(work: Work, stack: Stack) -> tuple[tuple[Work, Stack], tuple[Work, Stack]] | None:
    """Part the cells of a paused search: the lowest quarter of the stack, and the others.

    The lowest cells are the oldest and largest. The others keep the arrays. None where there is
    but one cell.

    Notes
    -----
    All cells on a stack belong to one branch: what a lower one needs of the branch (the activations
    and hyperplanes of the layers that have cut it) is what it was when that cell was made, for the
    cells above have gone on from there. So both parts start with the same buffers.
    """
    top = int(work.counts[arrays.TOP_FRAME])
    if top < 2:
        return None
    lowest = max(1, top // 4)
    lower_work, lower_stack = copied(work, stack)
    counts, frame = lower_work.counts, stack.frames[lowest]
    counts[arrays.TOP_FRAME] = lowest
    counts[arrays.TOP_MEMBER] = frame[arrays.RESTORE_MEMBERS]
    counts[arrays.TOP_POOL] = frame[arrays.RESTORE_POOL]
    counts[arrays.TOP_COINCIDENCE] = frame[arrays.RESTORE_COINCIDENCES]
    counts[arrays.TOP_QUERY] = counts[arrays.QUERY_CURSOR] = 0
    stack.frames[: top - lowest] = stack.frames[lowest:top].copy()
    work.counts[arrays.TOP_FRAME] = top - lowest
    return (lower_work, lower_stack), (work, stack)


_SIZES = ("words", "sets")
_WORD = (1 << 64) - 1


def facet_set(stack: Stack) -> int:
    """Return the column of frames where the facet set starts; the slots follow."""
    return arrays.FRAME + 2 * stack.sets


def members_of(words: Sequence[int] | Array) -> list[int]:
    """Return the positions of the set bits."""
    found = []
    for w, word in enumerate(words):
        bits = int(word) & _WORD
        while bits:
            lowest = bits & -bits
            found.append(64 * w + lowest.bit_length() - 1)
            bits ^= lowest
    return found
