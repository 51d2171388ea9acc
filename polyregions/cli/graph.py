"""``polyregions graph``: the region graph, written to a file."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import typer

from polyregions.cli.options import (
    AsJson,
    DomainText,
    EngineName,
    NetworkPath,
    OutputPath,
    Progress,
    SliceText,
    Workers,
    chosen_domain,
    sliced,
)
from polyregions.cli.output import check_writable, network_rows, print_json, print_table
from polyregions.cli.searching import found_regions
from polyregions.complexes import GRAPH_KINDS
from polyregions.errors import unknown_choice
from polyregions.files import GRAPH_FORMATS, graph_format, graph_paths, write_graph
from polyregions.readers import read_network

__all__ = ["graph"]


def graph(
    network: NetworkPath,
    output: OutputPath,
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
    domain: DomainText = None,
    slice: SliceText = None,
    engine: EngineName = "auto",
    workers: Workers = 1,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Write the graph of a network's regions, joined where they share a facet."""
    if of not in GRAPH_KINDS:
        raise unknown_choice("graph of", of, GRAPH_KINDS)
    kind = graph_format(output, format)
    check_writable(graph_paths(output, kind))
    net = sliced(read_network(network), slice, domain)
    polytope = chosen_domain(net, domain)
    complex, seconds = found_regions(net, polytope, engine, workers, progress)
    start = perf_counter()
    region_graph = complex.graph(of)
    seconds += perf_counter() - start
    files = write_graph(region_graph, output, kind)
    nodes, edges = region_graph.number_of_nodes(), region_graph.number_of_edges()
    if as_json:
        print_json(
            {
                "of": of,
                "nodes": nodes,
                "edges": edges,
                "complete": True,
                "engine": complex.engine,
                "seconds": round(seconds, 6),
                "files": list(files),
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("graph of", of),
            ("nodes", nodes),
            ("edges", edges),
            ("engine", complex.engine),
            ("seconds", f"{seconds:.3f}"),
            ("written to", ", ".join(files)),
        ]
    )
