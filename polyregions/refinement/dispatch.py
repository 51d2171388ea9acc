"""A search carried out in slices of time, here or by the workers of a pool.

The search is a number of tasks. A slice carries a task on for a moment and hands back what it found
and what is left of the task, so that budgets, progress and interrupts are looked at between slices
whoever works. Nothing of a slice is kept here.

Tasks are divided on demand: where fewer are at hand than it takes to occupy the workers, those that
come back from a slice give parts away. So no worker waits for longer than a slice lasts, which is a
small part of the time that the search has taken by then.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeVar

from polyregions.budgets import seconds_left, time_limit, timer
from polyregions.errors import OutOfTime
from polyregions.refinement.execution import Watch
from polyregions.workers import Pool

__all__ = ["Divide", "Place", "Slice", "Work", "dispatched"]

_SECONDS = 0.25  # between two looks at the budget, and at most what an interrupt waits for
_SHORT = 1 / 128  # the same at first, and while workers are idle, unless said otherwise
_GRACE = 0.25  # slices end with the time, and then have yet to hand back what they found
_EQUAL = 16  # slices that each worker does in the time in which slices become twice as long
_WIDE = 64  # workers, beyond which slices last longer: each takes a moment here as well

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
    *,
    renew: Callable[[Task], Task] | None = None,
    alone: float = 0.0,
    shortest: float = _SHORT,
    ended: Callable[[int], None] | None = None,
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
    renew
        Makes a task carry what has become known since it was handed out last.
    alone
        For how many seconds this thread works before any worker does: small searches end by then.
    shortest
        How many seconds a slice lasts while workers are idle: more than it costs to hand it out.
    ended
        Is told which of the tasks has come to its end with all its parts, once what they found has
        been yielded.

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
    # One object for all tasks: it travels once to each process.
    limited_work = partial(_limited, work)
    open_tasks = _OpenTasks(tasks, divide)
    workers = _Workers(None, _SECONDS if pool is None else alone)
    has_begun = timer(alone)
    running: dict[Future[Slice[Task, Found]], _Open[Task]] = {}
    try:
        while True:
            if workers.pool is not pool and has_begun():
                workers = _Workers(pool, shortest=shortest)
            taken = open_tasks.taken(workers.most - len(running))
            are_idle = divide is not None and len(running) + len(taken) < workers.most
            for task in taken:
                left = seconds_left()
                if left == 0:
                    raise OutOfTime
                seconds = min(left, workers.seconds(are_idle))
                own = task.task if renew is None else renew(task.task)
                future = workers.submit(limited_work, left, own, seconds, watch.wanted)
                running[future] = task
            if not running:
                return
            done = set(running)
            if workers.pool is not None:
                patience = min(seconds_left() + _GRACE, threading.TIMEOUT_MAX)
                done = wait(running, patience, FIRST_COMPLETED).done
            goes_on = bool(done)
            for future in done:
                task, piece = running.pop(future), future.result()
                goes_on = watch(watch.found + _counted(piece.regions, watch.wanted))
                if piece.rest is not None:
                    open_tasks.put_back(replace(task, task=piece.rest))
                yield task.place, piece.found
                index = task.place[0]
                if ended is not None and not open_tasks.is_open(index, running.values()):
                    ended(index)
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


class _Workers:
    """Who works at slices, how many of them occupy the workers, and how long they last.

    Parameters
    ----------
    pool
        Who works; None: this thread.
    longest, shortest
        How long slices last at most and at least, unless the workers are many.
    """

    def __init__(
        self, pool: Pool | None, longest: float = _SECONDS, shortest: float = _SHORT
    ) -> None:
        self.pool = pool
        self._shortest = shortest
        self._longest = longest
        self._given = 0.0

    @property
    def most(self) -> int:
        """How many tasks occupy the workers, of whom there may be more or fewer than before.

        It is two for each: so none of them waits until its next task is handed to it.
        """
        return 1 if self.pool is None else 2 * self.pool.width

    def submit(
        self, function: Callable[..., Any], left: float, task: Any, seconds: float, regions: Any
    ) -> Future[Any]:
        """Hand a slice to a worker."""
        self._given += seconds
        submit = _at_once if self.pool is None else self.pool.submit
        return submit(function, left, task, seconds, regions)

    def seconds(self, are_idle: bool) -> float:
        """Return how long the next slice shall last; only a moment where workers are idle."""
        if self.pool is None:
            return self._longest
        width = self.pool.width
        so_far = 0.0 if are_idle else self._given / width
        return max(1.0, width / _WIDE) * min(self._longest, max(self._shortest, so_far / _EQUAL))


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
    """

    def __init__(self, tasks: Iterable[Task], divide: Divide[Task] | None) -> None:
        self._fresh = (_Open((index,), task) for index, task in enumerate(tasks))
        self._divide = divide
        self._waiting: list[_Open[Task]] = []

    def put_back(self, task: _Open[Task]) -> None:
        """Let a task wait to go on."""
        self._waiting.append(task)

    def is_open(self, index: int, running: Iterable[_Open[Task]]) -> bool:
        """Return whether a part of a task waits, or is among those that are worked at."""
        return any(task.place[0] == index for task in (*self._waiting, *running))

    def taken(self, count: int) -> list[_Open[Task]]:
        """Take so many tasks: those that wait, else new ones, else parts of them."""
        taken = [self._waiting.pop() for _ in range(min(count, len(self._waiting)))]
        taken += islice(self._fresh, max(0, count - len(taken)))
        return taken if self._divide is None else _parted(taken, self._divide, count)


def _parted(tasks: list[_Open[Task]], divide: Divide[Task], count: int) -> list[_Open[Task]]:
    """Cut tasks, all of them once before any twice, until there are so many or none can be cut."""
    whole: list[_Open[Task]] = []
    parts = deque(tasks)
    while parts and len(whole) + len(parts) < count:
        task = parts.popleft()
        cut = divide(task.task)
        if cut is None:
            whole.append(task)
            continue
        # What was given away last comes first in the order of the search.
        given_away = task.given_away + 1
        parts.append(replace(task, task=cut[0], given_away=given_away))
        parts.append(_Open((*task.place, -given_away), cut[1]))
    return [*whole, *parts]
