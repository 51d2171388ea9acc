"""Tasks handed to an executor: it says how many it works at, and lost ones are handed on again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
)
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from multiprocessing.context import BaseContext
from threading import Lock, Thread
from time import monotonic
from typing import Any

from polyregions.workers.executors import (
    WORKER_LOST,
    check_executor,
    is_loss,
    keywords_of,
    knows_main,
    refusals_mean_broken,
    renewed,
    shares_memory,
    width_of,
)
from polyregions.workers.processes import worker_pool
from polyregions.workers.starting import check_start
from polyregions.workers.travel import Answer, Parcel

__all__ = ["RETRIES", "Pool", "opened_pool"]

RETRIES = 2
"""How often a lost task is handed on again, unless another number is asked for."""

_SECONDS = 1.0  # between two questions to an executor how many tasks it works at
_PARCELS = 4  # that are kept, as each process does


class Pool:
    """Hands tasks to an executor.

    A function travels once to each process, its arguments with each task. A task whose worker is
    lost is handed on again, to another worker or to the executor that takes the place of a broken
    one.

    Parameters
    ----------
    executor
        What carries the tasks out.
    workers
        How many tasks it works at at a time, where it cannot tell itself.
    retries
        How often a lost task is handed on again.
    renew
        Called with the executor that has lost a worker; returns the one to go on with.
    """

    def __init__(
        self,
        executor: Executor,
        workers: int = 1,
        retries: int = RETRIES,
        renew: Callable[[Executor], Executor] = renewed,
    ) -> None:
        self._executor = executor
        self._workers = workers
        self._retries = retries
        self._renew = renew
        self._lock = Lock()
        self._is_open = True
        self._width: tuple[float, int] | None = None
        self._parcels: list[_Sending] = []
        self._threads: list[Thread] = []
        self._threads_lock = Lock()

    @property
    def width(self) -> int:
        """How many tasks are worked at at a time: of a cluster that grows, by now."""
        now = monotonic()
        if self._width is None or now - self._width[0] >= _SECONDS:
            self._width = now, width_of(self._executor) or self._workers
        return self._width[1]

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Hand a task on.

        Parameters
        ----------
        function
            What is called: the same object for all tasks of a search.
        arguments
            What it is called with.

        Returns
        -------
        Future
            It raises one of ``WORKER_LOST`` where workers were lost too often, or the executor
            takes no more tasks.
        """
        task = _Task(self._sending(function), arguments)
        self._start(task)
        return task

    def close(self, wait: bool = False) -> None:
        """Hand no lost task on any more, and wait for those that are just handed on, if wanted."""
        with self._lock:
            self._is_open = False
        for thread in self._threads if wait else ():
            thread.join()

    def _sending(self, function: Callable[..., Any]) -> _Sending:
        for known in self._parcels:
            if known.parcel.function is function:
                return known
        if shares_memory(self._executor):
            parcel = Parcel(function, None)
        else:
            parcel = Parcel.of(function, by_value=not knows_main(self._executor))
        self._parcels = [*self._parcels[1 - _PARCELS :], _Sending(parcel)]
        return self._parcels[-1]

    def _start(self, task: _Task, *, whole: bool = False) -> None:
        """Hand a task to the executor."""
        executor = self._executor
        # As many as there may be processes that know nothing of the function yet.
        if executor is not task.sending.executor:
            task.sending.executor, task.sending.whole = executor, 0
        if task.sending.whole < self.width:
            task.sending.whole += 1
            whole = True
        try:
            with refusals_mean_broken():
                future = executor.submit(
                    *task.sending.parcel.call(whole), *task.arguments, **keywords_of(executor)
                )
        except WORKER_LOST as error:
            self._lost(task, executor, error)
            return
        task.at_executor = future
        if task.cancelled():
            future.cancel()
        future.add_done_callback(partial(self._ended, task, executor))

    def _ended(self, task: _Task, executor: Executor, future: Future[Any]) -> None:
        """Take what came of a task; what has to be handed on again is so by another thread.

        This is called by threads of the executor, which may hold its locks.
        """
        if task.cancelled():
            return
        error = CancelledError() if future.cancelled() else future.exception()
        if error is not None:
            if is_loss(error):
                self._aside(self._lost, task, executor, error)
            else:
                task.fail(error)
        elif future.result() is Answer.UNKNOWN:
            self._aside(self._start_whole, task)
        else:
            task.end(future.result())

    def _aside(self, function: Callable[..., None], *arguments: Any) -> None:
        thread = Thread(target=function, args=arguments, daemon=True)
        with self._threads_lock:
            self._threads = [*(other for other in self._threads if other.is_alive()), thread]
            thread.start()

    def _start_whole(self, task: _Task) -> None:
        try:
            self._start(task, whole=True)
        except Exception as error:  # of the executor; whoever waits for the task shall hear of it
            task.fail(error)

    def _lost(self, task: _Task, executor: Executor, error: BaseException) -> None:
        """Hand a lost task on again, unless that was done often enough."""
        try:
            if task.losses == self._retries:
                raise error if isinstance(error, WORKER_LOST) else BrokenExecutor(str(error))
            task.losses += 1
            with self._lock:
                if not self._is_open:
                    raise CancelledError
                if self._executor is executor:
                    self._executor = self._renew(executor)
            self._start(task)
        except Exception as failure:  # as above
            task.fail(failure)


class _Sending:
    """A function with how often it was sent whole, and to which executor."""

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel
        self.executor: Executor | None = None
        self.whole = 0


class _Task(Future[Any]):
    """A task, whoever carries it out in the end."""

    def __init__(self, sending: _Sending, arguments: tuple[Any, ...]) -> None:
        super().__init__()
        self.sending = sending
        self.arguments = arguments
        self.losses = 0
        self.at_executor: Future[Any] | None = None

    def cancel(self) -> bool:
        is_cancelled = super().cancel()
        if is_cancelled and self.at_executor is not None:
            self.at_executor.cancel()
        return is_cancelled

    def end(self, result: Any) -> None:
        with suppress(InvalidStateError):  # it was cancelled just now
            self.set_result(result)
            self._forget()

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.set_exception(error)
            self._forget()

    def _forget(self) -> None:
        """Keep nothing of what was sent, nor of the future of the executor."""
        self.arguments, self.at_executor = (), None


@contextmanager
def opened_pool(
    executor: Executor | Pool | None,
    workers: int,
    retries: int = RETRIES,
    *,
    threads: bool = False,
    context: BaseContext | None = None,
) -> Iterator[Pool | None]:
    """Open what carries tasks out for the time of a block.

    Parameters
    ----------
    executor
        The executor that is given, if any; or the pool of the work that this is a part of.
    workers
        The number of new processes or threads otherwise: for one there is no pool.
    retries
        How often a lost task is handed on again.
    threads
        Whether threads are started rather than processes.
    context
        How processes are started; omitted: as is safe.
    """
    if isinstance(executor, Pool):
        yield executor
    elif executor is not None:
        check_executor(executor)
        check_start(executor)
        with closing(Pool(executor, workers, retries)) as pool:
            yield pool
    elif workers == 1:
        yield None
    elif threads:
        with ThreadPoolExecutor(workers) as own:
            try:
                yield Pool(own, workers)
            finally:
                own.shutdown(wait=False, cancel_futures=True)
    else:
        with _own_processes(workers, retries, context) as pool:
            yield pool


@contextmanager
def _own_processes(workers: int, retries: int, context: BaseContext | None) -> Iterator[Pool]:
    """Open a pool of new processes; others take their place where one is lost."""
    with ExitStack() as stack:

        def opened(_: Executor | None = None) -> Executor:
            return stack.enter_context(worker_pool(workers, context))

        pool = Pool(opened(), workers, retries, opened)
        stack.callback(pool.close, wait=True)
        yield pool
