"""Executors that are given: which will do, how many tasks they work at, what they say of losses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from threading import current_thread
from typing import Any

from polyregions.errors import UnknownOptionError, short

__all__ = [
    "WORKER_LOST",
    "check_executor",
    "is_loss",
    "keywords_of",
    "knows_main",
    "refusals_mean_broken",
    "renewed",
    "shares_memory",
    "width_of",
]

WORKER_LOST = (BrokenExecutor, CancelledError)
"""What an executor raises whose workers are gone, or that another one has shut down."""

_LOSSES = {
    *("KilledWorker", "NoWorkerError", "CommClosedError", "ClosedClientError"),  # dask.distributed
    *("WorkerCrashedError", "NodeDiedError", "OutOfMemoryError"),  # Ray
}
"""The classes of errors by which others say the same."""


def check_executor(executor: Any) -> None:
    """Check that a value can be used as an executor.

    Raises
    ------
    UnknownOptionError
        If it is none of any kind, or one that takes no more tasks.
    """
    found = f"executor is {short(executor)}"
    if isinstance(executor, type):
        raise UnknownOptionError(f"{found}, a class: call it, as in {executor.__name__}()")
    if hasattr(executor, "get_executor"):
        raise UnknownOptionError(f"{found}: give its get_executor(pure=False)")
    if not callable(getattr(executor, "submit", None)):
        beside = "ProcessPoolExecutor() " if hasattr(executor, "apply_async") else "one "
        raise UnknownOptionError(f"{found}: give {beside}of concurrent.futures, or None")
    if shares_memory(executor) and _is_own_thread(executor):
        raise UnknownOptionError(
            f"{found}, in one of whose threads this is, which may wait for itself for ever: give "
            "another one, or None"
        )
    flags = getattr(executor, "_flags", None)  # of loky
    if getattr(executor, "_broken", None) or getattr(flags, "broken", None):
        raise UnknownOptionError(f"{found}, which has lost its workers: give a new one")
    if (
        any(getattr(executor, name, False) for name in ("_shutdown", "_shutdown_thread"))
        or getattr(flags, "shutdown", False)
        or getattr(getattr(executor, "_client", None), "status", None) == "closed"  # of dask
    ):
        raise UnknownOptionError(f"{found}, which has been shut down: give a new one")


def _is_own_thread(executor: Any) -> bool:
    """Return whether this is a thread of an executor."""
    # The lock is held while a thread starts, which may come here before it is listed.
    with getattr(executor, "_shutdown_lock", nullcontext()):
        return current_thread() in getattr(executor, "_threads", ())


def width_of(executor: Executor) -> int | None:
    """Return how many tasks an executor works at at a time, None where it cannot tell."""
    client = getattr(executor, "_client", None)
    if client is not None and hasattr(client, "nthreads"):  # of dask
        return max(1, sum(map(int, client.nthreads().values())))
    width: Any = getattr(executor, "_max_workers", None)  # also those of loky and mpi4py
    return max(1, width) if isinstance(width, int) else None


def shares_memory(executor: Executor) -> bool:
    """Return whether workers are threads of this process, to which nothing has to be sent."""
    return isinstance(executor, ThreadPoolExecutor)


def knows_main(executor: Executor) -> bool:
    """Return whether processes import the module ``__main__`` that there is here."""
    module = type(executor).__module__
    return module.startswith(("concurrent.futures", "mpi4py", "polyregions"))


def keywords_of(executor: Executor) -> dict[str, Any]:
    """Return what to say with every task: that dask shall take no two of them for one."""
    return {"pure": False} if type(executor).__module__.startswith("distributed") else {}


def is_loss(error: BaseException) -> bool:
    """Return whether an error says that a worker was lost, rather than what a task has raised."""
    return isinstance(error, WORKER_LOST) or type(error).__name__ in _LOSSES


@contextmanager
def refusals_mean_broken() -> Iterator[None]:
    """Raise one error whether an executor is broken, shut down, or cannot start its workers."""
    try:
        yield
    # OSError: of processes, files or memory; EOFError: of processes lost while they start.
    except (RuntimeError, OSError, EOFError) as error:
        raise BrokenExecutor(str(error)) from error


def renewed(executor: Executor) -> Executor:
    """Return an executor for further tasks where one has lost a worker: the same where it goes on.

    Raises
    ------
    BrokenExecutor
        If it takes no more tasks, and nobody but its owner can make another.
    """
    loky = sys.modules.get("loky")
    if loky is not None and type(executor).__name__ == "_ReusablePoolExecutor":
        anew: Executor = loky.get_reusable_executor(executor._max_workers, reuse=True)  # type: ignore[attr-defined]  # it is private
        return anew
    return executor
