"""Region graphs in the DOT language of Graphviz (https://graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from polyregions.files.graphs.graph_text import to_text
from polyregions.files.graphs.plain_text import plain_name
from polyregions.files.graphs.records import GraphRecords

__all__ = ["dot_lines"]


def dot_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the file."""
    yield "graph {\n"
    for name, text in to_text(records.attributes).items():
        yield f"  {_quoted(str(name))}={_quoted(text)};\n"
    for node, attributes in records.nodes():
        yield f"  {_quoted(plain_name(node))}{_list(attributes)};\n"
    for source, target, attributes in records.edges():
        ends = f"{_quoted(plain_name(source))} -- {_quoted(plain_name(target))}"
        yield f"  {ends}{_list(attributes)};\n"
    yield "}\n"


def _list(attributes: Mapping[str, Any]) -> str:
    texts = to_text(attributes).items()
    entries = ", ".join([f"{_quoted(str(name))}={_quoted(text)}" for name, text in texts])
    return f" [{entries}]" if entries else ""


def _quoted(text: str) -> str:
    # In quotes the quote is escaped and nothing else: a backslash before it would escape it too.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
