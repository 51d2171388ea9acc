"""The two questions of engine ``lp``, decided by the cheapest evidence that decides.

Does a hyperplane cut a cell? Does a constraint carry a facet?
What is known of the cell answers first, in floats and then exactly. What is left is asked of HiGHS:
the point that it finds, or its multipliers, prove the answer in floats or not at all; what touches
the cell, or nearly so, is decided by an exact linear program. Whatever was found is kept with the
cell, to answer later questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    UNDECIDED,
    IntegerVector,
    ScaledVectors,
    dot,
    filtered_signs,
    nearest_float,
    negated,
    signs_of_products,
)
from polyregions.errors import InternalError
from polyregions.polytopes import homogeneous_point
from polyregions.polytopes.linear_programs import Infeasible, Optimal, Result, Unbounded
from polyregions.refinement.lp.bounds import box_around, highest_values, proved_negative
from polyregions.refinement.lp.cell import Cell, constraint_rows
from polyregions.refinement.lp.cones import bounded_by_cones, implied_by_cones, signs_on_cones
from polyregions.refinement.lp.corners import (
    Corners,
    corners_at,
    points_across,
    points_along,
    points_around,
    rounded_points,
    shortest_rays,
)
from polyregions.refinement.lp.local_programs import LocalPrograms, Proposal
from polyregions.refinement.lp.long_numbers import (
    are_long,
    points_beyond_nearest,
    points_beyond_vertex,
)
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["Cut", "Questions"]

Cut = tuple[int, IntegerVector | None]

# Values within this part of the way from the centre look like zero to HiGHS: no proof is tried.
_CLOSE = 2.0**-30
# Programs with so many coefficients are solved exactly at once: that costs less than a proposal.
_SMALL = 48
# Random objectives are tried while each shows at least so many facets.
_FEW, _WORTH = 3, 2


class Questions:
    """What is asked about one cell.

    Parameters
    ----------
    cell
        The cell.
    statistics
        Counts that are kept up.

    Attributes
    ----------
    cell
        The same cell, knowing what has been found.
    """

    def __init__(self, cell: Cell, statistics: LpStatistics) -> None:
        self.cell = cell
        self._statistics = statistics
        self._dropped: list[int] = []
        self._long = are_long(cell)
        self._degenerate = False
        self._small = self._long or len(cell.constraints) * cell.dimension <= _SMALL

    @cached_property
    def programs(self) -> LocalPrograms:
        """The float programs over the cell."""
        return LocalPrograms(self.cell.constraints, self.cell.interior)

    @np.errstate(all="ignore")
    def cuts(self, forms: ScaledVectors) -> list[Cut]:
        """Find the hyperplanes that meet the interior of the cell.

        Parameters
        ----------
        forms
            Nonconstant forms, one a hyperplane.

        Returns
        -------
        list
            For each hyperplane that cuts its index among ``forms`` and a vector of the closed cell
            strictly on the other side than ``cell.interior``, None where it passes through that
            point.
        """
        statistics, generators = self._statistics, self.cell.generators
        statistics.questions += len(forms)
        if not len(forms):
            return []
        at_interior = signs_of_products(forms, ScaledVectors([self.cell.interior]))[:, 0]
        # Oriented to be negative at the interior point: it cuts iff the supremum is > 0.
        oriented = forms.turned(at_interior > 0)
        positive = filtered_signs(oriented.floats, generators.floats) == 1
        known = (at_interior == 0) | positive.any(axis=1)
        bounded = self._bounded(oriented)
        asked = (~(known | bounded)).nonzero()[0]
        if len(asked) and not self._small:
            self._keep(points_across(self.programs, oriented.floats[asked]))
        cuts: list[Cut] = []
        for i in range(len(forms)):
            if at_interior[i] == 0:
                statistics.decided_by_points += 1
                cuts.append((i, None))
            elif known[i]:
                statistics.decided_by_points += 1
                cuts.append((i, generators.vector(int(positive[i].argmax()))))
            elif bounded[i]:
                statistics.decided_by_bounds += 1
            else:
                across = self._across(oriented.take([i]), anew=i != asked[0])
                if across is not None:
                    cuts.append((i, across))
        return cuts

    def _bounded(self, forms: ScaledVectors) -> NDArray[np.bool_]:
        """Return which forms a known corner or cone proves negative on the cell, in floats."""
        proved = self.cell.corners.proved_negative(forms.floats, self.cell.reach)
        cones: NDArray[np.bool_] = np.all(signs_on_cones(self.cell, forms) == -1, axis=2)
        return proved | cones.any(axis=1)

    def _across(self, form: ScaledVectors, *, anew: bool) -> IntegerVector | None:
        """Find a vector of the cell where a form is positive that is negative at the centre.

        Parameters
        ----------
        form
            The form.
        anew
            Whether bounds may have been found since floats were asked for some.
        """
        statistics = self._statistics
        vector = self._known_across(form)
        if vector is not None:
            statistics.decided_by_points += 1
            return vector
        if (anew and self._bounded(form)[0]) or bounded_by_cones(self.cell, form):
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
        for i in [*(signs == 1).nonzero()[0], *(signs == UNDECIDED).nonzero()[0]]:
            vector = generators.vector(int(i))
            if signs[i] == 1 or dot(form.vector(0), vector) > 0:
                return vector
        return None

    def _proposed_across(self, form: ScaledVectors) -> tuple[bool, IntegerVector | None]:
        """Return whether floats decide the question, and a vector where the form is positive."""
        objective = form.floats[0, :-1]
        proposal = self._maximised(objective)
        if proposal is None:
            return False, None
        self._keep_corners([proposal])
        centre = self.programs.centre
        value = form.floats[0, -1] + objective @ centre
        gain = objective @ proposal.step
        if gain + value < -_CLOSE * gain:
            return bool(self._proved_negative(form.floats, [proposal])[0]), None
        if gain + value > _CLOSE * gain:
            way = (1 - value / gain) / 2
            point = rounded_points((centre + way * proposal.step)[np.newaxis])
            inside = self._keep(point)[0]
            if inside and filtered_signs(form.floats, point.floats)[0, 0] == 1:
                return True, point.vector(0)
        return False, None

    def _proved_negative(
        self, forms: NDArray[np.float64], proposals: Sequence[Proposal]
    ) -> NDArray[np.bool_]:
        """Return of which forms the multipliers prove that they are negative on the cell."""
        multipliers = np.array([proposal.multipliers for proposal in proposals])
        return proved_negative(forms, multipliers, self.cell.constraints.floats, self.cell.reach)

    def _keep(self, points: ScaledVectors) -> NDArray[np.bool_]:
        """Keep points that prove to be inside the cell, which are returned, or beyond one facet."""
        signs = filtered_signs(self.cell.constraints.floats, points.floats)
        signs[self._dropped] = 1
        positive = np.count_nonzero(signs == 1, axis=0)
        inside: NDArray[np.bool_] = positive == len(signs)
        if inside.any():
            self.cell = self.cell.with_generators(points.take(inside.nonzero()[0]))
        negative = np.count_nonzero(signs == -1, axis=0)
        beyond = ((positive == len(signs) - 1) & (negative == 1)).nonzero()[0]
        if len(beyond):
            crossed = signs[:, beyond].argmin(axis=0)
            self.cell = self.cell.with_beyond(points.take(beyond), crossed)
        return inside

    def _maximised(
        self, objective: NDArray[np.float64], relaxed: int | None = None
    ) -> Proposal | None:
        """Propose an optimum."""
        self._statistics.float_programs += 1
        return self.programs.maximise(objective, relaxed)

    def _keep_corners(self, proposals: Iterable[Proposal]) -> Corners:
        """Keep what is seen from optima that are corners of the cell; return the corners."""
        programs, found = self.programs, Corners.none(self.cell.dimension)
        by_size: dict[int, list[tuple[NDArray[np.float64], NDArray[np.intp]]]] = {}
        for proposal in proposals:
            tight = proposal.tight
            if 0 < len(tight) <= self.cell.dimension:
                by_size.setdefault(len(tight), []).append((proposal.step, tight))
        for group in by_size.values():
            steps, tight = (np.array(part) for part in zip(*group, strict=True))
            corners = corners_at(programs, self.cell.constraints.floats, tight)
            self._keep(points_around(programs, steps, tight, corners))
            found = found + corners
        if len(found):
            self.cell = replace(self.cell, corners=self.cell.corners + found)
        return found

    def box(self) -> NDArray[np.float64]:
        """Return what the coordinates are at most on the cell, and their opposites, (2, n).

        By a linear program for each bound that no constraint states by itself.
        """
        rows = constraint_rows(self.cell)
        box = box_around(self.cell.constraints.exact, self.cell.dimension)
        for side, axis in zip(*np.nonzero(np.isinf(box)), strict=True):
            objective = [0] * self.cell.dimension
            objective[axis] = 1 - 2 * int(side)
            result = self.maximise(rows, tuple(objective))
            if isinstance(result, Optimal):
                box[side, axis] = np.nextafter(nearest_float(result.value), np.inf)
        self.cell = replace(self.cell, reach=box.max(axis=0))
        return box

    @np.errstate(all="ignore")
    def is_negative(self, form: NDArray[np.float64]) -> bool:
        """Return whether an affine function, exactly as its floats are, is proved to be < 0.

        Parameters
        ----------
        form
            The function (n + 1,); one that is not finite is none.
        """
        largest = np.abs(form).max()
        if not 0 < largest < np.inf:
            return False
        image = np.ldexp(form, -np.frexp(largest)[1])[np.newaxis]
        if self.cell.corners.proved_negative(image, self.cell.reach)[0]:
            return True
        if not image[0, :-1].any():
            return bool(image[0, -1] < 0)
        objective = image[0, :-1]
        proposal = self._maximised(objective)
        if proposal is None:
            return False
        self._keep_corners([proposal])
        value = image[0, -1] + objective @ self.programs.centre
        gain = objective @ proposal.step
        return value + gain < 0 and bool(self._proved_negative(image, [proposal])[0])

    @np.errstate(all="ignore")
    def highest(self, forms: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return upper bounds of affine functions on the cell, by linear programs.

        Parameters
        ----------
        forms, box
            As for :func:`.highest_values`.
        """
        found, proposals = np.full(len(forms), np.inf), []
        for i, form in enumerate(forms):
            proposal = self._maximised(form[:-1]) if np.isfinite(form).all() else None
            if proposal is not None:
                proposals.append(proposal)
                multipliers, constraints = proposal.multipliers, self.cell.constraints.floats
                found[i] = highest_values(
                    form[np.newaxis], multipliers[np.newaxis], constraints, box
                )[0]
        self._keep_corners(proposals)
        return found

    def maximise(self, rows: Sequence[IntegerVector], objective: IntegerVector) -> Result:
        """Solve a linear program exactly, and count it."""
        return self._statistics.oracle.maximise(rows, objective)

    def _decide_facet_at_vertex(self, index: int) -> None:
        """Decide by the constraint's least value whether it carries a facet, if that tells."""
        cell = self.cell
        form = cell.constraints.vector(index)
        self._statistics.facet_lps += 1
        result = self._statistics.oracle.maximise(constraint_rows(cell), negated(form[:-1]))
        if not isinstance(result, Optimal):
            raise InternalError("a bounded program over a cell with an interior has no optimum")
        vertex = homogeneous_point(result.point)
        if dot(form, vertex) > 0:
            self._dropped.append(index)
            return
        found = points_beyond_vertex(cell, vertex, result.basis)
        self._degenerate = found is None
        if found is not None:
            self.cell = cell.with_beyond(*found)

    def _exactly_across(self, form: IntegerVector) -> IntegerVector | None:
        cell = self.cell
        match self._statistics.oracle.maximise(constraint_rows(cell), form[:-1]):
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

    @np.errstate(all="ignore")
    def drop_implied(self) -> None:
        """Drop the constraints that carry no facet, and find a vector beyond every other one.

        A constraint of a full-dimensional polytope carries a facet iff the others do not imply it.
        """
        left = self._left()
        if not len(left):
            return
        self._drop_bounded(self.cell.corners)
        if self._long and len(left := self._left()):
            self.cell = self.cell.with_beyond(*points_beyond_nearest(self.cell, left))
        elif len(left := self._left()):
            rows = self.programs.rows[left]
            rays = -rows if self._small else shortest_rays(self.programs, rows)
            self._keep(points_along(self.programs, rays))
        if self._small:
            self._dropped.extend(implied_by_cones(self.cell, self._left()))
        else:
            self._look_around()
            self._look_at_each()
        while len(left := self._left()):
            self._decide_facet(int(left[0]))
        kept = np.ones(len(self.cell.constraints), dtype=bool)
        kept[self._dropped] = False
        self.cell = self.cell.restricted(kept.nonzero()[0])

    def _left(self) -> NDArray[np.intp]:
        """Return the constraints of which nothing is known."""
        known = np.zeros(len(self.cell.constraints), dtype=bool)
        known[self.cell.crossed] = True
        known[self._dropped] = True
        return (~known).nonzero()[0]

    def _drop_bounded(self, corners: Corners) -> None:
        """Drop the constraints of which corners prove that they are positive on the cell."""
        left = self._left()
        opposite = -self.cell.constraints.floats[left]
        bounded = corners.proved_negative(opposite, self.cell.reach)
        self._dropped.extend(left[bounded].tolist())

    def _look_around(self) -> None:
        """Look for facets, and for constraints that are none, from corners on many of them."""
        generator = np.random.default_rng(0)
        while len(left := self._left()) > _FEW:
            weights = generator.uniform(0.5, 1.0, len(left))
            proposal = self._maximised(-weights @ self.programs.rows[left])
            if proposal is None:
                break
            self._drop_bounded(self._keep_corners([proposal]))
            if len(self._left()) > len(left) - _WORTH:
                break

    def _look_at_each(self) -> None:
        """Look for each constraint of which nothing is known where it is least."""
        opposite = -self.cell.constraints.floats
        proposals = {i: self._maximised(opposite[i, :-1]) for i in self._left().tolist()}
        found = {i: proposal for i, proposal in proposals.items() if proposal is not None}
        apart = [i for i, proposal in found.items() if proposal.slack[i] > _CLOSE]
        if apart:
            # They are positive on the cell, so nothing changes without them.
            proved = self._proved_negative(opposite[apart], [found[i] for i in apart])
            self._dropped.extend(np.array(apart)[proved].tolist())
        self._keep_corners(found.values())
        for i in self._left().tolist():
            if i in found and i not in apart and not np.any(self.cell.crossed == i):
                self._look_beyond(i, opposite[i, :-1])

    def _decide_facet(self, index: int) -> None:
        """Decide exactly whether a constraint carries a facet; others may follow from that."""
        if self._long and not self._degenerate:
            self._decide_facet_at_vertex(index)
            if index not in self._left():
                return
        known = len(self.cell.facets_of_cones)
        self._decide_facet_exactly(index)
        self._dropped.extend(implied_by_cones(self.cell, self._left(), known))

    def _look_beyond(self, index: int, objective: NDArray[np.float64]) -> None:
        """Look for a vector beyond a constraint where it is relaxed."""
        relaxed = self._maximised(objective, relaxed=index)
        if relaxed is not None and relaxed.slack[index] < -_CLOSE:
            # On the way out from the centre, it vanishes before the others.
            way = (1 + 1 / (1 - relaxed.slack[index])) / 2
            step = self.programs.centre + way * relaxed.step
            self._keep(rounded_points(step[np.newaxis]))

    def _decide_facet_exactly(self, index: int) -> None:
        """Decide whether others imply a constraint; if not keep a vector beyond it.

        The constraint is relaxed by about its value inside, so that the program is bounded.
        """
        cell = self.cell
        form = cell.constraints.vector(index)
        self._statistics.facet_lps += 1
        others = [i for i in range(len(cell.constraints)) if i != index and i not in self._dropped]
        rows = constraint_rows(cell)
        distance = dot(form, cell.interior) // cell.interior[-1]
        relaxed = (*rows[index][:-1], rows[index][-1] + max(1, distance))
        result = self._statistics.oracle.maximise(
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
            self._dropped.append(index)
