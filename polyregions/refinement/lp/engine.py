"""Engine ``lp``'s answers: which regions there are, how many, and where a goal may be reached."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import OutOfTime, WorkerLostError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.cell_batch import CellBatch
from polyregions.refinement.dispatch import Place, dispatched
from polyregions.refinement.enumeration import CellCount, Enumeration
from polyregions.refinement.execution import Execution, Partial, Watch
from polyregions.refinement.goals import CellsInReach, Goal
from polyregions.refinement.lp.assembly import assembled
from polyregions.refinement.lp.coordinates import Coordinates
from polyregions.refinement.lp.found_region import FoundRegion, packed_patterns
from polyregions.refinement.lp.goal_bounds import GoalBounds
from polyregions.refinement.lp.questions import Questions
from polyregions.refinement.lp.search import Findings, divided, root_task, searched
from polyregions.refinement.lp.statistics import LpStatistics
from polyregions.workers import WORKER_LOST

__all__ = ["cells_in_reach", "count_cells", "enumerate_cells", "highest_outputs"]

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
    findings = _AllFindings()
    with execution.limited() as watch:
        try:
            coordinates = findings.search(network, domain, execution, watch, lists=True)
            if watch.wanted != 0:
                return coordinates.restored(assembled(findings.regions(), findings.statistics))
        except OutOfTime:
            pass
        except WORKER_LOST as error:
            raise WorkerLostError(watch.found, findings.partial(watch, "worker_lost")) from error
        return findings.partial(watch)


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
    findings = _AllFindings()
    with execution.limited() as watch:
        try:
            findings.search(network, domain, execution, watch, lists=False)
            if watch.wanted != 0:
                return CellCount(watch.found, None, findings.statistics.as_mapping())
        except OutOfTime:
            pass
        except WORKER_LOST as error:
            raise WorkerLostError(watch.found, findings.partial(watch, "worker_lost")) from error
        return findings.partial(watch)


def cells_in_reach(
    network: Network, domain: HPolytope, execution: Execution, goal: Goal
) -> Generator[CellsInReach | Partial]:
    """Search for the regions on which a goal may be reached, dropping those on which it is not.

    See :func:`polyregions.refinement.engines.cells_in_reach`.
    """
    statistics = LpStatistics()
    with execution.limited() as watch, execution.pool() as pool:
        coordinates = Coordinates.balanced(network, domain)
        form = coordinates.network(network).integer_form
        root = replace(root_task(form, coordinates.domain(domain), statistics), goal=goal)
        work = partial(searched, form, True)
        alone = execution.seconds_alone()
        slices = dispatched(
            work,
            [root],
            pool,
            watch,
            divided,
            # What other processes hand back has the levels of the time when it was handed out.
            renew=lambda task: replace(task, goal=goal),
            alone=alone,
        )
        with closing(slices):
            for _, found in slices:
                statistics.add(found.statistics)
                yield _in_reach(found, coordinates)
        if watch.reason is not None:
            yield Partial(watch.found, watch.reason, packed_patterns([]), statistics.as_mapping())


def highest_outputs(network: Network, domain: HPolytope) -> NDArray[np.float64]:
    """Return upper bounds of the last layer; see :func:`polyregions.refinement.engines`."""
    coordinates, statistics = Coordinates.balanced(network, domain), LpStatistics()
    form = coordinates.network(network).integer_form
    frame = root_task(form, coordinates.domain(domain), statistics).frames[0]
    anything = Goal.of([[]], [-np.inf] * network.outputs)
    questions = Questions(frame.cell, statistics)
    known = GoalBounds(form, anything).asked(frame.arrangement, frame.candidates, questions, None)
    assert known is not None  # a clause without units is reached everywhere
    return known.upper[-1]


def _in_reach(found: Findings, coordinates: Coordinates) -> CellsInReach:
    regions, visited = found.regions, found.statistics.regions
    if not regions:
        return CellsInReach(visited, found.dropped, None)
    facets = [sorted(region.hyperplanes) for region in regions]
    batch = CellBatch(
        packed_patterns(regions),
        tuple(coordinates.point(region.interior) for region in regions),
        np.cumsum([0, *map(len, facets)], dtype=np.int64),
        np.array(list(chain.from_iterable(facets)), dtype=np.int32),
        None,
    )
    return CellsInReach(visited, found.dropped, batch)


class _AllFindings:
    """What the slices of a search have found, added up as they come."""

    def __init__(self) -> None:
        self.statistics = LpStatistics()
        self._parts: list[tuple[Place, list[FoundRegion]]] = []

    def search(
        self,
        network: Network,
        domain: HPolytope,
        execution: Execution,
        watch: Watch,
        *,
        lists: bool,
    ) -> Coordinates:
        """Search until the end, or until a budget is used up, in the coordinates returned."""
        coordinates = Coordinates.balanced(network, domain)
        form = coordinates.network(network).integer_form
        root = root_task(form, coordinates.domain(domain), self.statistics)
        work = partial(searched, form, lists)
        with execution.pool() as pool:
            alone = execution.seconds_alone()
            for place, found in dispatched(work, [root], pool, watch, divided, alone=alone):
                self.statistics.add(found.statistics)
                if found.regions:
                    self._parts.append((place, found.regions))
        return coordinates

    def regions(self) -> list[FoundRegion]:
        """Return the regions that were listed, in the order of the search."""
        parts = sorted(self._parts, key=lambda part: part[0])
        return [region for _, regions in parts for region in regions]

    def partial(self, watch: Watch, reason: str = "max_seconds") -> Partial:
        """Return what was found until then, and no more than the watch has counted."""
        return Partial(
            watch.found,
            watch.reason or reason,
            packed_patterns(self.regions()[: watch.found]),
            self.statistics.as_mapping() | {"regions": watch.found},
        )
