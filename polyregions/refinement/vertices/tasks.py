"""Searching below single cells in slices of time, here or in the processes of an executor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field

import numpy as np

from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.execution import Watch
from polyregions.refinement.vertices.columns import RegionColumns, drained
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.merging import MergingFacets
from polyregions.refinement.vertices.program import composed_layers, network_arrays
from polyregions.refinement.vertices.search import Problem, Search
from polyregions.refinement.vertices.start_cells import start_cells
from polyregions.refinement.vertices.storage import StoredCell, new_output, stored_start_cell

__all__ = ["COUNTERS", "Slice", "Task", "prepared", "run_slice", "run_tasks"]

COUNTERS = slice(arrays.REGIONS, arrays.OUTPUT_REGIONS)
"""The entries of the kernel's counts that are results."""

_OUTPUT_REGIONS = 4096
_SECONDS = 0.25  # between two looks at the budget, and at most what an interrupt waits for
_TASKS_PER_WORKER = 16


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A search under way, if any, and cells to search below after it."""

    cells: tuple[StoredCell, ...]
    search: Search | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """What a task has found in a slice of time.

    Attributes
    ----------
    counters
        The kernel's counters.
    parts
        The regions, where they were asked for.
    merging
        The edges between merging regions, where they were asked for.
    merges_in_integers
        How many facets it took integers to decide whether they merge.
    rest
        What is left of the task; None where it came to its end.
    """

    counters: np.ndarray
    parts: list[RegionColumns] = field(default_factory=list)
    merging: tuple[np.ndarray, np.ndarray] | None = None
    merges_in_integers: int = 0
    rest: Task | None = None

    @property
    def regions(self) -> int:
        """The number of regions found."""
        return int(self.counters[0])


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


def run_slice(
    problem: Problem,
    task: Task,
    purpose: int,
    seconds: float,
    facets: MergingFacets | None = None,
) -> Slice:
    """Carry out a task for a while.

    Parameters
    ----------
    problem, task
        What to search.
    purpose
        What to do with regions: COUNTING, LISTING (to find those that merge) or ENUMERATING.
    seconds
        When to come back.
    facets
        What finds merging facets, where it has been made before.
    """
    deadline = time.monotonic() + seconds
    output = new_output(problem.arrays, 1 if purpose == outcomes.COUNTING else _OUTPUT_REGIONS)
    if facets is None and purpose == outcomes.LISTING:
        facets = MergingFacets(problem.network)
    decided_before = facets.decided_in_integers if facets else 0
    collector = _Collector(purpose, facets)
    total = np.zeros(COUNTERS.stop - COUNTERS.start, dtype=np.int64)
    search, cells = task.search, list(task.cells)[::-1]
    while (search is not None or cells) and time.monotonic() < deadline:
        if search is None:
            search = Search(problem, cells.pop())
        counts = search.work.counts
        counts[COUNTERS] = 0
        reason = search.run(output, purpose, problem.arrays.depth - 1)
        total += counts[COUNTERS]
        if reason == outcomes.OUTPUT_FULL and counts[arrays.OUTPUT_REGIONS] == 0:
            output = new_output(problem.arrays, 2 * len(output.patterns))
        collector.take(drained(output, search.work, search.exact_points))
        if reason == outcomes.FINISHED:
            search = None
    return Slice(
        counters=total,
        parts=collector.parts,
        merging=collector.forest.edges(),
        merges_in_integers=facets.decided_in_integers - decided_before if facets else 0,
        rest=Task(tuple(cells[::-1]), search) if search is not None or cells else None,
    )


class _Collector:
    """Keeps regions, or only what merges, or nothing."""

    def __init__(self, purpose: int, facets: MergingFacets | None) -> None:
        self.parts: list[RegionColumns] = []
        self.forest = MergingForest()
        self._facets = facets
        self._keeps_all = purpose == outcomes.ENUMERATING

    def take(self, columns: RegionColumns) -> None:
        """Take a batch of regions."""
        if self._keeps_all:
            self.parts.append(columns)
        elif self._facets is not None:
            self.forest.add(*self._facets.pairs(columns))


def run_tasks(
    problem: Problem,
    cells: list[StoredCell],
    purpose: int,
    executor: Executor | None,
    workers: int,
    watch: Watch,
) -> tuple[list[Slice], bool]:
    """Search below the cells.

    Returns
    -------
    list of Slice
        What was found, in the order of the cells whoever found it.
    bool
        Whether the search came to its end.
    """
    if executor is None:
        return _run_here(problem, Task(tuple(cells)), purpose, watch)
    tasks = _divided(problem, cells, workers)
    found = 0
    slices: list[list[Slice]] = []
    resumed: list[tuple[int, Task]] = []
    running: dict[Future[Slice], int] = {}
    try:
        while True:
            while len(running) < 2 * workers:
                if resumed:
                    index, task = resumed.pop()
                elif (fresh := next(tasks, None)) is not None:
                    index, task = len(slices), fresh
                    slices.append([])
                else:
                    break
                running[executor.submit(run_slice, problem, task, purpose, _SECONDS)] = index
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                index, piece = running.pop(future), future.result()
                slices[index].append(piece)
                found += piece.regions
                if piece.rest is not None:
                    resumed.append((index, piece.rest))
            if not watch(found):
                break
    finally:
        for future in running:
            future.cancel()
    complete = not running and not resumed and next(tasks, None) is None
    return [piece for pieces in slices for piece in pieces], complete


def _run_here(
    problem: Problem, task: Task | None, purpose: int, watch: Watch
) -> tuple[list[Slice], bool]:
    found = 0
    slices = []
    facets = MergingFacets(problem.network) if purpose == outcomes.LISTING else None
    while task is not None:
        slices.append(run_slice(problem, task, purpose, _SECONDS, facets))
        task = slices[-1].rest
        found += slices[-1].regions
        if not watch(found):
            break
    return slices, task is None


def _divided(problem: Problem, cells: list[StoredCell], workers: int) -> Iterator[Task]:
    """Cut cells by as many layers as it takes to occupy the workers, as the tasks are taken."""
    count = len(cells)
    last = -1
    while count < _TASKS_PER_WORKER * workers and last < problem.arrays.depth - 2:
        last += 1
        count = sum(Search(problem, cell).count(last) for cell in cells)
    size = -(-count // (4 * _TASKS_PER_WORKER * workers))
    batch: list[StoredCell] = []
    for cell in cells:
        for part in [cell] if last < 0 else Search(problem, cell).cells(last):
            batch.append(part)
            if len(batch) == size:
                yield Task(tuple(batch))
                batch = []
    if batch:
        yield Task(tuple(batch))
