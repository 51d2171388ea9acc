"""A search for a goal, whose cells out of reach the kernel drops."""

from __future__ import annotations

from polyregions.budgets import time_is_up, timer
from polyregions.refinement.dispatch import Slice
from polyregions.refinement.goals import CellsInReach
from polyregions.refinement.vertices.columns import cell_batch, joined
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.outcomes import ENUMERATING
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.tasks import COUNTERS, Task, run_slice

__all__ = ["CELLS_AT_ONCE", "reach_slice"]

CELLS_AT_ONCE = 1 << 10
"""The greatest number of regions of a moment."""

_SECONDS = 1 / 64  # after which what has been found is handed over


def reach_slice(
    problem: Problem, task: Task, seconds: float, regions: int | None
) -> Slice[Task, list[CellsInReach]]:
    """Carry on a search for a goal for a while, or until there is something to hand over.

    Parameters
    ----------
    problem
        What is searched, by start cells that cut no region.
    task, seconds, regions
        As for :data:`polyregions.refinement.dispatch.Work`; regions are those visited.
    """
    ends, is_late = timer(seconds), timer(_SECONDS)
    moments: list[CellsInReach] = []
    rest: Task | None = task
    visited = 0
    while rest is not None:
        most = CELLS_AT_ONCE if regions is None else min(CELLS_AT_ONCE, regions - visited)
        piece = run_slice(problem, ENUMERATING, rest, min(seconds, _SECONDS), most)
        rest = piece.rest
        visited += piece.regions
        cells = None
        if piece.found.parts:
            columns = joined(piece.found.parts)
            cells = cell_batch(columns, problem.network.inputs, problem.kept, tuple)
        dropped = int(piece.found.counters[arrays.DROPPED - COUNTERS.start])
        moments.append(CellsInReach(piece.regions, dropped, cells))
        is_wanted = is_late() and any(moment.cells is not None for moment in moments)
        if is_wanted or ends() or time_is_up() or visited == regions:
            break
    return Slice(visited, moments, rest)
