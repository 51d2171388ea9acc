"""``polyregions count``: how many regions a network has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import definition_option, one_of
from polyregions.cli.estimates import estimate_rows
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.run_folder import (
    Columns,
    Part,
    RunPath,
    Status,
    chosen_folder,
    run_rows,
    status_report,
)
from polyregions.cli.searching import Search
from polyregions.complexes import (
    CountBounds,
    Definition,
    EnumerationBounds,
    EnumerationCount,
    PartialResult,
    estimate_regions,
)
from polyregions.errors import PolyregionsError
from polyregions.questions import counted
from polyregions.runs import PartialRun, RunFolder
from polyregions.theorems import METHODS, CompositionCount, Count

__all__ = ["count"]

MethodName = Annotated[
    str,
    one_of("--method", METHODS, "How to count: {}."),
]

DefinitionName = Annotated[
    str | None,
    definition_option(show_default=Definition.OPEN_CONNECTED.value),
]

EstimateSeconds = Annotated[
    float | None,
    typer.Option(
        "--estimate",
        min=0,
        metavar="SECONDS",
        help="Estimate the number of proper activation regions in so long, instead of counting.",
    ),
]


@reads_network
@bounded("count")
def count(
    network: NetworkSource,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    definition: DefinitionName = None,
    method: MethodName = "auto",
    estimate: EstimateSeconds = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    run: RunPath = None,
    part: Part = None,
    status: Status = False,
    columns: Columns = None,
    as_json: options.AsJson = False,
) -> None:
    """Count the regions of a network, exactly, or estimate how many there are.

    Of convex regions (definition 3) two bounds are told with their reasons where they do not meet.

    Exit code 3: a budget stopped the search, and nothing is known but how many regions were found;
    or the run in a folder is not complete.
    """
    asked = None if definition is None else Definition.of(definition)
    chosen = asked or Definition.OPEN_CONNECTED
    folder = chosen_folder(run, part, status, columns)
    if estimate is not None and (workers != 1 or dask is not None or max_regions is not None):
        raise PolyregionsError(
            "--workers, --dask and --max-regions are for counts: leave them out with --estimate"
        )
    if estimate is not None and asked not in (None, Definition.PROPER_ACTIVATION):
        raise PolyregionsError(
            f"--definition {definition} is for counts: leave it out with --estimate, which is of "
            "proper activation regions"
        )
    if estimate is not None and folder is not None:
        raise PolyregionsError("--run is for counts: leave it out with --estimate")
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    if estimate is not None:
        _estimated(search, estimate).show(as_json)
        return
    if status and folder is not None:
        _show_status(search, asked, folder, as_json)
        return
    found, seconds = search.count(method, chosen, folder)
    if isinstance(found, PartialResult):
        _stopped(search, found, chosen, seconds).show(as_json)
        raise typer.Exit(ExitCode.STOPPED)
    Report.of(
        *network_rows(search.network),
        *_count_rows(found),
        Row("method", "method", found.method),
        *_how(found),
        seconds_row(seconds),
    ).show(as_json)


def _show_status(
    search: Search, asked: Definition | None, folder: RunFolder, as_json: bool
) -> None:
    # What is counted stands in the plan.
    known = folder.status(search.network, search.domain, asked)
    status_report(search.network, folder, known).show(as_json)
    if not known.complete:
        raise typer.Exit(ExitCode.STOPPED)


def _estimated(search: Search, seconds: float) -> Report:
    search.announce()
    network, place, engine = search.network, search.domain, search.execution.engine
    found, taken = timed(lambda: estimate_regions(network, place, seconds=seconds, engine=engine))
    chosen = Definition.PROPER_ACTIVATION
    number = round(found.value) if found.is_exact else None
    return Report.of(
        *network_rows(network),
        *estimate_rows(found),
        Row(None, "count", number),
        _definition_row(chosen),
        Row(None, "complete", found.is_exact),
        seconds_row(taken),
    )


def _how(found: Count | EnumerationBounds) -> tuple[Row, ...]:
    if isinstance(found, EnumerationCount | EnumerationBounds):
        return (Row("engine", "engine", found.engine),)
    checked = [str(block) for block in found.blocks]
    return (
        Row("hypothesis", "hypothesis", found.way.value),
        Row("checked", "checked", checked, "; ".join(checked)),
    )


def _count_rows(found: Count | EnumerationBounds) -> Iterator[Row]:
    if isinstance(found, EnumerationBounds):
        yield from _bound_rows(found.bounds)
    else:
        yield Row("count", "count", found.count)
        if found.definition is Definition.CONVEX:
            yield from (Row(None, key, found.count) for key in ("lower", "upper"))
    yield _definition_row(found.definition)
    yield Row(None, "complete", True)
    proper = None if isinstance(found, CompositionCount) else found.proper_activation
    yield Row(None if proper is None else "proper activation", "proper_activation", proper)


def _bound_rows(bounds: CountBounds) -> Iterator[Row]:
    yield Row("count", "count", None, str(bounds))
    for label, key in (("at least", "lower"), ("at most", "upper")):
        bound, reason = getattr(bounds, key), getattr(bounds, f"{key}_reason")
        yield Row(label, key, bound, f"{bound}: {reason}")
        yield Row(None, f"{key}_reason", reason)


def _definition_row(chosen: Definition) -> Row:
    name = chosen.value
    return Row("definition", "definition", name, f"{name} (definition {chosen.number})")


def _stopped(search: Search, stopped: PartialResult, chosen: Definition, seconds: float) -> Report:
    found = f"{counted(stopped.found, 'proper activation region')}, and there may be more"
    reason = stopped.reason
    why = "its part is done, others are not" if reason == "part" else f"stopped at {reason}"
    return Report.of(
        *network_rows(search.network),
        Row("count", "count", None, f"unknown: {why}"),
        Row(None, "definition", chosen.value),
        Row(None, "complete", False),
        Row(None, "proper_activation", None),
        Row("found", "found", stopped.found, found),
        Row(None, "stopped_at", reason),
        *(run_rows(stopped) if isinstance(stopped, PartialRun) else ()),
        Row("engine", "engine", stopped.engine),
        seconds_row(seconds),
    )
