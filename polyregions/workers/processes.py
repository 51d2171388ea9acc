"""Processes that share work: they end with it and with their parent; their loss is one error."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, InvalidStateError, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

from polyregions.workers.executors import refusals_mean_broken
from polyregions.workers.starting import check_guard, leave_if_imported_again, safe_context

__all__ = ["worker_pool"]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_LEFT_TO_THE_PARENT = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}


@contextmanager
def worker_pool(workers: int, context: BaseContext | None = None) -> Iterator[Executor]:
    """Open a pool of processes for the time of a block.

    The workers leave Ctrl-C to this process. They end with the block: in the midst of their tasks
    where an error or an interruption ends it; and in the midst of them too where this process is
    killed.

    Parameters
    ----------
    workers
        Their number.
    context
        How processes are started; omitted: as is safe.

    Raises
    ------
    UnguardedScriptError
        If the script that runs would be carried out again by the processes.
    """
    leave_if_imported_again()
    context = safe_context() if context is None else context
    check_guard(context)
    with refusals_mean_broken():
        pool = _Pool(workers, context)
    try:
        yield pool
    except BaseException:
        pool.end_tasks()
        raise
    finally:
        pool.close()


class _Future(Future[Any]):
    """A task that may be cancelled and lost: else Python 3.11 would not end the broken pool."""

    def set_exception(self, exception: BaseException | None) -> None:
        with suppress(InvalidStateError):
            super().set_exception(exception)


class _Pool(ProcessPoolExecutor):
    """A pool whose tasks can be ended, and end with the first worker that is lost."""

    def __init__(self, workers: int, context: BaseContext) -> None:
        super().__init__(workers, context, initializer=_begin_work)
        self._watched: set[int] = set()
        self._once = Lock()
        self._is_open = True

    def submit(
        self,
        function: Callable[Arguments, Result],
        /,
        *arguments: Arguments.args,
        **keywords: Arguments.kwargs,
    ) -> Future[Result]:
        with _signals_held(), refusals_mean_broken():
            future = super().submit(function, *arguments, **keywords)
            future.__class__ = _Future
            for number, process in list(self._processes.items()):
                if number not in self._watched:
                    self._watched.add(number)
                    Thread(target=self._end_with, args=(process,), daemon=True).start()
            return future

    def _end_with(self, process: BaseProcess) -> None:
        wait([process.sentinel])
        self.end_tasks()

    def end_tasks(self) -> None:
        """Kill the workers, whatever they are at."""
        with self._once:
            if not self._is_open:
                return
            self._is_open = False
            try:
                for process in list(self._processes.values()):
                    process.kill()
            finally:
                # A result that breaks off is waited for as long as anybody can write the rest of
                # it: now that would be this process alone.
                self._result_queue._writer.close()  # type: ignore[attr-defined]  # it is private

    def close(self) -> None:
        """Let the workers end what they are at, and wait for it."""
        with self._once:
            self._is_open = False
        self.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let processes that start in a block be disturbed by no signal before they begin to work."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _LEFT_TO_THE_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_work() -> None:
    """Prepare a worker: signals and the death of its parent find it as they should."""
    for number in _LEFT_TO_THE_PARENT:
        if callable(signal.getsignal(number)):  # a handler of the parent, inherited
            signal.signal(number, signal.SIG_DFL)
    # The process that waits for this one ends the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _LEFT_TO_THE_PARENT)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
