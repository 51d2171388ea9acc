"""Region graphs as GraphML, GEXF, node-link JSON and CSV files.

Exact numbers are written as texts, so that they survive every format; :func:`read_graph` turns them
back into the objects of the region graph.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from polyregions.budgets import in_time
from polyregions.errors import FileFormatError, OutOfTime, PolyregionsError, short
from polyregions.files.graphs.graph_text import from_json, from_text, to_json, to_text
from polyregions.readers.content import (
    PathLike,
    WatchedBytes,
    atomic_file,
    chosen_format,
    parse_json,
    paths_of_tables,
)

if TYPE_CHECKING:
    import networkx

    Graph = networkx.Graph[int]

__all__ = [
    "GRAPH_FORMAT",
    "GRAPH_FORMATS",
    "graph_format",
    "graph_paths",
    "read_graph",
    "write_graph",
]

GRAPH_FORMAT = "polyregions-graph/1"
"""The name and version that node-link JSON files bear."""

GRAPH_FORMATS = {
    "graphml": "GraphML",
    "gexf": "GEXF 1.2",
    "json": "node-link JSON",
    "csv": "two CSV tables, one of nodes and one of edges",
}
"""The formats by the suffixes of their files, and what each of them is."""

_EDGE_COLUMNS = ("units", "facets")
_NODE_COLUMNS = ("patterns", "interior_point", "affine_map")


def graph_format(path: PathLike, format: str | None = None) -> str:
    """Return the format of a graph file: the one that is named, else that of the path's suffix.

    Raises
    ------
    UnknownOptionError
        If there is no such format.

    Examples
    --------
    >>> graph_format("net.GraphML"), graph_format("net.txt", "csv")
    ('graphml', 'csv')
    """
    return chosen_format(path, format, GRAPH_FORMATS, "graph format")


def graph_paths(path: PathLike, format: str | None = None) -> tuple[str, ...]:
    """Return the files that :func:`write_graph` writes: one, or two for CSV.

    Examples
    --------
    >>> graph_paths("net.csv"), graph_paths("net.gexf")
    (('net.nodes.csv', 'net.edges.csv'), ('net.gexf',))
    """
    if graph_format(path, format) != "csv":
        return (os.fspath(path),)
    return paths_of_tables(path, ("nodes", "edges"))


def write_graph(graph: Graph, path: PathLike, format: str | None = None) -> tuple[str, ...]:
    """Write a region graph to a file that :func:`read_graph` and networkx read back.

    Each file is written as a whole or not at all.

    Parameters
    ----------
    graph
        A region graph, from :meth:`polyregions.RegionComplex.graph`.
    path
        Where to write it. For CSV, ``net.csv`` makes the files ``net.nodes.csv`` and
        ``net.edges.csv``.
    format
        One of ``GRAPH_FORMATS``; omitted: by the path's suffix.

    Returns
    -------
    tuple of str
        The paths of the files written.

    Raises
    ------
    UnknownOptionError
        If the format is unknown.
    PolyregionsError
        If a file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import networkx
    >>> import polyregions as pr
    >>> graph = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).graph()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.graphml")
    ...     _ = write_graph(graph, path)
    ...     read_graph(path).nodes == graph.nodes
    ...     networkx.read_graphml(path, node_type=int).nodes[3]["interior_point"]
    True
    '3/4 3/4'
    """
    kind = graph_format(path, format)
    paths = graph_paths(path, kind)
    if kind == "csv":
        nodes, edges = _csv_tables(graph)
        with atomic_file(paths[0]) as node_file, atomic_file(paths[1]) as edge_file:
            node_file.write(nodes)
            edge_file.write(edges)
        return paths
    content = {"graphml": _graphml, "gexf": _gexf, "json": _node_link}[kind](graph)
    with atomic_file(path) as file:
        file.write(content)
    return paths


def read_graph(path: PathLike, format: str | None = None) -> Graph:
    """Read a region graph that :func:`write_graph` has written, attributes and all.

    Parameters
    ----------
    path
        The file; for CSV the path that was given to :func:`write_graph`, or one of the two tables.
    format
        One of ``GRAPH_FORMATS``; omitted: by the path's suffix.

    Returns
    -------
    networkx.Graph
        With nodes, edges and attributes equal to those written. CSV tables keep no attributes of
        the graph itself, and XML files no control characters in them.

    Raises
    ------
    UnknownOptionError
        If the format is unknown.
    FileFormatError
        If a file cannot be read or holds no region graph.
    """
    kind = graph_format(path, format)
    contents = []
    for name in graph_paths(path, kind):
        try:
            with open(name, "rb") as file:
                contents.append(file.read())
        except (OSError, ValueError) as error:
            raise FileFormatError(
                f"{name!r} cannot be read ({getattr(error, 'strerror', None) or error}): give the "
                "path of a graph file"
            ) from error
    with _readable(repr(os.fspath(path))):
        if kind == "csv":
            return _from_csv_tables(*contents)
        return {"graphml": _from_graphml, "gexf": _from_gexf, "json": _from_node_link}[kind](
            contents[0]
        )


@contextmanager
def _readable(place: str) -> Iterator[None]:
    """Turn whatever a malformed file provokes into a FileFormatError."""
    import networkx

    malformed = (
        AttributeError,
        ElementTree.ParseError,
        LookupError,
        PolyregionsError,
        RecursionError,
        TypeError,
        ValueError,
        networkx.NetworkXException,
    )
    try:
        yield
    except OutOfTime:
        raise
    except malformed as error:
        raise FileFormatError(
            f"{place} holds no region graph ({type(error).__name__}: {error}): give a file that "
            "polyregions has written"
        ) from error


# GraphML


def _graphml(graph: Graph) -> bytes:
    import networkx

    file = WatchedBytes()
    networkx.write_graphml_xml(_of_texts(graph), file, named_key_ids=True)
    return file.getvalue()


def _from_graphml(content: bytes) -> Graph:
    import networkx

    read = networkx.read_graphml(BytesIO(content), node_type=int)
    names = {name: text for name, text in read.graph.items() if not name.endswith("_default")}
    return _restored(read, names)


# GEXF, which has no attributes of the graph: they become the description of the file.


def _gexf(graph: Graph) -> bytes:
    import networkx

    texts = _of_texts(graph)
    root = ElementTree.fromstring("\n".join(networkx.generate_gexf(texts)))
    space = root.tag.partition("}")[0] + "}"
    meta = root.find(f"{space}meta")
    if meta is None:
        meta = ElementTree.SubElement(root, f"{space}meta")
    meta.attrib.pop("lastmodifieddate", None)  # equal graphs make equal files
    ElementTree.SubElement(meta, f"{space}description").text = json.dumps(texts.graph)
    ElementTree.register_namespace("", space[1:-1])
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _from_gexf(content: bytes) -> Graph:
    import networkx

    read = networkx.read_gexf(BytesIO(content), node_type=int)
    root = ElementTree.fromstring(content)
    description = root.find("{*}meta/{*}description")
    names = {} if description is None else parse_json(description.text or "{}")
    for attributes in (data for _, data in read.nodes(data=True)):
        attributes.pop("label", None)
    for attributes in (data for _, _, data in read.edges(data=True)):
        attributes.pop("id", None)
    return _restored(read, names)


def _of_texts(graph: Graph) -> Graph:
    import networkx

    class WatchedGraph(networkx.Graph):  # type: ignore[type-arg]  # at run time it takes none
        # networkx goes through the entries to write them, which takes long.
        node_dict_factory = adjlist_outer_dict_factory = _WatchedDict

    texts: Graph = WatchedGraph()
    texts.graph.update({name: _xml_text(text) for name, text in graph.graph.items()})
    texts.add_nodes_from((node, to_text(data)) for node, data in graph.nodes(data=True))
    texts.add_edges_from((a, b, to_text(data)) for a, b, data in graph.edges(data=True))
    return texts


class _WatchedDict(dict[Any, Any]):
    """A dictionary whose entries can be gone through only while there is time."""

    def items(self) -> Any:
        return in_time(super().items())


def _xml_text(text: str) -> str:
    """Replace the characters that XML does not admit."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def _restored(read: Graph, names: dict[str, Any]) -> Graph:
    import networkx

    graph: Graph = networkx.Graph()
    graph.graph.update(names)
    # Readers of XML drop empty texts.
    for node, data in read.nodes(data=True):
        graph.add_node(node, **from_text({"patterns": "", **data}))
    for a, b, data in read.edges(data=True):
        graph.add_edge(a, b, **from_text({"units": "", **data}))
    return graph


# Node-link JSON


def _node_link(graph: Graph) -> bytes:
    nodes = [{"id": node, **to_json(data)} for node, data in graph.nodes(data=True)]
    edges = [{"source": a, "target": b, **to_json(data)} for a, b, data in graph.edges(data=True)]
    header = {
        "format": GRAPH_FORMAT,
        "directed": False,
        "multigraph": False,
        "graph": dict(graph.graph),
    }
    lists = (f'"{name}": [{_lines(rows)}]' for name, rows in (("nodes", nodes), ("edges", edges)))
    return (json.dumps(header)[:-1] + ",\n" + ",\n".join(lists) + "}\n").encode("ascii")


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(
        ("\n" if i == 0 else ",\n") + json.dumps(row) for i, row in enumerate(in_time(rows))
    )


def _from_node_link(content: bytes) -> Graph:
    import networkx

    value = parse_json(content.decode("utf-8"))
    if value.get("format", GRAPH_FORMAT) != GRAPH_FORMAT:
        raise FileFormatError(f"the format is {short(value['format'])}, not {GRAPH_FORMAT!r}")
    graph: Graph = networkx.Graph()
    graph.graph.update(value.get("graph", {}))
    for row in value["nodes"]:
        graph.add_node(row.pop("id"), **from_json(row))
    for row in value["edges"]:
        graph.add_edge(row.pop("source"), row.pop("target"), **from_json(row))
    return graph


# CSV


def _csv_tables(graph: Graph) -> tuple[bytes, bytes]:
    nodes = ({"id": node, **to_text(data)} for node, data in graph.nodes(data=True))
    edges = ({"source": a, "target": b, **to_text(d)} for a, b, d in graph.edges(data=True))
    return (
        _csv_table(("id", *_NODE_COLUMNS), nodes),
        _csv_table(("source", "target", *_EDGE_COLUMNS), edges),
    )


def _csv_table(columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _from_csv_tables(nodes: bytes, edges: bytes) -> Graph:
    import networkx

    graph: Graph = networkx.Graph()
    for row in _csv_rows(nodes):
        graph.add_node(int(row.pop("id")), **from_text(row))
    for row in _csv_rows(edges):
        ends = int(row.pop("source")), int(row.pop("target"))
        graph.add_edge(*ends, **from_text({**row, "facets": int(row["facets"])}))
    return graph


def _csv_rows(content: bytes) -> list[dict[str, Any]]:
    # The module csv refuses long fields unless told otherwise, and can be told only globally.
    limit = csv.field_size_limit(len(content) + 1)
    try:
        return list(csv.DictReader(StringIO(content.decode("utf-8"), newline=""), strict=True))
    finally:
        csv.field_size_limit(limit)
