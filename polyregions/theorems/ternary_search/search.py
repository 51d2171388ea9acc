"""The exhaustive search for the ternary network of a shape with the most regions."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any, NoReturn, overload

from polyregions.budgets import seconds_left, time_limit
from polyregions.complexes import Definition, certain_definition
from polyregions.constructions import whole, whole_sizes
from polyregions.errors import ConstructionError, OutOfTime, WorkerLostError
from polyregions.networks import Network
from polyregions.progress import progress_bar
from polyregions.readers import PathLike
from polyregions.refinement import Execution
from polyregions.theorems.ternary_search.candidate import Found
from polyregions.theorems.ternary_search.question import Question, checked_polytope
from polyregions.theorems.ternary_search.state import SearchState, read_state, write_state
from polyregions.workers import WORKER_LOST, Pool

__all__ = ["PartialTernaryMaximum", "TernaryMaximum", "ternary_maximum"]

_SECONDS_BETWEEN_STATES = 5.0


@dataclass(frozen=True, slots=True)
class TernaryMaximum:
    """The most regions of the ternary networks of one shape, by exhaustion.

    Attributes
    ----------
    widths
        The widths of the hidden layers.
    regions
        The maximum, on the network's domain.
    network
        A network that attains it.
    first_layers
        The number of first hidden layers, up to symmetry, whose networks were searched.
    definition
        What was counted, by name.
    """

    widths: tuple[int, ...]
    regions: int
    network: Network
    first_layers: int
    definition: str = Definition.OPEN_CONNECTED.value


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
    definition
        What was counted, by name.
    """

    widths: tuple[int, ...]
    found: int
    network: Network | None
    first_layers: int
    total: int
    definition: str = Definition.OPEN_CONNECTED.value

    def __bool__(self) -> NoReturn:
        raise TypeError("a partial result is no maximum: look at its attribute found")


@overload
def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    inputs: int = 1,
    definition: str | int = "open_connected",
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    state: PathLike | None = None,
    progress: bool = False,
) -> TernaryMaximum: ...


@overload
def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    inputs: int = 1,
    definition: str | int = "open_connected",
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    state: PathLike | None = None,
    progress: bool = False,
    max_seconds: float | None = None,
) -> TernaryMaximum | PartialTernaryMaximum: ...


def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    inputs: int = 1,
    definition: str | int = "open_connected",
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    state: PathLike | None = None,
    progress: bool = False,
    max_seconds: float | None = None,
) -> TernaryMaximum | PartialTernaryMaximum:
    """Search all ternary ReLU networks of a shape for the most regions.

    Every parameter is -1, 0 or 1; all hidden layers are ReLU, the one output is affine. Networks
    that differ by the order of units, by units with the same function, or by a linear map of the
    inputs that leaves the domain as it is, are searched once. The search is exact.

    Parameters
    ----------
    widths
        The widths of the hidden layers, at least one.
    domain
        None for all of R^n0, a box ``[[lower, upper], ...]``, or an H-polytope.
    inputs
        The number of inputs n0.
    definition
        What counts as a region, as for :func:`polyregions.count_regions`; not "convex", of which
        two bounds may be all that is known.
    workers
        The number of processes, which take different first layers.
    executor, retries
        As for :func:`polyregions.regions`.
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
    UnknownOptionError
        If there is no such definition, or it is "convex".
    InvalidDomainError
        If the domain has another dimension, or no interior.
    FileFormatError
        If the state is that of another search.

    Notes
    -----
    The time grows exponentially with the number of parameters. Linear regions of one input are
    breakpoints of functions, which are compared by their integer pieces: shapes of up to about a
    dozen hidden parameters a layer, such as (3, 3) or (2, 2, 2), take seconds. All else is counted
    network by network, some ten thousand a second, but for networks that are alike: on all of
    R^n0, first layers W x + b are if they have the same b + W R^n0 up to the order of units. Two
    inputs and the widths (2, 2) take seconds, (2, 3) and (3, 2) minutes.

    Examples
    --------
    >>> found = ternary_maximum([2, 2])
    >>> found.regions, found.network.widths
    (5, (1, 2, 2, 1))
    >>> ternary_maximum([3], inputs=2, definition="proper_activation").regions
    7
    """
    sizes = whole_sizes(widths, "widths")
    if not sizes:
        raise ConstructionError("there is no hidden layer: give at least one width")
    dimension = whole(inputs, "inputs")
    counted = certain_definition(definition, "a search for the most regions")
    polytope = checked_polytope(domain, dimension)
    execution = Execution(
        workers=whole(workers, "workers"),
        executor=executor,
        max_seconds=max_seconds,
        retries=retries,
    )
    known = SearchState(Question(dimension, sizes, polytope, counted), 0)
    try:
        with time_limit(max_seconds):
            layers = known.question.first_layers()
            known = replace(known, total=len(layers))
            if state is not None:
                known = read_state(state, known)
            with (
                execution.pool() as pool,
                progress_bar(progress, "first layers", known.total, known.done) as report,
                _Keeper(state, known) as keeper,
            ):
                for step in _steps(known, layers, pool):
                    known = step
                    keeper.keep(known)
                    if report is not None:
                        report(known.done)
    except OutOfTime:
        if max_seconds is None:
            raise
        return _partial(known)
    except WORKER_LOST as error:
        raise WorkerLostError(partial=_partial(known)) from error
    assert known.network is not None  # every search has a first step
    return TernaryMaximum(sizes, known.regions, known.network, known.total, counted.value)


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


def _steps(state: SearchState, layers: Sequence[Any], pool: Pool | None) -> Iterator[SearchState]:
    """Yield the state after every first layer, in their order.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    question = state.question
    if pool is None:
        for first in layers[state.done :]:
            found = question.best(first, state.regions)
            state = _updated(state, found)
            yield state
            if not found.complete:
                raise OutOfTime
        return
    work = partial(_best_within, question)
    waiting: deque[Future[Found]] = deque()
    rest = iter(layers[state.done :])
    try:
        while True:
            for first in rest:
                waiting.append(pool.submit(work, seconds_left(), first, state.regions))
                if len(waiting) >= 2 * pool.width:
                    break
            if not waiting:
                return
            found = _result(waiting.popleft())
            state = _updated(state, found)
            yield state
            if not found.complete:
                raise OutOfTime
    finally:
        for future in waiting:
            future.cancel()


def _partial(state: SearchState) -> PartialTernaryMaximum:
    asked = state.question
    return PartialTernaryMaximum(
        asked.widths, state.regions, state.network, state.done, state.total, asked.definition.value
    )


def _best_within(question: Question, seconds: float, first: Any, more_than: int) -> Found:
    """Search below a first layer in a worker, in the time that is left to the search."""
    with time_limit(seconds):
        return question.best(first, more_than)


def _result(future: Future[Found]) -> Found:
    left = seconds_left()
    try:
        return future.result(None if left == math.inf else left)
    except TimeoutError:
        raise OutOfTime from None


def _updated(state: SearchState, found: Found) -> SearchState:
    state = replace(state, done=state.done + found.complete)
    best, question = found.best, state.question
    if best is None or best.regions <= state.regions:
        return state
    name = f"ternary, hidden widths {', '.join(map(str, question.widths))}, {best.regions} regions"
    return replace(state, regions=best.regions, network=Network(best.layers, question.domain, name))
