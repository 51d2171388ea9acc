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

from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count

from polyregions.arithmetic import IntegerVector, dot, negated
from polyregions.budgets import checkpoint
from polyregions.polytopes import Norm, Shortest, homogeneous_point, shortest_vector
from polyregions.progress import Progress
from polyregions.questions.distances.cells import Bits, Cell, Scene
from polyregions.questions.distances.float_cells import FloatCell
from polyregions.questions.distances.float_rows import Rows
from polyregions.questions.distances.goals import Goal, Outputs, Part

__all__ = ["Found", "Search"]

Bound = Fraction | float

# A face with a bound that is less than the best distance, but not by this factor, may be as far.
_NEAR = Fraction(1001, 1000)


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


class _Stage(IntEnum):
    """How well the distance of what is ahead is known."""

    HYPERPLANE = 0  # that of its hyperplane
    COARSE = 1  # a bound by the multipliers of another norm
    FINE = 2  # about as far as floats know
    EXACT = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Ahead:
    """A face of a region, or a part of it that counts, with a lower bound of its distance.

    Attributes
    ----------
    bound
        The bound of the measure.
    cell
        The region.
    face
        The unit whose hyperplane the face lies on, and its row in floats, or -1; None for a part.
    part
        The part's comparisons.
    stage
        How good the bound is.
    is_simple
        Whether floats see a point of the face, in which the tight rows seem to be independent.
    nearest
        The way to a nearest point, once it is known exactly.
    """

    bound: Bound
    cell: Cell
    face: tuple[int, int] | None
    part: Part = ()
    stage: _Stage = _Stage.HYPERPLANE
    is_simple: bool = False
    nearest: Shortest | None = None


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
        self._queue: list[tuple[Bound, int, _Ahead]] = []
        self._order = count()
        self._seen = {start}
        self._start = start
        self.regions = 0
        self.best: Found | None = None

    @property
    def bound(self) -> Fraction:
        """A lower bound of the measure of the distance, however far the search has come."""
        bounds = [Fraction(self._queue[0][0])] if self._queue else []
        if self.best is not None:
            bounds.append(self.best.measure)
        # Without a region visited nothing is known.
        return min(bounds, default=Fraction(0))

    def run(self, max_regions: int | None = None, report: Progress | None = None) -> bool:
        """Search until the nearest point is found, or there is none.

        Parameters
        ----------
        max_regions
            The number of regions to visit at most.
        report
            Is told the number of regions visited so far.

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
            self._push(self._visited(self._start, 0.0))
        while self._queue:
            bound, _, ahead = self._queue[0]
            if self.best is not None and bound >= self.best.measure:
                return True
            checkpoint()
            if report is not None:
                report(self.regions)
            following = self._followed(ahead, max_regions)
            if following is None:
                return False
            # Nothing is taken from the queue before what follows from it is there.
            heappop(self._queue)
            self._push(following)
        return True

    def _push(self, items: list[_Ahead]) -> None:
        for ahead in items:
            if self.best is None or ahead.bound < self.best.measure:
                heappush(self._queue, (ahead.bound, next(self._order), ahead))

    def _followed(self, ahead: _Ahead, max_regions: int | None) -> list[_Ahead] | None:
        """Return what takes the place of what is nearest; None where no more may be visited."""
        if ahead.face is None:
            return self._measured(ahead) if ahead.stage >= _Stage.FINE else [self._finer(ahead)]
        across = self._across(ahead)
        if across is not None and across in self._seen:
            return []
        if ahead.stage < _Stage.FINE:
            return [self._finer(ahead)]
        if ahead.stage is _Stage.FINE and (across is None or not self._may_cross(ahead)):
            return self._measured(ahead)
        if ahead.stage is _Stage.EXACT:
            if self._goal is None:
                self._keep(ahead)
                return []
            if not self._is_facet(ahead):
                return []
        assert across is not None
        if self.regions == max_regions:
            return None
        return self._visited(across, ahead.bound)

    def _may_cross(self, ahead: _Ahead) -> bool:
        """Return whether a face is to be crossed on what floats know of it.

        To cross one that is no facet does no harm: what is beyond has only points of the domain,
        with their outputs. One that is about as far as the best point is measured exactly, since
        arbitrarily many others may be as far.
        """
        if self._goal is None or not ahead.is_simple:
            return False
        return self.best is None or ahead.bound * _NEAR < self.best.measure

    def _across(self, ahead: _Ahead) -> Bits | None:
        """Return the bits across a face; None where that is to be found out exactly."""
        assert ahead.face is not None
        unit, index = ahead.face
        floats = ahead.cell.floats
        if floats is not None and floats.vanishes_alone[index]:
            return ahead.cell.flipped(unit)
        if ahead.stage is not _Stage.EXACT:
            return None
        row = ahead.cell.row(unit)
        return None if row is None else ahead.cell.across(row)

    def _visited(self, bits: Bits, least: Bound) -> list[_Ahead]:
        """Return what is ahead in a region whose distance has a bound."""
        cell = Cell(self._scene, bits)
        ahead = [] if self._goal is None else self._parts(cell, self._goal, least)
        if cell.floats is None:
            for unit, row in cell.ways_out:
                bound = max(least, self._to_hyperplane(row))
                ahead.append(_Ahead(bound, cell, (unit, -1), stage=_Stage.FINE))
        else:
            ahead += self._faces(cell, cell.floats, least)
        self._seen.add(bits)
        self.regions += 1
        return ahead

    def _faces(self, cell: Cell, floats: FloatCell, least: Bound) -> list[_Ahead]:
        """Return the faces by which a region may be left, by their hyperplanes."""
        bounds = floats.rows.to_hyperplanes(self._norm)
        inside = floats.rows.levels >= -floats.rows.level_errors
        return [
            _Ahead(max(least, bound), cell, (unit, index))
            for index, (unit, bound) in enumerate(
                zip(floats.units.tolist(), bounds.tolist(), strict=True)
            )
            if inside[index]
        ]

    def _parts(self, cell: Cell, goal: Goal, least: Bound) -> list[_Ahead]:
        """Return the parts of a region that count, but those that are seen to be empty."""
        found = []
        for part in goal:
            rows = None if cell.floats is None else self._part_in_floats(cell.floats, part)
            if rows is None:
                found.append(_Ahead(least, cell, None, part, _Stage.FINE))
            elif not rows.contradict():
                violated = rows.levels < -rows.level_errors
                bounds = rows.to_hyperplanes(self._norm)[violated]
                found.append(_Ahead(max([least, *bounds.tolist()]), cell, None, part))
        return found

    def _part_in_floats(self, floats: FloatCell, part: Part) -> Rows | None:
        """Return the inequalities of a part; None where floats do not tell what is constant."""
        rows = [floats.difference(*pair, self._outputs.level) for pair in part]
        if any(row is None for row in rows):
            return None
        first, *others = (row for row in rows if row is not None)
        return sum(others, first)

    def _finer(self, ahead: _Ahead) -> _Ahead:
        """Bound the distance of a face or a part by more of its inequalities, in floats."""
        floats = ahead.cell.floats
        assert floats is not None
        if ahead.face is None:
            own = self._part_in_floats(floats, ahead.part)
        else:
            own = floats.rows.take([ahead.face[1]]).opposite()
        assert own is not None
        coarse = ahead.stage is _Stage.HYPERPLANE and self._norm is not Norm.L2
        found = floats.nearest(own, self._norm, Norm.L2 if coarse else self._norm)
        return replace(
            ahead,
            bound=max(ahead.bound, found.bound),
            stage=_Stage.COARSE if coarse else _Stage.FINE,
            is_simple=found.is_simple,
        )

    def _to_hyperplane(self, row: IntegerVector) -> Fraction:
        return self._in_space(self._norm.to_hyperplane(row[:-1], row[-1]))

    def _in_space(self, measure: Fraction) -> Fraction:
        return measure / Fraction(self._scene.point[-1]) ** self._norm.degree

    def _measured(self, ahead: _Ahead) -> list[_Ahead]:
        """Find the nearest point of a face or a part exactly; there may be none."""
        own = self._own_rows(ahead)
        if own is None:
            return []
        rows = list(dict.fromkeys([*own, *ahead.cell.rows]))
        nearest = shortest_vector(rows, self._scene.dimension, self._norm)
        if not isinstance(nearest, Shortest):
            return []
        measured = replace(
            ahead, bound=self._in_space(nearest.measure), stage=_Stage.EXACT, nearest=nearest
        )
        if ahead.face is not None:
            return [measured]
        self._keep(measured)
        return []

    def _own_rows(self, ahead: _Ahead) -> list[IntegerVector] | None:
        """Return the inequalities of a face or a part beside the region's; None if it is empty."""
        scene, cell = self._scene, ahead.cell
        if ahead.face is not None:
            row = cell.row(ahead.face[0])
            return None if row is None else [negated(row)]
        forms = self._outputs.compared(scene.form, scene.output_forms(cell.bits))
        rows = []
        for first, second in ahead.part:
            form = tuple(a - b for a, b in zip(forms[first], forms[second], strict=True))
            if any(form[:-1]):
                rows.append(scene.at_least_zero(form))
            elif form[-1] < 0:
                return None
        return rows

    def _keep(self, ahead: _Ahead) -> None:
        """Keep a nearest point if none is nearer and, if it should be of a facet, it is of one."""
        assert ahead.nearest is not None
        measure = Fraction(ahead.bound)
        if self.best is not None and self.best.measure <= measure:
            return
        units: tuple[int, ...] = ()
        if ahead.face is not None:
            if not self._is_facet(ahead):
                return
            row = ahead.cell.row(ahead.face[0])
            units = () if row is None else tuple(ahead.cell.units_on(row))
        self.best = Found(measure, ahead.nearest.vector, ahead.cell, units)

    def _is_facet(self, ahead: _Ahead) -> bool:
        """Decide whether a face that was measured is a facet with a region beyond."""
        assert ahead.nearest is not None
        assert ahead.face is not None
        row = ahead.cell.row(ahead.face[0])
        if row is None or ahead.cell.bounds_domain(row):
            return False
        *steps, scale = homogeneous_point(ahead.nearest.vector)
        rows = ahead.cell.rows
        tight = [other for other in rows if dot(other[:-1], steps) == other[-1] * scale]
        return ahead.cell.is_facet(row, tight)
