"""``polyregions ternary-maximum``: the ternary network of a shape with the most regions on R."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.network_facts import network_rows
from polyregions.cli.output import check_network_output, check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.readers import network_to_json, parse_domain, write_network
from polyregions.theorems.ternary_search import ternary_maximum as searched

__all__ = ["ternary_maximum"]

Widths = Annotated[
    list[int], typer.Argument(metavar="WIDTHS...", help="The widths of the hidden layers.", min=1)
]
IntervalText = Annotated[
    str | None,
    typer.Option("--domain", metavar="DOMAIN", help='An interval "[[lo, hi]]". Default: all of R.'),
]
StatePath = Annotated[
    str | None,
    typer.Option(
        "--state", metavar="FILE", help="Keep the state there; an interrupted search goes on."
    ),
]
MaximiserPath = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write a maximising network."),
]


def ternary_maximum(
    widths: Widths,
    domain: IntervalText = None,
    workers: options.Workers = 1,
    state: StatePath = None,
    output: MaximiserPath = None,
    progress: options.Progress = None,
    as_json: options.AsJson = False,
) -> None:
    """Search all ternary ReLU networks of one input for the most linear regions."""
    check_writable([] if state is None else [state])
    if output is not None:
        check_network_output(output)
    polytope = None if domain is None else parse_domain(domain, 1)
    shown = options.wants_progress(progress)
    found, seconds = timed(
        lambda: searched(widths, polytope, workers=workers, state=state, progress=shown)
    )
    if output is not None:
        write_network(found.network, output)
    first = found.first_layers
    Report.of(
        *network_rows(found.network),
        Row("most regions", "regions", found.regions),
        Row(None, "widths", found.widths),
        Row("first layers", "first_layers", first, f"{first} up to symmetry"),
        Row(None, "network", network_to_json(found.network)),
        seconds_row(seconds),
        *(
            [f"  {layer}" for layer in found.network.layers]
            if output is None
            else [Row("written to", None, output)]
        ),
    ).show(as_json)
