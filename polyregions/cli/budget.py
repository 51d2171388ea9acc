"""The budget of a command, and what it says where that is used up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any

import typer

from polyregions.budgets import time_limit
from polyregions.cli.cluster import connected
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.report import Report, Row
from polyregions.complexes import PartialResult, RegionComplex
from polyregions.errors import OutOfTime
from polyregions.questions import counted

__all__ = ["all_regions", "bounded"]

Command = Callable[..., None]

_all_found: ContextVar[int | None] = ContextVar("all_found", default=None)


class _SearchStoppedError(Exception):
    """A budget ended the search with which a command begins."""

    def __init__(self, partial: PartialResult) -> None:
        super().__init__(repr(partial))
        self.partial = partial


def bounded(answer: str | None = None, *known: str) -> Callable[[Command], Command]:
    """Let a command take its ``--max-seconds`` from reading to writing, and say what it did in it.

    Files appear as a whole or not at all, so that nothing is left where the time is up.

    Parameters
    ----------
    answer
        The key of what the command prints, which is then null; None if it only writes files.
    known
        Keys of what it prints of a search that was stopped: null where the time is up before it.
        Without them the number of regions found is told, which such commands begin with.
    """

    def of_command(command: Command) -> Command:
        @wraps(command)
        def within_limit(**options: Any) -> None:
            token = _all_found.set(None)
            try:
                with connected(), time_limit(options["max_seconds"]):
                    command(**options)
            except _SearchStoppedError as stop:
                count, reason = stop.partial.found, stop.partial.reason
                text = f"{counted(count, 'proper activation region')} found{_unwritten(options)}"
                report = _report(answer, reason, {"found": count}, text)
            except OutOfTime:
                found, text = _all_found.get(), "nothing found"
                facts: dict[str, int | None] = {"found": found or 0}
                if known:
                    facts = dict.fromkeys(known)
                elif options.get("run") is not None:
                    text = "nothing read of the run, in which all stays that was found"
                    facts = {"found": None}
                elif found is not None:
                    text = f"all {counted(found, 'activation region')} found"
                report = _report(answer, "max_seconds", facts, f"{text}{_unwritten(options)}")
            else:
                return
            finally:
                _all_found.reset(token)
            report.show(options["as_json"])
            raise typer.Exit(ExitCode.STOPPED)

        return within_limit

    return of_command


def all_regions(found: RegionComplex | PartialResult) -> RegionComplex:
    """Return the regions that a command works on, or end it where a budget stopped the search."""
    if isinstance(found, PartialResult):
        raise _SearchStoppedError(found)
    _all_found.set(len(found))
    return found


def _unwritten(options: Mapping[str, Any]) -> str:
    """Return the end of the line for a command that would have written a file."""
    return "" if options.get("output") is None else "; nothing was written"


def _report(answer: str | None, reason: str, facts: Mapping[str, int | None], text: str) -> Report:
    return Report.of(
        *([] if answer is None else [Row(None, answer, None)]),
        Row("stopped at", "stopped_at", reason, f"{reason}, with {text}"),
        Row(None, "complete", False),
        *(Row(None, key, fact) for key, fact in facts.items()),
    )
