"""``polyregions graph``: the region graph, written to a file."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.network_facts import network_rows
from polyregions.cli.output import check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import files_row, search_rows, timed
from polyregions.cli.searching import Search
from polyregions.complexes import GRAPH_KINDS
from polyregions.files import GRAPH_FORMATS, graph_format, graph_paths, write_graph

__all__ = ["graph"]


@bounded()
def graph(
    network: options.NetworkPath,
    output: options.OutputPath,
    of: Annotated[
        str, typer.Option("--of", metavar="KIND", help=f"The nodes: {' or '.join(GRAPH_KINDS)}.")
    ] = "linear_regions",
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"{', '.join(GRAPH_FORMATS)}. Default: by the file's suffix.",
        ),
    ] = None,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = None,
    as_json: options.AsJson = False,
) -> None:
    """Write the graph of a network's regions, joined where they share a facet.

    Exit code 3: a budget ended it, and nothing was written.
    """
    options.check_graph_kind(of)
    kind = graph_format(output, format)
    check_writable(graph_paths(output, kind))
    search = Search.of(network, domain, slice, engine, workers, progress, max_regions, max_seconds)
    complex, seconds = search.regions()
    region_graph, deriving = timed(lambda: complex.graph(of))
    files = write_graph(region_graph, output, kind)
    Report.of(
        *network_rows(search.network),
        Row("graph of", "of", of),
        Row("nodes", "nodes", region_graph.number_of_nodes()),
        Row("edges", "edges", region_graph.number_of_edges()),
        *search_rows(complex.engine, seconds + deriving),
        files_row(files),
    ).show(as_json)
