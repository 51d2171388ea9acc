"""Parts of a complex whose walls can be chosen independently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.fans import holders_of
from polyregions.complexes.convexity.fewest_cells import Part
from polyregions.complexes.convexity.walls import Crossing, Surroundings
from polyregions.refinement import component_labels, entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["open_ridges", "parts_of"]

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


def open_ridges(lattice: FaceLattice, optional: Flags) -> Indices:
    """Return the ridges inside the domain that lie in a facet which may be a wall or not."""
    dimension = lattice.complex.network.inputs - 1
    if dimension - 1 not in lattice.dimensions:
        return np.zeros(0, dtype=np.int64)
    facets, ridges = lattice.faces(dimension), lattice.faces(dimension - 1)
    near = np.zeros(len(ridges), dtype=bool)
    near[facets.facets[np.repeat(optional, np.diff(facets.facet_offsets))]] = True
    return np.flatnonzero(near & ~ridges.are_on_boundary)


def parts_of(
    lattice: FaceLattice, optional: Flags, around: Iterable[Surroundings]
) -> list[Part]:
    """Return the parts in which some angle is half a turn or more.

    In all others no facet need be a wall, and a complex without them has the fewest cells.

    Parameters
    ----------
    lattice
        The faces of the complex.
    optional
        Which facets may be walls or not.
    around
        The ridges of :func:`open_ridges`.
    """
    linking = [near for near in around if near.crossing is not Crossing.SETTLED]
    chosen = [[near.fan.facets[i] for i in near.optional] for near in linking]
    first = [facets[0] for facets in chosen for _ in facets]
    labels = component_labels(len(optional), first, [f for facets in chosen for f in facets])
    of_part: dict[int, list[Surroundings]] = defaultdict(list)
    for near, facets in zip(linking, chosen, strict=True):
        of_part[int(labels[facets[0]])].append(near)
    wide = [
        label
        for label, members in of_part.items()
        if any(near.crossing is Crossing.WIDE for near in members)
    ]
    smaller = _smaller_faces(lattice, optional, labels, np.array(wide, dtype=np.int64))
    facets = np.flatnonzero(optional)
    return [
        Part(
            tuple(facets[labels[facets] == label].tolist()),
            tuple(of_part[label]),
            tuple(tuple(faces[label]) for faces in smaller),
        )
        for label in wide
    ]


def _smaller_faces(
    lattice: FaceLattice, optional: Flags, labels: Indices, wide: Indices
) -> list[dict[int, list[tuple[int, ...]]]]:
    """Return for each dimension below n0 - 2 the faces of each part, by the facets around them."""
    inputs = lattice.complex.network.inputs
    found: list[dict[int, list[tuple[int, ...]]]] = []
    facets = lattice.faces(inputs - 1)
    held = np.arange(len(facets) + 1), np.arange(len(facets))
    for dimension in range(inputs - 2, lattice.dimensions[0] - 1, -1):
        faces = lattice.faces(dimension)
        held = _composed(holders_of(lattice.faces(dimension + 1), len(faces)), held)
        if dimension == inputs - 2:
            continue
        offsets, holders = held
        free = np.logical_and.reduceat(optional[holders], offsets[:-1]) & ~faces.are_on_boundary
        free &= np.isin(labels[holders[offsets[:-1]]], wide)
        by_part: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for face in np.flatnonzero(free).tolist():
            around = holders[offsets[face] : offsets[face + 1]].tolist()
            by_part[int(labels[around[0]])].append(tuple(around))
        found.append(by_part)
    return found


def _composed(
    lower: tuple[Indices, Indices], upper: tuple[Indices, Indices]
) -> tuple[Indices, Indices]:
    """Return which facets hold each face, from the faces that hold it and the facets of these."""
    offsets, holders = lower
    counts = np.diff(upper[0])[holders]
    facets = upper[1][entries_of(upper[0][holders], counts)]
    owners = np.repeat(np.repeat(np.arange(len(offsets) - 1), np.diff(offsets)), counts)
    pairs = np.unique(np.stack([owners, facets]), axis=1)
    return np.searchsorted(pairs[0], np.arange(len(offsets))), pairs[1]
