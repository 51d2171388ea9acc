"""A search whose cells of a level are pieces, to be searched one by one by whoever it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from polyregions.errors import OutOfTime, UnknownOptionError
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.cell_batch import CellBatch
from polyregions.refinement.goals import CellsInReach, Goal
from polyregions.refinement.vertices.goal_search import reach_slice
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.levels import Level, cells_of, level_with
from polyregions.refinement.vertices.mapping import map_slice
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.stored_cells import StoredCell
from polyregions.refinement.vertices.tasks import COUNTERS, Task, divided, prepared, run_slice

__all__ = ["SearchInPieces"]

Cells = Sequence[StoredCell]
Value = TypeVar("Value")

_PURPOSES = {
    "proper_activation": outcomes.COUNTING,
    "open_connected": outcomes.MERGING,
    "affine": outcomes.LISTING,
}
_FIRST = 256  # cells of the first batch of a slice
_REGIONS = arrays.REGIONS - COUNTERS.start


class SearchInPieces:
    """The search for the regions of a network on a domain.

    Parameters
    ----------
    problem
        What is searched, by start cells that cut no region.
    root
        The whole of it.
    aimed
        The problem with a goal, of which each piece is searched, if there is one.
    """

    def __init__(
        self, problem: Problem, root: Task | None = None, aimed: Problem | None = None
    ) -> None:
        self._problem = problem
        self._root = root
        self._aimed = aimed

    @classmethod
    def of(cls, network: Network, domain: HPolytope, goal: Goal | None = None) -> SearchInPieces:
        """Prepare the search.

        Parameters
        ----------
        network, domain
            What is searched.
        goal
            What pieces are searched for, if not for all regions. The cells that make the pieces
            are those of all regions, so that bounds in floats play no part in them.

        Raises
        ------
        InvalidDomainError
            If the domain has no interior.
        UnknownOptionError
            If start cells cut regions, whose pieces then do not add up.
        """
        problem, root = prepared(network, domain)
        if problem.cuts_regions:
            raise UnknownOptionError(
                "the search on this domain begins with cells that cut regions, as the units of the "
                "first layer without a ReLU need it: give a bounded domain, or count without a run "
                "folder"
            )
        return cls(problem, root, None if goal is None else prepared(network, domain, goal)[0])

    def __reduce__(self) -> tuple[type[SearchInPieces], tuple[Problem, None, Problem | None]]:
        return SearchInPieces, (self._problem, None, self._aimed)

    @property
    def network(self) -> IntegerForm:
        """The network."""
        return self._problem.network

    def level_with(self, cells: Cells | None, wanted: int) -> tuple[tuple[int, int], int]:
        """Return the first level below cells with so many, or the last, and how many it has."""
        level, count = level_with(self._problem, self._below(cells), wanted)
        return (level.layer, level.decided), count

    def cells(self, cells: Cells | None, level: tuple[int, int]) -> Iterator[StoredCell]:
        """Yield the cells of a level below cells, or of all, in the order of the search."""
        return cells_of(self._problem, self._below(cells), Level(*level))

    def _below(self, cells: Cells | None) -> Task:
        if cells is not None:
            return self.task(cells)
        assert self._root is not None, "workers search pieces"
        return self._root

    def identity(self, cell: StoredCell) -> bytes:
        """Return what tells a cell apart from others: the signs of units that made it."""
        parts = (cell.active, cell.cut_units, cell.unit_sets)
        return b"%d|" % cell.layer + b"|".join(part.tobytes() for part in parts)

    def task(self, cells: Cells) -> Task:
        """Return the task to search below cells, in their order."""
        return Task(tuple(cells[::-1]))

    def divided(self, task: Task) -> tuple[Task, Task] | None:
        """Cut a task in two, None where it is too small."""
        return divided(task)

    def slice(
        self, definition: str, task: Task, seconds: float
    ) -> tuple[int, list[Array], Task | None]:
        """Carry on a task for a while.

        Parameters
        ----------
        definition
            What the regions are searched for.
        task, seconds
            As for :data:`polyregions.refinement.dispatch.Work`.

        Returns
        -------
        int
            The number of regions found.
        list of uint8 arrays
            Packed patterns: for definition 4 those on the two sides of facets where regions merge,
            two arrays, or none; for definition 6 those of all regions.
        Task or None
            What is left.

        Raises
        ------
        OutOfTime
            If the time was up in the midst.
        """
        piece = run_slice(self._problem, _PURPOSES[definition], task, seconds, None)
        found = piece.found
        if not found.whole:
            raise OutOfTime
        rows = found.patterns if found.merging is None else [*found.merging]
        return int(found.counters[_REGIONS]), rows, piece.rest

    def in_reach(self, task: Task, seconds: float) -> tuple[list[CellsInReach], Task | None]:
        """Carry on a task for the goal; return what moments have come to, and what is left."""
        assert self._aimed is not None, "there is a goal"
        piece = reach_slice(self._aimed, task, seconds, None)
        return piece.found, piece.rest

    def mapped(
        self,
        function: Callable[[IntegerForm, CellBatch], Value],
        size: int,
        task: Task,
        seconds: float,
    ) -> tuple[list[Value], Task | None]:
        """Carry on a task; return what a function makes of batches of cells, and what is left."""
        piece = map_slice(self._problem, function, size, min(size, _FIRST), task, seconds, None)
        return [value for _, value in piece.found], piece.rest
