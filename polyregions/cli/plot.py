"""``polyregions plot``: a picture of the regions."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import one_of
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import check_writable
from polyregions.cli.picture_kinds import PICTURE_KINDS, REGIONS
from polyregions.cli.pictures import Wishes
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import files_row, search_rows, seconds_row, timed
from polyregions.cli.searching import Search
from polyregions.cli.streams import output_file
from polyregions.complexes import GRAPH_KINDS, RegionComplex
from polyregions.plotting import (
    COLORINGS,
    PICTURE_FORMATS,
    check_backend,
    picture_format,
    write_html,
    write_picture,
)

__all__ = ["plot"]


ColorName = Annotated[
    str | None,
    one_of(
        "--color",
        COLORINGS,
        "By what regions are coloured: {}. Default: region; with one input, layer.",
        show_default=False,
    ),
]
OutputNumber = Annotated[
    int,
    typer.Option(
        "--network-output",
        metavar="K",
        help="The output whose gradient or values are meant, counted from 0.",
    ),
]
GraphKind = Annotated[
    str | None,
    one_of(
        "--graph",
        GRAPH_KINDS,
        "Draw the region graph over the plane: {}.",
        metavar="KIND",
    ),
]
FormatName = Annotated[
    str | None,
    one_of(
        "--format",
        [*PICTURE_FORMATS, "html"],
        "What the file is to be: {}. Default: by its suffix; standard output is png.",
    ),
]
KindName = Annotated[
    str | None,
    one_of(
        "--kind",
        PICTURE_KINDS,
        "What is drawn: {}.",
        metavar="KIND",
        show_default=REGIONS,
    ),
]
WithBoundary = Annotated[
    bool, typer.Option("--boundary", help="Draw the decision boundary in the plane.")
]
WithBetti = Annotated[
    bool,
    typer.Option("--betti", help="Tell the Betti numbers of the decision boundary and classes."),
]
WithSigns = Annotated[
    bool,
    typer.Option("--signs", help="With --kind faces: write the signs of all units at each face."),
]
Level = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="NUMBER",
        help="With --kind level_set: the level, such as 0.5 or 1/3. Default: 0.",
    ),
]
PerLayer = Annotated[
    bool,
    typer.Option(
        "--per-layer", help="Draw the number of activation regions after each layer instead."
    ),
]
View = Annotated[
    str | None,
    typer.Option(
        "--view",
        metavar="BOX",
        help='What to show: "[[lo, hi], ...]", one pair for each coordinate. Default: a '
        "bounded domain, else where most vertices are.",
        show_default=False,
    ),
]
Size = Annotated[
    str | None,
    typer.Option("--size", metavar="W,H", help="The width and height of the figure in inches."),
]
Resolution = Annotated[
    float, typer.Option("--dpi", min=10, max=2400, help="The resolution in dots per inch.")
]


@reads_network
@bounded()
def plot(
    network: NetworkSource,
    output: options.OutputPath,
    format: FormatName = None,
    kind: KindName = None,
    color: ColorName = None,
    network_output: OutputNumber = 0,
    graph: GraphKind = None,
    boundary: WithBoundary = False,
    betti: WithBetti = False,
    signs: WithSigns = False,
    level: Level = None,
    per_layer: PerLayer = False,
    view: View = None,
    size: Size = None,
    dpi: Resolution = 150,
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
    """Draw the regions of a network with one, two or three inputs, or of a slice of another.

    One input: the function and its breakpoints. Two: the partition of the plane. Three: the cells
    in space; as .html, to be turned with the mouse. Other pictures are drawn by --kind: the faces
    of all dimensions, the level set of an output with its Betti numbers, its persistence diagram
    or barcode, and the regions under all six definitions.

    Exit code 3: a budget ended it, and nothing was written.
    """
    file = output_file(output, format, "png")
    suffix = picture_format(file, format)
    check_backend(suffix)
    check_writable([file])
    wishes = Wishes.of(
        kind,
        view,
        size,
        color=color,
        output=network_output,
        graph=graph,
        boundary=boundary,
        betti=betti,
        signs=signs,
        level=level,
        per_layer=per_layer,
    )
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    net = search.network
    wishes.check_network(net, suffix)
    complex, seconds = search.regions()
    _, drawing = timed(lambda: _draw(wishes, complex, file, suffix, dpi))
    Report.of(
        *network_rows(net),
        Row("activation regions", "proper_activation", len(complex)),
        Row("linear regions", "open_connected", complex.count()),
        *search_rows(complex.engine, seconds),
        seconds_row(drawing, "seconds drawing"),
        files_row([file]),
    ).show(as_json)


def _draw(wishes: Wishes, complex: RegionComplex, output: str, format: str, dpi: float) -> None:
    if format == "html":
        write_html(wishes.interactive(complex), output)
    else:
        write_picture(wishes.figure(complex), output, dpi, format)
