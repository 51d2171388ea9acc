"""``polyregions page``: the regions of a plane as one interactive HTML file."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import files_row, search_rows, timed
from polyregions.cli.searching import Search
from polyregions.cli.streams import output_file
from polyregions.complexes import Definition
from polyregions.page import check_is_plane, write_page

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


_LABELS = {
    Definition.PROPER_ACTIVATION: "activation regions",
    Definition.OPEN_CONNECTED: "linear regions",
    Definition.AFFINE: "affine maps",
}


@reads_network
@bounded()
def page(
    network: NetworkSource,
    output: options.OutputPath,
    title: Title = None,
    boundary: Boundary = True,
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
    """Write an interactive page of a network with two inputs, or of a plane slice of another.

    One HTML file that needs a browser and no connection: pan, zoom, point at regions, find
    patterns.

    Exit code 3: a budget ended it, and nothing was written.
    """
    file = output_file(output, None, "html")
    check_writable([file])
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    check_is_plane(search.network)
    complex, seconds = search.regions()
    _, writing = timed(lambda: write_page(complex, file, title=title, boundary=boundary))
    counts = (
        Row(label, definition.value, complex.count(definition.value))
        for definition, label in _LABELS.items()
    )
    Report.of(
        *network_rows(search.network),
        *counts,
        *search_rows(complex.engine, seconds, writing),
        Row(None, "bytes", os.path.getsize(file)),
        files_row([file]),
    ).show(as_json)
