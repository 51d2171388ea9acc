"""The two questions of engine ``lp``, decided by the cheapest evidence that decides.

Does a hyperplane cut a cell? Does a constraint carry a facet?
What is known of the cell answers first, in floats and then exactly. What is left is asked of HiGHS:
the point that it finds, or its multipliers, prove the answer in floats or not at all; what touches
the cell, or nearly so, is decided by an exact linear program. Whatever was found is kept with the
cell, to answer later questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    UNDECIDED,
    IntegerVector,
    ScaledVectors,
    dot,
    filtered_signs,
    negated,
    signs_of_products,
)
from polyregions.errors import InternalError
from polyregions.polytopes import homogeneous_point
from polyregions.polytopes.linear_programs import Infeasible, Optimal, Unbounded
from polyregions.refinement.lp.bounds import proved_negative
from polyregions.refinement.lp.cell import Cell, constraint_rows
from polyregions.refinement.lp.corners import (
    corner_at,
    points_along_rays,
    points_around,
    rounded_points,
)
from polyregions.refinement.lp.local_programs import LocalPrograms, Proposal
from polyregions.refinement.lp.long_numbers import (
    are_long,
    points_beyond_nearest,
    points_beyond_vertex,
)
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["cutting", "with_facets_only"]

Cut = tuple[int, IntegerVector | None]

# Values within this part of the way from the centre look like zero to HiGHS: no proof is tried.
_CLOSE = 2.0**-30
# Programs with so many coefficients are solved exactly at once: that costs less than a proposal.
_SMALL = 48
# Random objectives are tried while each shows at least so many facets.
_FEW, _WORTH = 1, 2


@np.errstate(all="ignore")
def cutting(
    cell: Cell, forms: Sequence[IntegerVector], statistics: LpStatistics
) -> tuple[Cell, list[Cut]]:
    """Find the hyperplanes that meet the interior of a cell.

    Parameters
    ----------
    cell
        The cell.
    forms
        Nonconstant forms, one a hyperplane.
    statistics
        Counts that are kept up.

    Returns
    -------
    cell
        The same cell, knowing what its linear programs found.
    cuts
        For each hyperplane that cuts its index among ``forms`` and a vector of the closed cell
        strictly on the other side than ``cell.interior``, None where it passes through that point.
    """
    statistics.questions += len(forms)
    if not forms:
        return cell, []
    at_interior = signs_of_products(ScaledVectors(forms), ScaledVectors([cell.interior]))[:, 0]
    # Oriented to be negative at the interior point: the hyperplane cuts iff the supremum is > 0.
    oriented = ScaledVectors(
        negated(form) if s > 0 else form for form, s in zip(forms, at_interior, strict=True)
    )
    search = _Search(cell, statistics)
    cuts: list[Cut] = []
    signs = filtered_signs(oriented.floats, cell.generators.floats)
    bounded = search.bounded(oriented)
    for i in range(len(forms)):
        if at_interior[i] == 0:
            statistics.decided_by_points += 1
            cuts.append((i, None))
        elif np.any(signs[i] == 1):
            statistics.decided_by_points += 1
            cuts.append((i, cell.generators.vector(int(np.flatnonzero(signs[i] == 1)[0]))))
        elif bounded[i]:
            statistics.decided_by_bounds += 1
        else:
            across = search.across(oriented.take([i]), anew=search.cell is not cell)
            if across is not None:
                cuts.append((i, across))
    return search.cell, cuts


@np.errstate(all="ignore")
def with_facets_only(cell: Cell, statistics: LpStatistics) -> Cell:
    """Drop the constraints that carry no facet, and find a vector beyond every other one.

    A constraint of a full-dimensional polytope carries a facet iff the others do not imply it.
    """
    search = _Search(cell, statistics)
    search.find_facets()
    return search.cell


class _Search:
    """What is found about one cell."""

    def __init__(self, cell: Cell, statistics: LpStatistics) -> None:
        self.cell = cell
        self.statistics = statistics
        self.dropped: set[int] = set()
        self._programs: LocalPrograms | None = None
        self._long = are_long(cell)
        self._degenerate = False
        self._small = self._long or len(cell.constraints) * cell.dimension <= _SMALL

    @property
    def programs(self) -> LocalPrograms:
        """The float programs over the cell."""
        if self._programs is None:
            self._programs = LocalPrograms(self.cell.constraints, self.cell.interior)
        return self._programs

    def bounded(self, forms: ScaledVectors) -> NDArray[np.bool_]:
        """Return which forms a known corner or cone proves negative on the cell, in floats."""
        proved = self.cell.corners.proved_negative(forms.floats, self.cell.reach)
        cones: NDArray[np.bool_] = np.all(_signs_on_cones(self.cell, forms) == -1, axis=2)
        return proved | cones.any(axis=1)

    def across(self, form: ScaledVectors, *, anew: bool) -> IntegerVector | None:
        """Find a vector of the cell where a form is positive that is negative at the centre.

        Parameters
        ----------
        form
            The form.
        anew
            Whether floats have not seen all that is known of the cell.
        """
        statistics = self.statistics
        vector = self._known_across(form)
        if vector is not None:
            statistics.decided_by_points += 1
            return vector
        if (anew and self.bounded(form)[0]) or _bounded_by_cones(self.cell, form):
            statistics.decided_by_bounds += 1
            return None
        decided, vector = (False, None) if self._small else self._proposed_across(form)
        if decided:
            statistics.decided_by_floats += 1
            return vector
        statistics.decided_by_lp += 1
        return self._exactly_across(form.vector(0))

    def _known_across(self, form: ScaledVectors) -> IntegerVector | None:
        generators = self.cell.generators
        signs = filtered_signs(form.floats, generators.floats)[0]
        for i in [*np.flatnonzero(signs == 1), *np.flatnonzero(signs == UNDECIDED)]:
            vector = generators.vector(int(i))
            if signs[i] == 1 or dot(form.vector(0), vector) > 0:
                return vector
        return None

    def _proposed_across(self, form: ScaledVectors) -> tuple[bool, IntegerVector | None]:
        """Return whether floats decide the question, and a vector where the form is positive."""
        cell, programs = self.cell, self.programs
        objective = form.floats[0, :-1]
        proposal = self._maximised(objective)
        if proposal is None:
            return False, None
        value = form.floats[0, -1] + objective @ programs.centre
        gain = objective @ proposal.step
        if gain + value < -_CLOSE * gain:
            multipliers = proposal.multipliers[np.newaxis]
            return bool(
                proved_negative(form.floats, multipliers, cell.constraints.floats, cell.reach)[0]
            ), None
        if gain + value > _CLOSE * gain:
            way = (1 - value / gain) / 2
            point = rounded_points((programs.centre + way * proposal.step)[np.newaxis])
            inside = self._kept_inside(point)
            if len(inside) and filtered_signs(form.floats, point.floats)[0, 0] == 1:
                return True, point.vector(0)
        return False, None

    def _kept_inside(self, points: ScaledVectors) -> ScaledVectors:
        """Keep those of some points with the cell that prove to be inside."""
        signs = filtered_signs(self.cell.constraints.floats, points.floats)
        inside = points.take(np.flatnonzero(np.all(signs == 1, axis=0)))
        if len(inside):
            self.cell = self.cell.with_generators(inside)
        return inside

    def _maximised(
        self, objective: NDArray[np.float64], relaxed: int | None = None
    ) -> Proposal | None:
        """Propose an optimum; if it is a corner of the cell, keep what is seen from there."""
        self.statistics.float_programs += 1
        proposal = self.programs.maximise(objective, relaxed)
        if proposal is None or relaxed is not None:
            return proposal
        images, tight = self.cell.constraints.floats, proposal.tight
        corner = corner_at(self.programs, images, tight)
        if corner is None:
            return proposal
        self.cell = replace(self.cell, corners=self.cell.corners + corner)
        points = points_around(self.programs, proposal, tight, corner)
        self._kept_inside(points.take([0]))
        self._keep_beyond(points.take(range(1, len(points))), tight)
        return proposal

    def _keep_beyond(self, points: ScaledVectors, crossed: NDArray[np.intp]) -> None:
        """Keep points that prove to be beyond one constraint each."""
        signs = filtered_signs(self.cell.constraints.floats, points.floats)
        signs[list(self.dropped)] = 1
        beyond = signs[crossed, np.arange(len(points))] == -1
        others = np.count_nonzero(signs == 1, axis=0) == len(signs) - 1
        proved = np.flatnonzero(beyond & others)
        self.cell = self.cell.with_beyond(points.take(proved), crossed[proved])

    def _decide_facet_at_vertex(self, index: int) -> None:
        """Decide by the constraint's least value whether it carries a facet, if that tells."""
        cell = self.cell
        form = cell.constraints.vector(index)
        self.statistics.facet_lps += 1
        result = self.statistics.oracle.maximise(constraint_rows(cell), negated(form[:-1]))
        if not isinstance(result, Optimal):
            raise InternalError("a bounded program over a cell with an interior has no optimum")
        vertex = homogeneous_point(result.point)
        if dot(form, vertex) > 0:
            self.dropped.add(index)
            return
        found = points_beyond_vertex(cell, vertex, result.basis)
        self._degenerate = found is None
        if found is not None:
            self.cell = cell.with_beyond(*found)

    def _exactly_across(self, form: IntegerVector) -> IntegerVector | None:
        cell = self.cell
        match self.statistics.oracle.maximise(constraint_rows(cell), form[:-1]):
            case Unbounded(point, ray):
                vectors = [homogeneous_point(point), (*ray, 0)]
                self.cell = cell.with_generators(ScaledVectors(vectors))
                return vectors[1]
            case Optimal(_, point, _, basis):
                vertex = homogeneous_point(point)
                self.cell = cell.with_generators(ScaledVectors([vertex]))
                self._keep_cone(vertex, basis)
                return vertex if dot(form, vertex) > 0 else None
            case Infeasible():
                raise InternalError("a cell with an interior point was found to be empty")

    def _keep_cone(self, vertex: IntegerVector, basis: Sequence[int]) -> None:
        if len(basis) == self.cell.dimension:
            self.cell = self.cell.with_cone(vertex, basis)

    def find_facets(self) -> None:
        """Drop the constraints that carry no facet, and find a vector beyond every other one."""
        left = self._left()
        if not len(left):
            return
        opposite = -self.cell.constraints.floats[left]
        bounded = self.cell.corners.proved_negative(opposite, self.cell.reach)
        self.dropped.update(left[bounded].tolist())
        if self._long and len(left := self._left()):
            self.cell = self.cell.with_beyond(*points_beyond_nearest(self.cell, left))
        elif len(left):
            self._keep_beyond(points_along_rays(self.programs, left), left)
        self.dropped.update(_implied_by_cones(self.cell, self._left()))
        generator = np.random.default_rng(0)
        while not self._small and len(left := self._left()) > _FEW:
            weights = generator.uniform(0.5, 1.0, len(left))
            self._maximised(-weights @ self.programs.rows[left])
            if len(self._left()) > len(left) - _WORTH:
                break
        for i in self._left().tolist():
            if not np.any(self.cell.crossed == i) and i not in self.dropped:
                self._decide_facet(i)
        kept = [i for i in range(len(self.cell.constraints)) if i not in self.dropped]
        self.cell = self.cell.restricted(np.array(kept, dtype=np.intp))

    def _left(self) -> NDArray[np.intp]:
        """Return the constraints of which nothing is known."""
        left = np.ones(len(self.cell.constraints), dtype=bool)
        left[self.cell.crossed] = False
        left[list(self.dropped)] = False
        return np.flatnonzero(left)

    def _decide_facet(self, index: int) -> None:
        images = self.cell.constraints.floats
        form = -images[index : index + 1]
        if self.cell.corners.proved_negative(form, self.cell.reach)[0]:
            self.dropped.add(index)
            return
        proposal = None if self._small else self._maximised(form[0, :-1])
        if proposal is not None and proposal.slack[index] > _CLOSE:
            # It is positive on the cell, so nothing changes without it.
            multipliers = proposal.multipliers[np.newaxis]
            if proved_negative(form, multipliers, images, self.cell.reach)[0]:
                self.dropped.add(index)
                return
        elif proposal is not None and not np.any(self.cell.crossed == index):
            relaxed = self._maximised(form[0, :-1], relaxed=index)
            if relaxed is not None and relaxed.slack[index] < -_CLOSE:
                # On the way out from the centre, it vanishes before the others.
                way = (1 + 1 / (1 - relaxed.slack[index])) / 2
                point = rounded_points((self.programs.centre + way * relaxed.step)[np.newaxis])
                self._keep_beyond(point, np.array([index]))
        elif self._long and not self._degenerate:
            self._decide_facet_at_vertex(index)
            if index in self.dropped:
                return
        if not np.any(self.cell.crossed == index):
            self._decide_facet_exactly(index)

    def _decide_facet_exactly(self, index: int) -> None:
        """Decide whether others imply a constraint; if not keep a vector beyond it.

        The constraint is relaxed by about its value inside, so that the program is bounded.
        """
        cell = self.cell
        form = cell.constraints.vector(index)
        self.statistics.facet_lps += 1
        others = [i for i in range(len(cell.constraints)) if i != index and i not in self.dropped]
        rows = constraint_rows(cell)
        distance = dot(form, cell.interior) // cell.interior[-1]
        relaxed = (*rows[index][:-1], rows[index][-1] + max(1, distance))
        result = self.statistics.oracle.maximise(
            [*(rows[i] for i in others), relaxed], relaxed[:-1]
        )
        if not isinstance(result, Optimal):
            raise InternalError("a bounded program over a cell with an interior has no optimum")
        vertex = ScaledVectors([homogeneous_point(result.point)])
        if not self._long:
            # The cone's directions depend on the normals alone, which the relaxed one shares.
            self._keep_cone(vertex.vector(0), [[*others, index][i] for i in result.basis])
        if dot(form, vertex.vector(0)) < 0:
            self.cell = self.cell.with_beyond(vertex, np.array([index]))
        else:
            self.cell = self.cell.with_generators(vertex)
            self.dropped.add(index)


def _bounded_by_cones(cell: Cell, form: ScaledVectors) -> bool:
    """Return whether a form is <= 0 on some cone known to contain the cell."""
    proposed = _signs_on_cones(cell, form)[0]
    for k in np.flatnonzero(~np.any(proposed == 1, axis=1)).tolist():
        if np.all(signs_of_products(form, _cone(cell, k)) <= 0):
            return True
    return False


def _implied_by_cones(cell: Cell, indices: NDArray[np.intp]) -> Iterator[int]:
    """Yield which constraints others imply by a known cone.

    Such a cone proves the constraint without using it: it is not one of the cone's own facets,
    which vanish at all of its generators but one.
    """
    forms = cell.constraints.take(indices)
    for index, proposed in zip(indices.tolist(), _signs_on_cones(cell, forms), strict=True):
        for k in np.flatnonzero(~np.any(proposed == -1, axis=1)).tolist():
            if cell.carriers[index] in cell.facets_of_cones[k]:
                continue
            signs = signs_of_products(cell.constraints.take([index]), _cone(cell, k))
            if np.all(signs >= 0) and np.count_nonzero(signs) > 1:
                yield index
                break


def _signs_on_cones(cell: Cell, forms: ScaledVectors) -> NDArray[np.int8]:
    """Return the signs of forms at the generators of each cone that floats prove."""
    signs = filtered_signs(forms.floats, cell.cones.floats)
    return signs.reshape(len(forms), len(cell.facets_of_cones), cell.dimension + 1)


def _cone(cell: Cell, index: int) -> ScaledVectors:
    size = cell.dimension + 1
    return cell.cones.take(range(index * size, (index + 1) * size))
