"""Engine ``lp``'s two answers: which regions there are, and how many."""

from __future__ import annotations

from collections.abc import Iterator

from polyregions.errors import OutOfTime
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import CellCount, Enumeration
from polyregions.refinement.execution import Execution, Partial, Watch
from polyregions.refinement.lp.assembly import assembled, packed_patterns
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.search import Task, divided, final_cells, root_task
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["count_cells", "enumerate_cells"]

_AT_ONCE = Execution()


def enumerate_cells(
    network: Network, domain: HPolytope, execution: Execution = _AT_ONCE
) -> Enumeration | Partial:
    """Find all proper activation regions with their facets and neighbours.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional polytope of the network's input dimension.
    execution
        How the search is carried out.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    InternalError
        If the result fails its own completeness check.
    """
    statistics = LpStatistics()
    cells: list[Cell] = []
    with execution.limited() as watch:
        try:
            for found in _found_cells(network.integer_form, domain, statistics, execution):
                cells.extend(found)
                if not watch(len(cells)):
                    return _partial(watch, cells, statistics)
            return assembled(network.integer_form, cells, statistics)
        except OutOfTime:
            return _partial(watch, cells, statistics)


def count_cells(
    network: Network,
    domain: HPolytope,
    execution: Execution = _AT_ONCE,
    *,
    linear_regions: bool = False,
) -> CellCount | Enumeration | Partial:
    """Count the proper activation regions, storing none.

    With `linear_regions` all are stored and returned, for the caller to merge. The other parameters
    and the errors are those of :func:`enumerate_cells`.
    """
    if linear_regions:
        return enumerate_cells(network, domain, execution)
    statistics = LpStatistics()
    count = 0
    with execution.limited() as watch:
        try:
            for found in _found_cells(network.integer_form, domain, statistics, execution):
                count += len(found)
                if not watch(count):
                    return _partial(watch, [], statistics)
            return CellCount(count, None, statistics.as_mapping())
        except OutOfTime:
            return _partial(watch, [], statistics)


def _partial(watch: Watch, cells: list[Cell], statistics: LpStatistics) -> Partial:
    reason = watch.reason or "max_seconds"
    return Partial(watch.found, reason, packed_patterns(cells), statistics.as_mapping())


def _found_cells(
    network: IntegerForm, domain: HPolytope, statistics: LpStatistics, execution: Execution
) -> Iterator[list[Cell]]:
    """Yield the final cells, one by one or as many as a worker has found below one cell."""
    root = root_task(network, domain, statistics)
    with execution.pool() as pool:
        if pool is None:
            for cell in final_cells(network, root, statistics):
                yield [cell]
            return
        tasks = divided(network, root, 8 * execution.workers, statistics)
        futures = [pool.submit(_searched, network, task) for task in tasks]
        try:
            for future in futures:
                cells, counted = future.result()
                statistics.add(counted)
                yield cells
        finally:
            for future in futures:
                future.cancel()


def _searched(network: IntegerForm, task: Task) -> tuple[list[Cell], LpStatistics]:
    """Search below one cell, in a worker."""
    statistics = LpStatistics()
    return list(final_cells(network, task, statistics)), statistics
