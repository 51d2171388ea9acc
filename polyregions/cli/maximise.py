"""``polyregions maximise``: the exact maximum, or minimum, of a combination of outputs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from polyregions.arithmetic import exact_rational, nearest_float
from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import Search
from polyregions.errors import PolyregionsError
from polyregions.questions import PartialExtremum, found_extremum
from polyregions.refinement import chosen_engine

__all__ = ["maximise"]

ObjectiveText = Annotated[
    str | None,
    typer.Option(
        "--objective",
        metavar="NUMBERS",
        show_default=False,
        help='What each output counts, exact numbers such as "1,-1/2". Default: the only output.',
    ),
]

Minimise = Annotated[bool, typer.Option("--minimise", help="Find the minimum instead.")]

_LONGEST = 24
_LABELS = {
    "found": "best found",
    "bound": "bound",
    "point": "at",
    "ray": "along",
    "slope": "change a step",
    "pattern": "region",
    "regions": "regions visited",
    "dropped": "cells dropped",
    "stopped_at": "stopped at",
}


@bounded("value")
def maximise(
    network: options.NetworkPath,
    objective: ObjectiveText = None,
    minimise: Minimise = False,
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
    """Find the exact maximum of a combination of a network's outputs, and where it is attained.

    Long fractions are printed as the nearest decimals; --json has them exactly.

    Exit code 3: a budget ended the search; the best value found is printed, and what the maximum is
    at most.
    """
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    search.announce()
    outputs = search.network.outputs
    if objective is None and outputs > 1:
        raise PolyregionsError(
            f"the network has {outputs} outputs: say by --objective what each of them counts, such "
            "as 1,-1"
        )
    row = 0 if objective is None else objective.split(",")
    found, seconds = timed(
        lambda: found_extremum(
            search.network, row, search.domain, search.execution, minimise=minimise
        )
    )
    values = found.to_json()
    Report.of(
        *network_rows(search.network),
        *(
            Row(_label(key, value, values), key, value, _text(value, values))
            for key, value in values.items()
        ),
        Row("engine", "engine", chosen_engine(engine, search.network.inputs)),
        seconds_row(seconds),
    ).show(as_json)
    if isinstance(found, PartialExtremum):
        raise typer.Exit(ExitCode.STOPPED)


def _label(key: str, value: Any, values: dict[str, Any]) -> str | None:
    if key == "value":
        return str(values["kind"])
    return None if value is None else _LABELS.get(key)


def _text(value: Any, values: dict[str, Any]) -> str:
    if value is None:
        return "unknown" if not values["complete"] else "none: the values go on without end"
    if isinstance(value, list):
        return f"({', '.join(map(_short, value))})"
    return _short(value)


def _short(number: Any) -> str:
    """Return an exact number as text, a long one by its nearest float: JSON has it exactly."""
    text = str(number)
    if "/" not in text or len(text) <= _LONGEST:
        return text
    return f"about {nearest_float(exact_rational(number))!r}"
