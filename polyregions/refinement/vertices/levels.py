"""Levels of the search tree: they part a search in cells that network and domain determine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from polyregions.budgets import checkpoint
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.search import Problem, Search, begun
from polyregions.refinement.vertices.storage import new_output
from polyregions.refinement.vertices.stored_cells import StoredCell, pop, stored_cells
from polyregions.refinement.vertices.tasks import ANY_NUMBER, QUANTUM, Task

__all__ = ["ALL", "Level", "cells_of", "count_of", "level_with"]

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
    output = new_output(problem.arrays, 1)
    found = 0
    for cell in reversed(task.stored().cells):
        search = Search(problem, begun(problem, cell))
        found += _passed(search, output, level, most - found)
        if found >= most:
            break
    return found


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
    output = new_output(problem.arrays, 1)
    for cell in reversed(task.stored().cells):
        search = Search(problem, begun(problem, cell))
        begin -= _passed(search, output, level, begin)
        while _runs_into(search, output, level):
            top = int(search.work.counts[arrays.TOP_FRAME])
            yield stored_cells(search.work, search.stack, top)[-1]
            pop(search.work, search.stack)


def level_with(problem: Problem, task: Task, wanted: int) -> tuple[Level, int]:
    """Return the first level that has so many cells, or else the last one, and its cells' number.

    Where a layer has many more, it is a level within that layer.

    Parameters
    ----------
    problem, task
        As for :func:`count_of`.
    wanted
        The number of cells.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    level = Level(-1)
    for layer in range(-1, problem.arrays.depth):
        level = Level(layer)
        if count_of(problem, task, level, wanted) >= wanted:
            break
    for decided in _growing():
        within = Level(level.layer, decided)
        if level.layer < 0 or decided >= problem.arrays.layers[level.layer, arrays.WIDTH]:
            break
        if count_of(problem, task, within, wanted) >= wanted:
            level = within
            break
    return level, count_of(problem, task, level)


def _growing() -> Iterator[int]:
    """Yield 1, 2, 3, 4, 6, 8, 12, 16, 24, ..."""
    yield 1
    for power in count(1):
        yield 2**power
        yield 3 * 2 ** (power - 1)


def _passed(search: Search, output: arrays.Output, level: Level, most: int) -> int:
    """Go past cells of a level, as many as wanted if there are; return how many."""
    counts = search.work.counts
    passed = 0
    reason = outcomes.PAUSED
    while reason != outcomes.FINISHED and passed < most:
        checkpoint()
        counts[arrays.REGIONS : arrays.OUTPUT_REGIONS] = 0
        reason = search.run(output, outcomes.COUNTING, QUANTUM, most - passed, level)
        passed += int(counts[arrays.REGIONS])
    return passed


def _runs_into(search: Search, output: arrays.Output, level: Level) -> bool:
    """Search on to the next cell of a level, and return whether there is one."""
    reason = outcomes.PAUSED
    while reason == outcomes.PAUSED:
        checkpoint()
        search.work.counts[arrays.REGIONS : arrays.OUTPUT_REGIONS] = 0
        reason = search.run(output, outcomes.LISTING, QUANTUM, ANY_NUMBER, level)
    return bool(reason == outcomes.REACHED)
