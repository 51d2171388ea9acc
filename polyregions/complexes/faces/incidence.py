"""The vertices and rays of all regions, and on which facets of its region each of them lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures
from polyregions.budgets import checkpoint, in_time
from polyregions.complexes.faces.bit_sets import BITS, sets_of
from polyregions.complexes.places import have_facets, places_of
from polyregions.polytopes import HPolytope, incident_generators
from polyregions.refinement import Enumeration, RegionGenerators, entries_of, starts_of

__all__ = ["Incidence", "incidence"]

Indices = NDArray[np.int64]

_MOST_GENERATORS = 1 << 13  # of a region; the time to find them grows with the third power


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The generators of N regions, those of each for itself, and the facets they lie on.

    A vertex that is one of several regions occurs in each of them. Of regions that contain lines
    one vertex stands for each minimal face.

    Attributes
    ----------
    offsets
        int64 array (N + 1,): the generators of region i are ``offsets[i]:offsets[i + 1]``.
    are_rays
        bool array (G,).
    facets
        uint64 array (F, words): for each facet of an enumeration the set of generators of its
        region that lie on it, counted within the region.
    corners
        Enclosures (G, n0): the coordinates of vertices, enclosed where the regions have no lines.
    """

    offsets: Indices
    are_rays: NDArray[np.bool_]
    facets: NDArray[np.uint64]
    corners: Enclosures

    @property
    def words(self) -> int:
        """The number of words of a set of generators."""
        return int(self.facets.shape[1])

    def owners(self) -> Indices:
        """Return the region of each generator."""
        counts = np.diff(self.offsets)
        return np.repeat(np.arange(len(counts)), counts)


def incidence(
    inputs: int,
    enumeration: Enumeration,
    parts: Iterable[tuple[RegionGenerators, Enclosures]],
    polytope: Callable[[int], HPolytope],
) -> Incidence:
    """Gather the generators of all regions.

    Parameters
    ----------
    inputs
        The dimension n0.
    enumeration
        The regions.
    parts
        Generators of some of them, and perhaps of other regions, as a search has met them, with
        their coordinates.
    polytope
        Returns a region by its index: of the others the generators are found one by one.

    Raises
    ------
    TooLargeError
        If one of those has too many.
    OutOfTime
        If the time is up before.
    """
    found: list[_Part] = []
    known = np.zeros(len(enumeration), dtype=bool)
    for part, corners in parts:
        checkpoint()
        places = places_of(enumeration.patterns, part.patterns)
        own = np.flatnonzero(places >= 0)
        own = own[have_facets(enumeration, part, own, places[own])]
        own = own[~known[places[own]]]
        known[places[own]] = True
        # With lines they are written in fewer coordinates.
        complete = corners.parts.shape[1] == inputs
        enclosed = corners if complete else _nothing(len(part.points), inputs)
        found.append(_of_search(enumeration, part, enclosed, own, places[own]))
    found += _one_by_one(enumeration, np.flatnonzero(~known), polytope)
    return _put_together(enumeration, found)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The generators of some regions.

    Attributes
    ----------
    regions, counts
        The regions, and how many generators each has.
    are_rays
        Which of these are rays.
    facets, positions
        Pairs: a facet of the enumeration, and a generator on it, counted within its region.
    corners
        float64 array (g, n0, 3): the coordinates, enclosed.
    """

    regions: Indices
    counts: Indices
    are_rays: NDArray[np.bool_]
    facets: Indices
    positions: Indices
    corners: NDArray[np.float64]


def _of_search(
    enumeration: Enumeration,
    part: RegionGenerators,
    corners: Enclosures,
    own: Indices,
    places: Indices,
) -> _Part:
    counts = np.diff(part.generator_offsets)[own]
    generators = entries_of(part.generator_offsets[own], counts)
    on_facets = np.diff(part.incidence_offsets)[generators]
    local = part.incidences[entries_of(part.incidence_offsets[generators], on_facets)]
    first = np.repeat(enumeration.facet_offsets[places], counts)
    positions = np.arange(len(generators)) - np.repeat(starts_of(counts), counts)
    return _Part(
        regions=places,
        counts=counts,
        are_rays=part.points[generators, -1] == 0.0,
        facets=np.repeat(first, on_facets) + local,
        positions=np.repeat(positions, on_facets),
        corners=corners.parts[generators],
    )


def _nothing(count: int, inputs: int) -> Enclosures:
    """Return coordinates of which nothing is known."""
    return Enclosures(np.full((count, inputs, 3), np.nan))


def _one_by_one(
    enumeration: Enumeration, regions: Indices, polytope: Callable[[int], HPolytope]
) -> Iterator[_Part]:
    for region in in_time(regions.tolist()):
        generators, on_rows = incident_generators(polytope(region), _MOST_GENERATORS)
        first = int(enumeration.facet_offsets[region])
        pairs = [
            (first + row, position)
            for row, members in enumerate(on_rows)
            for position in range(len(generators))
            if members >> position & 1
        ]
        facets, positions = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        yield _Part(
            regions=np.array([region]),
            counts=np.array([len(generators)]),
            are_rays=np.array([generator[-1] == 0 for generator in generators], dtype=bool),
            facets=facets,
            positions=positions,
            corners=_nothing(len(generators), len(generators[0]) - 1).parts,
        )


def _put_together(enumeration: Enumeration, found: list[_Part]) -> Incidence:
    def column(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in found])

    regions, counts = column("regions"), column("counts")
    order = np.argsort(regions)
    offsets = np.concatenate([[0], np.cumsum(counts[order])])
    reordered = entries_of(starts_of(counts)[order], counts[order])
    words = -(-int(counts.max(initial=1)) // BITS)
    facets = sets_of(
        len(enumeration.facet_hyperplanes), words, column("facets"), column("positions")
    )
    corners = Enclosures(column("corners")[reordered])
    return Incidence(offsets, column("are_rays")[reordered], facets, corners)
