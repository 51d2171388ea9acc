"""Region graphs as files: GraphML, GEXF, node-link JSON, CSV tables, GML and DOT.

Exact numbers are written as texts, so that they survive every format; :func:`read_graph` turns them
back into the objects of the region graph.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree import ElementTree

from polyregions.budgets import checkpoint
from polyregions.complexes import LIGHT_ATTRIBUTES, CellComplex
from polyregions.errors import (
    FileFormatError,
    OutOfTime,
    PolyregionsError,
    UnknownOptionError,
    short,
)
from polyregions.files.graphs.csv_tables import edge_lines, graph_of_tables, node_lines
from polyregions.files.graphs.dot_file import dot_lines
from polyregions.files.graphs.gexf_file import gexf_lines, graph_of_gexf
from polyregions.files.graphs.gml_file import gml_lines, graph_of_gml
from polyregions.files.graphs.graphml_file import graph_of_graphml, graphml_lines
from polyregions.files.graphs.node_link_file import graph_of_node_link, node_link_lines
from polyregions.files.graphs.records import GraphRecords, records_of_complex, records_of_graph
from polyregions.readers.content import (
    PathLike,
    atomic_file,
    chosen_format,
    paths_of_tables,
)

if TYPE_CHECKING:
    import networkx

    Graph = networkx.Graph[Any]

__all__ = ["GRAPH_FORMATS", "graph_format", "graph_paths", "read_graph", "write_graph"]

GRAPH_FORMATS = {
    "graphml": "GraphML",
    "gexf": "GEXF 1.2",
    "json": "node-link JSON",
    "csv": "two CSV tables, one of nodes and one of edges",
    "gml": "GML",
    "dot": "DOT, the language of Graphviz; written only",
}
"""The formats by the suffixes of their files, and what each of them is."""

_WRITERS = {
    "graphml": graphml_lines,
    "gexf": gexf_lines,
    "json": node_link_lines,
    "gml": gml_lines,
    "dot": dot_lines,
}
_READERS = {
    "graphml": graph_of_graphml,
    "gexf": graph_of_gexf,
    "json": graph_of_node_link,
    "gml": graph_of_gml,
}
_LINES_AT_ONCE = 256


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


def write_graph(
    graph: Graph | CellComplex,
    path: PathLike,
    format: str | None = None,
    *,
    of: str = "linear_regions",
    attributes: Iterable[str] = LIGHT_ATTRIBUTES,
) -> tuple[str, ...]:
    """Write a region graph to a file that :func:`read_graph` and networkx read back.

    Each file is written as a whole or not at all. Of a complex, nodes and edges are written as they
    are made, so that a million of them take no more memory than the complex.

    Parameters
    ----------
    graph
        A region complex; or its graph, from :meth:`polyregions.RegionComplex.graph`. A graph may
        have other attributes too, and nodes by other names: texts, numbers and tuples of these for
        nodes; for attributes texts, numbers, truth values, None, and lists and dictionaries.
    path
        Where to write it. For CSV, ``net.csv`` makes the files ``net.nodes.csv`` and
        ``net.edges.csv``.
    format
        One of ``GRAPH_FORMATS``; omitted: by the path's suffix.
    of, attributes
        Of a complex what is a node, and what nodes carry: as for
        :meth:`polyregions.RegionComplex.graph`. A graph is written as it is.

    Returns
    -------
    tuple of str
        The paths of the files written.

    Raises
    ------
    UnknownOptionError
        If the format is unknown, or a kind of nodes, or an attribute.
    PolyregionsError
        If a file cannot be written there, or cannot hold an attribute.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import networkx
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.graphml")
    ...     _ = write_graph(cells, path)
    ...     read_graph(path).nodes == cells.graph().nodes
    ...     networkx.read_graphml(path, node_type=int).nodes[3]["interior_point"]
    True
    '0.75 0.75'
    """
    kind = graph_format(path, format)
    paths = graph_paths(path, kind)
    if isinstance(graph, CellComplex):
        records = records_of_complex(graph, of, attributes)
    else:
        records = _of_networkx(graph)
    if kind == "csv":
        with atomic_file(paths[0]) as node_file, atomic_file(paths[1]) as edge_file:
            _write(node_file, node_lines(records))
            _write(edge_file, edge_lines(records))
        return paths
    with atomic_file(path) as file:
        _write(file, _WRITERS[kind](records))
    return paths


def _of_networkx(graph: Graph) -> GraphRecords:
    import networkx

    if not isinstance(graph, networkx.Graph):
        raise PolyregionsError(
            f"{short(graph)} is no graph: give a region complex, or a networkx.Graph"
        )
    if graph.is_directed() or graph.is_multigraph():
        raise PolyregionsError(
            "a region graph has no directions and no parallel edges: give a networkx.Graph"
        )
    return records_of_graph(graph)


def _write(file: BinaryIO, lines: Iterable[str]) -> None:
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _LINES_AT_ONCE:
            checkpoint()
            file.write("".join(waiting).encode("utf-8"))
            waiting.clear()
    file.write("".join(waiting).encode("utf-8"))


def read_graph(path: PathLike, format: str | None = None) -> Graph:
    """Read a region graph that :func:`write_graph` has written, attributes and all.

    Parameters
    ----------
    path
        The file; for CSV the path that was given to :func:`write_graph`, or one of the two tables.
    format
        One of ``GRAPH_FORMATS`` but DOT; omitted: by the path's suffix.

    Returns
    -------
    networkx.Graph
        With nodes, edges and attributes equal to those written. CSV tables keep no attributes of
        the graph itself; of attributes that somebody has added, tuples come back as lists.

    Raises
    ------
    UnknownOptionError
        If the format is unknown, or not read.
    FileFormatError
        If a file cannot be read or holds no region graph.
    """
    kind = graph_format(path, format)
    if kind != "csv" and kind not in _READERS:
        raise UnknownOptionError(
            f"files of the format {kind} are written for other programs, and not read: write the "
            f"graph as one of {', '.join(_READERS)} too"
        )
    contents = [_content(name) for name in graph_paths(path, kind)]
    with _readable(repr(os.fspath(path))):
        if kind == "csv":
            nodes, edges = contents
            return graph_of_tables(nodes, edges)
        return _READERS[kind](contents[0])


def _content(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise FileFormatError(
            f"{name!r} cannot be read ({getattr(error, 'strerror', None) or error}): give the "
            "path of a graph file"
        ) from error


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
        csv.Error,
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
