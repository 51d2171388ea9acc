"""Region graphs as node-link JSON, one node or edge on a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from polyregions.errors import FileFormatError, PolyregionsError, short
from polyregions.files.graphs.graph_text import from_json, to_json
from polyregions.files.graphs.plain_text import plain_name, value_of_name
from polyregions.files.graphs.records import GraphRecords
from polyregions.readers.content import parse_json

if TYPE_CHECKING:
    import networkx

__all__ = ["GRAPH_FORMAT", "graph_of_node_link", "node_link_lines"]

GRAPH_FORMAT = "polyregions-graph/1"
"""The name and version that node-link JSON files bear."""


def node_link_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the file.

    Raises
    ------
    PolyregionsError
        If an attribute has a name that stands for a node.
    """
    header = {
        "format": GRAPH_FORMAT,
        "directed": False,
        "multigraph": False,
        "graph": to_json(records.attributes),
    }
    yield json.dumps(header)[:-1] + ',\n"nodes": ['
    yield from _lines(_row({"id": node}, data) for node, data in records.nodes())
    yield '],\n"edges": ['
    yield from _lines(
        _row({"source": source, "target": target}, data) for source, target, data in records.edges()
    )
    yield "]}\n"


def _row(nodes: dict[str, Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
    row = {key: _name(node) for key, node in nodes.items()}
    for key in row:
        if key in attributes:
            raise PolyregionsError(
                f"node-link JSON has a node's name under {key!r}, and no attribute: give the "
                "attribute another name, or write another format"
            )
    return row | to_json(attributes)


def _name(node: Any) -> Any:
    return node if isinstance(node, str) else json.loads(plain_name(node))


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row)


def graph_of_node_link(content: bytes) -> networkx.Graph[Any]:
    """Return the graph that a file holds."""
    import networkx

    value = parse_json(content.decode("utf-8"))
    if value.get("format", GRAPH_FORMAT) != GRAPH_FORMAT:
        raise FileFormatError(f"the format is {short(value['format'])}, not {GRAPH_FORMAT!r}")
    graph: networkx.Graph[Any] = networkx.Graph()
    graph.graph.update(value.get("graph", {}))
    graph.add_nodes_from((_node(row.pop("id")), from_json(row)) for row in value["nodes"])
    graph.add_edges_from(
        (_node(row.pop("source")), _node(row.pop("target")), from_json(row))
        for row in value["edges"]
    )
    return graph


def _node(name: Any) -> Any:
    return value_of_name(json.dumps(name))
