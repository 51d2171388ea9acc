"""Cells of a search drawn at random, and what they tell of the regions below all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from random import Random
from typing import NamedTuple

from polyregions.refinement.vertices.levels import Level, Walk, level_after
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.stored_cells import StoredCell
from polyregions.refinement.vertices.tasks import Task

__all__ = ["Sample", "Stage", "Subtrees", "planned"]

_MOST_BELOW = 8  # times the growth that is wanted from stage to stage

_AT_FIRST, _AT_ONCE = 1000, 16_000  # cells drawn in one pass; each takes about a kilobyte


class Stage(NamedTuple):
    """A level at which one cell of each so many is drawn."""

    level: Level
    interval: int


class Sample:
    """Cells of a level in random order, each but once: a simple random sample.

    Parameters
    ----------
    problem, task
        What is searched.
    level, total
        The level, and how many cells it has.
    most
        How many cells to draw.
    random
        What draws.
    """

    def __init__(
        self, problem: Problem, task: Task, level: Level, total: int, most: int, random: Random
    ) -> None:
        self.level, self.total, self.random = level, total, random
        self._problem, self._task = problem, task
        self._order = random.sample(range(total), min(total, most))

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[StoredCell]:
        begin, end = 0, _AT_FIRST
        while places := self._order[begin:end]:
            walk = Walk(self._problem, self.level)
            ordered = sorted(places)
            drawn = _taken(walk, reversed(self._task.cells), iter(ordered))
            cells = dict(zip(ordered, drawn, strict=True))
            yield from (cells[place] for place in places)
            begin, end = end, end + min(4 * (end - begin), _AT_ONCE)


class Subtrees:
    """Estimates how many regions lie below cells: exactly without stages, else without bias.

    Parameters
    ----------
    problem
        What is searched.
    stages
        Where to draw cells, each stage from what lies below the cells drawn at the one before.

    Notes
    -----
    At each stage, of the cells below those drawn before, in the order of the search, one of each
    `interval` in a row is drawn, uniformly. So each of them is drawn with the probability 1 /
    interval, whatever was drawn before, and a region is counted with the inverse product of all
    intervals: times that product, the number of regions counted is unbiased (D. G. Horvitz and
    D. J. Thompson, "A generalization of sampling without replacement from a finite universe",
    JASA, 1952). Thus trees were estimated along one path, an interval being the number of children
    (D. E. Knuth, "Estimating the efficiency of backtrack programs", Math. Comp., 1975), whose
    variance grows exponentially with the depth; and by some nodes of each stratum, with which it
    does not (P. C. Chen, "Heuristic sampling", SIAM J. Comput., 1992): the strata are levels here.
    """

    def __init__(self, problem: Problem, stages: Sequence[Stage]) -> None:
        self._stages = [(Walk(problem, stage.level), stage.interval) for stage in stages]
        self._last = Walk(problem, None)

    def __call__(self, cells: Iterable[StoredCell], random: Random) -> int:
        """Return the estimate for cells that all lie before the first stage."""
        weight = 1
        for walk, interval in self._stages:
            cells = _taken(walk, cells, _places(interval, random))
            weight *= interval
        return weight * self._last.count(cells)


def _places(interval: int, random: Random) -> Iterator[int]:
    return (begin + random.randrange(interval) for begin in count(0, interval))


def _taken(walk: Walk, cells: Iterable[StoredCell], places: Iterator[int]) -> Iterator[StoredCell]:
    """Yield those of the cells below others that stand at some places, which ascend."""
    passed, place = 0, next(places, None)
    for cell in cells:
        walk.begin(cell)
        while place is not None:
            passed += walk.passed(place - passed)
            found = walk.next_cell() if passed == place else None
            if found is None:
                break
            yield found
            passed, place = passed + 1, next(places, None)


def planned(
    problem: Problem, cells: Sequence[StoredCell], level: Level, growth: int, random: Random
) -> list[Stage]:
    """Return stages that keep about as many cells as there are here, until few regions are below.

    Parameters
    ----------
    problem
        What is searched.
    cells
        Some cells of a level, which stand for all.
    level
        The level.
    growth
        About how many cells below one of a stage there are at the next. To draw a cell should take
        as long as to find so many.
    random
        What draws.
    """
    stages: list[Stage] = []
    number = len(cells)
    many = _MOST_BELOW * growth * number
    while Walk(problem, None).count(cells, many) >= many:
        following = level_after(problem, cells, level, growth * number)
        if following is None:
            break
        level = following
        walk = Walk(problem, level)
        interval = max(1, walk.count(cells) // number)
        stages.append(Stage(level, interval))
        cells = [*_taken(walk, cells, _places(interval, random))]
    return stages
