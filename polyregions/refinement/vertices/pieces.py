"""A search in pieces of random order, so that those done tell how much is left."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from itertools import islice
from random import Random

from polyregions.budgets import checkpoint, time_limit, timer
from polyregions.errors import OutOfTime
from polyregions.estimates import estimate_of_total
from polyregions.progress import ProgressLine
from polyregions.refinement.dispatch import Place, Work, dispatched
from polyregions.refinement.execution import Watch
from polyregions.refinement.vertices.levels import Level, count_of, level_after, load_kernel
from polyregions.refinement.vertices.sampling import Sample
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.tasks import Found, Task, divided
from polyregions.workers import Pool

__all__ = ["slices_of"]

_CELLS, _FEWEST = 1000, 64  # at least that many cells are parted in at least so many pieces
_LOOKING, _LONG = 1.0, 0.05  # seconds to look for a level; that a piece takes at least, if it can


def slices_of(
    problem: Problem,
    task: Task,
    work: Work[Task, Found],
    pool: Pool | None,
    watch: Watch,
    alone: float,
) -> Generator[tuple[Place, Found]]:
    """Carry a search out, in pieces where its progress is shown; yield what slices have found.

    Parameters
    ----------
    problem, task
        What is searched.
    work, pool, watch, alone
        As for :func:`polyregions.refinement.dispatch.dispatched`.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    # Pieces of regions are no regions, and foretell nothing.
    if watch.line is None or problem.cuts_regions:
        yield from dispatched(work, [task], pool, watch, divided, alone=alone)
        return
    pieces = _Pieces(problem, task, watch.line)
    slices = dispatched(work, pieces, pool, watch, divided, alone=alone, ended=pieces.end)
    with closing(slices):
        for place, found in slices:
            pieces.take(place[0], int(found.counters[0]))
            yield place, found


class _Pieces:
    """The tasks of a search whose progress is shown: cells of a level, a few at a time.

    The order is random, but the same each time. So the pieces done are a random sample of all: what
    they hold foretells what all hold. A search that has few regions, or no such level within a
    moment, is one piece.

    Parameters
    ----------
    problem, task
        What is searched, by start cells that cut no region.
    line
        What is told the estimate.
    """

    def __init__(self, problem: Problem, task: Task, line: ProgressLine) -> None:
        self._task, self._line = task, line
        self._cells: Sample | None = None
        self._sizes: list[int] = []
        self._found: list[int] = []
        self._ended: list[int] = []
        load_kernel(problem, task)
        with suppress(OutOfTime), time_limit(_LOOKING):
            level = level_after(problem, task.cells, Level(-1), _CELLS)
            if level is not None:
                total = count_of(problem, task, level)
                self._cells = Sample(problem, task, level, total, total, Random(0))
        checkpoint()

    def __iter__(self) -> Iterator[Task]:
        if self._cells is None:
            yield self._task
            return
        cells, left, size = iter(self._cells), len(self._cells), 1
        while left > 0:
            # However fast workers take them, there are some pieces for each.
            piece = tuple(islice(cells, max(1, min(size, left // _FEWEST))))
            left -= len(piece)
            self._sizes.append(len(piece))
            self._found.append(0)
            is_long = timer(_LONG)
            yield Task(piece)
            if not is_long():
                size *= 2

    def take(self, piece: int, regions: int) -> None:
        """Take note of regions found in a piece."""
        if self._cells is not None:
            self._found[piece] += regions

    def end(self, piece: int) -> None:
        """Take note of the end of a piece, and tell what the pieces done foretell."""
        if self._cells is not None:
            self._ended.append(piece)
            found = [self._found[index] for index in self._ended]
            sizes = [self._sizes[index] for index in self._ended]
            self._line.estimate = estimate_of_total(found, sizes, len(self._cells))
