"""Whether a goal may be reached on a cell of engine ``lp``, by what its later layers can do.

Bounds of all pre-activations on the cell make a relaxation of the layers still to come
(:mod:`.later_layers`). HiGHS proposes which combination of its lines is the lowest, and where it is
loosest: a few bounds there are made sharper by linear programs over the cell, once. That the
combination is below the goal's levels is proved in floats, as all that engine ``lp`` decides; where
floats cannot tell, since the best value known is attained on the cell, in rationals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import UNDECIDED, ScaledVectors, filtered_signs
from polyregions.networks import IntegerForm
from polyregions.refinement.goals import Goal
from polyregions.refinement.lp.arrangement import Arrangement
from polyregions.refinement.lp.exact_relaxations import exactly_at_most
from polyregions.refinement.lp.later_layers import LaterLayers
from polyregions.refinement.lp.questions import Questions
from polyregions.refinement.lp.relaxed_programs import Relaxation, relaxed_maximum

__all__ = ["GoalBounds", "Reached"]

Floats = NDArray[np.float64]

# So many units where the relaxation is loosest are bounded anew.
_LOOSEST: Final = 6
# A proposed value so small beside the terms that it sums may be zero.
_CLOSE: Final = 2.0**-24


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """What is known of a cell on which a goal may be reached; it holds for all parts of it.

    Attributes
    ----------
    lower, upper
        Bounds of the pre-activations of all layers, of use from the cell's own layer on.
    box
        What the coordinates are at most, and their opposites, (2, n).
    clauses
        The clauses that may be reached there.
    gaps
        How loose the relaxation is at each unit of the cell's layer.
    """

    lower: tuple[Floats, ...]
    upper: tuple[Floats, ...]
    box: Floats
    clauses: tuple[int, ...]
    gaps: Floats


class GoalBounds:
    """Asks of cells whether a goal may be reached there.

    Parameters
    ----------
    network
        The network.
    goal
        The goal.
    """

    def __init__(self, network: IntegerForm, goal: Goal) -> None:
        self._network, self._goal = network, goal
        self._later = LaterLayers.of(network)

    @np.errstate(all="ignore")  # what is not finite proves nothing
    def asked(
        self,
        arrangement: Arrangement,
        candidates: Sequence[int],
        questions: Questions,
        known: Reached | None,
    ) -> Reached | None:
        """Return what is known of a cell, None if no clause of the goal is reached on it.

        Parameters
        ----------
        arrangement
            The hyperplanes of the cell's layer.
        candidates
            Those of them that may cut the cell.
        questions
            What questions about the cell are put to.
        known
            What is known of a cell that contains it.
        """
        if known is None:
            known = self._of_domain(questions)
        if self._later is None:
            return known
        cell = _Asked(self._network, self._goal, self._later, arrangement, questions, known)
        cell.bound(candidates)
        clauses = tuple(i for i in known.clauses if not cell.misses(self._goal.clauses[i]))
        return cell.reached(clauses) if clauses else None

    def _of_domain(self, questions: Questions) -> Reached:
        sizes = [len(layer.rows) for layer in self._network.layers]
        return Reached(
            tuple(np.full(size, -np.inf) for size in sizes),
            tuple(np.full(size, np.inf) for size in sizes),
            questions.box(),
            tuple(range(len(self._goal.clauses))),
            np.zeros(0),
        )


class _Asked:
    """One cell that is asked about."""

    def __init__(
        self,
        network: IntegerForm,
        goal: Goal,
        later: LaterLayers,
        arrangement: Arrangement,
        questions: Questions,
        known: Reached,
    ) -> None:
        self._network, self._goal, self._later = network, goal, later
        self._arrangement, self._questions = arrangement, questions
        self._box = known.box
        self._lower, self._upper = list(known.lower), list(known.upper)
        self._gaps = np.zeros(len(arrangement.planes))
        self._is_sharp = False

    def reached(self, clauses: tuple[int, ...]) -> Reached:
        """Return what is known now."""
        return Reached(tuple(self._lower), tuple(self._upper), self._box, clauses, self._gaps)

    def bound(self, candidates: Sequence[int]) -> None:
        """Bound the pre-activations of the cell's layer and of the later ones.

        Parameters
        ----------
        candidates
            The hyperplanes that may cut the cell.
        """
        first = self._arrangement.layer
        for layer, size in enumerate(map(len, self._lower[first:]), start=first):
            forms = self._above(layer, np.concatenate([np.eye(size), -np.eye(size)]))
            highest = self._questions.cell.corners.highest(forms, self._box)
            self._upper[layer] = np.fmin(self._upper[layer], highest[:size])
            self._lower[layer] = np.fmax(self._lower[layer], -highest[size:])
            if layer == first:
                self._settle(candidates)

    def _settle(self, candidates: Sequence[int]) -> None:
        """Take note of the units of the cell's layer that are known not to change sign on it."""
        planes, first = self._arrangement.planes, self._arrangement.layer
        units = list(self._network.layers[first].relu_units)
        own = self._arrangement.unit_forms.floats[-len(units) :] if units else np.zeros((0, 0))
        settled = ((planes[units] >= 0) & ~np.isin(planes[units], candidates)).nonzero()[0]
        if not len(settled):
            return
        inside = ScaledVectors([self._questions.cell.interior]).floats
        signs = filtered_signs(own[settled], inside)[:, 0]
        lower, upper = self._lower[first].copy(), self._upper[first].copy()
        for unit, sign in zip(np.array(units)[settled].tolist(), signs.tolist(), strict=True):
            if sign != UNDECIDED:
                side = lower if sign > 0 else upper
                side[unit] = max(lower[unit], 0.0) if sign > 0 else min(upper[unit], 0.0)
        self._lower[first], self._upper[first] = lower, upper

    def misses(self, clause: tuple[int, ...]) -> bool:
        """Return whether a clause is proved not to be reached on the cell."""
        # Each unit once: the weights of a combination are those of units.
        units = tuple(u for u in dict.fromkeys(clause) if self._goal.levels[u] > -np.inf)
        levels = self._goal.levels[list(units)]
        if np.any(self._upper[-1][list(units)] < levels):
            return True
        if not units:
            return False
        relaxation = self._relaxation(units, levels)
        if relaxation is not None and relaxation.value >= 0 and not self._is_sharp:
            self._is_sharp = True
            if self._sharpened(relaxation.gaps):
                relaxation = self._relaxation(units, levels)
        if relaxation is None:
            return False
        if relaxation.value < 0 and self._is_proved(units, levels, relaxation):
            return True
        is_close = abs(relaxation.value) <= _CLOSE * relaxation.size
        if is_close and len(units) == 1 and self._is_at_most_floor(units[0]):
            return True
        if relaxation.gaps:
            self._gaps += relaxation.gaps[0]
        return False

    def _relaxation(self, units: tuple[int, ...], levels: Floats) -> Relaxation | None:
        first, programs = self._arrangement.layer, self._questions.programs
        relaxed = self._later.relaxed(first, self._lower, self._upper)
        forms = self._arrangement.preactivations
        return relaxed_maximum(programs, forms, relaxed, list(units), levels)

    def _sharpened(self, gaps: Sequence[Floats]) -> bool:
        """Bound the units of later layers where the relaxation is loosest by linear programs."""
        first, are_sharper = self._arrangement.layer, False
        chosen = [
            (gap, k, i) for k, own in enumerate(gaps[1:], first + 1) for i, gap in enumerate(own)
        ]
        chosen = sorted((one for one in chosen if one[0] > 0), reverse=True)[:_LOOSEST]
        for layer in sorted({layer for _, layer, _ in chosen}):
            units = [unit for _, k, unit in chosen if k == layer]
            rows = np.eye(len(self._lower[layer]))[units]
            forms = self._above(layer, np.concatenate([rows, -rows]))
            highest = self._questions.highest(forms, self._box)
            lower, upper = self._lower[layer].copy(), self._upper[layer].copy()
            upper[units] = np.fmin(upper[units], highest[: len(units)])
            lower[units] = np.fmax(lower[units], -highest[len(units) :])
            self._lower[layer], self._upper[layer] = lower, upper
            are_sharper = True
        return are_sharper

    def _is_proved(self, units: tuple[int, ...], levels: Floats, relaxation: Relaxation) -> bool:
        """Return whether the combination that a relaxation proposes is proved to be < 0."""
        last, first = len(self._lower) - 1, self._arrangement.layer
        rows = np.zeros((1, len(self._lower[last])))
        rows[0, list(units)] = relaxation.weights
        (form,) = self._above(
            last, rows, {first + k: s for k, s in enumerate(relaxation.steepness)}
        )
        # The product of the weights, of sum about 1, with the levels is rounded.
        sizes = relaxation.weights @ np.abs(levels)
        off = 2.0 * (len(units) + 4) * np.finfo(np.float64).eps * sizes
        form[-1] = np.nextafter(form[-1] - (relaxation.weights @ levels - off), np.inf)
        return self._questions.is_negative(form)

    def _above(
        self, layer: int, rows: Floats, steepness: dict[int, Floats] | None = None
    ) -> Floats:
        reach = self._box.max(axis=0)
        return self._later.above(
            layer, rows, self._arrangement, reach, self._lower, self._upper, steepness or {}
        )

    def _is_at_most_floor(self, unit: int) -> bool:
        floor = self._goal.floors[unit]
        return floor is not None and exactly_at_most(
            self._network, self._arrangement, self._questions, self._lower, self._upper, unit, floor
        )
