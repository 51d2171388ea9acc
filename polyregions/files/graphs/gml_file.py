"""Region graphs as GML (M. Himsolt, "GML: a portable graph file format", 1997)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from polyregions.errors import PolyregionsError
from polyregions.files.graphs.graph_text import to_text
from polyregions.files.graphs.plain_text import plain_name
from polyregions.files.graphs.records import GraphRecords
from polyregions.files.graphs.restoring import restored

if TYPE_CHECKING:
    import networkx

__all__ = ["gml_lines", "graph_of_gml"]

_KEY = re.compile(r"[A-Za-z][0-9A-Za-z_]*")
_TAKEN = ("id", "label", "source", "target", "directed", "multigraph", "node", "edge")
_LONGEST_INTEGER = 2**31


def gml_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the file.

    Raises
    ------
    PolyregionsError
        If an attribute has a name that GML does not admit.
    """
    yield "graph [\n"
    yield from _entries(records.attributes, {}, "  ")
    numbers: dict[Any, int] = {}
    for node, attributes in records.nodes():
        numbers[node] = len(numbers)
        yield f'  node [\n    id {numbers[node]}\n    label "{_escaped(plain_name(node))}"\n'
        yield from _entries(attributes, records.node_kinds, "    ")
        yield "  ]\n"
    for source, target, attributes in records.edges():
        yield f"  edge [\n    source {numbers[source]}\n    target {numbers[target]}\n"
        yield from _entries(attributes, records.edge_kinds, "    ")
        yield "  ]\n"
    yield "]\n"


def _entries(
    attributes: Mapping[str, Any], kinds: Mapping[str, type], indent: str
) -> Iterator[str]:
    for name, text in to_text(attributes).items():
        if not _KEY.fullmatch(str(name)) or name in _TAKEN:
            raise PolyregionsError(
                f"GML knows no attribute of the name {name!r}: use letters, digits and _, a letter "
                f"first, and none of {', '.join(_TAKEN)}; or write .json"
            )
        short = kinds.get(name) is int and abs(int(text)) < _LONGEST_INTEGER
        yield f"{indent}{name} {text}\n" if short else f'{indent}{name} "{_escaped(text)}"\n'


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace('"', "&quot;")
    return "".join([c if c.isascii() else f"&#{ord(c)};" for c in text])


def graph_of_gml(content: bytes) -> networkx.Graph[Any]:
    """Return the graph that a file holds."""
    import networkx

    read = networkx.read_gml(BytesIO(content))
    return restored(read.nodes(data=True), read.edges(data=True), read.graph)
