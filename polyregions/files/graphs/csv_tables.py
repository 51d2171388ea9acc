"""Region graphs as two CSV tables, of nodes and of edges; an empty cell is a missing attribute."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from polyregions.budgets import in_time
from polyregions.files.graphs.graph_text import to_text
from polyregions.files.graphs.plain_text import plain_name
from polyregions.files.graphs.records import GraphRecords
from polyregions.files.graphs.restoring import restored

if TYPE_CHECKING:
    import networkx

__all__ = ["edge_lines", "graph_of_tables", "node_lines"]

_ENDS = ("source", "target")


def node_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the table of nodes."""
    rows = (([plain_name(node)], to_text(data)) for node, data in records.nodes())
    return _lines(("id",), tuple(records.node_kinds), rows)


def edge_lines(records: GraphRecords) -> Iterator[str]:
    """Yield the lines of the table of edges."""
    rows = (([plain_name(a), plain_name(b)], to_text(data)) for a, b, data in records.edges())
    return _lines(_ENDS, tuple(records.edge_kinds), rows)


def _lines(
    names: tuple[str, ...],
    attributes: tuple[str, ...],
    rows: Iterable[tuple[list[str], dict[str, str]]],
) -> Iterator[str]:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*names, *attributes))
    for own, values in rows:
        writer.writerow([*own, *[values.get(name, "") for name in attributes]])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def graph_of_tables(nodes: bytes, edges: bytes) -> networkx.Graph[Any]:
    """Return the graph that two tables hold."""
    return restored(
        [(name, data) for (name,), data in in_time(_rows(nodes, ("id",)))],
        [(source, target, data) for (source, target), data in in_time(_rows(edges, _ENDS))],
        {},
    )


def _rows(content: bytes, names: Sequence[str]) -> list[tuple[list[str], dict[str, str]]]:
    # The module csv refuses long fields unless told otherwise, and can be told only globally.
    limit = csv.field_size_limit(len(content) + 1)
    try:
        lines = csv.reader(StringIO(content.decode("utf-8"), newline=""), strict=True)
        header = next(lines)
        if header[: len(names)] != list(names):
            raise ValueError(f"the first columns are not {', '.join(names)}")
        rows = []
        for line in lines:
            own, values = line[: len(names)], line[len(names) :]
            cells = zip(header[len(names) :], values, strict=True)
            rows.append((own, {name: text for name, text in cells if text}))
        return rows
    finally:
        csv.field_size_limit(limit)
