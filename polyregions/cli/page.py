"""``polyregions page``: the regions of a plane as one interactive HTML file."""

from __future__ import annotations

import os
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
from polyregions.complexes import Definition
from polyregions.page import check_is_plane, write_page
from polyregions.readers import read_network

__all__ = ["page"]

Title = Annotated[
    str | None,
    typer.Option("--title", metavar="TEXT", help="The heading. Default: the network's name."),
]
Boundary = Annotated[
    bool,
    typer.Option(
        "--boundary/--no-boundary",
        help="Find where the largest output changes, or the sign of a single one.",
    ),
]


def page(
    network: NetworkPath,
    output: OutputPath,
    title: Title = None,
    boundary: Boundary = True,
    domain: DomainText = None,
    slice: SliceText = None,
    engine: EngineName = "auto",
    workers: Workers = 1,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Write an interactive page of a network with two inputs, or of a plane slice of another.

    One HTML file that needs a browser and no connection: pan, zoom, point at regions, find
    patterns.
    """
    check_writable([output])
    net = sliced(read_network(network), slice, domain)
    check_is_plane(net)
    polytope = chosen_domain(net, domain)
    complex, seconds = found_regions(net, polytope, engine, workers, progress)
    start = perf_counter()
    write_page(complex, output, title=title, boundary=boundary)
    writing = perf_counter() - start
    counts = {definition.value: complex.count(definition.value) for definition in Definition}
    if as_json:
        print_json(
            {
                **counts,
                "complete": True,
                "engine": complex.engine,
                "seconds": round(seconds, 6),
                "seconds_writing": round(writing, 6),
                "bytes": os.path.getsize(output),
                "files": [output],
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("activation regions", counts["proper_activation"]),
            ("linear regions", counts["open_connected"]),
            ("affine maps", counts["affine"]),
            ("engine", complex.engine),
            ("seconds", f"{seconds:.3f} to find them, {writing:.3f} to write them"),
            ("written to", output),
        ]
    )
