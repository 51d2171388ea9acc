"""Graphs from the texts of their nodes, edges and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from polyregions.files.graphs.graph_text import from_text
from polyregions.files.graphs.plain_text import value_of_name, value_of_text

if TYPE_CHECKING:
    import networkx

__all__ = ["restored"]

Attributes = Mapping[str, Any]


def restored(
    nodes: Iterable[tuple[str, Attributes]],
    edges: Iterable[tuple[str, str, Attributes]],
    names: Attributes,
) -> networkx.Graph[Any]:
    """Return the graph for which texts stand; what is no text stays what it is.

    Parameters
    ----------
    nodes, edges
        The nodes and edges with their attributes.
    names
        The attributes of the graph itself.
    """
    import networkx

    graph: networkx.Graph[Any] = networkx.Graph()
    graph.graph.update(
        {name: value_of_text(v) if isinstance(v, str) else v for name, v in names.items()}
    )
    graph.add_nodes_from((value_of_name(node), from_text(data)) for node, data in nodes)
    graph.add_edges_from(
        (value_of_name(source), value_of_name(target), from_text(data))
        for source, target, data in edges
    )
    return graph
