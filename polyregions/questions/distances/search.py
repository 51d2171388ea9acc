"""The search for the nearest point: region by region, by lower bounds of what is still ahead.

The queue holds the faces through which regions are left, and the parts of regions that count, each
with a lower bound of its distance: first that of one hyperplane, then that of the face or the part
itself. Whatever has the least bound is looked at more closely, and in the end crossed, or measured.
A straight way from the point to a nearest one leaves each region by a facet whose inequality the
point satisfies, and no facet on it is further than its end; so these facets suffice, and what is
measured first at less than all bounds is nearest. Regions that meet in lower faces alone are
connected by facets around them. (M. Jordan, J. Lewis, A. Dimakis, "Provable certificates for
adversarial examples: fitting a ball in the union of polytopes", 2019; here all is exact.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count

from polyregions.arithmetic import IntegerVector, dot, negated
from polyregions.budgets import checkpoint
from polyregions.polytopes import Norm, Shortest, shortest_vector
from polyregions.questions.distances.cells import Bits, Cell, Scene
from polyregions.questions.distances.goals import Goal, Outputs

__all__ = ["Found", "Search"]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A point that counts.

    Attributes
    ----------
    measure
        The measure of its distance.
    step
        The way to it, in steps of the scene.
    cell
        The region in which it was found.
    units
        The units that vanish on its facet, if a facet is what was sought.
    """

    measure: Fraction
    step: tuple[Fraction, ...]
    cell: Cell
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ahead:
    """A face of a region, or a part of it that counts, with a lower bound of its distance.

    Attributes
    ----------
    bound
        The bound of the measure.
    cell
        The region.
    row
        The face's row; None for a part.
    conditions
        The inequalities of the part.
    nearest
        The way to the nearest point, once that is known; the bound is then its measure.
    """

    bound: Fraction
    cell: Cell
    row: IntegerVector | None
    conditions: tuple[IntegerVector, ...]
    nearest: Shortest | None = None

    @property
    def rows(self) -> list[IntegerVector]:
        """All inequalities."""
        own = self.conditions if self.row is None else (negated(self.row),)
        return list(dict.fromkeys([*own, *self.cell.rows]))


class Search:
    """A search for the point nearest to that of a scene.

    Parameters
    ----------
    scene
        The network about the point.
    outputs
        What is compared.
    goal
        The points that count; None for those of facets of the first region.
    norm
        The norm.
    start
        The bits of a region that contains the point.

    Attributes
    ----------
    regions
        The number of regions visited.
    best
        The nearest point that was found; None if there is none yet.
    """

    def __init__(
        self, scene: Scene, outputs: Outputs, goal: Goal | None, norm: Norm, start: Bits
    ) -> None:
        self._scene, self._outputs, self._goal, self._norm = scene, outputs, goal, norm
        self._queue: list[tuple[Fraction, int, _Ahead]] = []
        self._order = count()
        self._seen = {start}
        self._start = start
        self.regions = 0
        self.best: Found | None = None

    @property
    def bound(self) -> Fraction:
        """A lower bound of the measure of the distance, however far the search has come."""
        bounds = [self._queue[0][0]] if self._queue else []
        if self.best is not None:
            bounds.append(self.best.measure)
        # Without a region visited nothing is known.
        return min(bounds, default=Fraction(0))

    def run(self, max_regions: int | None = None) -> bool:
        """Search until the nearest point is found, or there is none.

        Parameters
        ----------
        max_regions
            The number of regions to visit at most.

        Returns
        -------
        bool
            Whether the search is complete; if not, ``max_regions`` has ended it.

        Raises
        ------
        OutOfTime
            If the time is up before; ``bound`` and ``best`` stay true.
        """
        if not self.regions:
            if max_regions == 0:
                return False
            self._push(self._visited(self._start, Fraction(0)))
        while self._queue:
            bound, _, ahead = self._queue[0]
            if self.best is not None and bound >= self.best.measure:
                return True
            checkpoint()
            if ahead.nearest is None:
                following = self._measured(ahead)
            elif self._goal is None:
                self._keep(ahead)
                following = []
            else:
                assert ahead.row is not None  # a part is measured once
                across = self._across(ahead, ahead.row)
                if across is None:
                    following = []
                elif self.regions == max_regions:
                    return False
                else:
                    following = self._visited(across, bound)
            # Nothing is taken from the queue before what follows from it is there.
            heappop(self._queue)
            self._push(following)
        return True

    def _push(self, items: list[_Ahead]) -> None:
        for ahead in items:
            if self.best is None or ahead.bound < self.best.measure:
                heappush(self._queue, (ahead.bound, next(self._order), ahead))

    def _visited(self, bits: Bits, least: Fraction) -> list[_Ahead]:
        """Return what is ahead in a region whose distance has a bound."""
        cell = Cell(self._scene, bits)
        ahead = [
            _Ahead(max(least, self._to_hyperplane(row)), cell, row, ()) for row in cell.ways_out
        ]
        if self._goal is not None:
            for conditions in self._parts(cell, self._goal):
                violated = [self._to_hyperplane(row) for row in conditions if row[-1] < 0]
                ahead.append(_Ahead(max([least, *violated]), cell, None, conditions))
        self._seen.add(bits)
        self.regions += 1
        return ahead

    def _parts(self, cell: Cell, goal: Goal) -> Iterator[tuple[IntegerVector, ...]]:
        """Yield the inequalities of the parts of a region that count."""
        forms = self._outputs.compared(self._scene.form, self._scene.output_forms(cell.bits))
        for part in goal.parts(forms):
            varying = [form for form in part if any(form[:-1])]
            if all(form[-1] >= 0 for form in part if not any(form[:-1])):
                yield tuple(self._scene.at_least_zero(form) for form in varying)

    def _to_hyperplane(self, row: IntegerVector) -> Fraction:
        return self._in_space(self._norm.to_hyperplane(row[:-1], row[-1]))

    def _in_space(self, measure: Fraction) -> Fraction:
        return measure / Fraction(self._scene.point[-1]) ** self._norm.degree

    def _measured(self, ahead: _Ahead) -> list[_Ahead]:
        """Find the nearest point of a face or a part; there may be none."""
        nearest = shortest_vector(ahead.rows, self._scene.dimension, self._norm)
        if not isinstance(nearest, Shortest):
            return []
        measured = replace(ahead, bound=self._in_space(nearest.measure), nearest=nearest)
        if ahead.row is not None:
            return [measured]
        self._keep(measured)
        return []

    def _keep(self, ahead: _Ahead) -> None:
        """Keep a nearest point if none is nearer and, if it should be of a facet, it is of one."""
        assert ahead.nearest is not None
        if self.best is not None and self.best.measure <= ahead.bound:
            return
        units: tuple[int, ...] = ()
        if ahead.row is not None:
            if not self._is_facet(ahead, ahead.row):
                return
            units = tuple(ahead.cell.units_on(ahead.row))
        self.best = Found(ahead.bound, ahead.nearest.vector, ahead.cell, units)

    def _across(self, ahead: _Ahead, row: IntegerVector) -> Bits | None:
        """Return the bits of the region across a face, None where that was seen or is none."""
        across = ahead.cell.across(row)
        if across in self._seen or not self._is_facet(ahead, row):
            return None
        return across

    def _is_facet(self, ahead: _Ahead, row: IntegerVector) -> bool:
        assert ahead.nearest is not None
        vector = ahead.nearest.vector
        tight = [other for other in ahead.cell.rows if dot(other[:-1], vector) == other[-1]]
        return ahead.cell.is_facet(row, tight)
