"""The tasks of a search, carried on for a moment at a time, here or in other processes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from polyregions.budgets import time_is_up, timer
from polyregions.errors import OutOfTime
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.dispatch import Slice
from polyregions.refinement.goals import Goal
from polyregions.refinement.vertices.columns import RegionColumns, drained
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.guides import level_scales
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.kernel.arrays import Array, Output
from polyregions.refinement.vertices.merging import MergingFacets
from polyregions.refinement.vertices.program import scaled_arrays
from polyregions.refinement.vertices.search import (
    Branch,
    Problem,
    Search,
    begun,
    searched_layers,
)
from polyregions.refinement.vertices.start_cells import start_cells
from polyregions.refinement.vertices.storage import new_output
from polyregions.refinement.vertices.stored_cells import (
    StoredCell,
    given_away,
    stored_cells,
    stored_start_cells,
)
from polyregions.refinement.vertices.weight_norms import with_norms

__all__ = ["ANY_NUMBER", "COUNTERS", "Found", "Task", "divided", "prepared", "run_slice"]

COUNTERS = slice(arrays.REGIONS, arrays.OUTPUT_REGIONS)
"""The entries of the kernel's counts that are results."""

QUANTUM = 20_000_000
"""The work of the kernel between two looks at the clock: some hundredths of a second."""

_LEAST_WORK, _WORK_OF_A_SECOND = 1 << 17, 1 << 29  # of the kernel: in slices shorter than that

_FEW_REGIONS, _MOST_REGIONS = 128, 4096  # that are written at a time, unless one needs more room
ANY_NUMBER = 2**62
"""More than any number of regions."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A search under way, if any, and cells to search below after it, the last one first.

    What is under way is searched on in place; in another process it is cells alone.
    """

    cells: tuple[StoredCell, ...] = ()
    branch: Branch | None = None

    def stored(self) -> Task:
        """Return the same task as cells alone, which stay as they are and fit in little room."""
        if self.branch is None:
            return self
        work, stack = self.branch
        count = int(work.counts[arrays.TOP_FRAME])
        return Task((*self.cells, *stored_cells(work, stack, count)))

    def __reduce__(self) -> tuple[type[Task], tuple[tuple[StoredCell, ...]]]:
        return Task, (self.stored().cells,)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a task has found in a slice of time.

    Attributes
    ----------
    counters
        The kernel's counters.
    parts
        The regions, or their pieces, where they were asked for.
    patterns
        The packed patterns of pieces of regions, where the pieces themselves were not asked for.
    merging
        The edges between merging regions, where they were asked for.
    merges_in_integers
        How many facets it took integers to decide whether they merge.
    whole
        Whether there was time to find all that merges.
    """

    counters: Array
    parts: list[RegionColumns] = field(default_factory=list)
    patterns: list[Array] = field(default_factory=list)
    merging: tuple[Array, Array] | None = None
    merges_in_integers: int = 0
    whole: bool = True


def prepared(network: Network, domain: HPolytope, goal: Goal | None = None) -> tuple[Problem, Task]:
    """Return the problem in the kernel's form, and what there is to do.

    Parameters
    ----------
    network, domain
        What is searched.
    goal
        What is searched for, if not all regions.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    form = network.integer_form
    layers = searched_layers(form, goal)
    cells = start_cells(domain, layers)
    net, scale = scaled_arrays(layers, cells.rows, cells.kept, cells.domain_rows)
    net = with_norms(net)
    problem = Problem(form, net, cells.rows, cells.kept, level_scales(scale), goal)
    facets = max(len(cell.facets) for cell in cells.cells)
    words = 1 + (facets + 16) // 64
    stored = [*stored_start_cells(cells.cells, net.integer, len(net.units), words)]
    return problem, Task(tuple(stored[::-1]))


def divided(task: Task) -> tuple[Task, Task] | None:
    """Cut a task in one to be searched first and one to be given away; None for a single cell."""
    count = len(task.cells)
    if count > (task.branch is None):
        given = (count + 1) // 2
        return Task(task.cells[given:], task.branch), Task(task.cells[:given])
    cells = [] if task.branch is None else given_away(*task.branch)
    return (task, Task(tuple(cells))) if cells else None


def run_slice(
    problem: Problem,
    purpose: int,
    task: Task,
    seconds: float,
    regions: int | None,
) -> Slice[Task, Found]:
    """Carry on a task for a while.

    Parameters
    ----------
    problem
        What is searched.
    purpose
        What to do with regions: COUNTING, LISTING (of pieces of regions, to find the patterns),
        MERGING (to find those that merge) or ENUMERATING.
    task, seconds, regions
        As for :data:`polyregions.refinement.dispatch.Work`. Where the start cells cut regions,
        pieces end the slice, but none of them is counted as a region.
    """
    pause = timer(seconds)
    quantum = int(min(QUANTUM, max(_LEAST_WORK, seconds * _WORK_OF_A_SECOND)))
    output = _output(problem, 1 if purpose == outcomes.COUNTING else _FEW_REGIONS)
    total = np.zeros(COUNTERS.stop - COUNTERS.start, dtype=np.int64)
    left = ANY_NUMBER if regions is None else min(regions, ANY_NUMBER)
    cells = list(task.cells)
    under_way = task.branch
    search = (
        _search_below(problem, cells.pop()) if under_way is None else Search(problem, under_way)
    )
    counts = search.work.counts
    collector = _Collector(problem, purpose)
    while True:
        counts[COUNTERS] = 0
        reason = search.run(output, purpose, quantum, left)
        total += counts[COUNTERS]
        left -= int(counts[arrays.REGIONS])
        stops = left <= 0 or pause() or time_is_up()
        if reason == outcomes.FINISHED and cells and not stops:
            search.begin(cells.pop())
            continue
        written = counts[arrays.OUTPUT_REGIONS]
        if written:
            collector.take(drained(output, search.work, search.exact_points, problem.kept))
        room = len(output.patterns)
        if reason == outcomes.OUTPUT_FULL and (room < _MOST_REGIONS or not written):
            output = _output(problem, max(2 * room, _MOST_REGIONS))
        if stops or reason == outcomes.FINISHED:
            break
    branch = search.work, search.stack
    if reason != outcomes.FINISHED:
        rest: Task | None = Task(tuple(cells), branch)
    else:
        _kept.branches[problem] = branch
        rest = Task(tuple(cells)) if cells else None
    counted = 0 if problem.cuts_regions else int(total[0])
    return Slice(counted, collector.found(total), rest)


class _Kept(threading.local):
    """What a thread keeps of one slice of a search for the next."""

    def __init__(self) -> None:
        self.facets: WeakKeyDictionary[Problem, MergingFacets] = WeakKeyDictionary()
        self.outputs: WeakKeyDictionary[Problem, Output] = WeakKeyDictionary()
        self.branches: WeakKeyDictionary[Problem, Branch] = WeakKeyDictionary()


_kept = _Kept()


def _merging_facets(problem: Problem) -> MergingFacets:
    """Return what finds the merging facets of a problem."""
    if problem not in _kept.facets:
        _kept.facets[problem] = MergingFacets(problem.network, problem.reach)
    return _kept.facets[problem]


def _output(problem: Problem, regions: int) -> Output:
    """Return room for so many regions at least, of which none is there."""
    output = _kept.outputs.get(problem)
    if output is None or len(output.patterns) < regions:
        output = _kept.outputs[problem] = new_output(problem.arrays, regions)
    return output


def _search_below(problem: Problem, cell: StoredCell) -> Search:
    """Return the search below a cell, in the arrays of one that has ended if there is one."""
    branch = _kept.branches.pop(problem, None)
    if branch is None:
        return Search(problem, begun(problem, cell))
    search = Search(problem, branch)
    search.begin(cell)
    return search


class _Collector:
    """Keeps regions, or only what merges, or nothing."""

    def __init__(self, problem: Problem, purpose: int) -> None:
        self._problem = problem
        self._purpose = purpose
        self._merges_in_integers = 0
        self._parts: list[RegionColumns] = []
        self._patterns: list[Array] = []
        self._forest = MergingForest()
        self._whole = True

    def take(self, columns: RegionColumns) -> None:
        """Take some regions."""
        if self._purpose == outcomes.ENUMERATING:
            self._parts.append(columns)
        elif self._purpose == outcomes.LISTING:
            self._patterns.append(columns.patterns)
        elif self._purpose == outcomes.MERGING:
            try:
                facets = _merging_facets(self._problem)
                decided_before = facets.decided_in_integers
                facets.join(columns, self._forest)
                self._merges_in_integers += facets.decided_in_integers - decided_before
            except OutOfTime:
                self._whole = False

    def found(self, counters: Array) -> Found:
        """Return all that was taken."""
        merging = None
        try:
            merging = self._forest.edges()
        except OutOfTime:
            self._whole = False
        return Found(
            counters,
            self._parts,
            self._patterns,
            merging,
            self._merges_in_integers,
            self._whole,
        )
