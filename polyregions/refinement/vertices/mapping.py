"""Regions handed on in batches as they are found, each with what its measures can be made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from polyregions.budgets import time_is_up, timer
from polyregions.networks import IntegerForm
from polyregions.refinement.cell_batch import CellBatch
from polyregions.refinement.dispatch import Slice
from polyregions.refinement.vertices.columns import cell_batch, joined
from polyregions.refinement.vertices.kernel.outcomes import ENUMERATING
from polyregions.refinement.vertices.measuring import MeasuresOfTask
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.tasks import Task, run_slice

__all__ = ["map_slice"]

Value = TypeVar("Value")

_BATCHES_AT_ONCE = 16  # each of them has the cells of a search
_TIMES = 4  # as many cells as the batch before


def map_slice(
    problem: Problem,
    function: Callable[[IntegerForm, CellBatch], Value],
    size: int,
    first: int,
    task: Task,
    seconds: float,
    regions: int | None,
) -> Slice[Task, list[tuple[int, Value]]]:
    """Carry on a task for a while, and hand back what a function makes of the regions.

    Parameters
    ----------
    problem
        What is searched, by start cells that cut no region.
    function, size
        As for :func:`.engine.map_cells`.
    first
        The greatest number of cells in the first batch. Each other may have some times as many as
        the one before, so that a slow function does not make the slice much longer.
    task, seconds, regions
        As for :data:`polyregions.refinement.dispatch.Work`.
    """
    pause = timer(seconds)
    made: list[tuple[int, Value]] = []
    rest: Task | None = task
    found = 0
    while rest is not None and len(made) < _BATCHES_AT_ONCE:
        before = rest.stored()
        room = min(size, first * _TIMES ** len(made))
        most = room if regions is None else min(room, regions - found)
        piece = run_slice(problem, ENUMERATING, rest, seconds, most)
        rest = piece.rest
        found += piece.regions
        if piece.found.parts:
            columns = joined(piece.found.parts)
            measures = MeasuresOfTask(problem, before, len(columns.patterns))
            batch = cell_batch(columns, problem.network.inputs, problem.kept, measures)
            made.append((len(batch), function(problem.network, batch)))
        if pause() or time_is_up() or found == regions:
            break
    return Slice(found, made, rest)
