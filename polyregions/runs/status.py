"""How far a run has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from polyregions.complexes import Definition
from polyregions.estimates import Estimate
from polyregions.runs.claims import Pace, RunWorker, seen_workers
from polyregions.runs.journal import JournalReader
from polyregions.runs.known import ContradictionError, DividedPiece, Known
from polyregions.runs.plan import Plan
from polyregions.runs.totals import read_result

__all__ = ["RunStatus", "status_of"]


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How far a run has come.

    Attributes
    ----------
    definition
        What it counts.
    count
        The number of regions, None while it is not known; of a check 1 where there is a
        counterexample, 0 where there is none.
    found
        How many proper activation regions the pieces have that are done; of a check, how many were
        visited.
    pieces_done, pieces
        How many pieces are done, of how many; divided ones as one piece each.
    estimate
        What the pieces done so far tell about the number of proper activation regions.
    work_left
        The seconds that one worker would take for the rest; None where nothing tells.
    workers
        The processes that have given a sign of life within a minute.
    """

    definition: Definition
    count: int | None
    found: int
    pieces_done: int
    pieces: int
    estimate: Estimate
    work_left: float | None
    workers: tuple[RunWorker, ...]

    @property
    def complete(self) -> bool:
        """Whether the number of regions is known."""
        return self.count is not None

    @property
    def hours_left(self) -> float | None:
        """The hours that those who work take for the rest; None where nobody does, or tells."""
        width = sum(worker.workers for worker in self.workers)
        if self.work_left is None or not width:
            return None
        return self.work_left / width / 3600


def status_of(folder: Path, plan: Plan) -> RunStatus:
    """Return how far the run in a folder has come, by its plan."""
    known = Known(plan.division, plan.question.cases is None)
    for _, entry in JournalReader(folder).news():
        try:
            known.take(entry)
        except ContradictionError as error:
            raise error.in_folder(folder) from error
    whole = known.whole
    done = sum(_shares(whole))
    result = read_result(folder)
    stale = Pace().stale
    return RunStatus(
        definition=plan.question.definition,
        count=None if result is None else result[1],
        found=whole.found,
        pieces_done=whole.done,
        pieces=plan.division.pieces,
        estimate=whole.estimate(),
        work_left=whole.spent * (1 - done) / done if done else None,
        workers=tuple(worker for worker in seen_workers(folder) if worker.last_seen < stale),
    )


def _shares(piece: DividedPiece) -> Iterator[float]:
    """Yield which shares of a divided piece are done."""
    yield piece.cells_done / piece.division.cells
    for number, part in piece.parts.items():
        yield sum(_shares(part)) * len(piece.division.range(number)) / piece.division.cells
