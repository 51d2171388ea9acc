"""The exhaustive search for the ternary network of one input with the most linear regions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic
from typing import Any

from polyregions.arithmetic import exact_rational
from polyregions.constructions import whole
from polyregions.errors import ConstructionError, InvalidDomainError, short
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, box, is_full_dimensional
from polyregions.progress import progress_bar
from polyregions.readers import PathLike
from polyregions.theorems.ternary_search.hidden_layers import (
    Candidate,
    Functions,
    best_with_first_layer,
    first_layers,
)
from polyregions.theorems.ternary_search.pieces import Interval
from polyregions.theorems.ternary_search.state import SearchState, read_state, write_state

__all__ = ["TernaryMaximum", "ternary_maximum"]

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


def ternary_maximum(
    widths: Sequence[int],
    domain: Any = None,
    *,
    workers: int = 1,
    state: PathLike | None = None,
    progress: bool = False,
) -> TernaryMaximum:
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

    Returns
    -------
    TernaryMaximum
        The maximum, and a network that attains it.

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
    processes = whole(workers, "workers")
    interval, polytope = _interval(domain)
    layers = first_layers(sizes, interval)
    fresh = SearchState(sizes, (_text(interval.lower), _text(interval.upper)), len(layers))
    start = fresh if state is None else read_state(state, fresh)
    known = start
    with (
        _executor(processes) as executor,
        progress_bar(progress, "first layers", start.total, start.done) as report,
        _Keeper(state, start) as keeper,
    ):
        for known in _steps(start, layers, interval, executor, 2 * processes, polytope):
            keeper.keep(known)
            if report is not None:
                report(known.done)
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
                waiting.append(executor.submit(best_with_first_layer, *arguments))
                if len(waiting) == ahead:
                    break
            if not waiting:
                return
            state = _updated(state, waiting.popleft().result(), domain)
            yield state
    finally:
        for future in waiting:
            future.cancel()


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
    with ProcessPoolExecutor(workers) as executor:
        yield executor
