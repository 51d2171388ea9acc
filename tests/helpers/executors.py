"""Executors without processes, so that tests can see every step of a search that is shared."""

from __future__ import annotations

import pickle
import random
from concurrent.futures import Executor, Future

__all__ = ["PicklingExecutor"]


class PicklingExecutor(Executor):
    """Does what is submitted at once and in this thread, on copies as another process would.

    Parameters
    ----------
    lost
        The call, counted from 1, whose worker is lost; none where it is 0.
    error
        What its future then raises.
    """

    def __init__(self, lost: int = 0, error: Exception | None = None) -> None:
        self.calls = 0
        self.bytes = 0
        self._lost, self._error = lost, error

    def submit(self, fn, /, *args, **kwargs):
        """Carry out a call on copies of its arguments, and copy what it returns."""
        self.calls += 1
        future: Future = Future()
        if self.calls == self._lost:
            future.set_exception(self._error)
            return future
        sent = pickle.dumps((fn, args, kwargs))
        function, arguments, keywords = pickle.loads(sent)
        answer = pickle.dumps(function(*arguments, **keywords))
        self.bytes += len(sent) + len(answer)
        future.set_result(pickle.loads(answer))
        return future


def random_pauses(work, seed):
    """Return work that pauses after a random number of regions, however long it may go on."""
    rng = random.Random(seed)

    def paused(task, seconds, regions):
        most = rng.randint(1, 4)
        return work(task, seconds, most if regions is None else min(most, regions))

    return paused
