"""``polyregions count``: how many regions a network has."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import Search
from polyregions.complexes import Definition, PartialResult
from polyregions.counting import METHODS, count_regions
from polyregions.errors import PolyregionsError
from polyregions.theorems import CompositionCount, CompositionRefusal

__all__ = ["count"]

MethodName = Annotated[
    str,
    typer.Option("--method", metavar="NAME", help=f"How to count: {' or '.join(METHODS)}."),
]


def count(
    network: options.NetworkPath,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    definition: options.DefinitionName = "open_connected",
    method: MethodName = "enumeration",
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = None,
    as_json: options.AsJson = False,
) -> None:
    """Count the regions of a network, exactly.

    Exit code 3: a budget stopped the search, and nothing is known but how many regions were found.
    """
    chosen = Definition.of(definition)
    search = Search.of(network, domain, slice, engine, workers, progress, max_regions, max_seconds)
    if method != "enumeration":
        rows = _by_composition(search, chosen, method)
    else:
        counted, seconds = search.count(chosen)
        if isinstance(counted, PartialResult):
            _stopped(search, counted, chosen, seconds).show(as_json)
            raise typer.Exit(ExitCode.STOPPED)
        rows = (
            *_count_rows(counted.count, chosen, counted.proper_activation),
            Row("engine", "engine", counted.engine),
            seconds_row(seconds),
        )
    Report.of(*network_rows(search.network), *rows).show(as_json)


def _by_composition(search: Search, chosen: Definition, method: str) -> tuple[Row, ...]:
    net, place, name = search.network, search.domain, chosen.value
    result, seconds = timed(
        lambda: count_regions(net, place, definition=name, method=method, engine=search.engine)
    )
    if isinstance(result, CompositionRefusal):
        raise PolyregionsError(f"nothing was counted: {result}")
    assert isinstance(result, CompositionCount)
    checked = [str(block) for block in result.blocks]
    return (
        *_count_rows(result.count, chosen, None),
        Row("method", "method", method),
        Row("hypothesis", "hypothesis", result.way.value),
        Row("checked", "checked", checked, "; ".join(checked)),
        seconds_row(seconds),
    )


def _count_rows(number: int, chosen: Definition, proper_activation: int | None) -> tuple[Row, ...]:
    name = chosen.value
    label = None if proper_activation is None else "proper activation"
    return (
        Row("count", "count", number),
        Row("definition", "definition", name, f"{name} (definition {chosen.number})"),
        Row(None, "complete", True),
        Row(label, "proper_activation", proper_activation),
    )


def _stopped(search: Search, stopped: PartialResult, chosen: Definition, seconds: float) -> Report:
    found = f"{stopped.found} proper activation regions, and there may be more"
    return Report.of(
        *network_rows(search.network),
        Row("count", "count", None, f"unknown: stopped at {stopped.reason}"),
        Row(None, "definition", chosen.value),
        Row(None, "complete", False),
        Row(None, "proper_activation", None),
        Row("found", "found", stopped.found, found),
        Row(None, "stopped_at", stopped.reason),
        Row("engine", "engine", stopped.engine),
        seconds_row(seconds),
    )
