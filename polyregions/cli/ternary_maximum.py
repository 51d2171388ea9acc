"""``polyregions ternary-maximum``: the ternary network of a shape with the most regions."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import definition_option
from polyregions.cli.cluster import executor_at
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.output import check_writable, network_output
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import announce_compilation
from polyregions.cli.streams import read_from
from polyregions.complexes import Definition
from polyregions.readers import network_to_json, parse_domain, write_network
from polyregions.theorems.ternary_search import PartialTernaryMaximum
from polyregions.theorems.ternary_search import ternary_maximum as searched

__all__ = ["ternary_maximum"]

Widths = Annotated[
    list[str],
    typer.Argument(metavar="WIDTHS...", help="The widths of the hidden layers: 3 3, or 3,3."),
]
DomainOfAll = Annotated[
    str | None,
    typer.Option(
        "--domain",
        metavar="DOMAIN",
        help='A box "[[lo, hi], ...]", unit, cube or a JSON file. Default: all of R^n0.',
        callback=read_from("--domain"),
    ),
]
Inputs = Annotated[int, typer.Option("--inputs", metavar="N", min=1, help="The number of inputs.")]
DefinitionName = Annotated[
    str, definition_option(each for each in Definition if each is not Definition.CONVEX)
]
StatePath = Annotated[
    str | None,
    typer.Option(
        "--state", metavar="FILE", help="Keep the state there; an interrupted search goes on."
    ),
]
MaximiserPath = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write a maximising network; - for standard output.",
    ),
]


@bounded("regions")
def ternary_maximum(
    widths: Widths,
    inputs: Inputs = 1,
    domain: DomainOfAll = None,
    definition: DefinitionName = Definition.OPEN_CONNECTED.value,
    workers: options.Workers = 1,
    dask: options.Dask = None,
    state: StatePath = None,
    output: MaximiserPath = None,
    format: options.NetworkFormatName = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Search all ternary ReLU networks of a shape for the most regions.

    Exit code 3: the time was up; nothing was written but the state, from which the search goes on.
    """
    check_writable([] if state is None else [state])
    file = None if output is None else network_output(output, format)
    sizes = options.widths_of(",".join(widths), "3,3")
    polytope = None if domain is None else parse_domain(domain, inputs)
    if progress and (inputs > 1 or definition != Definition.OPEN_CONNECTED.value):
        announce_compilation("auto", inputs, polytope)
    executor = executor_at(dask)
    found, seconds = timed(
        lambda: searched(
            sizes,
            polytope,
            inputs=inputs,
            definition=definition,
            workers=workers,
            executor=executor,
            state=state,
            progress=progress,
            max_seconds=max_seconds,
        )
    )
    if isinstance(found, PartialTernaryMaximum):
        _stopped(found, seconds).show(as_json)
        raise typer.Exit(ExitCode.STOPPED)
    if file is not None:
        write_network(found.network, file, format)
    first = found.first_layers
    Report.of(
        *network_rows(found.network),
        Row("most regions", "regions", found.regions),
        Row(None, "inputs", found.network.inputs),
        Row(None, "widths", found.widths),
        Row("definition", "definition", found.definition),
        Row("first layers", "first_layers", first, f"{first} up to symmetry"),
        Row(None, "network", network_to_json(found.network)),
        seconds_row(seconds),
        *(
            [f"  {layer}" for layer in found.network.layers]
            if file is None
            else [Row("written to", None, file)]
        ),
    ).show(as_json)


def _stopped(stopped: PartialTernaryMaximum, seconds: float) -> Report:
    searched = f"{stopped.first_layers} of {stopped.total} up to symmetry"
    found = f"{stopped.found} regions, and there may be networks with more"
    return Report.of(
        Row("most regions", "regions", None, "unknown: stopped at max_seconds"),
        Row(None, "widths", stopped.widths),
        Row("definition", "definition", stopped.definition),
        Row(None, "complete", False),
        Row(None, "stopped_at", "max_seconds"),
        Row("found", "found", stopped.found, found),
        Row("first layers", "first_layers", stopped.first_layers, searched),
        seconds_row(seconds),
    )
