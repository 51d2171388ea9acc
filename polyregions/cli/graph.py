"""``polyregions graph``: the region graph, written to a file."""

from __future__ import annotations

from typing import Annotated

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import one_of, several_of
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import files_row, search_rows, timed
from polyregions.cli.searching import Search
from polyregions.cli.streams import output_file
from polyregions.complexes import (
    GRAPH_KINDS,
    LIGHT_ATTRIBUTES,
    NODE_ATTRIBUTES,
    checked_attributes,
)
from polyregions.files import GRAPH_FORMATS, graph_format, graph_paths, write_graph

__all__ = ["graph"]


@reads_network
@bounded()
def graph(
    network: NetworkSource,
    output: options.OutputPath,
    of: Annotated[
        str, one_of("--of", GRAPH_KINDS, "The nodes: {}.", metavar="KIND")
    ] = "linear_regions",
    format: Annotated[
        str | None,
        one_of(
            "--format",
            GRAPH_FORMATS,
            "What the file is to be: {}. Default: by its suffix; standard output is json.",
        ),
    ] = None,
    attributes: Annotated[
        str,
        several_of(
            "--attributes",
            [*NODE_ATTRIBUTES, "none"],
            "What nodes carry, as in pattern,affine_map: {}.",
        ),
    ] = ",".join(LIGHT_ATTRIBUTES),
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Write the graph of a network's regions, joined where they share a facet.

    Exit code 3: a budget ended it, and nothing was written.
    """
    options.check_graph_kind(of)
    file = output_file(output, format)
    kind = graph_format(file, format)
    names = _names(attributes)
    check_writable(graph_paths(file, kind))
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    complex, seconds = search.regions()
    edges, deriving = timed(lambda: len(complex.edge_list(of)))
    files = write_graph(complex, file, kind, of=of, attributes=names)
    nodes = complex.count() if of == "linear_regions" else len(complex)
    Report.of(
        *network_rows(search.network),
        Row("graph of", "of", of),
        Row("nodes", "nodes", nodes),
        Row("edges", "edges", edges),
        *search_rows(complex.engine, seconds + deriving),
        files_row(files),
    ).show(as_json)


def _names(text: str) -> tuple[str, ...]:
    return () if text == "none" else checked_attributes(text.split(","))
