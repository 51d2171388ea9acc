"""Allocating, filling and growing the kernel's arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.arrays import Array, NetworkArrays, Output, Stack, Work
from polyregions.refinement.vertices.kernel.reaching import MOST_CUTS
from polyregions.refinement.vertices.kernel.rounding import INFLATION

__all__ = [
    "new_output",
    "new_scratch",
    "new_stack",
    "new_work",
    "roomier",
    "widened",
]


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
