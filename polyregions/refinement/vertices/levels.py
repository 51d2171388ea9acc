"""Levels of the search tree: they part a search in cells that network and domain determine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from polyregions.budgets import checkpoint
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.search import Problem, Search, begun
from polyregions.refinement.vertices.storage import new_output
from polyregions.refinement.vertices.stored_cells import StoredCell, pop, stored_cell
from polyregions.refinement.vertices.tasks import ANY_NUMBER, QUANTUM, Task

__all__ = [
    "ALL",
    "Level",
    "Walk",
    "cells_of",
    "count_of",
    "level_after",
    "level_with",
    "load_kernel",
]

ALL = 2**62
"""As many units as cut a cell."""


class Level(NamedTuple):
    """The cells at which a search arrives when it has decided so much and no more.

    Every region lies in just one cell of a level, as long as start cells cut none. Which cells
    these are, and their order in the search, is determined by network and domain.

    Attributes
    ----------
    layer
        The layer that cuts the cells last, -1 for the start cells.
    decided
        How many of the units that cut what enters the layer are decided at least, where there are
        so many; one step may decide several.
    """

    layer: int
    decided: int = ALL


class Walk:
    """A search below one cell after the other: to the cells of a level, or to regions without one.

    Parameters
    ----------
    problem
        What is searched.
    level
        The level, which comes after all cells to search below.
    """

    def __init__(self, problem: Problem, level: Level | None) -> None:
        self._problem, self._level = problem, level
        self._output = new_output(problem.arrays, 1)
        self._under_way: Search | None = None

    def begin(self, cell: StoredCell) -> None:
        """Search below a cell from here on."""
        if self._under_way is None:
            self._under_way = Search(self._problem, begun(self._problem, cell))
        else:
            self._under_way.begin(cell)

    @property
    def _search(self) -> Search:
        assert self._under_way is not None
        return self._under_way

    def passed(self, most: int) -> int:
        """Go past what is sought, so often if there is as much; return how often.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        passed = 0
        reason = outcomes.PAUSED
        while reason != outcomes.FINISHED and passed < most:
            reason = self._run(outcomes.COUNTING, most - passed)
            passed += int(self._search.work.counts[arrays.REGIONS])
        return passed

    def next_cell(self) -> StoredCell | None:
        """Take the next cell of the level, None where there is none.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        reason = outcomes.PAUSED
        while reason == outcomes.PAUSED:
            reason = self._run(outcomes.LISTING, ANY_NUMBER)
        if reason == outcomes.FINISHED:
            return None
        work, stack = self._search.work, self._search.stack
        cell = stored_cell(work, stack, stack.frames[work.counts[arrays.TOP_FRAME] - 1])
        pop(work, stack)
        return cell

    def _run(self, purpose: int, most: int) -> int:
        checkpoint()
        search = self._search
        search.work.counts[arrays.REGIONS : arrays.OUTPUT_REGIONS] = 0
        return search.run(self._output, purpose, QUANTUM, most, self._level)

    def count(self, cells: Iterable[StoredCell], most: int = ANY_NUMBER) -> int:
        """Count what is sought below cells, some more than `most` at most.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        found = 0
        for cell in cells:
            self.begin(cell)
            found += self.passed(most - found)
            if found >= most:
                break
        return found


def load_kernel(problem: Problem, task: Task) -> None:
    """Take a first step, so that no limit of time is used up by loading machine code."""
    Walk(problem, Level(-1)).count(task.cells, 1)


def count_of(problem: Problem, task: Task, level: Level, most: int = ANY_NUMBER) -> int:
    """Count the cells of a level, some more than `most` at most.

    Parameters
    ----------
    problem, task
        What is searched, and below which cells, all of which come before the level.
    level
        The level.
    most
        The count ends with the cell that is the last of so many.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    return Walk(problem, level).count(reversed(task.stored().cells), most)


def cells_of(problem: Problem, task: Task, level: Level, begin: int = 0) -> Iterator[StoredCell]:
    """Yield the cells of a level in the order of the search, from one of them on.

    Parameters
    ----------
    problem, task, level
        As for :func:`count_of`.
    begin
        The first cell that is wanted: those before it are passed at the speed of a count.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    walk = Walk(problem, level)
    for start in reversed(task.stored().cells):
        walk.begin(start)
        begin -= walk.passed(begin)
        while begin == 0 and (cell := walk.next_cell()) is not None:
            yield cell


def level_with(problem: Problem, task: Task, wanted: int) -> tuple[Level, int]:
    """Return the first level that has so many cells, or else the last one, and its cells' number.

    Parameters
    ----------
    problem, task
        As for :func:`count_of`: of a task of cells of a level, it is that level or a later one.
    wanted
        The number of cells.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    cells = task.stored().cells
    first = max(cell.layer for cell in cells)
    level = Level(-1) if first < 0 else Level(first, 0)
    if first >= 0 or len(cells) < wanted:
        level = level_after(problem, cells, level, wanted) or Level(problem.arrays.depth - 1)
    return level, count_of(problem, task, level)


def level_after(
    problem: Problem, cells: Sequence[StoredCell], after: Level, wanted: int
) -> Level | None:
    """Return the first level after one that has so many cells below some, None if none has.

    Parameters
    ----------
    problem
        What is searched.
    cells
        Cells of the level `after`.
    after
        The level.
    wanted
        The number of cells.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """

    def suffices(level: Level) -> bool:
        return Walk(problem, level).count(cells, wanted) >= wanted

    layers = range(max(0, after.layer), problem.arrays.depth)
    later = (layer for layer in layers if after < Level(layer) and suffices(Level(layer)))
    layer = next(later, None)
    if layer is None:
        return None
    few = after.decided if layer == after.layer else 0
    enough = width = int(problem.arrays.layers[layer, arrays.WIDTH])
    while enough - few > 1:
        middle = (few + enough) // 2
        if suffices(Level(layer, middle)):
            enough = middle
        else:
            few = middle
    return Level(layer, ALL if enough == width else enough)
