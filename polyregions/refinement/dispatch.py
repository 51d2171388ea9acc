"""A search carried out in slices of time, here or by the workers of an executor.

The search is a number of tasks. A slice carries a task on for a moment and hands back what it found
and what is left of the task, so that budgets, progress and interrupts are looked at between slices
whoever works. Nothing of a slice is kept here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

from polyregions.budgets import seconds_left, time_limit
from polyregions.errors import OutOfTime
from polyregions.refinement.execution import Watch
from polyregions.workers import Pool

__all__ = ["Divide", "Place", "Slice", "Work", "dispatched"]

_SECONDS = 0.25  # between two looks at the budget, and at most what an interrupt waits for
_SHORT = 1 / 64  # the same while workers are idle that wait for a share of the work
_GRACE = 0.25  # slices end with the time, and then have yet to hand back what they found

Task = TypeVar("Task")
Found = TypeVar("Found")

Place = tuple[int, ...]
"""Where a task stands: places in lexicographic order are tasks in the order of a search by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Slice(Generic[Task, Found]):
    """What came of a task in a slice of time.

    Attributes
    ----------
    regions
        The number of regions found; 0 where who consumes the slices counts, and tells the watch.
    found
        What is known of them.
    rest
        What is left of the task; None where it came to its end.
    """

    regions: int
    found: Found
    rest: Task | None


Work = Callable[[Task, float, int | None], Slice[Task, Found]]
"""Carries a task on for about so many seconds, or until so many regions are found if not None.

It does at least one step, asks a :func:`polyregions.budgets.timer` between steps, and works below
the time limit of the whole search: where that ends a step, it hands back what it has found. It and
its tasks can be pickled.
"""

Divide = Callable[[Task], tuple[Task, Task] | None]
"""Cuts a task in one to be searched first and one to be given away; None where it is too small."""


def dispatched(
    work: Work[Task, Found],
    tasks: Iterable[Task],
    pool: Pool | None,
    watch: Watch,
    divide: Divide[Task] | None = None,
) -> Generator[tuple[Place, Found]]:
    """Carry tasks out, and yield what every slice has found as soon as it has.

    Parameters
    ----------
    work
        What carries out a task.
    tasks
        The tasks, taken as workers come to them; making them may ask checkpoints.
    pool
        Who works; None: this thread.
    watch
        Is told how many regions are found. Where `max_regions` ends the search, it counts no region
        beyond those wanted, though the last slices may hand over more.
    divide
        How to cut tasks where there are fewer than it takes to occupy the workers.

    Yields
    ------
    Place
        The place of the task that the slice belongs to; slices of one place come in order.
    Found
        What the slice found.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    submit = _at_once if pool is None else pool.submit
    # One object for all tasks: it travels once to each process.
    limited_work = partial(_limited, work)
    open_tasks = _OpenTasks(tasks, divide, pool)
    running: dict[Future[Slice[Task, Found]], _Open[Task]] = {}
    try:
        while True:
            while len(running) < open_tasks.most and (task := open_tasks.taken()) is not None:
                left = seconds_left()
                if left == 0:
                    raise OutOfTime
                seconds = min(left, _SECONDS if open_tasks.suffice(len(running) + 1) else _SHORT)
                future = submit(limited_work, left, task.task, seconds, watch.wanted)
                running[future] = task
            if not running:
                return
            done = set(running)
            if pool is not None:
                patience = min(seconds_left() + _GRACE, threading.TIMEOUT_MAX)
                done = wait(running, patience, FIRST_COMPLETED).done
            goes_on = bool(done)
            for future in done:
                task, piece = running.pop(future), future.result()
                goes_on = watch(watch.found + _counted(piece.regions, watch.wanted))
                if piece.rest is not None:
                    open_tasks.put_back(replace(task, task=piece.rest), len(running))
                yield task.place, piece.found
                if watch.wanted == 0:
                    return
            if not goes_on and running:
                raise OutOfTime
    finally:
        for future in running:
            future.cancel()


def _counted(regions: int, wanted: int | None) -> int:
    return regions if wanted is None else min(regions, wanted)


def _limited(
    work: Work[Task, Found],
    left: float,
    task: Task,
    seconds: float,
    regions: int | None,
) -> Slice[Task, Found]:
    """Carry on a task within the time that is left to the search, which another process began."""
    with time_limit(left):
        return work(task, seconds, regions)


def _at_once(function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
    """Do what is submitted here and now."""
    future: Future[Any] = Future()
    future.set_result(function(*arguments))
    return future


@dataclass(frozen=True, slots=True, eq=False)
class _Open(Generic[Task]):
    """A task with its place, and how often a part of it was given away."""

    place: Place
    task: Task
    given_away: int = 0


class _OpenTasks(Generic[Task]):
    """The tasks that nobody works at: those that wait to go on, and those not yet begun.

    Parameters
    ----------
    tasks
        The tasks.
    divide
        How to cut them, if at all.
    pool
        The workers that they occupy.
    """

    def __init__(
        self, tasks: Iterable[Task], divide: Divide[Task] | None, pool: Pool | None
    ) -> None:
        self._pool = pool
        self._fresh = enumerate(tasks)
        self._has_fresh = True
        self._divide = divide
        self._waiting: list[_Open[Task]] = []

    @property
    def most(self) -> int:
        """How many tasks occupy the workers, of whom there may be more or fewer than before."""
        return 1 if self._pool is None else 2 * self._pool.width

    def taken(self) -> _Open[Task] | None:
        """Take one that was begun, else a new one."""
        if self._waiting:
            return self._waiting.pop()
        for index, task in self._fresh:
            return _Open((index,), task)
        self._has_fresh = False
        return None

    def suffice(self, running: int) -> bool:
        """Return whether the workers are occupied as long as so many others are worked at."""
        return self._divide is None or running + len(self._waiting) >= self.most

    def put_back(self, task: _Open[Task], running: int) -> None:
        """Let a task wait to go on, and give parts of it away where too few are left."""
        while self._divide is not None and not self._has_fresh and not self.suffice(running + 1):
            parts = self._divide(task.task)
            if parts is None:
                break
            # What was given away last comes first in the order of the search.
            count = task.given_away + 1
            self._waiting.append(_Open((*task.place, -count), parts[1]))
            task = replace(task, task=parts[0], given_away=count)
        self._waiting.append(task)
