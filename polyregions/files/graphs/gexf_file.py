"""Region graphs as GEXF 1.2, the format of Gephi (https://gexf.net).

It has no attributes of the graph itself: they become the description of the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from polyregions.budgets import in_time
from polyregions.errors import FileFormatError
from polyregions.files.graphs.graph_text import to_json, to_text
from polyregions.files.graphs.plain_text import plain_name
from polyregions.files.graphs.records import GraphRecords
from polyregions.files.graphs.restoring import restored
from polyregions.readers.content import parse_json

if TYPE_CHECKING:
    import networkx

__all__ = ["gexf_lines", "graph_of_gexf"]

_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_VALUES: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "long": int,
    "double": float,
    "string": str,
}


def gexf_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the file."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n<meta>\n'
        f"<description>{escape(json.dumps(to_json(records.attributes)))}</description>\n</meta>\n"
        '<graph mode="static" defaultedgetype="undirected">\n'
    )
    keys = {}
    for domain, kinds in (("node", records.node_kinds), ("edge", records.edge_kinds)):
        keys[domain] = {name: str(number) for number, name in enumerate(kinds)}
        yield f'<attributes class="{domain}" mode="static">\n'
        for name, kind in kinds.items():
            yield (
                f'<attribute id="{keys[domain][name]}" title={quoteattr(str(name))} '
                f'type="{_TYPES[kind]}"/>\n'
            )
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node, attributes in records.nodes():
        name = quoteattr(plain_name(node))
        yield f"<node id={name} label={name}>{_all(keys['node'], attributes)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for number, (source, target, attributes) in enumerate(records.edges()):
        yield (
            f'<edge id="{number}" source={quoteattr(plain_name(source))} '
            f"target={quoteattr(plain_name(target))}>{_all(keys['edge'], attributes)}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _all(keys: Mapping[str, str], attributes: Mapping[str, Any]) -> str:
    if not attributes:
        return ""
    values = [
        f'<attvalue for="{keys[name]}" value={quoteattr(text)}/>'
        for name, text in to_text(attributes).items()
    ]
    return f"<attvalues>{''.join(values)}</attvalues>"


def graph_of_gexf(content: bytes) -> networkx.Graph[Any]:
    """Return the graph that a file holds."""
    root = ElementTree.fromstring(content)
    graph = root.find("{*}graph")
    if graph is None or graph.get("defaultedgetype", "undirected") != "undirected":
        raise FileFormatError("it has no undirected graph")
    description = root.find("{*}meta/{*}description")
    names = {} if description is None else parse_json(description.text or "{}")
    declared = {
        domain: {
            key.attrib["id"]: (key.attrib["title"], _VALUES[key.attrib["type"]])
            for key in graph.findall(f"{{*}}attributes[@class='{domain}']/{{*}}attribute")
        }
        for domain in ("node", "edge")
    }

    def attributes(element: ElementTree.Element, domain: str) -> dict[str, Any]:
        found = {}
        for value in element.findall("{*}attvalues/{*}attvalue"):
            title, convert = declared[domain][value.attrib["for"]]
            found[title] = convert(value.attrib["value"])
        return found

    found = restored(
        [
            (node.attrib["id"], attributes(node, "node"))
            for node in in_time(graph.iterfind("{*}nodes/{*}node"))
        ],
        [
            (edge.attrib["source"], edge.attrib["target"], attributes(edge, "edge"))
            for edge in in_time(graph.iterfind("{*}edges/{*}edge"))
        ],
        {},
    )
    found.graph.update(names)
    return found
