"""Driving the kernel: answering its queries, growing its arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from polyregions.arithmetic import IntegerVector, dot, negated, primitive_from_rationals, sign
from polyregions.budgets import checkpoint
from polyregions.errors import OutOfTime
from polyregions.networks import IntegerForm
from polyregions.refinement.goals import Goal
from polyregions.refinement.vertices.composed_layers import ComposedLayer, composed_layers
from polyregions.refinement.vertices.exact_interior import exact_interior_point
from polyregions.refinement.vertices.guides import guide_of
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.kernel.advancing import advance
from polyregions.refinement.vertices.kernel.arrays import (
    Array,
    NetworkArrays,
    Output,
    Reach,
    Stack,
    Work,
)
from polyregions.refinement.vertices.kernel.interior_points import PROPOSAL
from polyregions.refinement.vertices.kernel.rounding import UNDECIDED
from polyregions.refinement.vertices.oracle import ExactForms, generator_of
from polyregions.refinement.vertices.reach import no_reach, reach_of
from polyregions.refinement.vertices.remainders import sharp_planes, with_rests
from polyregions.refinement.vertices.storage import (
    facet_set,
    members_of,
    new_stack,
    new_work,
    roomier,
)
from polyregions.refinement.vertices.stored_cells import (
    StoredCell,
    float_generator,
    push_cell,
)

__all__ = ["Branch", "Problem", "Search", "begun", "searched_layers"]

_ANSWER = 100_000
"""The work of the kernel that takes as long as a sign decided in integers, or less."""

Branch = tuple[Work, Stack]
"""A search under way, in this process."""


@dataclass(frozen=True, eq=False)
class Problem:
    """All that a search needs to know.

    Attributes
    ----------
    network
        The network in integers.
    arrays
        The network in float64.
    rows
        The forms of the domain, >= 0 inside, as in :class:`.StartCells`.
    kept
        The coordinates that are not divided out.
    scales
        m and e for each unit of the last layer, of which m 2**e times the value is stored.
    goal
        What is searched for, if not all regions.
    """

    network: IntegerForm
    arrays: NetworkArrays
    rows: tuple[IntegerVector, ...]
    kept: tuple[int, ...]
    scales: Array
    goal: Goal | None = None

    @property
    def cuts_regions(self) -> bool:
        """Whether the start cells cut regions in pieces."""
        return len(self.rows) > self.arrays.domain_rows + 1

    @cached_property
    def sharp(self) -> tuple[NetworkArrays, Array]:
        """The network with the rests of its parameters, and its first rows, in double-double."""
        layers = searched_layers(self.network, self.goal)
        net = with_rests(layers, self.arrays)
        return net, sharp_planes(layers, self.arrays, self.rows, self.kept)

    @cached_property
    def reach(self) -> Reach:
        """The network modulo a prime."""
        return reach_of(self.network, self.arrays)


def searched_layers(network: IntegerForm, goal: Goal | None) -> list[ComposedLayer]:
    """Return the layers of a search: those that cut cells, and the last one for a goal."""
    return composed_layers(network, outputs=goal is not None)


def begun(problem: Problem, cell: StoredCell) -> Branch:
    """Return the search below one cell, before its first step."""
    net, facet_words = problem.arrays, cell.facets.shape[1]
    return push_cell(net, new_work(net, facet_words), new_stack(net, facet_words), cell)


class Search:
    """A depth-first search below some cells of one branch; at its end, below another cell."""

    def __init__(self, problem: Problem, branch: Branch) -> None:
        self._problem = problem
        self._net = problem.sharp[0] if branch[0].sharp.size else problem.arrays
        self._bit_of = problem.arrays.units[:, arrays.BIT]
        self._dropped = [i for i in range(problem.network.inputs) if i not in problem.kept]
        self.work, self.stack = branch
        self._guide = guide_of(problem, self.work, self.stack)
        self.exact_points: dict[int, IntegerVector] = {}

    @cached_property
    def _forms(self) -> ExactForms:
        return ExactForms(self._problem.network, self._problem.rows)

    def begin(self, cell: StoredCell) -> None:
        """Search below a cell next, in the arrays of what has come to its end."""
        self.work, self.stack = push_cell(self._net, self.work, self.stack, cell)

    def run(
        self,
        output: Output,
        purpose: int,
        work: int,
        regions: int,
        level: tuple[int, int] | None = None,
    ) -> int:
        """Advance until Python is needed for more than an answer or more room; say why.

        The search pauses after so much work of the kernel, about a nanosecond each, after so many
        regions (a few more where they are only counted), or where the time is up. A level, if any,
        is one of :mod:`.levels`, whose cells are found instead of regions.
        """
        try:
            reach = self._problem.reach if purpose == outcomes.MERGING else no_reach()
        except OutOfTime:
            return outcomes.PAUSED
        layer, decided = (self._net.depth, 0) if level is None else level
        while True:
            reason: int = advance(
                self._net,
                self.work,
                self.stack,
                output,
                reach,
                self._guide,
                purpose,
                layer,
                decided,
                work,
                regions,
            )
            try:
                if reason in (outcomes.ASKED, outcomes.POINT_ASKED):
                    self._decide(reason)
                elif reason == outcomes.MUST_GROW:
                    self.work, self.stack = roomier(self._net, self.work, self.stack)
                else:
                    return reason
            except OutOfTime:  # what was asked will be asked again
                return outcomes.PAUSED

    def _decide(self, reason: int) -> None:
        """Answer what the kernel asks, once double-double has not been enough."""
        if not self.work.sharp.size:
            self._sharpen()
        elif reason == outcomes.ASKED:
            self._answer()
        else:
            self._answer_point()

    def _sharpen(self) -> None:
        """Let the kernel decide in double-double what it has asked, and all that it may ask."""
        self._net, rows = self._problem.sharp
        self.work = self.work._replace(sharp=rows.copy())
        self.work.counts[[arrays.TOP_QUERY, arrays.QUERY_CURSOR]] = 0

    def _top(self) -> tuple[Array, Array]:
        """Return the members of the top cell, and its frame."""
        frame = self.stack.frames[self.work.counts[arrays.TOP_FRAME] - 1]
        start = frame[arrays.START]
        return self.stack.members[start : start + frame[arrays.COUNT]], frame

    def _bits(self) -> Array:
        bits = np.zeros(self._problem.network.units, dtype=np.uint8)
        used = self._bit_of >= 0
        bits[self._bit_of[used]] = self.work.active[used]
        return bits

    def _form(self, label: int) -> IntegerVector:
        return self._forms.form(label if label < 0 else int(self._bit_of[label]))

    def _answer(self) -> None:
        """Decide the recorded signs in integers."""
        counts, queries = self.work.counts, self.stack.queries
        self._forms.follow(self._bits())
        facets = self._facet_forms()
        inside = self._inside(facets)
        known: dict[tuple[int, ...], IntegerVector] = {}
        for query in queries[: counts[arrays.TOP_QUERY]]:
            if query[arrays.QUERY_ANSWER] != UNDECIDED:
                continue
            checkpoint()
            counts[arrays.RATIONAL_SIGNS] += 1
            counts[arrays.WORK] += _ANSWER
            members = members_of(query[arrays.QUERY :])
            extra = int(query[arrays.QUERY_EXTRA])
            key = (*members, extra)
            if key not in known:
                tight = [facets[slot] for slot in members]
                if extra >= 0:
                    tight.append(self._form(extra))
                known[key] = generator_of(tight, inside, self._dropped)
                self._improve(int(query[arrays.QUERY_POOL]), known[key])
            form = self._form(int(query[arrays.QUERY_UNIT]))
            query[arrays.QUERY_ANSWER] = sign(dot(form, known[key]))
        counts[arrays.QUERY_CURSOR] = 0
        if counts[arrays.TOP_QUERY] == len(queries):
            # The step may have more to ask than there was room for.
            self.stack = self.stack._replace(queries=np.concatenate([queries, queries]))

    def _improve(self, pool: int, generator: IntegerVector) -> None:
        """Replace a generator in the pool by its exact value, rounded, unless it is exact."""
        if pool >= 0 and self.stack.pool[pool, -1] != arrays.EXACT:
            kept = (*(generator[i] for i in self._problem.kept), generator[-1])
            point, error = float_generator(kept)
            self.stack.pool[pool, :-1] = (*point, error)

    def _facet_forms(self) -> dict[int, IntegerVector]:
        """Return the form of each facet slot of the top cell."""
        _, frame = self._top()
        start = facet_set(self.stack)
        slots = start + self.stack.words
        return {
            slot: self._form(int(frame[slots + slot])) for slot in members_of(frame[start:slots])
        }

    def _inside(self, facets: dict[int, IntegerVector]) -> list[IntegerVector]:
        """Return forms that are >= 0 on the top cell and give its generators a direction."""
        _, frame = self._top()
        inside = [self._problem.rows[self._net.domain_rows]]
        for slot, form in facets.items():
            label = int(frame[facet_set(self.stack) + self.stack.words + slot])
            if label < 0 or self._is_active(frame, label):
                inside.append(form)
            else:
                inside.append(negated(form))
        return inside

    def _is_active(self, frame: Array, unit: int) -> bool:
        """Return whether a unit that carries a facet of the top cell is active on it."""
        layer = int(self._net.units[unit, arrays.LAYER_OF])
        if layer == frame[arrays.LAYER]:
            first, count = self.work.layers[layer, [arrays.FIRST, arrays.CUTS]].tolist()
            cuts = list(self.work.cut_units[first : first + count])
            if unit in cuts:
                local = cuts.index(unit)
                word = int(frame[arrays.FRAME + self.stack.sets + (local >> 6)])
                return bool(word >> (local & 63) & 1)
        return bool(self.work.active[unit])

    def _answer_point(self) -> None:
        """Find the point of the top cell, a region, in integers."""
        self._forms.follow(self._bits())
        facets = self._facet_forms()
        inside = self._inside(facets)
        point = self._proposal()
        if point is None or any(dot(form, point) <= 0 for form in inside):
            point = exact_interior_point(self._generators(facets, inside), inside)
        counts = self.work.counts
        self.exact_points[int(counts[arrays.OUTPUT_REGIONS])] = point
        counts[arrays.WORK] += _ANSWER
        self.stack.queries[: counts[arrays.TOP_QUERY], arrays.QUERY_ANSWER] = 0

    def _proposal(self) -> IntegerVector | None:
        """Return the point that the kernel has proposed, if any."""
        kept = self._problem.kept
        floats = self.work.scratch[arrays.CENTRE, PROPOSAL, : len(kept)].tolist()
        if not all(map(math.isfinite, floats)):
            return None
        point = [Fraction(0)] * self._problem.network.inputs + [Fraction(1)]
        for i, value in zip(kept, floats, strict=True):
            point[i] = Fraction(value)
        return primitive_from_rationals(point)

    def _generators(
        self, facets: dict[int, IntegerVector], inside: list[IntegerVector]
    ) -> list[IntegerVector]:
        """Return the exact generators of the top cell, given the forms of its facets."""
        members, _ = self._top()
        generators = []
        for words in members[:, arrays.MEMBER : arrays.MEMBER + self.stack.words]:
            checkpoint()
            tight = [facets[s] for s in members_of(words)]
            generators.append(generator_of(tight, inside, self._dropped))
        return generators
