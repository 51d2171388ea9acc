"""Parts of a complex whose walls can be chosen independently."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.crossings import Crossing, Surroundings
from polyregions.complexes.convexity.fans import holders_of
from polyregions.complexes.convexity.wall_program import Part
from polyregions.complexes.convexity.walls import Walls
from polyregions.refinement import component_labels, entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["parts_of"]

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


def parts_of(walls: Walls) -> list[Part]:
    """Return the parts of a complex in which some angle is half a turn or more.

    In all others no facet need be a wall, and a complex without them has the fewest cells.
    """
    optional, around = walls.optional, walls.around
    linking = [near for near in around if near.crossing is not Crossing.SETTLED]
    chosen = [[near.fan.facets[i] for i in near.optional] for near in linking]
    first = [facets[0] for facets in chosen for _ in facets]
    labels = component_labels(len(optional), first, [f for facets in chosen for f in facets])
    of_part: dict[int, list[Surroundings]] = defaultdict(list)
    for near, facets in zip(linking, chosen, strict=True):
        of_part[int(labels[facets[0]])].append(near)
    wide = {
        label: list[int]()
        for label, members in of_part.items()
        if any(near.crossing is Crossing.WIDE for near in members)
    }
    free = np.flatnonzero(optional)
    for facet, label in zip(free.tolist(), labels[free].tolist(), strict=True):
        if label in wide:
            wide[label].append(facet)
    smaller = _smaller_faces(walls.lattice, optional, labels, np.array([*wide], dtype=np.int64))
    return [
        Part(tuple(own), tuple(of_part[label]), tuple(tuple(faces[label]) for faces in smaller))
        for label, own in wide.items()
    ]


def _smaller_faces(
    lattice: FaceLattice, optional: Flags, labels: Indices, wide: Indices
) -> list[dict[int, list[tuple[int, ...]]]]:
    """Return for each dimension below n0 - 2 the faces of each part, by the facets around them."""
    inputs = lattice.complex.network.inputs
    found: list[dict[int, list[tuple[int, ...]]]] = []
    if inputs - 3 not in lattice.dimensions:
        return found
    ridges = lattice.faces(inputs - 2)
    held = holders_of(lattice.faces(inputs - 1), len(ridges))
    for dimension in range(inputs - 3, lattice.dimensions[0] - 1, -1):
        faces = lattice.faces(dimension)
        held = _composed(holders_of(lattice.faces(dimension + 1), len(faces)), held)
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
