"""How many regions there are, about: by cells drawn at random, and what lies below them."""

from __future__ import annotations

import threading
from itertools import chain, islice
from random import Random
from typing import NamedTuple

from polyregions.budgets import checkpoint, seconds_left, time_limit
from polyregions.errors import InvalidDomainError, OutOfTime
from polyregions.estimates import Estimate, estimate_of_total
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.vertices.kernel.outcomes import COUNTING
from polyregions.refinement.vertices.levels import Level, count_of, level_after, load_kernel
from polyregions.refinement.vertices.sampling import Sample, Subtrees, planned
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.tasks import Task, prepared, run_slice

__all__ = ["estimate_cells"]

_MOST, _IN_A_SECOND = 10**6, 4000  # cells to draw; fewer can be searched below in a second
_CELLS_A_DRAW = 4  # of the level that they are drawn from
_FEWEST, _FINER = 16, 8  # cells of the first level that is looked at, and the steps from there
_PLANNED, _BATCHES = 32, 32
_LEAST, _USUAL, _LARGEST = 8, 16, 64  # growth from stage to stage
_DRAWN = 10_000  # cells in a second, if none is searched below
_COUNTING, _LOOKING = 1 / 8, 1 / 8  # shares of the time: to count, and to look for a level
_SURELY = 0.8  # of the time that is left: what takes less by prediction is counted


def estimate_cells(
    network: Network, domain: HPolytope, seconds: float | None, cells: int | None, seed: int
) -> Estimate:
    """Estimate the number of proper activation regions.

    Parameters
    ----------
    network, domain
        As for :func:`.engine.enumerate_cells`.
    seconds
        The time to take, if not all that a time limit around it leaves.
    cells
        How many cells to draw, None for as many as there is time for. No more regions than that are
        counted.
    seed
        What determines the draws.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior, or the search has to start with pieces of regions.
    OutOfTime
        If the time is up before anything is known.
    """
    with time_limit(seconds):
        problem, task = prepared(network, domain)
        left = min(seconds_left(), threading.TIMEOUT_MAX)
    if problem.cuts_regions:
        raise InvalidDomainError(
            "regions extend along a line that no ReLU of the first layer bounds, so that the "
            "search starts with pieces of them: give a bounded domain"
        )
    load_kernel(problem, task)
    with time_limit(left):
        before = seconds_left()
        begun = run_slice(problem, COUNTING, task, _COUNTING * left, cells)
        if begun.rest is None:
            return _counted(begun.regions)
        checkpoint()
        if cells is None:
            under_way = _UnderWay(begun.regions, begun.rest, before - seconds_left())
            most = int(min(_MOST, _IN_A_SECOND * left + _PLANNED))
        else:
            under_way, most = None, cells
        level, total = _fine_level(problem, task, _CELLS_A_DRAW * most)
        sample = Sample(problem, task, level, total, most, Random(seed))
        return _by_sample(problem, sample, under_way)


class _UnderWay(NamedTuple):
    """A count of all regions that was broken off: what it has found, and has left, in which time.

    There is none where an estimate shall be the same each time.
    """

    regions: int
    rest: Task
    seconds: float

    @property
    def speed(self) -> float:
        """Regions per second."""
        return self.regions / self.seconds

    def finished(self, problem: Problem, expected: float) -> Estimate | None:
        """Count on if that is expected to come to its end in time, and return the count if so."""
        left = _SURELY * seconds_left()
        if not self.regions or (expected - self.regions) / self.speed > left:
            return None
        counted = run_slice(problem, COUNTING, self.rest, left, None)
        return _counted(self.regions + counted.regions) if counted.rest is None else None


def _by_sample(problem: Problem, sample: Sample, under_way: _UnderWay | None) -> Estimate:
    """Search below cells drawn, one batch after the other, while there are any and there is time.

    Where it turns out that there is time for all regions, they are counted instead.
    """
    drawn = iter(sample)
    first = [*islice(drawn, _PLANNED)]
    growth = _USUAL
    if under_way is not None:
        growth = min(max(_LEAST, int(under_way.speed / _DRAWN)), _LARGEST)
    stages = planned(problem, first, sample.level, growth, sample.random)
    # One batch gives one number. It varies the more the more is drawn below each of its cells.
    size = max(1, min(_PLANNED, len(sample) // _BATCHES)) if stages else 1
    subtrees = Subtrees(problem, stages)
    regions: list[int] = []
    sizes: list[int] = []
    cells = chain(first, drawn)
    try:
        while batch := [*islice(cells, size)]:
            regions.append(subtrees(batch, sample.random))
            sizes.append(len(batch))
            if under_way is not None and not stages and len(regions) == _PLANNED:
                likely = estimate_of_total(regions, sizes, sample.total)
                counted = under_way.finished(problem, likely.value + likely.margin)
                if counted is not None:
                    return counted
    except OutOfTime:
        if not regions:
            raise
    return estimate_of_total(regions, sizes, sample.total, are_counted=not stages)


def _fine_level(problem: Problem, task: Task, wanted: int) -> tuple[Level, int]:
    """Return a level with so many cells, or with as many as a share of the time is enough for."""
    level, total, number = Level(-1), len(task.cells), _FEWEST
    share = 4 * _LOOKING  # to find the first one, which is needed
    while total < wanted:
        try:
            with time_limit(share * seconds_left()):
                finer = level_after(problem, task.cells, level, min(number, wanted))
                if finer is None:
                    break
                level, total = finer, count_of(problem, task, finer)
        except OutOfTime:
            checkpoint()
            break
        number, share = _FINER * total, _LOOKING
    return level, total


def _counted(regions: int) -> Estimate:
    return Estimate(float(regions), 0.0, 1, 1)
