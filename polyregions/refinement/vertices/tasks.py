"""Searching below single cells, one after the other or in the processes of an executor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

import numpy as np

from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.vertices.columns import RegionColumns, drained
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.program import composed_layers, network_arrays
from polyregions.refinement.vertices.search import Problem, Search, TooManyFacetsError
from polyregions.refinement.vertices.start_cells import start_cells
from polyregions.refinement.vertices.storage import (
    StoredCell,
    new_output,
    stored_start_cell,
)

__all__ = ["TaskResult", "divided", "prepared", "run_task"]

_OUTPUT_REGIONS = 4096
Watch = Callable[[int], bool]


@dataclass(frozen=True, slots=True, eq=False)
class TaskResult:
    """What a search below one cell has found.

    Attributes
    ----------
    regions
        The number of regions.
    counters
        The kernel's counters.
    parts
        The regions, where they were asked for.
    complete
        Whether the search came to its end.
    """

    regions: int
    counters: np.ndarray
    parts: list[RegionColumns] = field(default_factory=list)
    complete: bool = True


def prepared(network: Network, domain: HPolytope) -> tuple[Problem, list[StoredCell]]:
    """Return the problem in the kernel's form, and the cells to start from."""
    form = network.integer_form
    layers = composed_layers(form)
    cells = start_cells(domain, layers)
    net = network_arrays(form, cells.rows, cells.kept, cells.domain_rows)
    problem = Problem(form, net, cells.rows, cells.kept)
    facets = max(len(cell.facets) for cell in cells.cells)
    words = 1 + (facets + 16) // 64
    stored = [stored_start_cell(cell, net.integer, len(net.units), words) for cell in cells.cells]
    return problem, stored


def run_task(
    problem: Problem, cell: StoredCell, enumerate_all: bool, watch: Watch | None = None
) -> TaskResult:
    """Search below one cell.

    Parameters
    ----------
    problem, cell
        What to search.
    enumerate_all
        Whether to return the regions or only their number.
    watch
        Called now and then with the number of regions so far; False stops the search.
    """
    while True:
        try:
            return _run(problem, cell, enumerate_all, watch)
        except TooManyFacetsError:
            cell = _with_longer_sets(cell)


def _run(
    problem: Problem, cell: StoredCell, enumerate_all: bool, watch: Watch | None
) -> TaskResult:
    search = Search(problem, cell.facets.shape[1])
    search.start(cell)
    output = new_output(problem.arrays, _OUTPUT_REGIONS if enumerate_all else 1)
    purpose = outcomes.ENUMERATING if enumerate_all else outcomes.COUNTING
    last = problem.arrays.depth - 1
    parts = []
    complete = True
    while True:
        reason = search.run(output, purpose, last)
        if reason == outcomes.OUTPUT_FULL and search.work.counts[arrays.OUTPUT_REGIONS] == 0:
            output = new_output(problem.arrays, 2 * len(output.patterns))
        elif reason == outcomes.OUTPUT_FULL:
            parts.append(drained(output, search.work, search.exact_points))
        if reason == outcomes.FINISHED:
            break
        if watch is not None and not watch(int(search.work.counts[arrays.REGIONS])):
            complete = False
            break
    if enumerate_all:
        parts.append(drained(output, search.work, search.exact_points))
    counters = search.work.counts[arrays.REGIONS : arrays.OUTPUT_REGIONS]
    return TaskResult(int(search.work.counts[arrays.REGIONS]), counters, parts, complete)


def _with_longer_sets(cell: StoredCell) -> StoredCell:
    zeros = np.zeros_like
    return replace(
        cell,
        facets=np.concatenate([cell.facets, zeros(cell.facets)], axis=1),
        used=np.concatenate([cell.used, zeros(cell.used)]),
        slots=np.concatenate([cell.slots, zeros(cell.slots)]),
    )


def divided(problem: Problem, cells: list[StoredCell], least: int) -> list[StoredCell]:
    """Cut cells by as many layers as it takes to have at least so many."""
    for last in range(problem.arrays.depth - 1):
        if len(cells) >= least:
            break
        cells = [part for cell in cells for part in _parts(problem, cell, last)]
    return cells


def _parts(problem: Problem, cell: StoredCell, last: int) -> list[StoredCell]:
    while True:
        search = Search(problem, cell.facets.shape[1])
        search.start(cell)
        try:
            return list(search.cells(new_output(problem.arrays, 1), last))
        except TooManyFacetsError:
            cell = _with_longer_sets(cell)


def run_tasks(
    problem: Problem,
    cells: list[StoredCell],
    enumerate_all: bool,
    executor: Executor | None,
    workers: int,
    watch: Watch | None,
) -> Iterator[TaskResult]:
    """Yield the results below the cells, in their order whatever the number of workers."""
    if executor is None:
        found = 0
        for cell in cells:
            result = run_task(problem, cell, enumerate_all, _shifted(watch, found))
            found += result.regions
            yield result
            if not result.complete:
                return
        return
    tasks = divided(problem, cells, 16 * workers)
    found = 0
    futures = [executor.submit(run_task, problem, cell, enumerate_all) for cell in tasks]
    try:
        for future in futures:
            result = future.result()
            found += result.regions
            if watch is not None and not watch(found):
                result = replace(result, complete=False)
            yield result
            if not result.complete:
                return
    finally:
        for future in futures:
            future.cancel()


def _shifted(watch: Watch | None, found: int) -> Watch | None:
    if watch is None:
        return None
    return lambda regions: watch(found + regions)
