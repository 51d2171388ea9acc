"""The facets inside a complex: those that all coarser complexes have as walls, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.crossings import Crossing, Surroundings, surroundings
from polyregions.complexes.convexity.fans import fans_around
from polyregions.refinement import component_labels

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["Walls"]

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """Which facets of a complex must be walls of a coarser one on whose cells the map is affine.

    Attributes
    ----------
    lattice
        The faces of the complex, which has facets.
    labels
        int64 array (N,): the linear region of each region.
    required
        bool array (facets,): between different linear regions.
    optional
        bool array (facets,): inside a linear region.
    around
        All ridges inside the domain that lie in a facet which may be a wall or not.
    """

    lattice: FaceLattice
    labels: Indices
    required: Flags
    optional: Flags
    around: tuple[Surroundings, ...]

    @classmethod
    def of(cls, lattice: FaceLattice) -> Walls:
        """Return those of a complex.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        facets = lattice.faces(lattice.complex.network.inputs - 1)
        labels = lattice.complex.linear_region_labels
        first, last = facets.first_cells, facets.cells[facets.cell_offsets[1:] - 1]
        required = labels[first] != labels[last]
        optional = ~required & ~facets.are_on_boundary
        ridges = _open_ridges(lattice, optional)
        around = [surroundings(fan, required) for fan in fans_around(lattice, ridges)]
        return cls(lattice, labels, required, optional, tuple(around))

    @property
    def wide(self) -> list[tuple[int, Surroundings]]:
        """The ridges at which a linear region has an angle of half a turn or more, after it."""
        return [
            (self.label_of(near.fan.facets[near.open_half_turns[0][0]]), near)
            for near in self.around
            if near.crossing is Crossing.WIDE
        ]

    def label_of(self, facet: int) -> int:
        """Return the linear region on one side of a facet."""
        facets = self.lattice.faces(self.lattice.complex.network.inputs - 1)
        return int(self.labels[facets.first_cells[facet]])

    def joined(self, walls: Flags) -> Indices:
        """Return the classes of regions that are joined across all facets that are no walls."""
        facets = self.lattice.faces(self.lattice.complex.network.inputs - 1)
        open_facets = np.flatnonzero(~walls & ~facets.are_on_boundary)
        starts = facets.cell_offsets[open_facets]
        return component_labels(len(self.labels), facets.cells[starts], facets.cells[starts + 1])


def _open_ridges(lattice: FaceLattice, optional: Flags) -> Indices:
    """Return the ridges inside the domain that lie in an optional facet."""
    dimension = lattice.complex.network.inputs - 1
    if dimension - 1 not in lattice.dimensions:
        return np.zeros(0, dtype=np.int64)
    facets, ridges = lattice.faces(dimension), lattice.faces(dimension - 1)
    near = np.zeros(len(ridges), dtype=bool)
    near[facets.facets[np.repeat(optional, np.diff(facets.facet_offsets))]] = True
    return np.flatnonzero(near & ~ridges.are_on_boundary)
