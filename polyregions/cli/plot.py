"""``polyregions plot``: a picture of the regions."""

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
from polyregions.cli.pictures import Wishes
from polyregions.cli.searching import found_regions
from polyregions.complexes import GRAPH_KINDS
from polyregions.plotting import (
    COLORINGS,
    check_backend,
    drawable,
    picture_format,
    write_html,
    write_picture,
)
from polyregions.readers import read_network

__all__ = ["plot"]


ColorName = Annotated[
    str | None,
    typer.Option(
        "--color",
        metavar="NAME",
        help=f"By what regions are coloured: {', '.join(COLORINGS)}. "
        "Default: region; with one input, layer.",
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
    typer.Option(
        "--graph",
        metavar="KIND",
        help=f"Draw the region graph over the plane: {' or '.join(GRAPH_KINDS)}.",
    ),
]
WithBoundary = Annotated[
    bool, typer.Option("--boundary", help="Draw the decision boundary in the plane.")
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


def plot(
    network: NetworkPath,
    output: OutputPath,
    color: ColorName = None,
    network_output: OutputNumber = 0,
    graph: GraphKind = None,
    boundary: WithBoundary = False,
    per_layer: PerLayer = False,
    view: View = None,
    size: Size = None,
    dpi: Resolution = 150,
    domain: DomainText = None,
    slice: SliceText = None,
    engine: EngineName = "auto",
    workers: Workers = 1,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Draw the regions of a network with one, two or three inputs, or of a slice of another.

    One input: the function and its breakpoints. Two: the partition of the plane. Three: the cells
    in space; as .html, to be turned with the mouse.
    """
    kind = picture_format(output)
    check_backend(kind)
    check_writable([output])
    wishes = Wishes.of(
        view,
        size,
        color=color,
        output=network_output,
        graph=graph,
        boundary=boundary,
        per_layer=per_layer,
        coordinate="x" if slice is None else "t",
    )
    net = sliced(read_network(network), slice, domain)
    wishes.check_inputs(net.inputs if per_layer else drawable(net).inputs, kind)
    polytope = chosen_domain(net, domain)
    complex, seconds = found_regions(net, polytope, engine, workers, progress)
    start = perf_counter()
    if kind == "html":
        write_html(wishes.interactive(complex), output)
    else:
        write_picture(wishes.figure(complex), output, dpi)
    drawing = perf_counter() - start
    if as_json:
        print_json(
            {
                "proper_activation": len(complex),
                "open_connected": complex.count(),
                "complete": True,
                "engine": complex.engine,
                "seconds": round(seconds, 6),
                "seconds_drawing": round(drawing, 6),
                "files": [output],
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("activation regions", len(complex)),
            ("linear regions", complex.count()),
            ("engine", complex.engine),
            ("seconds", f"{seconds:.3f}"),
            ("seconds drawing", f"{drawing:.3f}"),
            ("written to", output),
        ]
    )
