"""The depth-first search of engine ``lp``, cell by cell and hyperplane by hyperplane.

A cell waits on the stack for the hyperplanes of one layer that may cut it. Where one does, both
parts take its place; where none does, the layer is affine on it, and it goes on to the next. So the
stack holds at most one cell for each unit, the first region is found after about as many linear
programs as there are units, and what is on the stack can be carried on in any process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from polyregions.arithmetic import ScaledVectors, signs_of_products
from polyregions.budgets import timer
from polyregions.errors import InvalidDomainError, OutOfTime
from polyregions.interface import option
from polyregions.networks import IntegerForm
from polyregions.polytopes import HPolytope, homogeneous_point, is_full_dimensional
from polyregions.refinement.dispatch import Slice
from polyregions.refinement.goals import Goal
from polyregions.refinement.lp.arrangement import Arrangement
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.found_region import FoundRegion
from polyregions.refinement.lp.goal_bounds import GoalBounds, Reached
from polyregions.refinement.lp.questions import Cut, Questions
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["Findings", "Search", "Task", "divided", "root_task", "searched"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A cell on which the layers before one are affine, and the hyperplanes that may cut it."""

    cell: Cell
    arrangement: Arrangement
    candidates: tuple[int, ...]
    reached: Reached | None = None

    @classmethod
    def entering(
        cls, cell: Cell, arrangement: Arrangement, reached: Reached | None = None
    ) -> Frame:
        """Return a cell that none of the hyperplanes has been held against."""
        return cls(cell, arrangement, tuple(range(len(arrangement.hyperplanes))), reached)


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A search that has paused: its stack, from the bottom up, and what it looks for, if at all."""

    frames: tuple[Frame, ...]
    goal: Goal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a slice of a search has found: the regions where they are listed, and how.

    A search for a goal counts, but does not list, the regions on which it is not reached; and other
    cells that it dropped.
    """

    regions: list[FoundRegion]
    statistics: LpStatistics
    dropped: int = 0


def root_task(network: IntegerForm, domain: HPolytope, statistics: LpStatistics) -> Task:
    """Return the whole domain as a task.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    """
    cell = _root_cell(domain, statistics)
    none = ScaledVectors([], cell.dimension + 1)
    return Task((Frame.entering(cell, Arrangement.of(network, 0, network.input_forms(), none)),))


def divided(task: Task) -> tuple[Task, Task] | None:
    """Cut the cell at the bottom of the stack off a task: it is the largest, and its turn last."""
    if len(task.frames) < 2:
        return None
    return Task(task.frames[1:], task.goal), Task(task.frames[:1], task.goal)


def searched(
    network: IntegerForm, lists: bool, task: Task, seconds: float, regions: int | None
) -> Slice[Task, Findings]:
    """Carry a task on for a while; see :data:`polyregions.refinement.dispatch.Work`.

    Parameters
    ----------
    network, task
        What to search.
    lists
        Whether regions are listed, or only counted.
    seconds, regions
        When to pause.
    """
    is_over = timer(seconds)
    search = Search(network, lists, task)
    count = search.findings.statistics
    try:
        while search.stack and (regions is None or count.regions < regions):
            search.advance()
            if is_over():
                break
    except OutOfTime:
        pass  # The step that it ended has changed nothing.
    rest = Task(tuple(search.stack), task.goal) if search.stack else None
    return Slice(count.regions, replace(search.findings, dropped=search.dropped), rest)


class Search:
    """A task that is carried on.

    Parameters
    ----------
    network, task
        What to search.
    lists
        Whether regions are listed, or only counted: then the facets of a region are not found.

    Attributes
    ----------
    stack
        The cells to search below, the next one last.
    findings
        What has been found.
    """

    def __init__(self, network: IntegerForm, lists: bool, task: Task) -> None:
        self.stack = list(task.frames)
        self.findings = Findings([], LpStatistics())
        self.dropped = 0
        self._network = network
        self._lists = lists
        self._bounds = None if task.goal is None else GoalBounds(network, task.goal)
        layers = network.layers
        self._last = max((i for i, layer in enumerate(layers) if layer.relu_units), default=0)

    def advance(self) -> None:
        """Hold its hyperplanes against the cell at the top: split it, or take it on to a layer."""
        frame, statistics = self.stack[-1], self.findings.statistics
        questions = Questions(frame.cell, statistics)
        if not self._is_in_reach(frame, questions):
            return
        frame = self.stack[-1]
        cuts = questions.cuts(frame.arrangement.hyperplanes.take(frame.candidates))
        if not self._lists and frame.arrangement.layer == self._last and len(cuts) <= 1:
            self.stack.pop()
            statistics.regions += 1 + len(cuts)
        elif cuts:
            self.stack[-1:] = _split(frame, questions.cell, cuts)
        elif not frame.candidates or self._is_in_reach(replace(frame, candidates=()), questions):
            questions.drop_implied()
            self._leave(replace(self.stack[-1], cell=questions.cell))

    def _is_in_reach(self, frame: Frame, questions: Questions) -> bool:
        """Return whether a goal may be reached on the cell at the top, which is dropped if not."""
        if self._bounds is None:
            return True
        reached = self._bounds.asked(frame.arrangement, frame.candidates, questions, frame.reached)
        if reached is not None:
            self.stack[-1] = replace(self.stack[-1], reached=reached)
            return True
        self.stack.pop()
        if frame.arrangement.layer == self._last and not frame.candidates:
            self.findings.statistics.regions += 1
        else:
            self.dropped += 1
        return False

    def _leave(self, frame: Frame) -> None:
        """Take on a cell that no hyperplane cuts any more."""
        arrangement, cell = frame.arrangement, frame.cell
        layer = self._network.layers[arrangement.layer]
        own = range(layer.offset, len(arrangement.unit_forms))
        group = _signs_inside(cell, arrangement.unit_forms.take(own))
        cell = replace(cell, bits=cell.bits + group)
        if arrangement.layer == self._last:
            forms = arrangement.unit_forms if self._bounds is None else None
            region = FoundRegion.of(self._network, forms, cell)
            self.stack.pop()
            self.findings.regions.append(region)
            self.findings.statistics.regions += 1
        else:
            scale = self._network.scales[arrangement.layer + 1]
            inputs = layer.activated(arrangement.forms, group, scale)
            following = Arrangement.of(
                self._network, arrangement.layer + 1, inputs, arrangement.unit_forms
            )
            self.stack[-1] = Frame.entering(cell, following, frame.reached)


def _split(frame: Frame, cell: Cell, cuts: list[Cut]) -> list[Frame]:
    """Split a cell by one of the hyperplanes that cut it; the others may cut both parts."""
    arrangement = frame.arrangement
    chosen, across = _loosest(frame, cuts) or _most_central(cuts)
    index = frame.candidates[chosen]
    rest = tuple(frame.candidates[i] for i, _ in cuts if i != chosen)
    plane, carrier = arrangement.hyperplanes.take([index]), arrangement.carriers[index]
    parts = cell.split(plane, carrier, across)
    return [Frame(part, arrangement, rest, frame.reached) for part in parts]


def _loosest(frame: Frame, cuts: list[Cut]) -> Cut | None:
    """Prefer the hyperplane of the units where the relaxation of a goal is loosest, if any is."""
    if frame.reached is None or not frame.reached.gaps.any():
        return None
    planes = frame.arrangement.planes
    gaps = [frame.reached.gaps[planes == frame.candidates[i]].sum() for i, _ in cuts]
    best = int(np.argmax(gaps))
    return cuts[best] if gaps[best] > 0 else None


def _most_central(cuts: list[Cut]) -> Cut:
    """Prefer a hyperplane through the interior point, which both parts then start apart from."""
    return next((cut for cut in cuts if cut[1] is None), cuts[0])


def _signs_inside(cell: Cell, forms: ScaledVectors) -> tuple[int, ...]:
    """Return the bits of units none of which changes sign inside the cell."""
    signs = signs_of_products(forms, ScaledVectors([cell.interior]))[:, 0]
    return tuple((signs > 0).astype(int).tolist())


def _root_cell(domain: HPolytope, statistics: LpStatistics) -> Cell:
    answer = is_full_dimensional(domain)
    if not answer:
        raise InvalidDomainError(
            "the domain has no interior: its inequalities force an equation or contradict one "
            "another; give a domain of full dimension, or fix inputs by a slice: "
            f"{option('network.restrict', '--slice')}"
        )
    cell = Cell.of_domain(domain.rows, homogeneous_point(answer.witness))
    questions = Questions(cell, statistics)
    questions.drop_implied()
    return questions.cell
