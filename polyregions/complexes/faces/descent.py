"""From the faces of one dimension to those of the next lower one.

Each face is seen from one region that holds it, as a set of generators. The facets of a face are
the largest of its proper intersections with facets of the region that contain a vertex; sets of
numbers of generators tell which of them are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.faces.bit_sets import members_of, sets_of
from polyregions.complexes.faces.incidence import Incidence
from polyregions.refinement import Enumeration, entries_of, starts_of

__all__ = ["Level", "cells_level", "next_level"]

Indices = NDArray[np.int64]
Sets = NDArray[np.uint64]

_PAIRS_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The k faces of one dimension.

    Attributes
    ----------
    regions
        int64 array (k,): a region that holds each face.
    sets
        uint64 array (k, words): its generators, counted within that region.
    generator_offsets, generators
        The numbers of its generators, ascending.
    parents, children
        int64 arrays: pairs, ascending, of a face of the dimension above and one of this in it.
    """

    regions: Indices
    sets: Sets
    generator_offsets: Indices
    generators: Indices
    parents: Indices
    children: Indices

    def __len__(self) -> int:
        return len(self.regions)


def cells_level(incidence: Incidence, numbers: Indices) -> Level:
    """Return the cells as faces, in their order."""
    counts = np.diff(incidence.offsets)
    count = len(counts)
    members = np.arange(len(numbers)) - np.repeat(starts_of(counts), counts)
    sets = sets_of(count, incidence.words, incidence.owners(), members)
    generators = numbers[np.lexsort((numbers, incidence.owners()))]
    nothing = np.zeros(0, dtype=np.int64)
    return Level(np.arange(count), sets, incidence.offsets, generators, nothing, nothing)


def next_level(
    level: Level, enumeration: Enumeration, incidence: Incidence, numbers: Indices
) -> Level:
    """Return the faces of the next lower dimension, in the order of their sets of generators.

    Shorter sets come first, and those of one length in lexicographic order.

    Parameters
    ----------
    level
        All faces of one dimension.
    enumeration, incidence
        The regions and their generators.
    numbers
        The number of each generator of each region.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    vertices = _vertices(incidence)
    found = [*_facets_of_faces(level, enumeration, incidence, vertices)]
    faces = np.concatenate([owners for owners, _ in found])
    sets = np.concatenate([parts for _, parts in found])
    regions = level.regions[faces]
    counts, members = members_of(sets)
    generators = numbers[np.repeat(incidence.offsets[regions], counts) + members]
    owners = np.repeat(np.arange(len(counts)), counts)
    generators = generators[np.lexsort((generators, owners))]
    first, inverse = _distinct(counts, generators)
    order = np.lexsort((inverse, faces))
    kept = counts[first]
    return Level(
        regions=regions[first],
        sets=sets[first],
        generator_offsets=np.concatenate([[0], np.cumsum(kept)]),
        generators=generators[entries_of(starts_of(counts)[first], kept)],
        parents=faces[order],
        children=inverse[order],
    )


def _vertices(incidence: Incidence) -> Sets:
    """Return for each region the set of its generators that are vertices."""
    chosen = np.flatnonzero(~incidence.are_rays)
    owners = incidence.owners()[chosen]
    members = chosen - incidence.offsets[owners]
    return sets_of(len(incidence.offsets) - 1, incidence.words, owners, members)


def _facets_of_faces(
    level: Level, enumeration: Enumeration, incidence: Incidence, vertices: Sets
) -> Iterator[tuple[Indices, Sets]]:
    """Yield facets of some faces after the other: the faces, and sets in the same regions."""
    widths = np.diff(enumeration.facet_offsets)[level.regions]
    # So many pairs of intersections are compared, each in all words.
    work = np.cumsum(widths * widths * incidence.words)
    begin = 0
    while begin < len(level):
        checkpoint()
        done = int(work[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(work, done + _PAIRS_AT_ONCE, side="right")))
        faces = np.arange(begin, end)
        regions, counts = level.regions[faces], widths[faces]
        facets = entries_of(enumeration.facet_offsets[regions], counts)
        owners = np.repeat(faces, counts)
        own = level.sets[owners]
        cut = own & incidence.facets[facets]
        proper = np.any(cut != own, axis=1)
        proper &= np.any(cut & vertices[level.regions[owners]], axis=1)
        owners, cut = owners[proper], cut[proper]
        largest = _largest(owners, cut, begin, end)
        yield owners[largest], cut[largest]
        begin = end


def _largest(owners: Indices, sets: Sets, begin: int, end: int) -> NDArray[np.bool_]:
    """Return which sets lie in no other of the same owner; of equal ones the first."""
    counts = np.bincount(owners - begin, minlength=end - begin)
    sizes = counts[owners - begin]
    left = np.repeat(np.arange(len(owners)), sizes)
    right = entries_of(starts_of(counts)[owners - begin], sizes)
    inside = np.all(sets[left] & ~sets[right] == 0, axis=1)
    equal = np.all(sets[left] == sets[right], axis=1)
    covered = inside & (~equal | (right < left))
    largest = np.ones(len(owners), dtype=bool)
    largest[left[covered]] = False
    return largest


def _distinct(counts: Indices, entries: Indices) -> tuple[Indices, Indices]:
    """Return the first of each distinct row, and the number of each row's class.

    The rows have so many ascending entries each, one row after the other.
    """
    starts = starts_of(counts)
    firsts = []
    inverse = np.empty(len(counts), dtype=np.int64)
    classes = 0
    for count in np.unique(counts).tolist():
        checkpoint()
        own = np.flatnonzero(counts == count)
        rows = entries[starts[own, np.newaxis] + np.arange(count)]
        order = np.lexsort(rows.T[::-1])
        rows = rows[order]
        new = np.ones(len(own), dtype=bool)
        new[1:] = np.any(rows[1:] != rows[:-1], axis=1)
        # The sort is stable: of equal rows the first comes first.
        firsts.append(own[order[new]])
        inverse[own[order]] = classes + np.cumsum(new) - 1
        classes += len(firsts[-1])
    return np.concatenate(firsts), inverse
