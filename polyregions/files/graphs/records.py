"""What a file of a graph is made of: its own attributes, and its nodes and edges one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyregions.budgets import in_time
from polyregions.complexes import CellComplex, GraphParts
from polyregions.files.graphs.graph_text import AS_NUMBERS, KNOWN

if TYPE_CHECKING:
    import networkx

__all__ = ["GraphRecords", "records_of_complex", "records_of_graph"]

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class GraphRecords:
    """A graph to be written.

    Attributes
    ----------
    attributes
        The attributes of the graph itself.
    node_kinds, edge_kinds
        For each attribute that some node or edge has, the type of all its values where they have
        one that formats know (bool, int or float), else str.
    nodes
        Gives an iterator over the nodes, each with its attributes.
    edges
        Gives an iterator over the edges, as two nodes and the attributes.
    """

    attributes: Attributes
    node_kinds: Mapping[str, type]
    edge_kinds: Mapping[str, type]
    nodes: Callable[[], Iterator[tuple[Any, Attributes]]]
    edges: Callable[[], Iterator[tuple[Any, Any, Attributes]]]


def records_of_graph(graph: networkx.Graph[Any]) -> GraphRecords:
    """Return the parts of a graph of networkx, with whatever attributes it has."""
    return GraphRecords(
        attributes=graph.graph,
        node_kinds=_kinds(data for _, data in graph.nodes(data=True)),
        edge_kinds=_kinds(data for _, _, data in graph.edges(data=True)),
        nodes=lambda: in_time(graph.nodes(data=True)),
        edges=lambda: in_time(graph.edges(data=True)),
    )


def records_of_complex(complex: CellComplex, of: str, attributes: Iterable[str]) -> GraphRecords:
    """Return the parts of the region graph of a complex, made some at a time.

    The parameters are those of :meth:`polyregions.RegionComplex.graph`.
    """
    parts = GraphParts.of_complex(complex, of, attributes)
    return GraphRecords(
        attributes=parts.header,
        node_kinds={name: int if name in AS_NUMBERS else str for name in parts.attributes},
        edge_kinds={"units": str, "facets": int},
        nodes=parts.nodes,
        edges=parts.edges,
    )


def _kinds(all_attributes: Iterable[Attributes]) -> dict[str, type]:
    found: dict[str, type] = {}
    for attributes in in_time(all_attributes):
        for name, value in attributes.items():
            kind = type(value) if type(value) in (bool, int, float) else str
            if kind is int and not -(2**63) <= value < 2**63:
                kind = str
            if name in KNOWN and name not in AS_NUMBERS:
                kind = str
            found[name] = kind if found.setdefault(name, kind) is kind else str
    return found
