"""The region graph in networkx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.edges import edge_list
from polyregions.complexes.nodes import LIGHT_ATTRIBUTES, Nodes, checked_attributes
from polyregions.errors import check_choice

if TYPE_CHECKING:
    import networkx

    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["GRAPH_KINDS", "GraphParts", "node_labels", "region_graph"]

_NODES_AT_ONCE = 1 << 14

GRAPH_KINDS = ("linear_regions", "activation_regions")
"""What ``of=`` accepts: one node for each linear region, or for each activation region."""


def region_graph(
    complex: CellComplex,
    of: str = "linear_regions",
    attributes: Iterable[str] = LIGHT_ATTRIBUTES,
) -> networkx.Graph[int]:
    """Return the graph of regions joined where they share a facet.

    Parameters
    ----------
    complex
        The region complex.
    of
        "linear_regions": one node for each linear region (definition 4), one edge for each pair
        that shares a facet. "activation_regions": one node for each proper activation region
        (definition 2), one edge for each inner facet.
    attributes
        What nodes carry, any of

        - ``pattern`` (str): the pattern of the first activation region in the node;
        - ``patterns`` (tuple of Pattern): those of all;
        - ``members`` (int): how many there are;
        - ``regions`` (tuple of int): their indices in the complex;
        - ``interior_point`` (tuple of float): a point inside the first one, rounded;
        - ``exact_interior_point`` (tuple of Fraction): the point itself;
        - ``gradient`` (a tuple of float for each output) and ``offset`` (tuple of float): the
          affine map, its numbers rounded correctly;
        - ``facets`` (int): how many facets of activation regions make up its boundary;
        - ``volume`` (float), ``centroid`` (tuple of float), ``bounding_box`` (a pair of float for
          each coordinate): as :attr:`polyregions.RegionComplex.volumes` and so on say of one
          region, rounded correctly; of several regions their float sum, mean and hull;
        - ``affine_map`` (AffineMap): the map itself.

    Returns
    -------
    networkx.Graph
        Nodes are numbered from 0, as many as ``complex.count`` says for the definition. Edge
        attributes: ``units`` (tuple of (layer, unit): the units that vanish on the shared facets)
        and ``facets`` (the number of facets of the complex in the shared boundary). Graph
        attributes: ``of``, ``network``.

    Raises
    ------
    UnknownOptionError
        If ``of`` is neither, or an attribute is unknown.

    Notes
    -----
    Some ten microseconds for each node with the attributes that nodes carry by default; exact maps
    cost a product of matrices in floats for each 20 bits of their numbers, see
    :class:`polyregions.complexes.exact_forms.ExactOutputs`.

    Examples
    --------
    >>> import polyregions as pr
    >>> graph = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).graph()
    >>> graph.number_of_edges(), graph.nodes[3]
    (4, {'pattern': '1111', 'interior_point': (0.75, 0.75), 'members': 1})
    """
    import networkx

    parts = GraphParts.of_complex(complex, of, attributes)
    graph: networkx.Graph[int] = networkx.Graph()
    graph.graph.update(parts.header)
    graph.add_nodes_from(parts.nodes())
    graph.add_edges_from(parts.edges())
    return graph


@dataclass(frozen=True, slots=True, eq=False)
class GraphParts:
    """A region graph, made some nodes and edges at a time.

    Attributes
    ----------
    complex
        The complex.
    of
        What is a node.
    labels
        int64 array (N,): the node of each region.
    attributes
        What nodes carry.
    """

    complex: CellComplex
    of: str
    labels: NDArray[np.int64]
    attributes: tuple[str, ...]

    @classmethod
    def of_complex(cls, complex: CellComplex, of: str, attributes: Iterable[str]) -> GraphParts:
        """Check what is asked for; parameters and errors are those of :func:`region_graph`."""
        names = checked_attributes(attributes)
        return cls(complex, of, node_labels(complex, of, "a graph"), names)

    @property
    def header(self) -> dict[str, str]:
        """The attributes of the graph itself."""
        return {"of": self.of, "network": str(self.complex.network)}

    def nodes(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each node with its attributes."""
        whole = Nodes.of(self.complex, self.labels)
        records = (part.records(self.attributes) for part in whole.parts(_NODES_AT_ONCE))
        return enumerate(chain.from_iterable(records))

    def edges(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """Yield each edge, the lower node first, with its attributes."""
        edges = edge_list(self.complex, self.labels)
        units = edges.unit_tuples(self.complex.unit_names)
        columns = edges.sources.tolist(), edges.targets.tolist(), edges.facets.tolist()
        for source, target, facets, names in zip(*columns, units, strict=True):
            yield source, target, {"units": names, "facets": facets}


def node_labels(complex: CellComplex, of: str, whose: str) -> NDArray[np.int64]:
    """Return the node of each region.

    Parameters
    ----------
    complex
        The complex.
    of
        One of ``GRAPH_KINDS``.
    whose
        What is asked for, for the message.

    Raises
    ------
    UnknownOptionError
        If there is no such kind.
    """
    if check_choice(f"{whose} of", of, GRAPH_KINDS) == "linear_regions":
        return complex.linear_region_labels
    return np.arange(len(complex))
