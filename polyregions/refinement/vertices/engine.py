"""The engine's two questions: which regions are there, and how many."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from typing import TypeVar

import numpy as np

from polyregions.errors import OutOfTime, WorkerLostError
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.cell_batch import CellBatch, mapped_enumeration
from polyregions.refinement.dispatch import dispatched
from polyregions.refinement.enumeration import CellCount, Enumeration
from polyregions.refinement.execution import Execution, Partial
from polyregions.refinement.goals import CellsInReach, Goal
from polyregions.refinement.vertices.assembly import assembled
from polyregions.refinement.vertices.columns import put_together
from polyregions.refinement.vertices.goal_search import CELLS_AT_ONCE, reach_slice
from polyregions.refinement.vertices.harvest import Harvest
from polyregions.refinement.vertices.kernel.advancing import advance
from polyregions.refinement.vertices.kernel.compilation import is_compiled
from polyregions.refinement.vertices.kernel.outcomes import (
    COUNTING,
    ENUMERATING,
    LISTING,
    MERGING,
)
from polyregions.refinement.vertices.mapping import map_slice
from polyregions.refinement.vertices.merging import MergingFacets
from polyregions.refinement.vertices.pieces import slices_of
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.tasks import divided, prepared, run_slice
from polyregions.workers import WORKER_LOST

__all__ = ["cells_in_reach", "count_cells", "enumerate_cells", "kernel_is_compiled", "map_cells"]

_AT_ONCE = Execution()
_FIRST_BATCH = 1024  # cells of a slice, which tell how long the function takes
_SHORTEST_OF_BATCHES = 1 / 16  # seconds of a slice
_OF_PIECES = {COUNTING: LISTING, MERGING: ENUMERATING, ENUMERATING: ENUMERATING}
"""What to do with pieces of regions, that the regions can be put together of."""

Result = TypeVar("Result")
Value = TypeVar("Value")


def kernel_is_compiled() -> bool:
    """Return whether a search would start at once, rather than compile the kernel for seconds."""
    return is_compiled(advance)


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

    def enumeration(problem: Problem, harvest: Harvest) -> Enumeration:
        found = harvest.gathered
        if problem.cuts_regions:
            found.append(put_together(harvest.pieces()))
        statistics, threads = harvest.statistics, execution.workers
        return assembled(found, network.inputs, problem.kept, statistics, threads)

    return _carried_out(network, domain, execution, ENUMERATING, enumeration)


def count_cells(
    network: Network,
    domain: HPolytope,
    execution: Execution = _AT_ONCE,
    *,
    linear_regions: bool = False,
) -> CellCount | Partial:
    """Count the proper activation regions, storing none.

    With `linear_regions` those of definition 4 are counted too, storing only regions that merge
    with a neighbour.  The other parameters and the errors are those of :func:`enumerate_cells`.
    """

    def count(problem: Problem, harvest: Harvest) -> CellCount:
        if not linear_regions:
            return CellCount(harvest.regions, None, harvest.statistics)
        forest, merges_in_integers = harvest.forest, harvest.merges_in_integers
        if problem.cuts_regions:
            facets = MergingFacets(problem.network, problem.reach)
            facets.join(put_together(harvest.pieces()), forest)
            merges_in_integers = facets.decided_in_integers
        statistics = harvest.statistics | {"rational_merges": merges_in_integers}
        return CellCount(harvest.regions, harvest.regions - len(forest), statistics)

    purpose = MERGING if linear_regions else COUNTING
    return _carried_out(network, domain, execution, purpose, count)


def map_cells(
    network: Network,
    domain: HPolytope,
    execution: Execution,
    function: Callable[[IntegerForm, CellBatch], Value],
    size: int,
) -> Generator[tuple[int, Value] | Partial]:
    """Hand batches of cells to a function as they are found, keeping none.

    Where the start cells cut regions, the pieces are kept and put together before.

    Parameters
    ----------
    network, domain, execution
        As for :func:`enumerate_cells`; the time is that of each step of the iteration.
    function
        What is made of a batch, where the cells are found: workers need to pickle it.
    size
        The greatest number of cells in a batch.

    Yields
    ------
    int, Value
        The number of cells of a batch, and what the function made of it; in no certain order where
        workers share the work.
    Partial
        At the end, where `max_regions` ended the search.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    problem, task = prepared(network, domain)
    if problem.cuts_regions:
        found = enumerate_cells(network, domain, execution)
        yield from mapped_enumeration(found, problem.network, function, size)
        return
    with execution.limited() as watch, execution.pool(threads=True) as pool:
        first = size if pool is None else min(size, _FIRST_BATCH)
        work = partial(map_slice, problem, function, size, first)
        # Each batch takes a moment of its own, so that there should not be many small ones.
        alone = 8 * execution.seconds_alone(threads=True)
        slices = dispatched(
            work, [task], pool, watch, divided, alone=alone, shortest=_SHORTEST_OF_BATCHES
        )
        with closing(slices):
            for _, made in slices:
                yield from made
        if watch.reason is not None:
            yield Partial(watch.found, watch.reason, np.zeros((0, 0), dtype=np.uint8), {})


def cells_in_reach(
    network: Network, domain: HPolytope, execution: Execution, goal: Goal
) -> Generator[CellsInReach | Partial]:
    """Search for a goal, dropping cells that are proved to be out of its reach.

    Where the start cells cut regions, all regions are found before, and none is dropped.

    Parameters
    ----------
    network, domain, execution
        As for :func:`map_cells`.
    goal
        What is looked for at the network's last layer.

    Yields
    ------
    CellsInReach
        In no certain order where workers share the work.
    Partial
        At the end, where `max_regions` ended the search.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    problem, task = prepared(network, domain, goal)
    if problem.cuts_regions:
        for found in map_cells(network, domain, execution, _batch, CELLS_AT_ONCE):
            yield found if isinstance(found, Partial) else CellsInReach(found[0], 0, found[1])
        return
    with execution.limited() as watch, execution.pool(threads=True) as pool:
        work = partial(reach_slice, problem)
        alone = execution.seconds_alone(threads=True)
        slices = dispatched(work, [task], pool, watch, divided, alone=alone)
        with closing(slices):
            for _, moments in slices:
                yield from moments
        if watch.wanted == 0:
            yield Partial(watch.found, "max_regions", np.zeros((0, 0), dtype=np.uint8), {})


def _batch(network: IntegerForm, cells: CellBatch) -> CellBatch:
    return cells


def _carried_out(
    network: Network,
    domain: HPolytope,
    execution: Execution,
    purpose: int,
    result: Callable[[Problem, Harvest], Result],
) -> Result | Partial:
    """Search for all regions, and make the result of them unless a budget is used up before."""
    with execution.limited() as watch:
        harvest = Harvest(watch, execution.max_regions)
        try:
            problem, task = prepared(network, domain)
            in_pieces = problem.cuts_regions
            purpose = _OF_PIECES[purpose] if in_pieces else purpose
            with execution.pool(threads=True) as pool:
                work = partial(run_slice, problem, purpose)
                alone = execution.seconds_alone(threads=True)
                for place, found in slices_of(problem, task, work, pool, watch, alone):
                    harvest.take(place, found, in_pieces)
            if not harvest.is_over:
                return result(problem, harvest)
        except OutOfTime:
            pass
        except WORKER_LOST as error:
            raise WorkerLostError(watch.found, harvest.partial("worker_lost")) from error
        return harvest.partial()
