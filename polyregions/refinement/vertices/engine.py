"""The engine's two questions: which regions are there, and how many."""

from __future__ import annotations

import numpy as np

from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import Count, Enumeration
from polyregions.refinement.execution import Execution, Partial, Watch
from polyregions.refinement.vertices.columns import assembled, joined, put_together
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.advancing import advance
from polyregions.refinement.vertices.kernel.compilation import is_compiled
from polyregions.refinement.vertices.tasks import TaskResult, prepared, run_tasks

__all__ = ["count_regions", "enumerate_regions", "kernel_is_compiled"]

_AT_ONCE = Execution()


def kernel_is_compiled() -> bool:
    """Return whether a search would start at once, rather than compile the kernel for seconds."""
    return is_compiled(advance)


def enumerate_regions(
    network: Network, domain: HPolytope, execution: Execution = _AT_ONCE
) -> Enumeration | Partial:
    """Find all proper activation regions with their facets and neighbours."""
    problem, cells = prepared(network, domain)
    watch = execution.watch()
    with execution.pool() as pool:
        results = list(run_tasks(problem, cells, True, pool, execution.workers, watch))
    statistics = _statistics(results)
    columns = joined([part for result in results for part in result.parts])
    found = sum(result.regions for result in results)
    if _stopped(watch, found, results):
        return Partial(found, watch.reason or "", columns.patterns, statistics)
    if problem.cuts_regions:
        columns = put_together(columns)
    return assembled(columns, network.inputs, problem.kept, statistics)


def count_regions(
    network: Network, domain: HPolytope, execution: Execution = _AT_ONCE
) -> Count | Partial:
    """Count the proper activation regions, storing none."""
    problem, cells = prepared(network, domain)
    if problem.cuts_regions:
        whole = enumerate_regions(network, domain, execution)
        if isinstance(whole, Partial):
            return whole
        return Count(len(whole), None, whole.statistics)
    watch = execution.watch()
    with execution.pool() as pool:
        results = list(run_tasks(problem, cells, False, pool, execution.workers, watch))
    found = sum(result.regions for result in results)
    if _stopped(watch, found, results):
        nothing = np.zeros((0, 0), dtype=np.uint8)
        return Partial(found, watch.reason or "", nothing, _statistics(results))
    return Count(found, None, _statistics(results))


def _stopped(watch: Watch, found: int, results: list[TaskResult]) -> bool:
    """Return whether a budget was used up before the end, or by the result itself."""
    complete = all(result.complete for result in results)
    return not watch(found) and (watch.reason == "max_regions" or not complete)


def _statistics(results: list[TaskResult]) -> dict[str, int | float]:
    total = sum(
        (result.counters for result in results),
        np.zeros(arrays.OUTPUT_REGIONS - arrays.REGIONS, dtype=np.int64),
    )
    return {
        "regions": int(total[arrays.REGIONS - arrays.REGIONS]),
        "float_signs": int(total[arrays.FLOAT_SIGNS - arrays.REGIONS]),
        "integer_signs": int(total[arrays.INTEGER_SIGNS - arrays.REGIONS]),
        "rational_signs": int(total[arrays.RATIONAL_SIGNS - arrays.REGIONS]),
        "refined_generators": int(total[arrays.REFINED_GENERATORS - arrays.REGIONS]),
    }
