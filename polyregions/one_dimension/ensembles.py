"""Random networks of one input: how many breakpoints their layers have, and where."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_rational, nearest_float, number_text
from polyregions.budgets import checkpoint, seconds_left, time_limit
from polyregions.errors import InvalidNumberError, WorkerLostError, short
from polyregions.interface import parameter
from polyregions.one_dimension.breakpoint_table import BreakpointTable, find_breakpoints
from polyregions.one_dimension.dense_network import DenseNetwork, Floats
from polyregions.one_dimension.interval import Interval
from polyregions.one_dimension.predictions import expected_breakpoints
from polyregions.progress import Progress, with_progress
from polyregions.workers import WORKER_LOST, Pool, opened_pool

__all__ = ["BreakpointEnsemble", "Mean", "breakpoint_ensemble", "checked_sample"]

_Job = Callable[[float, Sequence[int]], list[BreakpointTable]]
"""Finds the breakpoints of the networks of some seeds within so many seconds."""

_THREAD_SETTINGS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Mean:
    """A sample mean and the half-width of its 95 % confidence interval (Student's t)."""

    value: float
    half_width: float

    @classmethod
    def of(cls, values: Any) -> Mean:
        """Return the mean of numbers; of a single one, the half-width is infinite.

        Examples
        --------
        >>> print(Mean.of([1, 2, 3]))
        2.00 +- 2.48
        """
        from scipy.special import stdtrit

        numbers = np.asarray(values, np.float64)
        n = len(numbers)
        if n < 2:
            return cls(float(numbers.mean()), math.inf)
        quantile = float(stdtrit(n - 1, 0.975))
        return cls(float(numbers.mean()), quantile * float(numbers.std(ddof=1)) / math.sqrt(n))

    def __str__(self) -> str:
        return f"{self.value:.2f} +- {self.half_width:.2f}"


@dataclass(frozen=True, slots=True, eq=False)
class BreakpointEnsemble:
    """The breakpoints of a sample of random networks.

    Attributes
    ----------
    widths
        The hidden widths n_1, ..., n_L.
    domain
        Where breakpoints were counted.
    bias_std
        The standard deviation of the biases.
    counts
        The breakpoints by network and layer, shape (samples, L).
    regions
        The linear regions (definition 4) of each network, shape (samples,).
    locations
        For each layer the breakpoints of all networks together, in no order.
    rational_windows
        How many small intervals were decided in rationals, in all networks.
    """

    widths: tuple[int, ...]
    domain: Interval
    bias_std: float
    counts: NDArray[np.int64]
    regions: NDArray[np.int64]
    locations: tuple[Floats, ...]
    rational_windows: int

    def __repr__(self) -> str:
        sizes, mean = "-".join(map(str, (1, *self.widths, 1))), self.region_mean
        return f"<BreakpointEnsemble: {self.samples} networks {sizes}, {mean} linear regions>"

    @property
    def inputs(self) -> int:
        """The number of inputs, which is 1."""
        return 1

    @property
    def samples(self) -> int:
        """The number of networks."""
        return len(self.counts)

    @property
    def breakpoint_means(self) -> list[Mean]:
        """The mean number of breakpoints of each layer."""
        return [Mean.of(column) for column in self.counts.T]

    @property
    def activation_regions(self) -> NDArray[np.int64]:
        """The proper activation regions (definition 2) of each network, shape (samples,)."""
        return np.asarray(self.counts.sum(axis=1) + 1)

    @property
    def activation_region_mean(self) -> Mean:
        """The mean number of proper activation regions (definition 2)."""
        return Mean.of(self.activation_regions)

    @property
    def region_mean(self) -> Mean:
        """The mean number of linear regions (definition 4)."""
        return Mean.of(self.regions)

    @property
    def predicted_breakpoints(self) -> list[float]:
        """The expected number of breakpoints of each layer for large widths."""
        return expected_breakpoints(self.widths, self.domain, self.bias_std)

    @property
    def predicted_regions(self) -> float:
        """The expected number of regions for large widths."""
        return sum(self.predicted_breakpoints) + 1


def breakpoint_ensemble(
    widths: Sequence[int],
    samples: int = 100,
    domain: Any = None,
    *,
    bias_std: float = 1.0,
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    progress: bool | Progress = False,
) -> BreakpointEnsemble:
    """Draw random networks of one input and find all their breakpoints, each count exact.

    The networks are those of :func:`polyregions.he_random` with the sizes 1, n_1, ..., n_L, 1 and
    the seeds seed, seed + 1, ...: weights N(0, 2 / fan-in) and biases N(0, bias_std^2).

    Parameters
    ----------
    widths
        The hidden widths n_1, ..., n_L, at least one.
    samples
        The number of networks.
    domain
        Where to count: an :class:`Interval` or a pair of ends (None: infinity); omitted: R.
    bias_std
        The standard deviation of the biases, > 0.
    seed
        The seed of the first network.
    workers
        The number of processes. Scripts with more than one start their work under
        ``if __name__ == "__main__":``, as for every new process.
    executor, retries
        As for :func:`polyregions.regions`.
    progress
        Show a progress bar on stderr.

    Raises
    ------
    InvalidNumberError
        If a size is no positive whole number, or ``bias_std`` is not positive.
    InvalidDomainError
        If the interval has no interior.

    Examples
    --------
    >>> ensemble = breakpoint_ensemble([20], samples=5)
    >>> ensemble.regions.tolist()  # one hidden layer: exactly n + 1 almost surely
    [21, 21, 21, 21, 21]
    """
    sizes, seeds, spread = checked_sample(widths, samples, seed, bias_std)
    interval = Interval() if domain is None else Interval.of(domain)
    job = partial(_breakpoints_of_samples, sizes, spread, interval)
    count = _whole(workers, "workers", 1)
    with opened_pool(executor, count, retries, context=get_context("spawn")) as pool:
        tables = [*with_progress(_mapped(job, seeds, pool), progress, "networks", len(seeds))]
    layers = range(1, len(sizes) + 1)
    return BreakpointEnsemble(
        sizes,
        interval,
        spread,
        np.array([[table.of_layer(k) for k in layers] for table in tables]),
        np.array([table.open_connected for table in tables]),
        tuple(np.concatenate([t.locations[t.layers == k] for t in tables]) for k in layers),
        sum(table.rational_windows for table in tables),
    )


def checked_sample(
    widths: Any, samples: Any, seed: Any, bias_std: Any
) -> tuple[tuple[int, ...], range, float]:
    """Return the hidden widths of random networks, their seeds, and the spread of their biases.

    Raises
    ------
    InvalidNumberError
        If a size is no positive whole number, or `bias_std` is not positive.

    Examples
    --------
    >>> checked_sample([3, 2], 5, 7, "1/2")
    ((3, 2), range(7, 12), 0.5)
    """
    if not isinstance(widths, Iterable):
        raise InvalidNumberError(f"widths is {short(widths)}: give a list of whole numbers")
    sizes = tuple(_whole(width, f"widths[{i}]", 1) for i, width in enumerate(widths))
    if not sizes:
        raise InvalidNumberError("no widths are given: give at least one")
    number, first = _whole(samples, "samples", 1), _whole(seed, "seed", 0)
    spread = nearest_float(exact_rational(bias_std, parameter("bias_std")))
    if spread <= 0:
        raise InvalidNumberError(
            f"{parameter('bias_std')} is {short(bias_std)}: give a positive number"
        )
    return sizes, range(first, first + number), spread


def _whole(value: Any, name: str, least: int) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = index(value)
    except TypeError:
        raise InvalidNumberError(f"{name} is {short(value)}: give a whole number") from None
    if number < least:
        raise InvalidNumberError(f"{name} is {number_text(number)}: give at least {least}")
    return number


def _breakpoints_of_samples(
    widths: tuple[int, ...],
    bias_std: float,
    interval: Interval,
    seconds: float,
    seeds: Sequence[int],
) -> list[BreakpointTable]:
    tables = []
    with time_limit(seconds):
        for seed in seeds:
            checkpoint()
            network = DenseNetwork.he_random(widths, seed, bias_std)
            tables.append(find_breakpoints(network, interval, method="floats"))
    return tables


def _mapped(job: _Job, seeds: range, pool: Pool | None) -> Iterator[BreakpointTable]:
    """Yield what a job makes of seeds, in their order."""
    if pool is None:
        for seed in seeds:
            yield from job(seconds_left(), [seed])
        return
    size = max(1, len(seeds) // (8 * pool.width))
    with _one_thread_each():  # the processes start here
        futures = [
            pool.submit(job, seconds_left(), seeds[first : first + size])
            for first in range(0, len(seeds), size)
        ]
    try:
        for future in futures:
            yield from future.result()
    except WORKER_LOST as error:
        raise WorkerLostError from error
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let new processes use one thread for matrix products, so that they do not compete."""
    before = {name: os.environ.get(name) for name in _THREAD_SETTINGS}
    os.environ.update(dict.fromkeys(_THREAD_SETTINGS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
