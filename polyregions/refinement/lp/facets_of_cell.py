"""Which rows of one cell carry its facets, for any number of inputs, each answer proved.

Rays out from a point deep inside meet most facets: a point between the first two rows that a ray
meets violates one row and no other, which proves a facet. Corners show the facets around them.
What is left is looked for where it is least, in one model that HiGHS starts warm; there multipliers
prove that a row is strict on the whole cell, and so carries none. What touches the cell without a
facet, or nearly so, is decided by exact linear programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    ScaledVectors,
    common_denominator,
    numerators,
    solve,
)
from polyregions.refinement.lp.boxed_programs import BoxedPrograms, Optimum, central_point
from polyregions.refinement.lp.boxed_rows import BoxedRows
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.corners import rounded_points
from polyregions.refinement.lp.questions import Questions
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["facets_of_cell"]

Floats = NDArray[np.float64]
Facets = dict[int, ScaledVectors]
Place = int | tuple[int, int]

# Cells with so few coefficients are decided exactly at once.
_SMALL: Final = 160
# Values within this part of the way from the centre look like zero to HiGHS: no proof is tried.
_CLOSE: Final = 2.0**-30
# Corners are looked for while each shows at least so many facets, and more are unknown.
_WORTH, _FEW = 2, 3


def facets_of_cell(
    rows: Sequence[IntegerVector], interior: IntegerVector, wanted: Iterable[int] | None = None
) -> Facets:
    """Find the rows that carry the facets of {x : a.x <= b for every row (a, b)}.

    Parameters
    ----------
    rows
        The rows, no two with the same normal.
    interior
        A homogeneous point strictly inside.
    wanted
        The indices of the rows to decide about; None for all.

    Returns
    -------
    dict
        For the index of each such row, ascending, a homogeneous point that violates it and none of
        the others that are facets: one vector.

    Raises
    ------
    OutOfTime
        If the time is up before.

    Examples
    --------
    >>> found = facets_of_cell([(1, 0, 1), (0, 1, 1), (1, 1, 2)], (0, 0, 1))
    >>> [*found], found[1].vector(0)[1] > 1
    ([0, 1], True)
    """
    search = _Search(rows, interior, range(len(rows)) if wanted is None else wanted)
    if len(rows) * (len(interior) - 1) > _SMALL:
        with np.errstate(all="ignore"):  # floats propose
            search.look()
    return search.decided()


class _Search:
    """What is known of the rows of one cell."""

    def __init__(
        self, rows: Sequence[IntegerVector], interior: IntegerVector, wanted: Iterable[int]
    ) -> None:
        self.rows, self.interior, self.wanted = rows, interior, [*wanted]
        self.facets: Facets = {}
        self.strict: set[int] = set()  # never tight on the cell
        self.implied: set[int] = set()  # by the rows that are not in here

    def look(self) -> None:
        """Decide what floats decide."""
        boxed = BoxedRows.of(self.rows, len(self.interior) - 1)
        start = rounded_points(_coordinates(ScaledVectors([self.interior])))
        if boxed.violated(start)[0] != -1:
            return
        centre = rounded_points(central_point(boxed, _coordinates(start)[0])[np.newaxis])
        if boxed.violated(centre)[0] != -1:
            centre = start
        self.boxed = boxed
        self.programs = BoxedPrograms(boxed, _coordinates(centre)[0])
        self.places: dict[int, Place] = {int(row): k for k, row in enumerate(boxed.form_rows)}
        for side, j in np.argwhere(boxed.bound_rows >= 0).tolist():
            self.places[int(boxed.bound_rows[side, j])] = (side, j)
        self._along_rays()
        self._around_corners()
        self._at_each()

    def _left(self) -> list[int]:
        known = self.strict | self.implied
        return [i for i in self.wanted if i not in self.facets and i not in known]

    def _keep(self, points: Floats) -> int:
        """Keep what points prove; return how many facets are new."""
        if not len(points):
            return 0
        proposed = rounded_points(points)
        violated = self.boxed.violated(proposed).tolist()
        before = len(self.facets)
        for k, row in enumerate(violated):
            if row >= 0 and row not in self.facets:
                self.facets[row] = proposed.take([k])
        return len(self.facets) - before

    def _normals(self, rows: Sequence[int]) -> Floats:
        """Return the linear parts of the rows' forms, each over its value at the centre."""
        normals = np.zeros((len(rows), self.boxed.dimension))
        gaps = self.boxed.inner - self.programs.centre
        for k, row in enumerate(rows):
            place = self.places[row]
            if isinstance(place, tuple):
                normals[k, place[1]] = -1 / gaps[place]
            else:
                normals[k] = self.programs.slopes[place]
        return normals

    def _around(self, optimum: Optimum) -> Floats:
        bounds = any(isinstance(self.places[row], tuple) for row in self.wanted)
        return self.programs.points_around(optimum, bounds=bounds)

    def _along_rays(self) -> None:
        normals = self._normals(self._left())
        is_bound = np.count_nonzero(normals, axis=1) == 1
        self._keep(self.programs.points_along(-normals[is_bound]))
        normals = self._normals(self._left())
        self._keep(self.programs.points_along(self.programs.shortest_rays(normals)))

    def _around_corners(self) -> None:
        generator = np.random.default_rng(0)
        while len(left := self._left()) > _FEW:
            weights = generator.uniform(0.5, 1.0, len(left))
            optimum = self.programs.minimise(weights @ self._normals(left), None)
            if optimum is None or self._keep(self._around(optimum)) < _WORTH:
                break

    def _at_each(self) -> None:
        for row in self._left():
            if row in self.facets:
                continue
            normal, place = self._normals([row])[0], self.places[row]
            optimum = self.programs.minimise(normal, None)
            if optimum is None:
                continue
            value = 1 + normal @ (optimum.point - self.programs.centre)
            if value > _CLOSE:
                self._drop_if_strict(row, optimum)
                continue
            self._keep(self._around(optimum))
            if row in self.facets:
                continue
            relaxed = self.programs.minimise(normal, place)
            if relaxed is None:
                continue
            step = relaxed.point - self.programs.centre
            value = 1 + normal @ step
            if value < -_CLOSE:
                # On the way out from the centre, it vanishes before the others.
                way = (1 + 1 / (1 - value)) / 2
                self._keep((self.programs.centre + way * step)[np.newaxis])
            else:
                self._drop_if_implied(row, relaxed)

    def _drop_if_strict(self, row: int, optimum: Optimum) -> None:
        """Drop a row that looks strict at the optimum where it is least."""
        place = self.places[row]
        if isinstance(place, tuple):
            scale = np.abs(self.boxed.inner[place] - self.programs.centre[place[1]])
            form = self.boxed.bound_form(*place)
        else:
            scale, form = self.programs.values[place], self.boxed.forms[place]
        if self.boxed.proved_strict(form, scale * optimum.multipliers):
            self.strict.add(row)
        else:
            self._drop_if_implied(row, optimum)

    def _drop_if_implied(self, row: int, optimum: Optimum) -> None:
        """Drop a row that others are proved to imply, by exact multipliers.

        Those of the forms that an optimum holds, for which nothing is left of the coordinates that
        it does not hold; what is left of the others is bounded by the box.
        """
        held = [int(self.boxed.form_rows[k]) for k in optimum.held]
        if row in held or len(held) != len(optimum.free) or self.implied.intersection(held):
            return
        wanted, others = self.rows[row], [self.rows[k] for k in held]
        free = optimum.free.tolist()
        system = [[other[j] for other in others] for j in free]
        multipliers = solve(system, [wanted[j] for j in free]) if held else ()
        if multipliers is None or min(multipliers, default=0) < 0:
            return
        scale = common_denominator(multipliers)
        rest = [scale * entry for entry in wanted]
        for factor, other in zip(numerators(multipliers, scale), others, strict=True):
            if factor:
                rest = [a - factor * b for a, b in zip(rest, other, strict=True)]
        left = Fraction(rest[-1])
        for j in compress(range(len(rest) - 1), rest):
            bound = int(self.boxed.bound_rows[int(rest[j] > 0), j])
            if bound in (-1, row) or bound in self.implied:
                return
            left -= rest[j] * Fraction(self.rows[bound][-1], self.rows[bound][j])
        if left > 0:
            self.strict.add(row)
        elif left == 0:
            # Not implied by what it implies itself: others are kept, or dropped for other reasons.
            self.implied.add(row)

    def decided(self) -> Facets:
        """Decide exactly what is left."""
        if self._left():
            # What is strict on the whole cell is tight nowhere, and may be left out.
            dropped = self.strict | self.implied
            kept = [i for i in range(len(self.rows)) if i not in dropped]
            cell = Cell.of_domain([self.rows[i] for i in kept], self.interior)
            positions = {row: k for k, row in enumerate(kept)}
            for row, vector in self.facets.items():
                cell = cell.with_beyond(vector, np.array([positions[row]]))
            questions = Questions(cell, LpStatistics())
            questions.drop_implied()
            cell = questions.cell
            for place, carrier in enumerate(cell.carriers):
                known = int((cell.crossed == place).nonzero()[0][0])
                self.facets.setdefault(kept[-1 - carrier], cell.beyond.take([known]))
        return {i: self.facets[i] for i in sorted(self.wanted) if i in self.facets}


def _coordinates(points: ScaledVectors) -> Floats:
    return np.asarray(points.floats[:, :-1] / points.floats[:, -1:])
