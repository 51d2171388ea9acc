"""A run from its folder to its end, or to where a budget or its part has ended it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime
from polyregions.refinement import Execution
from polyregions.runs.claims import Pace
from polyregions.runs.folder import RunFolder, make_folders
from polyregions.runs.plan import Plan, Question
from polyregions.runs.running import Run, made_plan
from polyregions.runs.status import status_of
from polyregions.runs.work import RunWork

__all__ = ["Progress", "carried_on"]


@dataclass(slots=True)
class Progress:
    """How far a run has come.

    Attributes
    ----------
    reason
        Why it has stopped before its end; None at its end.
    found
        The number of regions found.
    done, pieces
        How many pieces are done, of how many.
    """

    reason: str | None = None
    found: int = 0
    done: int = 0
    pieces: int = 0


def carried_on(
    folder: Path,
    question: Question,
    plan: Plan | None,
    begun: Callable[[], RunWork],
    ended: Callable[[Progress], None],
    execution: Execution,
    run: RunFolder,
    pace: Pace,
) -> Progress:
    """Begin a run, or go on with it, within the budgets of an execution.

    Parameters
    ----------
    folder, question, plan
        The run, and its plan if there is one.
    begun
        Returns what carries pieces on.
    ended
        Called at the end of the whole run, within the budget.
    execution, run, pace
        As for :func:`.count_in_folder`.

    Raises
    ------
    OutOfTime
        If the time is up, and the execution has no budget.
    """
    progress = Progress()
    try:
        with (
            time_limit(execution.max_seconds),
            execution.shown() as running,
            running.limited() as watch,
        ):
            work = begun()
            make_folders(folder)
            cells = None
            if plan is None:
                plan, cells = made_plan(folder, question, work.search)
            progress.pieces = plan.division.pieces
            with running.pool() as pool:
                alone = running.seconds_alone()
                own = Run(folder, plan, cells, work, run.part, pool, alone, watch, pace)
                try:
                    progress.reason = own.carry_on()
                except KeyboardInterrupt as interruption:
                    interruption.add_note(
                        f"after {own.whole.found:,} regions had been found, which stay in the "
                        "folder"
                    )
                    raise
                finally:
                    progress.found, progress.done = own.whole.found, own.whole.done
            if progress.reason is None:
                ended(progress)
    except OutOfTime:
        if not execution.has_budget:
            raise
        progress.reason = "max_seconds"
        if plan is not None:  # it may have been up before all was read
            known = status_of(folder, plan)
            progress.found, progress.done = known.found, known.pieces_done
            progress.pieces = known.pieces
    return progress
