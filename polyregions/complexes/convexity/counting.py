"""Counting convex regions (definition 3): bounds, which often are one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.coarsening import check_cells
from polyregions.complexes.convexity.fans import fans_around
from polyregions.complexes.convexity.fewest_cells import fewest_walls
from polyregions.complexes.convexity.parts import open_ridges, parts_of
from polyregions.complexes.convexity.walls import Crossing, inner_sides, surroundings
from polyregions.complexes.count_bounds import CountBounds
from polyregions.refinement import component_labels

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["convex_bounds"]


def convex_bounds(cells: CellComplex):
    labels = cells.linear_region_labels
    linear = int(labels.max()) + 1
    if linear == len(cells) or cells.network.inputs == 1:
        return CountBounds(linear, linear, "", "")
    lattice = cells.face_lattice
    facets = lattice.faces(cells.network.inputs - 1)
    inner, here, there = inner_sides(facets)
    optional = np.zeros(len(facets), dtype=bool)
    optional[inner] = labels[here] == labels[there]
    required = np.zeros(len(facets), dtype=bool)
    required[inner] = labels[here] != labels[there]
    around = [surroundings(fan, required) for fan in fans_around(lattice, open_ridges(lattice, optional))]
    walls = required.copy()
    cut = set()
    for near in around:
        if near.crossing is Crossing.WIDE:
            f = near.fan.facets[near.open_half_turns[0][0]]
            cut.add(int(labels[facets.cells[facets.cell_offsets[f]]]))
    best = True
    parts = parts_of(lattice, optional, around)
    for part in parts:
        w, b = fewest_walls(part, len(facets))
        walls |= w
        best &= b
    joined = ~walls[inner]
    classes = component_labels(len(cells), here[joined], there[joined])
    upper = check_cells(lattice, classes)
    return CountBounds(linear + len(cut), upper, f"{len(parts)}", f"{best}")
