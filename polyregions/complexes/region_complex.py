"""The region complex: all regions of a network on a domain, with facets and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.complexes.adjacency_matrix import adjacency_matrix
from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.edges import EdgeList, edge_list
from polyregions.complexes.graph import node_labels, region_graph
from polyregions.complexes.nodes import LIGHT_ATTRIBUTES
from polyregions.complexes.region import Region
from polyregions.complexes.representations import complex_html, partition_svg
from polyregions.errors import short
from polyregions.networks import Pattern
from polyregions.polytopes import contains

if TYPE_CHECKING:
    import networkx
    import scipy.sparse

__all__ = ["RegionComplex"]


class RegionComplex(CellComplex):
    """The complete set of proper activation regions of a network on a domain.

    A sequence of :class:`Region` views, in lexicographic order of their patterns. The regions are
    the maximal cells of a polyhedral complex: they meet facet to facet and cover the domain.

    Two complexes are equal iff their networks, domains, regions and facets are, in the order of the
    domain's inequalities too. Interior points are witnesses, and not compared, no more than the
    engine and its statistics.

    Parameters
    ----------
    network
        The network.
    domain
        The full-dimensional domain.
    engine
        The name of the engine that found the regions.
    enumeration
        What it found.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3))
    >>> len(cells), cells.count(), cells.count("affine")
    (16, 16, 12)
    """

    def __getitem__(self, index: int) -> Region:
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(f"region {short(index)} of a complex of {len(self)}")
        return Region(self, position)

    def __iter__(self) -> Iterator[Region]:
        return (Region(self, i) for i in range(len(self)))

    def __repr__(self) -> str:
        return f"<RegionComplex of {self.network}: {len(self)} regions, engine {self.engine!r}>"

    def _repr_svg_(self) -> str | None:
        """Show the partition of the plane in notebooks."""
        return partition_svg(self)

    def _repr_html_(self) -> str:
        """Show the counts in notebooks, and the partition of the plane."""
        return complex_html(self)

    def graph(
        self, of: str = "linear_regions", attributes: Iterable[str] = LIGHT_ATTRIBUTES
    ) -> networkx.Graph[int]:
        """Return the region graph; see :func:`polyregions.complexes.graph.region_graph`."""
        return region_graph(self, of, attributes)

    def edge_list(self, of: str = "linear_regions") -> EdgeList:
        """Return the edges of the region graph in arrays, as igraph, rustworkx and scipy take them.

        Parameters
        ----------
        of
            As for :meth:`graph`.

        Examples
        --------
        >>> import polyregions as pr
        >>> edges = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).edge_list()
        >>> edges.sources.tolist(), edges.targets.tolist()
        ([0, 0, 1, 2], [1, 2, 3, 3])
        """
        return edge_list(self, node_labels(self, of, "an edge list"))

    def adjacency_matrix(
        self, of: str = "linear_regions"
    ) -> scipy.sparse.csr_array[np.int64, tuple[int, int]]:
        """Return the region graph as a sparse matrix.

        See :func:`polyregions.complexes.adjacency_matrix.adjacency_matrix`.
        """
        return adjacency_matrix(self, of)

    # Single regions

    def find(self, pattern: Pattern | str) -> Region | None:
        """Return the region with this pattern, or None where the domain has none."""
        bits = self.network.checked_pattern(pattern).bits
        index = self._index_of_patterns.get(np.packbits(np.array(bits, np.uint8)).tobytes())
        return None if index is None else Region(self, index)

    def locate(self, point: Any) -> list[Region]:
        """Return the closed regions that contain an exact point: one if it is inside of it.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
        >>> [region.index for region in cells.locate(["1/2"])]
        [0, 1]
        """
        if not contains(self.domain, point):
            return []
        # Pre-activations are continuous: a region contains the point iff its bits do not contradict
        # the signs there, whatever they are where a pre-activation vanishes.
        signs = np.array(self.network.signs(point), dtype=np.int8)
        decided, active = np.packbits(signs != 0), np.packbits(signs > 0)
        matching = np.all((self.enumeration.patterns & decided) == active, axis=1)
        return [Region(self, int(i)) for i in np.flatnonzero(matching)]

    @cached_property
    def _index_of_patterns(self) -> dict[bytes, int]:
        return {row.tobytes(): i for i, row in enumerate(self.enumeration.patterns)}
