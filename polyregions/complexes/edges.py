"""The edges of a region graph: the facets between two nodes, and the units that vanish on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint, in_time

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["EdgeList", "edge_list"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class EdgeList:
    """The edges of a region graph in columns, the lower node first, in lexicographic order.

    Attributes
    ----------
    sources, targets
        int64 arrays (E,): the two nodes, the lower one first.
    facets
        int64 array (E,): how many facets of the complex they share.
    unit_offsets
        int64 array (E + 1,): the units that vanish on the facets of edge k are
        ``units[unit_offsets[k]:unit_offsets[k + 1]]``.
    units
        int32 array: positions in a pattern, ascending for each edge.
    """

    sources: Indices
    targets: Indices
    facets: Indices
    unit_offsets: Indices
    units: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.sources)

    def unit_tuples(self, names: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield for each edge its units by name."""
        alone = [(name,) for name in names]
        units, offsets = self.units.tolist(), self.unit_offsets.tolist()
        for k in in_time(range(len(self))):
            start, end = offsets[k], offsets[k + 1]
            if end == start + 1:
                yield alone[units[start]]
            else:
                yield tuple([names[unit] for unit in units[start:end]])


def edge_list(complex: CellComplex, labels: Indices) -> EdgeList:
    """Return the edges between classes of regions: each pair of them that shares a facet.

    Parameters
    ----------
    complex
        The complex.
    labels
        int64 array (N,): the node of each region.
    """
    enumeration = complex.enumeration
    owners = np.repeat(np.arange(len(complex)), np.diff(enumeration.facet_offsets))
    facets = np.flatnonzero(enumeration.facet_neighbours > owners)
    here, there = labels[owners[facets]], labels[enumeration.facet_neighbours[facets]]
    apart = here != there
    facets, here, there = facets[apart], here[apart], there[apart]
    low, high = np.minimum(here, there), np.maximum(here, there)
    checkpoint()
    order = np.lexsort((high, low))
    facets, low, high = facets[order], low[order], high[order]
    new = np.ones(len(facets), dtype=bool)
    new[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    edge_of_facet = np.cumsum(new) - 1
    edges = int(np.count_nonzero(new))
    checkpoint()
    counts, units = complex.units_on_facets.on(facets, enumeration.facet_hyperplanes)
    unit_counts, units = _distinct(np.repeat(edge_of_facet, counts), units, edges)
    return EdgeList(
        sources=low[new],
        targets=high[new],
        facets=np.bincount(edge_of_facet, minlength=edges),
        unit_offsets=np.concatenate([[0], np.cumsum(unit_counts)]),
        units=units,
    )


def _distinct(
    edges: Indices, units: NDArray[np.int32], count: int
) -> tuple[Indices, NDArray[np.int32]]:
    """Return how many distinct units each edge has, and these, ascending."""
    order = np.lexsort((units, edges))
    edges, units = edges[order], units[order]
    new = np.ones(len(edges), dtype=bool)
    new[1:] = (edges[1:] != edges[:-1]) | (units[1:] != units[:-1])
    return np.bincount(edges[new], minlength=count), units[new]
