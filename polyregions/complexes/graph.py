"""The region graph in networkx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.budgets import in_time
from polyregions.complexes.edges import edge_list
from polyregions.complexes.nodes import LIGHT_ATTRIBUTES, Nodes, checked_attributes
from polyregions.errors import unknown_choice

if TYPE_CHECKING:
    import networkx

    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["GRAPH_KINDS", "nodes_of", "region_graph"]

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

    names = checked_attributes(attributes)
    nodes = nodes_of(complex, of, "graph")
    graph: networkx.Graph[int] = networkx.Graph(of=of, network=str(complex.network))
    graph.add_nodes_from(enumerate(_records(nodes, names)))
    edges = edge_list(complex, nodes.labels)
    ends = edges.sources.tolist(), edges.targets.tolist(), edges.facets.tolist()
    units = edges.unit_tuples(complex.unit_names)
    graph.add_edges_from(
        (a, b, {"units": of_edge, "facets": facets})
        for a, b, facets, of_edge in zip(*ends, units, strict=True)
    )
    return graph


def nodes_of(complex: CellComplex, of: str, whose: str) -> Nodes:
    """Return the nodes of a region graph.

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
    if of == "linear_regions":
        return Nodes(complex, complex.linear_region_labels)
    if of == "activation_regions":
        return Nodes(complex, np.arange(len(complex)))
    raise unknown_choice(f"{whose} of", of, map(repr, GRAPH_KINDS))


def _records(nodes: Nodes, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the attributes of each node, a dictionary of its own."""
    columns = nodes.attributes(names).values()
    if not names:
        yield from ({} for _ in range(len(nodes.sizes)))
        return
    for values in in_time(zip(*columns, strict=True)):
        yield dict(zip(names, values, strict=True))
