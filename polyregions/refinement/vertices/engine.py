"""The engine's two questions: which regions are there, and how many."""

from __future__ import annotations

import numpy as np

from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import CellCount, Enumeration
from polyregions.refinement.execution import Execution, Partial, Watch
from polyregions.refinement.vertices.columns import RegionColumns, assembled, joined, put_together
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.kernel.advancing import advance
from polyregions.refinement.vertices.kernel.compilation import is_compiled
from polyregions.refinement.vertices.merging import MergingFacets
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.storage import StoredCell
from polyregions.refinement.vertices.tasks import COUNTERS, Slice, prepared, run_tasks

__all__ = ["count_cells", "enumerate_cells", "kernel_is_compiled"]

_AT_ONCE = Execution()
Statistics = dict[str, int | float]


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
    problem, cells = prepared(network, domain)
    found = _columns(problem, cells, execution)
    if isinstance(found, Partial):
        return found
    columns, statistics = found
    return assembled(columns, network.inputs, problem.kept, statistics)


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
    problem, cells = prepared(network, domain)
    if problem.cuts_regions:
        return _count_pieces(problem, cells, execution, linear_regions)
    purpose = outcomes.LISTING if linear_regions else outcomes.COUNTING
    slices, partial = _searched(problem, cells, purpose, execution)
    if partial is not None:
        return partial
    statistics = _statistics(slices)
    regions = sum(piece.regions for piece in slices)
    if not linear_regions:
        return CellCount(regions, None, statistics)
    forest = MergingForest()
    for piece in slices:
        if piece.merging is not None:
            forest.add(*piece.merging)
    statistics["rational_merges"] = sum(piece.merges_in_integers for piece in slices)
    return CellCount(regions, regions - len(forest), statistics)


def _count_pieces(
    problem: Problem, cells: list[StoredCell], execution: Execution, linear_regions: bool
) -> CellCount | Partial:
    """Count regions that the start cells cut in pieces, which have to be put together first."""
    found = _columns(problem, cells, execution)
    if isinstance(found, Partial):
        return found
    columns, statistics = found
    regions = len(columns.patterns)
    if not linear_regions:
        return CellCount(regions, None, statistics)
    forest, facets = MergingForest(), MergingFacets(problem.network)
    forest.add(*facets.pairs(columns))
    statistics["rational_merges"] = facets.decided_in_integers
    return CellCount(regions, regions - len(forest), statistics)


def _columns(
    problem: Problem, cells: list[StoredCell], execution: Execution
) -> tuple[RegionColumns, Statistics] | Partial:
    """Find all regions with their facets."""
    slices, partial = _searched(problem, cells, outcomes.ENUMERATING, execution)
    if partial is not None:
        return partial
    columns = joined([part for piece in slices for part in piece.parts])
    if problem.cuts_regions:
        columns = put_together(columns)
    return columns, _statistics(slices)


def _searched(
    problem: Problem, cells: list[StoredCell], purpose: int, execution: Execution
) -> tuple[list[Slice], Partial | None]:
    """Carry out a search; a partial result says that it stopped at a budget."""
    with execution.limited() as watch, execution.pool() as pool:
        slices, complete = run_tasks(problem, cells, purpose, pool, execution.workers, watch)
        found = sum(piece.regions for piece in slices)
        if not _stopped(watch, found, complete):
            return slices, None
    parts = [part.patterns for piece in slices for part in piece.parts]
    patterns = np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.uint8)
    return slices, Partial(found, watch.reason or "", patterns, _statistics(slices))


def _stopped(watch: Watch, found: int, complete: bool) -> bool:
    """Return whether a budget was used up before the end, or by the result itself."""
    return not watch(found) and (watch.reason == "max_regions" or not complete)


def _statistics(slices: list[Slice]) -> Statistics:
    total = np.sum([piece.counters for piece in slices], axis=0)
    names = {
        "regions": arrays.REGIONS,
        "float_signs": arrays.FLOAT_SIGNS,
        "integer_signs": arrays.INTEGER_SIGNS,
        "rational_signs": arrays.RATIONAL_SIGNS,
        "refined_generators": arrays.REFINED_GENERATORS,
    }
    return {name: int(total[entry - COUNTERS.start]) for name, entry in names.items()}
