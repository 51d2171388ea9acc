"""Tasks handed to an executor, and what it says of how many it can work at."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from polyregions.workers.processes import refusals_mean_broken

__all__ = ["Pool"]

Result = TypeVar("Result")


class Pool:
    """Hands tasks to an executor.

    Parameters
    ----------
    executor
        What carries the tasks out.
    workers
        How many tasks it works at at a time, where it cannot tell itself.
    """

    def __init__(self, executor: Executor, workers: int = 1) -> None:
        self._executor = executor
        self._workers = workers

    @property
    def width(self) -> int:
        """How many tasks are worked at at a time."""
        return self._workers

    def submit(self, function: Callable[..., Result], /, *arguments: Any) -> Future[Result]:
        """Hand a task on.

        Parameters
        ----------
        function
            What is called, best the same object for all tasks of a search.
        arguments
            What it is called with.

        Raises
        ------
        BrokenExecutor
            If the executor is broken or shut down, or cannot start threads or processes.
        """
        with refusals_mean_broken():
            return self._executor.submit(function, *arguments)
