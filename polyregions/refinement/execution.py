"""How a search is carried out: by which engine and processes, in which budget, who is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import whole_number
from polyregions.budgets import float_seconds, time_is_up, time_limit
from polyregions.errors import (
    UnknownOptionError,
    WorkerLostError,
    check_choice,
    short,
)
from polyregions.interface import parameter
from polyregions.progress import Progress, ProgressLine, progress_bar
from polyregions.workers import RETRIES, WORKER_LOST, Pool, check_executor, opened_pool

__all__ = ["ENGINES", "Execution", "Partial", "Watch"]

ENGINES = ("auto", "lp", "vertices")
"""What ``engine=`` accepts; "auto" picks the fastest engine that fits."""


@dataclass(frozen=True, slots=True)
class Execution:
    """How a search is carried out; none of it changes a complete result.

    The public functions take these as keywords, make one value of them, and hand that on.

    Parameters
    ----------
    engine
        "vertices" (a compiled kernel, for small n0), "lp" (any dimension) or "auto".
    progress
        Whether to show a progress bar on stderr, or a function that is called now and then with
        the number of regions found so far.
    workers
        The number of workers that share the search, at least 1. With an executor: how many tasks
        it works at at a time, where it cannot tell itself.
    executor
        The executor to use; omitted: none for one worker, else a pool for the time of the search.
    max_regions
        The most proper activation regions that a whole result may have: the search stops where
        it finds one more.
    max_seconds
        The search stops after this many seconds.
    retries
        How often a task whose worker is lost runs again.

    Raises
    ------
    UnknownOptionError
        If the engine is unknown, or a number is out of range.
    """

    engine: str = "auto"
    progress: bool | Progress = False
    workers: int = 1
    executor: Executor | Pool | None = None
    max_regions: int | None = None
    max_seconds: float | None = None
    retries: int = RETRIES

    def __post_init__(self) -> None:
        check_choice("the engine", self.engine, ENGINES)
        self._make_whole("workers", 1)
        if self.max_regions is not None:
            self._make_whole("max_regions", 0)
        if self.max_seconds is not None:
            float_seconds(self.max_seconds, parameter("max_seconds"))
        if not isinstance(self.progress, bool) and not callable(self.progress):
            raise UnknownOptionError(
                f"progress is {short(self.progress)}: give True, False or a function of a number"
            )
        self._make_whole("retries", 0)
        if self.executor is not None and not isinstance(self.executor, Pool):
            check_executor(self.executor)

    def _make_whole(self, name: str, least: int) -> None:
        """Make an integer of NumPy one of Python, which overflows nowhere, and refuse others."""
        object.__setattr__(self, name, whole_number(getattr(self, name), name, least))

    @property
    def has_budget(self) -> bool:
        """Whether a budget can stop the search before its end."""
        return self.max_regions is not None or self.max_seconds is not None

    @contextmanager
    def shown(self) -> Iterator[Execution]:
        """Open the progress bar that is wanted, if any, and yield how to search meanwhile."""
        with progress_bar(self.progress, "regions") as report:
            yield replace(self, progress=False if report is None else report)

    @contextmanager
    def limited(self) -> Iterator[Watch]:
        """Start the clock of the budget for the time of a block, and yield what watches over it.

        An interruption leaves the block with a note of how many regions had been found.

        Raises
        ------
        WorkerLostError
            If workers are lost within the block more often than their tasks run again, or the
            executor takes no more tasks.
        """
        progress = None if isinstance(self.progress, bool) else self.progress
        watch = Watch(progress, self.max_regions)
        with time_limit(self.max_seconds):
            try:
                yield watch
            except WORKER_LOST as error:
                raise WorkerLostError(watch.found) from error
            except KeyboardInterrupt as interruption:
                interruption.add_note(f"after {watch.found} regions had been found")
                raise

    @contextmanager
    def pool(self, *, threads: bool = False) -> Iterator[Pool | None]:
        """Open the workers that share the search, None where this thread does it alone.

        Parameters
        ----------
        threads
            Whether threads of this process are workers where no executor is given: for work that
            leaves the interpreter to others.
        """
        with opened_pool(self.executor, self.workers, self.retries, threads=threads) as pool:
            yield pool

    def seconds_alone(self, *, threads: bool = False) -> float:
        """Return how long a search had better go on alone before it is shared.

        That is about as long as its own workers take to start: small searches end before.

        Parameters
        ----------
        threads
            As for :meth:`pool`.
        """
        if self.executor is not None:
            return 0.0
        return 1 / 64 if threads else 1 / 4


class Watch:
    """Passes progress on and says when a budget is used up.

    The time is that of the limit around the work, see :mod:`polyregions.budgets`.

    Parameters
    ----------
    progress
        The function to call, if any.
    max_regions
        As for :class:`Execution`.

    Attributes
    ----------
    found
        The number of regions found, as last reported.
    reason
        The budget that was used up, if one is.
    """

    def __init__(self, progress: Progress | None, max_regions: int | None) -> None:
        self._progress = progress
        self._max_regions = max_regions
        self.found = 0
        self.reason: str | None = None

    @property
    def line(self) -> ProgressLine | None:
        """The line that shows progress, unless the search ends at a number of regions."""
        if self._max_regions is None and isinstance(self._progress, ProgressLine):
            return self._progress
        return None

    @property
    def wanted(self) -> int | None:
        """How many more regions end the search, None for any number."""
        return None if self._max_regions is None else max(0, self._max_regions + 1 - self.found)

    def __call__(self, found: int) -> bool:
        """Report the number of regions found; return whether the search shall go on."""
        self.found = found
        if self._progress is not None:
            self._progress(found)
        if self.wanted == 0:
            self.reason = "max_regions"
        elif time_is_up():
            self.reason = "max_seconds"
        return self.reason is None


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """A search that stopped at a budget: so many regions were found, and there may be more.

    Attributes
    ----------
    regions
        The number of regions found.
    reason
        The budget that was used up, "max_regions" or "max_seconds"; or "worker_lost".
    patterns
        Their packed patterns, in the order of the search; no rows where they were only counted.
    statistics
        How the decisions were taken.
    """

    regions: int
    reason: str
    patterns: NDArray[np.uint8]
    statistics: Mapping[str, int | float]
