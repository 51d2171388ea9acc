"""``polyregions lipschitz``: how steep a network is, exactly."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import Search
from polyregions.questions import (
    ClassConstants,
    LipschitzConstant,
    PartialLipschitz,
    point_text,
)
from polyregions.questions import lipschitz as found_constant
from polyregions.questions.steepness import NORMS
from polyregions.workers import Pool

__all__ = ["lipschitz"]

NormName = Annotated[
    str,
    typer.Option(
        "--norm",
        metavar="NAME",
        help=f"In which inputs and outputs are measured: {', '.join(NORMS)}.",
    ),
]

OfOutputs = Annotated[
    str | None,
    typer.Option(
        "--of",
        metavar="OUTPUTS",
        help=(
            "Of which function: the index of an output, counted from 0, or the coefficients of a "
            'combination, such as "1,-1". Default: all outputs together.'
        ),
    ),
]

OfClasses = Annotated[
    bool, typer.Option("--classes", help="Of the difference of each pair of outputs.")
]


@bounded("constant")
def lipschitz(
    network: options.NetworkPath,
    norm: NormName = "l2",
    of: OfOutputs = None,
    classes: OfClasses = False,
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
    """Find the Lipschitz constant of a network on a domain, exactly, and where it is attained.

    Exit code 3: a budget ended the search; what is printed is a lower bound.
    """
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    search.announce()
    how = search.execution
    executor = how.executor
    assert not isinstance(executor, Pool)  # that is for searches within a search
    found, seconds = timed(
        lambda: found_constant(
            search.network,
            norm,
            of=_outputs(of),
            classes=classes,
            domain=search.domain,
            engine=how.engine,
            progress=how.progress,
            workers=how.workers,
            executor=executor,
            max_regions=how.max_regions,
            max_seconds=how.max_seconds,
        )
    )
    is_partial = isinstance(found, PartialLipschitz)
    rows = (*network_rows(search.network), Row(None, "complete", not is_partial))
    if as_json:
        values = Report.of(*rows, seconds_row(seconds)).values()
        print(json.dumps({**values, **found.to_json()}))
    else:
        Report.of(*rows, *_told(found), seconds_row(seconds)).show()
    if is_partial:
        raise typer.Exit(ExitCode.STOPPED)


def _outputs(text: str | None) -> Any:
    """Return what ``--of`` asks about."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    return int(parts[0]) if len(parts) == 1 and parts[0].isdecimal() else parts


def _told(
    found: LipschitzConstant | ClassConstants | PartialLipschitz, label: str = "constant"
) -> list[Row | Columns | str]:
    match found:
        case PartialLipschitz():
            stop = f"{found.reason}, with {found.found} activation regions visited"
            stopped = Row("stopped at", None, found.reason, stop)
            known = found.at_least
            return [stopped, *([] if known is None else _told(known, "at least"))]
        case ClassConstants():
            lines = [
                [f"{i} - {j}", constant.number_text, str(constant.pattern)]
                for (i, j), constant in found.constants.items()
            ]
            return [
                "",
                Columns(["classes", f"{label} ({found.largest.norm})", "pattern"], lines),
                "",
            ]
    return [
        Row(f"{label} ({found.norm})", None, found.number_text),
        Row("attained in", None, str(found.pattern)),
        Row("around", None, point_text(found.interior_point)),
    ]
