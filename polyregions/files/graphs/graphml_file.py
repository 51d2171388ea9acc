"""Region graphs as GraphML (U. Brandes et al., "GraphML progress report", Graph Drawing, 2001)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from polyregions.files.graphs.graph_text import to_text
from polyregions.files.graphs.plain_text import plain_name, plain_text
from polyregions.files.graphs.records import GraphRecords
from polyregions.files.graphs.restoring import restored

if TYPE_CHECKING:
    import networkx

__all__ = ["graph_of_graphml", "graphml_lines"]

_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}

_HEADER = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="\
http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def graphml_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the file."""
    yield _HEADER
    numbers = count()
    own = {str(name): str for name in records.attributes}
    keys = {}
    for domain, kinds in (
        ("graph", own),
        ("node", records.node_kinds),
        ("edge", records.edge_kinds),
    ):
        keys[domain] = {name: f"d{next(numbers)}" for name in kinds}
        for name, kind in kinds.items():
            yield (
                f'<key id="{keys[domain][name]}" for="{domain}" attr.name={quoteattr(str(name))} '
                f'attr.type="{_TYPES[kind]}"/>\n'
            )
    yield '<graph edgedefault="undirected">\n'
    for name, value in records.attributes.items():
        yield _data(keys["graph"][str(name)], plain_text(value, f"the attribute {name!r}")) + "\n"
    for node, attributes in records.nodes():
        yield f"<node id={quoteattr(plain_name(node))}>{_all(keys['node'], attributes)}</node>\n"
    for source, target, attributes in records.edges():
        yield (
            f"<edge source={quoteattr(plain_name(source))} target={quoteattr(plain_name(target))}>"
            f"{_all(keys['edge'], attributes)}</edge>\n"
        )
    yield "</graph>\n</graphml>\n"


def _all(keys: Mapping[str, str], attributes: Mapping[str, Any]) -> str:
    return "".join([_data(keys[name], text) for name, text in to_text(attributes).items()])


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{escape(text)}</data>'


def graph_of_graphml(content: bytes) -> networkx.Graph[Any]:
    """Return the graph that a file holds."""
    import networkx

    read = networkx.read_graphml(BytesIO(content))
    # Of these two networkx says what the file tells of missing attributes.
    own = read.graph.keys() - {"node_default", "edge_default"}
    names = {name: text for name, text in read.graph.items() if name in own}
    return restored(read.nodes(data=True), read.edges(data=True), names)
