"""Any number of workers on one core: what each does takes place here, at a time of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from time import thread_time
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

__all__ = ["VirtualPool"]


class VirtualPool:
    """A pool for :func:`dispatched` whose workers work at the same time by a clock of their own.

    A slice is carried out when a worker takes it. It lasts as long as it says, or has taken of the
    processor; so does what the dispatcher does between two slices.

    Parameters
    ----------
    width
        The number of workers.
    seconds
        Returns how much time has been worked so far, here.

    Attributes
    ----------
    now
        The time at which the last slice ended.
    busy
        The time of all workers together in which they were at work.
    submitted
        The number of slices that were handed to them.
    """

    def __init__(self, width: int, seconds: Callable[[], float] = thread_time) -> None:
        self.width = width
        self.now = 0.0
        self.busy = 0.0
        self.submitted = 0
        self._seconds = seconds
        self._before = seconds()
        self._idle = width
        self._queue: deque[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = deque()
        self._at_work: list[tuple[float, int, Future[Any], Any]] = []
        self._numbers = count()

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Let the next idle worker call a function."""
        if not self.submitted:  # what came before was done alone
            self.now = self.busy = self._seconds() - self._before
            self._before = self._seconds()
        self.submitted += 1
        self._queue.append((Future(), function, arguments))
        return self._queue[-1][0]

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Let the dispatcher wait for these workers, in a block."""
        with patch("polyregions.refinement.dispatch.wait", self._wait):
            yield

    @property
    def makespan_over_ideal(self) -> float:
        """How much longer the work has taken than if no worker had ever waited."""
        return self.now * self.width / self.busy

    def _wait(self, *_: Any) -> SimpleNamespace:
        """Go on to when the next slices end."""
        done = []
        self.now += self._seconds() - self._before
        while self._idle and self._queue:
            self._idle -= 1
            self._start(self.now)
        while True:
            end, _, future, result = heappop(self._at_work)
            done.append(future)
            future.set_result(result)
            if self._queue:
                self._start(end)
            else:
                self._idle += 1
            if not (self._at_work and self._at_work[0][0] <= self.now):
                break
        self.now = max(self.now, end)
        self._before = self._seconds()
        return SimpleNamespace(done=done)

    def _start(self, time: float) -> None:
        future, function, arguments = self._queue.popleft()
        before = self._seconds()
        result = function(*arguments)
        lasted = self._seconds() - before
        self.busy += lasted
        heappush(self._at_work, (time + lasted, next(self._numbers), future, result))
