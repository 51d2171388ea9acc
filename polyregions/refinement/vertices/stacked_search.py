"""Counting the regions of many small networks of one shape, in the same arrays one by one.

What takes more than floats and small integers is left to the search of a single network.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import UNDECIDED, UNFINISHED
from polyregions.refinement.vertices.columns import RegionColumns, drained, joined
from polyregions.refinement.vertices.guides import no_guide
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.kernel.advancing import advance
from polyregions.refinement.vertices.kernel.arrays import Array, NetworkArrays
from polyregions.refinement.vertices.reach import no_reach
from polyregions.refinement.vertices.stacked_cells import StackedCells, stacked_cells
from polyregions.refinement.vertices.stacked_merging import merged_regions
from polyregions.refinement.vertices.stacked_networks import StackedNetworks, stacks_of
from polyregions.refinement.vertices.storage import new_output, new_stack, new_work, roomier
from polyregions.refinement.vertices.tasks import ANY_NUMBER

__all__ = ["count_stacked"]

_WORK = 5_000_000  # of the kernel for one network: some milliseconds
_OUTPUT_REGIONS = 1024


def count_stacked(
    networks: Sequence[Network], domain: HPolytope, linear_regions: bool
) -> tuple[Array, Array]:
    """Count the regions of networks of one shape, as :func:`polyregions.refinement.count_alike`."""
    regions = np.full(len(networks), UNDECIDED, dtype=np.int64)
    linear = regions.copy()
    for stack in stacks_of(networks):
        cells = stacked_cells(domain, stack)
        if cells is not None:
            search = _StackedSearch(stack, cells, linear_regions)
            regions[stack.places] = found = search.run()
            if linear_regions:
                linear[stack.places] = search.linear_regions(found)
    return regions, linear


class _StackedSearch:
    """The searches of all networks of a stack, one after the other in the same arrays."""

    def __init__(self, networks: StackedNetworks, cells: StackedCells, linear: bool) -> None:
        self._networks = networks
        self._cells = cells
        self._kernel = networks.arrays(cells.forms, cells.domain_rows)
        shared = self._kernel.shared
        self._work = new_work(shared, cells.facet_words)
        self._stack = new_stack(shared, cells.facet_words)
        self._purpose = outcomes.LISTING if linear else outcomes.COUNTING
        self._output = new_output(shared, _OUTPUT_REGIONS if linear else 1)
        self._parts: list[RegionColumns] = []
        self._drained = 0
        self._written = np.zeros(len(networks), dtype=np.int64)

    def run(self) -> Array:
        """Return the numbers of regions."""
        found = np.full(len(self._networks), UNDECIDED, dtype=np.int64)
        first_layer = self._work.planes[:, 0]
        for k, net in enumerate(self._kernel):
            if self._cells.proved[k]:
                checkpoint()
                first_layer[:] = self._kernel.first[k]
                self._cells.put_on(self._stack, self._work, k)
                before = self._listed()
                found[k] = self._count(net)
                self._written[k] = self._listed() - before
        return found

    def linear_regions(self, regions: Array) -> Array:
        """Return the numbers of linear regions of networks whose regions were listed."""
        self._drain()
        merged, decided = merged_regions(self._networks, joined(self._parts), self._written)
        return np.where(regions < 0, regions, np.where(decided, regions - merged, UNDECIDED))

    def _count(self, net: NetworkArrays) -> int:
        """Search below all cells, and return the number of regions if that comes to its end."""
        work, stack, purpose = self._work, self._stack, self._purpose
        while True:
            reason = advance(
                net, work, stack, self._output, no_reach(), no_guide(), purpose, net.depth, 0,
                _WORK, ANY_NUMBER,
            )  # fmt: skip
            if reason == outcomes.MUST_GROW:
                self._work, self._stack = work, stack = roomier(net, work, stack)
            elif reason == outcomes.OUTPUT_FULL:
                self._drain()
            elif reason == outcomes.FINISHED:
                return int(work.counts[arrays.REGIONS])
            else:
                return UNFINISHED if reason == outcomes.PAUSED else UNDECIDED

    def _listed(self) -> int:
        """Return how many regions have been written so far."""
        return self._drained + int(self._work.counts[arrays.OUTPUT_REGIONS])

    def _drain(self) -> None:
        part = drained(self._output, self._work, {}, ())
        self._parts.append(part)
        self._drained += len(part.patterns)
        if not len(part.patterns):  # a region needs more room than there is
            self._output = new_output(self._kernel.shared, 2 * len(self._output.patterns))
