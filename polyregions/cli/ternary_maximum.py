"""``polyregions ternary-maximum``: the ternary network of a shape with the most regions on R."""

from __future__ import annotations

import os
from time import perf_counter
from typing import Annotated

import typer

from polyregions.cli.options import AsJson, Progress, wants_progress
from polyregions.cli.output import (
    check_network_output,
    check_writable,
    network_rows,
    print_json,
    print_table,
)
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
Workers = Annotated[int, typer.Option("--workers", min=1, help="The number of processes.")]
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
    workers: Workers = 1,
    state: StatePath = None,
    output: MaximiserPath = None,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Search all ternary ReLU networks of one input for the most linear regions."""
    check_writable([] if state is None else [state])
    if output is not None:
        check_network_output(output)
    polytope = None if domain is None else parse_domain(domain, 1)
    start = perf_counter()
    found = searched(
        widths, polytope, workers=workers, state=state, progress=wants_progress(progress)
    )
    seconds = perf_counter() - start
    if output is not None:
        write_network(found.network, output)
    if as_json:
        print_json(
            {
                "regions": found.regions,
                "widths": list(found.widths),
                "first_layers": found.first_layers,
                "network": network_to_json(found.network),
                "seconds": round(seconds, 6),
            }
        )
        return
    rows = [
        *network_rows(found.network),
        ("most regions", found.regions),
        ("first layers", f"{found.first_layers} up to symmetry"),
        ("seconds", f"{seconds:.3f}"),
    ]
    if output is not None:
        rows.append(("written to", os.fspath(output)))
    print_table(rows)
    if output is None:
        for layer in found.network.layers:
            print(f"  {layer}")
