"""Counts of many networks: small ones of one shape side by side, the others one by one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, NoReturn, overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.budgets import timer
from polyregions.complexes import (
    Definition,
    EnumerationBounds,
    EnumerationCount,
    PartialResult,
    certain_definition,
    checked_domain,
)
from polyregions.errors import (
    InternalError,
    InvalidNetworkError,
    OutOfTime,
    WorkerLostError,
    short,
)
from polyregions.networks import Network, check_network
from polyregions.polytopes import HPolytope, box_of_intervals
from polyregions.progress import Progress
from polyregions.refinement import (
    UNDECIDED,
    UNFINISHED,
    Execution,
    Slice,
    Watch,
    count_alike,
    dispatched,
    is_small,
    shape_of,
)
from polyregions.theorems.counting import Count, counted_by
from polyregions.workers import WORKER_LOST

__all__ = ["PartialCounts", "count_both", "count_many"]

_AT_A_TIME = 256  # networks
_AT_ONCE = Execution()


@dataclass(frozen=True, slots=True, eq=False)
class PartialCounts:
    """Counts of some of many networks, where a budget ended the work.

    Attributes
    ----------
    counts
        The numbers of regions that are known.
    places
        Which networks they are of, ascending.
    found
        How many proper activation regions were found, of these and other networks; at most one
        more than the budget, where networks that are counted together have more.
    reason
        The budget that was used up: "max_regions" or "max_seconds".
    """

    counts: NDArray[Any]
    places: NDArray[np.int64]
    found: int
    reason: str

    __repr__ = repr_of_fields

    def __bool__(self) -> NoReturn:
        raise TypeError("partial counts are no counts: look at their attributes")


@overload
def count_many(
    networks: Iterable[Network],
    domain: Any = None,
    *,
    definition: str | int = "open_connected",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
) -> NDArray[Any]: ...


@overload
def count_many(
    networks: Iterable[Network],
    domain: Any = None,
    *,
    definition: str | int = "open_connected",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> NDArray[Any] | PartialCounts: ...


def count_many(
    networks: Iterable[Network],
    domain: Any = None,
    *,
    definition: str | int = "open_connected",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> NDArray[Any] | PartialCounts:
    """Count the regions of many networks, exactly: fast for small ones that share a shape.

    Parameters
    ----------
    networks
        The networks, which are taken as they are counted: a generator keeps few in memory.
    domain, engine
        As for :func:`polyregions.count_regions`.
    definition
        As for :func:`polyregions.count_regions`, which finds the same numbers; not "convex", of
        which two bounds may be all that is known.
    progress, workers, executor, retries
        As for :func:`polyregions.regions`; workers take different networks.
    max_regions, max_seconds
        Stop once more proper activation regions than this are found, in all networks together;
        and after so many seconds.

    Returns
    -------
    ndarray of int64, shape (N,)
        The numbers, in the order of the networks; an array of Python integers where one is beyond
        64 bits.
    PartialCounts
        Where a budget ended the work: the numbers that are known by then.

    Raises
    ------
    InvalidNetworkError
        If something else than a network is among them.
    InvalidDomainError
        If the domain has another dimension than a network's inputs, or no interior.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.
    UnknownOptionError
        If the definition is unknown, or "convex".

    Notes
    -----
    Networks of one shape, with layers and activations alike, are searched in the same arrays, by
    definitions 2 and 4; by the others they are counted one by one. What floats and small integers
    do not decide is decided as for a single network: in degenerate networks whose parameters are no
    small integers, and on R^n0 where the first layer does not depend on all inputs.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.count_many(pr.he_random((2, 3, 3, 1), seed=seed) for seed in range(5))
    array([ 5, 15, 15, 13, 16])
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    chunks = _chunks(networks)
    place = domain if domain is None or isinstance(domain, HPolytope) else box_of_intervals(domain)
    job = _Job(place, certain_definition(definition, "counting many networks"), engine)
    found = _counted(chunks, job, execution)
    return found if isinstance(found, PartialCounts) else _array(found.counts)


def count_both(
    networks: Iterable[Network],
    domain: HPolytope | None,
    *,
    execution: Execution = _AT_ONCE,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Count the proper activation regions and the linear regions of each of many networks.

    Parameters
    ----------
    networks, domain
        As for :func:`count_many`.
    execution
        How they are counted, without a budget.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than a network's inputs, or no interior.
    OutOfTime
        If the time is up before.
    """
    job = _Job(domain, Definition.OPEN_CONNECTED, execution.engine, both=True)
    found = _counted(_chunks(networks), job, execution)
    if isinstance(found, PartialCounts):
        raise InternalError("counts without a budget have stopped")
    return _array(found.proper), _array(found.counts)


def _counted(chunks: Iterable[_Chunk], job: _Job, execution: Execution) -> _Counted | PartialCounts:
    """Carry out the counts."""
    found = _Counted()
    with execution.shown() as running, running.limited() as watch, running.pool() as pool:
        try:
            work = partial(_carry_on, job)
            alone = running.seconds_alone()
            for _, counted in dispatched(work, chunks, pool, watch, alone=alone):
                found.take(counted)
            for numbered in found.postponed if watch.wanted != 0 else ():
                _count_alone(job, *numbered, replace(running, executor=pool), watch, found)
        except OutOfTime:
            if not execution.has_budget:
                raise
            return found.partial(watch)
        except (*WORKER_LOST, WorkerLostError) as error:
            raise WorkerLostError(watch.found, found.partial(watch, "worker_lost")) from error
    return found if watch.wanted != 0 else found.partial(watch)


def _count_alone(
    job: _Job, place: int, network: Network, running: Execution, watch: Watch, found: _Counted
) -> None:
    """Count the regions of one network with all workers.

    Raises
    ------
    OutOfTime
        If a budget ends the work.
    """
    before = watch.found
    progress = running.progress
    rest = None if watch.wanted is None else watch.wanted - 1
    result = job.alone(
        network,
        replace(
            running,
            max_regions=rest,
            max_seconds=None,
            progress=progress if isinstance(progress, bool) else lambda n: progress(before + n),
        ),
    )
    if isinstance(result, PartialResult):
        watch(before + result.found)
        raise OutOfTime
    found.add(job, place, _proper(result), result.count)
    if not watch(before + _proper(result)):
        raise OutOfTime


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What is asked of each network."""

    domain: HPolytope | None
    definition: Definition
    engine: str
    both: bool = False
    """Whether the activation regions are wanted too."""

    def place(self, network: Network) -> HPolytope:
        return checked_domain(network, self.domain)

    def shape(self, network: Network) -> Hashable:
        """Return what networks share that are counted together."""
        together = self.definition in (Definition.PROPER_ACTIVATION, Definition.OPEN_CONNECTED)
        return shape_of(network, self.engine) if together else None

    def together(
        self, group: Sequence[tuple[int, Network]]
    ) -> Iterator[tuple[tuple[int, Network], int, int]]:
        """Yield each of some networks that are alike, its activation regions, and its count."""
        networks = [network for _, network in group]
        if self.shape(networks[0]) is None:
            for numbered in group:
                yield numbered, 0, UNDECIDED if is_small(numbered[1]) else UNFINISHED
            return
        merged = self.definition is Definition.OPEN_CONNECTED
        proper, linear = count_alike(networks, self.place(networks[0]), merged)
        counts = linear if merged else proper
        yield from zip(group, proper.tolist(), counts.tolist(), strict=True)

    def alone(self, network: Network, execution: Execution) -> Count | PartialResult:
        """Count the regions of a network by the search of a single one."""
        method = "enumeration" if self.both else "auto"
        place = self.place(network)
        found = counted_by(method, network, place, self.definition, execution)
        if isinstance(found, EnumerationBounds):
            raise InternalError(f"{self.definition} regions are known by bounds alone")
        return found


_Numbered = tuple[tuple[int, Network], ...]
"""Networks with their places among all."""


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """Networks to be counted: together where they are alike, and one by one."""

    alike: _Numbered
    single: _Numbered = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """What a slice has found: counts by place, also of activation regions where they are wanted.

    And networks left to all workers together.
    """

    counts: dict[int, int] = field(default_factory=dict)
    proper: dict[int, int] = field(default_factory=dict)
    postponed: list[tuple[int, Network]] = field(default_factory=list)

    def add(self, job: _Job, place: int, proper: int, count: int) -> None:
        self.counts[place] = count
        if job.both:
            self.proper[place] = proper

    def take(self, other: _Counted) -> None:
        self.counts.update(other.counts)
        self.proper.update(other.proper)
        self.postponed.extend(other.postponed)

    def partial(self, watch: Watch, reason: str = "max_seconds") -> PartialCounts:
        """Return what is known where something ended the work."""
        places = np.array(sorted(self.counts), dtype=np.int64)
        return PartialCounts(_array(self.counts), places, watch.found, watch.reason or reason)


def _array(counts: dict[int, int]) -> NDArray[Any]:
    """Return counts in the order of their places."""
    ordered = [counts[place] for place in sorted(counts)]
    fit = all(count < 2**63 for count in ordered)
    return np.array(ordered, dtype=np.int64 if fit else object)


def _chunks(networks: Iterable[Network]) -> Iterator[_Chunk]:
    if isinstance(networks, Network) or not isinstance(networks, Iterable):
        raise InvalidNetworkError(
            f"networks is {short(networks)}: give a sequence of networks; count_regions takes one"
        )
    numbered = enumerate(networks)
    while chunk := tuple(islice(numbered, _AT_A_TIME)):
        for place, network in chunk:
            check_network(network, f"networks[{place}]")
        yield _Chunk(chunk)


def _groups(job: _Job, numbered: _Numbered) -> list[list[tuple[int, Network]]]:
    """Return the networks in groups of one shape and one domain."""
    groups: dict[Hashable, list[tuple[int, Network]]] = {}
    for place, network in numbered:
        domain = network.domain if job.domain is None else None
        groups.setdefault((network.inputs, job.shape(network), domain), []).append((place, network))
    return list(groups.values())


def _proper(count: Count) -> int:
    """Return how many activation regions were visited for a count."""
    return count.proper_activation if isinstance(count, EnumerationCount) else 0


def _carry_on(
    job: _Job, task: _Chunk, seconds: float, regions: int | None
) -> Slice[_Chunk, _Counted]:
    """Count networks for a while: those that are alike together, then the others one by one."""
    pause = timer(seconds)
    counted, total = _Counted(), 0
    alike, single = task.alike, list(task.single)
    try:
        for group in _groups(job, alike):
            for numbered, proper, count in job.together(group):
                if count >= 0:
                    counted.add(job, numbered[0], proper, count)
                    total += proper
                else:
                    (single if count == UNDECIDED else counted.postponed).append(numbered)
            done = {place for place, _ in group}
            alike = tuple(numbered for numbered in alike if numbered[0] not in done)
        steps = len(task.alike)
        while single and (regions is None or total < regions) and not (steps and pause()):
            place, network = single[-1]
            most = None if regions is None else regions - total - 1
            result = job.alone(network, Execution(job.engine, max_regions=most))
            if isinstance(result, PartialResult):
                total += result.found
                break
            total += _proper(result)
            counted.add(job, place, _proper(result), result.count)
            single.pop()
            steps += 1
    except OutOfTime:
        pass
    rest = _Chunk(alike, tuple(single)) if alike or single else None
    return Slice(total, counted, rest)
