"""Regions in batches as they are found, none of them kept: for more than fit in memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import whole_number
from polyregions.budgets import deadline, time_limit, until
from polyregions.complexes.affine_columns import rounded_maps
from polyregions.complexes.facet_forms import region_polytope
from polyregions.complexes.finding import checked_domain
from polyregions.complexes.measures import Measures, measures
from polyregions.complexes.partial import PartialResult
from polyregions.errors import OutOfTime, UnknownOptionError, WorkerLostError, short
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import HPolytope
from polyregions.progress import Progress
from polyregions.refinement import (
    CellBatch,
    Execution,
    FacetUnits,
    Partial,
    chosen_engine,
    map_cells,
    rounded_points,
)
from polyregions.workers import can_send

__all__ = ["PartialReduction", "RegionBatch", "reduce_regions", "region_batches"]

Value = TypeVar("Value")

_SIZE = 1 << 16
_NO_PATTERNS = np.zeros((0, 0), dtype=np.uint8)


class RegionBatch:
    """Some regions of a network in columns, as :func:`region_batches` hands them over.

    The columns have the names and the contents of those of a :class:`RegionComplex` and of its
    enumeration, and are computed when they are asked for. Which region lies across a facet is not
    known: it may be in another batch.

    Parameters
    ----------
    integer_form
        The network scaled to integers.
    domain
        The domain.
    cells
        What the engine has found.

    Examples
    --------
    >>> import polyregions as pr
    >>> (batch,) = pr.region_batches(pr.montufar(inputs=2, width=4, depth=2))
    >>> len(batch), batch.gradients.shape, batch.facet_counts.tolist()
    (4, (4, 1, 2), [4, 4, 4, 4])
    """

    def __init__(self, integer_form: IntegerForm, domain: HPolytope, cells: CellBatch) -> None:
        self._form = integer_form
        self._domain = domain
        self._cells = cells

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"<RegionBatch: {len(self)} regions>"

    @property
    def integer_form(self) -> IntegerForm:
        """The network scaled to integers."""
        return self._form

    def interior_point(self, index: int) -> tuple[Fraction, ...]:
        """Return the point strictly inside region ``index`` of the batch, exactly."""
        *coordinates, scale = self._cells.interior_points[index]
        return tuple(Fraction(x, scale) for x in coordinates)

    @property
    def patterns(self) -> NDArray[np.uint8]:
        """uint8 array (N, bytes): the activation patterns, eight bits to a byte."""
        return self._cells.patterns

    @cached_property
    def interior_points(self) -> NDArray[np.float64]:
        """float64 array (N, n0): a point inside each region, each coordinate rounded correctly."""
        return rounded_points(self._cells.interior_points, self._form.inputs)

    @property
    def gradients(self) -> NDArray[np.float64]:
        """float64 array (N, outputs, n0): the derivatives, each rounded correctly."""
        return self._rounded_maps[:, :, :-1]

    @property
    def offsets(self) -> NDArray[np.float64]:
        """float64 array (N, outputs): the constants of the affine maps, rounded correctly."""
        return self._rounded_maps[:, :, -1]

    @cached_property
    def _rounded_maps(self) -> NDArray[np.float64]:
        return rounded_maps(self._form, self.patterns)

    @property
    def volumes(self) -> NDArray[np.float64]:
        """float64 array (N,): the volumes, rounded correctly; infinite where unbounded.

        Notes
        -----
        With the other measures: the search of this batch is repeated, which tells on which facets
        each vertex lies. By engine "lp", and where the search starts with pieces of regions, they
        are computed in rationals, a thousand regions a second.
        """
        return self._measures.volumes

    @property
    def centroids(self) -> NDArray[np.float64]:
        """float64 array (N, n0): the centres of mass, rounded correctly; NaN where unbounded."""
        return self._measures.centroids

    @property
    def bounding_boxes(self) -> NDArray[np.float64]:
        """float64 array (N, n0, 2): the least and the greatest coordinates, rounded correctly."""
        return self._measures.bounding_boxes

    @property
    def vertex_counts(self) -> NDArray[np.int64]:
        """int64 array (N,): the numbers of vertices, as in a complex."""
        return self._measures.vertex_counts

    @cached_property
    def _measures(self) -> Measures:
        cells = self._cells
        return measures(self._form.inputs, cells, cells.enclosed_measures(), self._polytope)

    def _polytope(self, index: int) -> HPolytope:
        begin, end = self.facet_offsets[index : index + 2].tolist()
        bits = np.unpackbits(self.patterns[index], count=self._form.units).tolist()
        hyperplanes = self.facet_hyperplanes[begin:end].tolist()
        return region_polytope(self._form, self._domain, bits, hyperplanes)

    @property
    def facet_counts(self) -> NDArray[np.int64]:
        """int64 array (N,): the number of facets of each region."""
        return np.diff(self.facet_offsets)

    @property
    def facet_offsets(self) -> NDArray[np.int64]:
        """int64 array (N + 1,): those of region i are ``facet_offsets[i]:facet_offsets[i + 1]``."""
        return self._cells.facet_offsets

    @property
    def facet_hyperplanes(self) -> NDArray[np.int32]:
        """int32 array (F,): the first unit that vanishes there; -1 - k: row k of the domain."""
        return self._cells.facet_hyperplanes

    @property
    def facet_units(self) -> FacetUnits | None:
        """The units that vanish on each facet but not on the region; None from engine "lp"."""
        return self._cells.facet_units


@dataclass(frozen=True, eq=False, repr=False)
class PartialReduction(PartialResult):
    """A reduction that stopped at its budget: what came of the regions until then.

    Attributes
    ----------
    value
        What the regions found were combined to; of more of them where there are more.
    """

    value: Any

    @classmethod
    def of(cls, part: PartialResult, value: Any) -> PartialReduction:
        """Return a search that stopped together with what came of it."""
        return cls(part.network, part.domain, part.engine, part.partial, value)


def region_batches(
    network: Network,
    domain: Any = None,
    *,
    size: int = _SIZE,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> Iterator[RegionBatch | PartialResult]:
    """Find all regions of a network on a domain, and hand them over in batches, keeping none.

    Parameters
    ----------
    network, domain, engine, progress, workers, executor, retries, max_regions, max_seconds
        As for :func:`polyregions.regions`. The time of whoever takes the batches counts too.
    size
        The greatest number of regions in a batch. Batches are smaller where the search has paused,
        as it does more often where workers share it.

    Yields
    ------
    RegionBatch
        Each region is in one batch. One worker hands them over in the order of the search, which is
        the same each time; the sizes of batches are not.
    PartialResult
        At the end, where a budget stopped the search: with the number of regions handed over. It
        has no columns, so that no part is taken for the whole.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    OutOfTime
        While batches are taken, if the time of a :func:`polyregions.time_limit` around that is up,
        and no budget is given.
    UnknownOptionError
        If the engine is unknown, or a number is out of range.

    Notes
    -----
    Memory is constant for engine "vertices". Only where the domain contains a line along which
    nothing but units without a ReLU in the first layer changes, the search starts with cells that
    cut regions: then, and by engine "lp", all regions are found and kept first.

    Closing the iterator, as leaving a loop does, ends the search and its workers.

    Examples
    --------
    >>> import polyregions as pr
    >>> batches = pr.region_batches(pr.montufar(inputs=2, width=6, depth=4), size=100)
    >>> sum(len(batch) for batch in batches)
    729
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    place = checked_domain(network, domain)
    return _batches(
        _found(network, place, execution, _as_found, whole_number(size, "size", 1)), network, place
    )


def reduce_regions(
    network: Network,
    function: Callable[[RegionBatch], Value],
    initial: Value,
    combine: Callable[[Value, Value], Value],
    domain: Any = None,
    *,
    size: int = _SIZE,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> Value | PartialReduction:
    """Combine what a function says of all regions of a network on a domain, keeping none of them.

    Parameters
    ----------
    network
        The network.
    function
        Called with each :class:`RegionBatch`, where the regions are found. Workers are threads of
        this process: what NumPy and this package compute they do at the same time, what Python does
        one after the other. For the latter give an executor of processes, which need to pickle the
        function, as they do with what a module defines by name.
    initial
        What the first value is combined with, and the result where there is none.
    combine
        Called with what came of the batches so far and with the value of one more. The batches of
        several workers come in no certain order, and in other sizes each time.
    domain, engine, progress, workers, executor, retries, max_regions, max_seconds
        As for :func:`polyregions.regions`.
    size
        The greatest number of regions in a batch.

    Returns
    -------
    Value
        What all regions were combined to.
    PartialReduction
        Where a budget stopped the search: with the number of regions that were combined and, as its
        ``value``, what they were combined to.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.
    UnknownOptionError
        If the engine is unknown, a number is out of range, or processes cannot pickle the function.

    Notes
    -----
    Memory is that of :func:`region_batches`.

    Examples
    --------
    The largest derivative of a network:

    >>> import polyregions as pr
    >>> net = pr.he_random((2, 8, 8, 1), seed=0, bias_std=0.5).with_domain([[-1, 1]] * 2)
    >>> pr.reduce_regions(net, lambda batch: float(abs(batch.gradients).max()), 0.0, max)
    3.6233...
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    if executor is not None and not can_send(executor, function):
        raise UnknownOptionError(
            f"the function {short(function)} cannot be sent to processes: define it by name in a "
            "module, or give an executor of threads, or none"
        )
    place, value = checked_domain(network, domain), initial
    try:
        for step in _found(
            network, place, execution, _Applied(function, place), whole_number(size, "size", 1)
        ):
            if isinstance(step, PartialResult):
                return PartialReduction.of(step, value)
            value = combine(value, step)
    except WorkerLostError as error:
        if isinstance(error.partial, PartialResult):
            error.partial = PartialReduction.of(error.partial, value)
        raise
    return value


def _as_found(_: IntegerForm, cells: CellBatch) -> CellBatch:
    """Let workers send what they have found without the network."""
    return cells


def _batches(
    found: Generator[CellBatch | PartialResult], network: Network, domain: HPolytope
) -> Iterator[RegionBatch | PartialResult]:
    with closing(found):
        for cells in found:
            if isinstance(cells, PartialResult):
                yield cells
            else:
                yield RegionBatch(network.integer_form, domain, cells)


@dataclass(frozen=True, slots=True)
class _Applied(Generic[Value]):
    """Makes of what an engine has found what a function makes of batches."""

    function: Callable[[RegionBatch], Value]
    domain: HPolytope

    def __call__(self, network: IntegerForm, cells: CellBatch) -> Value:
        return self.function(RegionBatch(network, self.domain, cells))


def _found(
    network: Network,
    domain: HPolytope,
    execution: Execution,
    function: Callable[[IntegerForm, CellBatch], Value],
    size: int,
) -> Generator[Value | PartialResult]:
    """Yield what a function makes of batches of regions; at the end a part where it is one."""
    count, name = 0, chosen_engine(execution.engine, network.inputs, network.layers)
    with time_limit(execution.max_seconds):
        end = deadline()
    # The limit is opened for each step anew: else it would bound whoever takes them.
    with (
        replace(execution, max_seconds=None).shown() as running,
        closing(map_cells(network, domain, running, function, size)) as steps,
    ):
        while True:
            try:
                with until(end):
                    step = next(steps, None)
            except OutOfTime:
                step = Partial(count, "max_seconds", _NO_PATTERNS, {})
            except WorkerLostError as error:
                lost = Partial(count, "worker_lost", _NO_PATTERNS, {})
                error.partial = PartialResult(network, domain, name, lost)
                raise
            if step is None:
                return
            if isinstance(step, Partial):
                break
            count += step[0]
            yield step[1]
    if not execution.has_budget:
        raise OutOfTime
    partial = Partial(count, step.reason, _NO_PATTERNS, step.statistics)
    yield PartialResult(network, domain, name, partial)
