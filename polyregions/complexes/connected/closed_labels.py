"""Which regions belong to one closed connected region (definition 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.connected.meeting import Meeting
from polyregions.complexes.merging import numbered_by_first
from polyregions.refinement import component_labels, entries_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from polyregions.complexes.cell_complex import CellComplex
    from polyregions.complexes.faces import FaceLattice

__all__ = ["ClosedSearch", "closed_region_labels"]

Indices = NDArray[np.int64]

_NODES_AT_ONCE = 1 << 22


def closed_region_labels(cells: CellComplex, lattice: Callable[[], FaceLattice]) -> Indices:
    """Return the closed connected region (definition 5) to which each region belongs.

    A closed connected region of an affine map a is a connected component of the set of all points x
    inside of the domain with F(x) = a(x), if it contains a region; the regions of a component all
    have the map a, so that each region belongs to one component. It may reach from region to region
    through points where F = a on a lower-dimensional slice only of the regions between.

    The slices {x in C : A(x) = a(x)} of the regions C with maps A are convex, and two that meet in
    a point belong together. It is enough to pass from slice to slice through facets that have a
    point with F = a inside of the domain: all regions around such a point contain it, and are
    connected through facets that contain it, as the domain is convex. Maps of one linear region
    only need no search; of the others it passes through the regions that their sets F = a meet.

    Parameters
    ----------
    cells
        The complex.
    lattice
        Returns all its faces; called only where a map occurs in several linear regions.

    Returns
    -------
    ndarray of int64, shape (N,)
        Numbers in the order of the first regions; each class is a union of linear regions.

    Raises
    ------
    OutOfTime
        If the time is up before.

    References
    ----------
    Stargalla, Hertrich and Reichman, "The Computational Complexity of Counting Linear Regions in
    ReLU Neural Networks" (2025), section 3.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3))
    >>> labels = closed_region_labels(cells, lambda: cells.face_lattice)
    >>> cells.count("open_connected"), len(set(labels.tolist()))
    (16, 12)
    """
    linear = cells.linear_region_labels
    maps = cells.affine_labels
    _, firsts = np.unique(linear, return_index=True)
    shared = np.flatnonzero(np.bincount(maps[firsts]) > 1)
    if not len(shared):
        return linear
    search = ClosedSearch(lattice())
    size = max(1, _NODES_AT_ONCE // len(cells))
    ends = [
        search.joined(maps, shared[start : start + size]) for start in range(0, len(shared), size)
    ]
    here, there = np.concatenate(ends, axis=1)
    heads = firsts[linear]
    labels = component_labels(
        len(cells), np.append(here, np.arange(len(cells))), np.append(there, heads)
    )
    return numbered_by_first(labels)


class ClosedSearch:
    """Search from the regions of several affine maps at once, along the sets where F is each.

    A node is a pair of a map and a region, as one number: map times N plus region.

    Parameters
    ----------
    lattice
        All faces of a complex of N regions, two at least.
    """

    def __init__(self, lattice: FaceLattice) -> None:
        self._meets = Meeting(lattice)
        self._size = len(lattice.complex)
        inputs = lattice.complex.network.inputs
        regions, facets = (lattice.faces(dimension) for dimension in (inputs, inputs - 1))
        self._facet_offsets, self._facets = regions.facet_offsets, regions.facets
        # A facet on the boundary leads from its region to itself.
        self._ends = facets.first_cells, facets.cells[facets.cell_offsets[1:] - 1]

    def reached(self, members: Indices) -> Indices:
        """Return the regions that a closed connected region meets inside of the domain, ascending.

        Parameters
        ----------
        members
            int64 array: the regions that it contains, ascending.
        """
        nodes, _ = self._reached(members, members[:1])
        return np.sort(nodes)

    def joined(self, maps: Indices, chosen: Indices) -> Indices:
        """Return pairs of regions that belong together, int64 array (2, pairs).

        Parameters
        ----------
        maps
            int64 array (N,): the affine map of each region.
        chosen
            int64 array: some of them, ascending; pairs of regions with other maps are left out.
        """
        sources = np.flatnonzero(np.isin(maps, chosen))
        numbers = np.searchsorted(chosen, maps[sources])
        representatives = sources[np.unique(numbers, return_index=True)[1]]
        nodes, edges = self._reached(np.sort(numbers * self._size + sources), representatives)
        labels = component_labels(len(nodes), *edges)
        # The nodes that the search began with are the regions with the maps.
        starts, own = nodes[: len(sources)] % self._size, labels[: len(sources)]
        _, heads, inverse = np.unique(own, return_index=True, return_inverse=True)
        return np.stack([starts, starts[heads[inverse]]])

    def _reached(
        self, level: Indices, representatives: Indices
    ) -> tuple[Indices, tuple[Indices, Indices]]:
        """Return all nodes that are reached, those of a level first, and edges between places."""
        levels, before, count = [level], level[:0], 0
        here, there = [level[:0]], [level[:0]]
        while len(level):
            checkpoint()
            own, across = self._edges(level, before, representatives)
            found = np.setdiff1d(across, level)
            inner = _are_in(across, level)
            places = np.where(
                inner,
                count + np.searchsorted(level, across),
                count + len(level) + np.searchsorted(found, across),
            )
            here.append(count + own)
            there.append(places)
            levels.append(found)
            count += len(level)
            before, level = level, found
        return np.concatenate(levels), (np.concatenate(here), np.concatenate(there))

    def _edges(
        self, level: Indices, before: Indices, representatives: Indices
    ) -> tuple[Indices, Indices]:
        """Return the edges from a level of the search to itself, once each, and to the next one.

        A node of the level before would have been reached from it: its facets are decided.
        """
        maps, regions = np.divmod(level, self._size)
        counts = np.diff(self._facet_offsets)[regions]
        own = np.repeat(np.arange(len(level)), counts)
        facets = self._facets[entries_of(self._facet_offsets[regions], counts)]
        first, second = self._ends[0][facets], self._ends[1][facets]
        others = first + second - regions[own]
        across = maps[own] * self._size + others
        is_new = (first != second) & ~_are_in(across, before)
        is_new &= ~_are_in(across, level) | (across > level[own])
        own, across, facets = own[is_new], across[is_new], facets[is_new]
        meet = self._meets(facets, representatives[maps[own]])
        return own[meet], across[meet]


def _are_in(values: Indices, known: Indices) -> NDArray[np.bool_]:
    """Return which values occur in a sorted array."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: NDArray[np.bool_] = known[places] == values
    return found
