"""Options of a count in a run folder, and what is printed of it."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli.choices import several_of
from polyregions.cli.network_facts import network_rows
from polyregions.cli.report import Report, Row
from polyregions.errors import UnknownOptionError
from polyregions.networks import Network
from polyregions.runs import TABLE_COLUMNS, PartialRun, RunFolder, RunStatus

__all__ = ["Columns", "Part", "RunPath", "Status", "chosen_folder", "run_rows", "status_report"]

RunPath = Annotated[
    str | None,
    typer.Option(
        "--run",
        metavar="DIR",
        help=(
            "Begin, go on with, or join a run in this folder, by enumeration: what is found stays "
            "there, and the same command goes on, from any number of machines."
        ),
    ),
]
Part = Annotated[
    str | None,
    typer.Option(
        "--part",
        metavar="K/N",
        help="--run: do the K-th of N parts, K from 1 to N, and nothing else.",
    ),
]
Status = Annotated[
    bool, typer.Option("--status", help="--run: print how far it has come, and work at nothing.")
]
Columns = Annotated[
    str | None,
    several_of(
        "--columns",
        TABLE_COLUMNS,
        "--run: write a table of the regions to DIR/table, Parquet files with these columns, "
        "separated by commas: {}.",
    ),
]


def chosen_folder(
    path: str | None, part: str | None, status: bool, columns: str | None
) -> RunFolder | None:
    """Return the run folder that the options ask for.

    Raises
    ------
    UnknownOptionError
        If they do not fit together.
    """
    if path is None:
        for name, given in (("--part", part), ("--status", status), ("--columns", columns)):
            if given:
                raise UnknownOptionError(f"{name} is for runs: give --run DIR with it")
        return None
    names = None if columns is None else columns.split(",")
    return RunFolder(path, None if part is None else _part(part), names)


def _part(text: str) -> tuple[int, int]:
    number, slash, parts = text.partition("/")
    if slash and number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts):
        return int(number), int(parts)
    raise UnknownOptionError(
        f"the part is {text!r}: give two numbers, the first from 1 to the second, as 3/64"
    )


def run_rows(partial: PartialRun) -> tuple[Row, ...]:
    """Return the rows that say how far a run has come when it stopped."""
    goes_on = "--run without --part" if partial.reason == "part" else "the same command"
    pieces = f"{_pieces(partial)}: {goes_on} goes on"
    return (
        Row("pieces", "pieces", partial.pieces, pieces),
        Row(None, "pieces_done", partial.pieces_done),
        Row(None, "run", partial.folder),
    )


def status_report(network: Network, folder: RunFolder, status: RunStatus) -> Report:
    """Return what ``--status`` prints."""
    estimate, hours = status.estimate, status.hours_left
    workers = [worker.name for worker in status.workers]
    return Report.of(
        *network_rows(network),
        Row("count", "count", status.count, None if status.complete else "not yet known"),
        Row(None, "definition", status.definition.value),
        Row(None, "complete", status.complete),
        Row("found", "found", status.found, f"{status.found:,} proper activation regions"),
        Row("pieces", "pieces", status.pieces, _pieces(status)),
        Row(None, "pieces_done", status.pieces_done),
        Row("estimate", "estimate", _finite(estimate.value), str(estimate)),
        Row(None, "standard_error", _finite(estimate.standard_error)),
        Row("left", "hours_left", _finite(hours), _left(status)),
        Row(None, "core_hours_left", _finite(status.work_left, 3600)),
        Row("working", "working", workers, ", ".join(workers) or "nobody"),
        Row(None, "run", str(folder.path)),
    )


def _pieces(run: PartialRun | RunStatus) -> str:
    return f"{run.pieces_done:,} of {run.pieces:,} done"


def _finite(value: float | None, unit: float = 1) -> float | None:
    return value / unit if value is not None and abs(value) < float("inf") else None


def _left(status: RunStatus) -> str:
    if status.complete:
        return "nothing"
    if status.work_left is None:
        return "unknown: no piece is done"
    work, hours = f"about {_long(status.work_left)} of one core", status.hours_left
    return work if hours is None else f"{work}, {_long(3600 * hours)} at this rate"


def _long(seconds: float) -> str:
    """Return a length of time in the unit in which it is not long.

    Examples
    --------
    >>> _long(0.5), _long(100), _long(50_000)
    ('0.5 seconds', '1.7 minutes', '14 hours')
    """
    for unit, length in (("hours", 3600), ("minutes", 60)):
        number = seconds / length
        if number >= 1:
            return f"{number:.2g} {unit}" if number < 99 else f"{number:.0f} {unit}"
    return f"{seconds:.2g} seconds"
