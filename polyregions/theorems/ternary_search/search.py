"""The exhaustive search for the ternary network of one input with the most linear regions."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic
from typing import Any, NoReturn, overload

from polyregions.arithmetic import exact_rational
from polyregions.budgets import deadline, seconds_left, time_limit, until
from polyregions.constructions import whole
from polyregions.errors import (
    ConstructionError,
    InvalidDomainError,
    OutOfTime,
    WorkerLostError,
    short,
)
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, box, is_full_dimensional
from polyregions.progress import progress_bar
from polyregions.readers import PathLike
from polyregions.refinement import Execution
from polyregions.theorems.ternary_search.hidden_layers import (
    Candidate,
    Functions,
    best_with_first_layer,
    first_layers,
)
from polyregions.theorems.ternary_search.pieces import Interval
from polyregions.theorems.ternary_search.state import SearchState, read_state, write_state
from polyregions.workers import WORKER_LOST, worker_pool

__all__ = ["PartialTernaryMaximum", "TernaryMaximum", "ternary_maximum"]

_SECONDS_BETWEEN_STATES = 5.0


@dataclass(frozen=True, slots=True)
class TernaryMaximum:
    """The most linear regions of the ternary networks of one shape, by exhaustion.

    Attributes
    ----------
    widths
        The widths of the hidden layers.
    regions
        The maximum, by definition 4 on the network's domain.
    network
        A network that attains it.
    first_layers
        The number of first hidden layers, up to symmetry, whose networks were searched.
    """

    widths: tuple[int, ...]
    regions: int
    network: Network
    first_layers: int


@dataclass(frozen=True, slots=True)
class PartialTernaryMaximum:
    """A search that stopped at its budget: some networks, and others may have more regions.

    Attributes
    ----------
    widths
        The widths of the hidden layers.
    found
        The most regions of any network searched: a lower bound of the maximum, 0 at the start.
    network
        A network that has so many, None at the start.
    first_layers, total
        How many first hidden layers have been searched, and how many there are; both are 0 if the
        time was up before they were known.
    """

    widths: tuple[int, ...]
    found: int
    network: Network | None
    first_layers: int
    total: int

    def __bool__(self) -> NoReturn:
        raise TypeError("a partial result is no maximum: look at its attribute found")


@overload
def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    workers: int = 1,
    state: PathLike | None = None,
    progress: bool = False,
) -> TernaryMaximum: ...


@overload
def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    workers: int = 1,
    state: PathLike | None = None,
    progress: bool = False,
    max_seconds: float | None = None,
) -> TernaryMaximum | PartialTernaryMaximum: ...


def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    workers: int = 1,
    state: PathLike | None = None,
    progress: bool = False,
    max_seconds: float | None = None,
) -> TernaryMaximum | PartialTernaryMaximum:
    """Search all ternary ReLU networks of one input for the most linear regions.

    Every parameter is -1, 0 or 1; all hidden layers are ReLU, the output is affine. Networks that
    differ by the order of units, by units with the same function, or by x -> -x on a symmetric
    domain are searched once. The search is exact: functions are compared by their integer pieces.

    Parameters
    ----------
    widths
        The widths of the hidden layers, at least one.
    domain
        None for all of R, an interval as ``[[lower, upper]]``, or an H-polytope of dimension 1.
    workers
        The number of processes.
    state
        A file that keeps the state. If it exists, the search goes on from there; it is left when
        the search ends.
    progress
        Show a progress bar on stderr.
    max_seconds
        Stop after so many seconds; the state is kept.

    Returns
    -------
    TernaryMaximum
        The maximum, and a network that attains it.
    PartialTernaryMaximum
        Where the budget ended the search.

    Raises
    ------
    ConstructionError
        If there is no width, or one is no positive whole number.
    InvalidDomainError
        If the domain is no interval of positive length.
    FileFormatError
        If the state is that of another search.

    Notes
    -----
    The time grows exponentially with the number of parameters: shapes of up to about a dozen hidden
    parameters a layer, such as (3, 3) or (2, 2, 2), take seconds.

    Examples
    --------
    >>> found = ternary_maximum([2, 2])
    >>> found.regions, found.network.widths
    (5, (1, 2, 2, 1))
    """
    sizes = tuple(whole(width, f"widths[{i}]") for i, width in enumerate(widths))
    if not sizes:
        raise ConstructionError("there is no hidden layer: give at least one width")
    execution = Execution(workers=whole(workers, "workers"), max_seconds=max_seconds)
    interval, polytope = _interval(domain)
    known = SearchState(sizes, (_text(interval.lower), _text(interval.upper)), 0)
    try:
        with time_limit(max_seconds):
            layers = first_layers(sizes, interval)
            known = replace(known, total=len(layers))
            if state is not None:
                known = read_state(state, known)
            with (
                _executor(execution.workers) as executor,
                progress_bar(progress, "first layers", known.total, known.done) as report,
                _Keeper(state, known) as keeper,
            ):
                ahead = 2 * execution.workers
                for step in _steps(known, layers, interval, executor, ahead, polytope):
                    known = step
                    keeper.keep(known)
                    if report is not None:
                        report(known.done)
    except OutOfTime:
        if max_seconds is None:
            raise
        return PartialTernaryMaximum(sizes, known.regions, known.network, known.done, known.total)
    assert known.network is not None  # every search has a first step
    return TernaryMaximum(sizes, known.regions, known.network, known.total)


class _Keeper:
    """Writes the state now and then, and when the search ends or is interrupted."""

    def __init__(self, path: PathLike | None, state: SearchState) -> None:
        self._path = path
        self._written = self._known = state
        self._time = monotonic()

    def __enter__(self) -> _Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def keep(self, state: SearchState) -> None:
        """Take note of a new state."""
        self._known = state
        if monotonic() - self._time > _SECONDS_BETWEEN_STATES:
            self._write()

    def _write(self) -> None:
        if self._path is not None and self._known is not self._written:
            write_state(self._known, self._path)
            self._written = self._known
        self._time = monotonic()


def _steps(
    state: SearchState,
    layers: Sequence[Functions],
    interval: Interval,
    executor: Executor | None,
    ahead: int,
    domain: HPolytope | None,
) -> Iterator[SearchState]:
    """Yield the state after every first layer, in their order."""
    if executor is None:
        for first in layers[state.done :]:
            found = best_with_first_layer(first, state.widths, interval, state.regions)
            state = _updated(state, found, domain)
            yield state
        return
    waiting: deque[Future[Candidate | None]] = deque()
    rest = iter(layers[state.done :])
    try:
        while True:
            for first in rest:
                arguments = (first, state.widths, interval, state.regions)
                waiting.append(executor.submit(_best_until, deadline(), *arguments))
                if len(waiting) == ahead:
                    break
            if not waiting:
                return
            state = _updated(state, _result(waiting.popleft()), domain)
            yield state
    finally:
        for future in waiting:
            future.cancel()


def _best_until(end: float, *arguments: Any) -> Candidate | None:
    """Search below a first layer in a worker, which shares the deadline of its parent."""
    with until(end):
        return best_with_first_layer(*arguments)


def _result(future: Future[Candidate | None]) -> Candidate | None:
    left = seconds_left()
    try:
        return future.result(None if left == math.inf else left)
    except TimeoutError:
        raise OutOfTime from None


def _updated(state: SearchState, found: Candidate | None, domain: HPolytope | None) -> SearchState:
    state = replace(state, done=state.done + 1)
    if found is None or found.regions <= state.regions:
        return state
    name = f"ternary, hidden widths {', '.join(map(str, state.widths))}, {found.regions} regions"
    return replace(state, regions=found.regions, network=Network(found.layers, domain, name))


def _interval(domain: Any) -> tuple[Interval, HPolytope | None]:
    """Return the interval, and the polytope of bounded or half-bounded ones."""
    if domain is None:
        return Interval(), None
    polytope = domain if isinstance(domain, HPolytope) else _box(domain)
    if polytope.dimension != 1:
        raise InvalidDomainError(
            f"the domain has dimension {polytope.dimension}: the search is for one input, give an "
            "interval"
        )
    if not is_full_dimensional(polytope):
        raise InvalidDomainError("the domain has no interior: give an interval of positive length")
    lower = [Fraction(b, a) for a, b in polytope.rows if a < 0]
    upper = [Fraction(b, a) for a, b in polytope.rows if a > 0]
    interval = Interval(max(lower, default=None), min(upper, default=None))
    return interval, polytope if polytope.rows else None


def _box(domain: Any) -> HPolytope:
    try:
        ((lower, upper),) = domain
    except (TypeError, ValueError):
        raise InvalidDomainError(
            f"the domain {short(domain)} is no interval: give [[lower, upper]]"
        ) from None
    return box([exact_rational(lower, "lower")], [exact_rational(upper, "upper")])


def _text(end: Fraction | None) -> str | None:
    return None if end is None else str(end)


@contextmanager
def _executor(workers: int) -> Iterator[Executor | None]:
    if workers == 1:
        yield None
        return
    try:
        with worker_pool(workers) as executor:
            yield executor
    except WORKER_LOST as error:
        raise WorkerLostError from error
