"""What bounds of the layers still to come say of a goal on a cell of engine ``lp``.

On a cell the layers before one are affine. Through the later ones an upper bound of a unit is
carried back as an affine function of the input: where a ReLU unit's pre-activation z lies in
[l, u] with l < 0 < u, what it passes on is between a z, for any a in [0, 1], and the chord
s z + t (E. Wong and J. Z. Kolter, "Provable defenses against adversarial examples via the convex
outer adversarial polytope", 2018; H. Zhang et al., "Efficient neural network robustness
certification with general activation functions", 2018). That the function is negative on the cell
is a question of linear programming, decided as :mod:`polyregions.refinement.lp.questions` does.

Everything is in floats, and what roundings may change is added to the constants: with u = 2^-53, a
sum of n products of parameters, themselves rounded, is off by at most (n + 3) u times the sum of
the magnitudes, as in :mod:`polyregions.arithmetic.signs`, and a coefficient that is off by e of
something at most M in size changes the bound by at most e M.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import ScaledVectors, filtered_signs
from polyregions.networks import IntegerForm, Layer
from polyregions.refinement.goals import Goal
from polyregions.refinement.lp.arrangement import Arrangement
from polyregions.refinement.lp.questions import Questions
from polyregions.refinement.lp.relaxed_programs import RelaxedUnits, relaxed_maximum

__all__ = ["GoalBounds", "Reached"]

Floats = NDArray[np.float64]

_UNIT_ROUNDOFF: Final = 2.0**-53
_TINY: Final = 2.0**-900
_SMALLEST, _LARGEST = 2.0**-500, 2.0**500


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """What is known of a cell.

    Attributes
    ----------
    lower, upper
        Bounds of the pre-activations of each layer on the cell; those before the cell's own layer
        are not used any more.
    clauses
        The clauses of the goal that may be reached there.
    """

    lower: tuple[Floats, ...]
    upper: tuple[Floats, ...]
    clauses: tuple[int, ...]
    box: Floats
    gaps: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _FloatLayer:
    weights: Floats
    sizes: Floats
    bias: Floats
    relu: NDArray[np.bool_]
    gamma: float

    @classmethod
    def of(cls, layer: Layer) -> _FloatLayer:
        relu = np.zeros(layer.units, dtype=bool)
        relu[list(layer.relu_units)] = True
        weights = layer.float_weights
        gamma = 2 * (max(weights.shape) + 16) * _UNIT_ROUNDOFF
        return cls(weights, np.abs(weights), np.asarray(layer.float_bias), relu, gamma)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Lines about what the units of a layer pass on: steepness z <= out <= slope z + offset."""

    slope: Floats
    offset: Floats
    steepness: Floats
    size: Floats
    passed: Floats

    @classmethod
    def of(cls, layer: _FloatLayer, lower: Floats, upper: Floats) -> _Lines:
        active = ~layer.relu | (lower >= 0)
        open_ = ~active & (upper > 0)
        slope, offset, steepness = np.zeros((3, len(lower)))
        slope[active] = steepness[active] = 1.0
        low, high = lower[open_], upper[open_]
        chord = high / (high - low)
        chord[low == -np.inf] = 0.0
        chord[high == np.inf] = 1.0
        above = np.maximum(np.where(chord > 0, -chord * low, 0.0), np.where(chord < 1, (1.0 - chord) * high, 0.0))
        slope[open_], offset[open_] = chord, above * (1 + 8 * _UNIT_ROUNDOFF) + _TINY
        steepness[open_] = high > -low
        size = np.maximum(-lower, upper)
        passed = np.where(layer.relu, np.maximum(upper, 0.0), size)
        return cls(slope, offset, steepness, size, passed)


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
        layers = [layer.rows.layer for layer in network.layers]
        self._goal = goal
        self._layers = [_FloatLayer.of(layer) for layer in layers]
        self.unproved = 0
        self._is_normal = all(map(_is_normal, layers))

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
        known = known or self._nothing(questions)
        if not self._is_normal:
            return known
        known = self._bounded(arrangement, candidates, questions, known)
        self.gaps = np.zeros(len(arrangement.planes))
        clauses = tuple(
            clause
            for clause in known.clauses
            if not self._is_missed(self._goal.clauses[clause], arrangement, questions, known)
        )
        return Reached(known.lower, known.upper, clauses, known.box, self.gaps) if clauses else None

    def _nothing(self, questions) -> Reached:
        lower = tuple(np.full(len(layer.bias), -np.inf) for layer in self._layers)
        upper = tuple(np.full(len(layer.bias), np.inf) for layer in self._layers)
        return Reached(lower, upper, tuple(range(len(self._goal.clauses))), questions.box())

    def _bounded(
        self,
        arrangement: Arrangement,
        candidates: Sequence[int],
        questions: Questions,
        known: Reached,
    ) -> Reached:
        """Bound the pre-activations of the cell's layer and of the later ones."""
        lower, upper = list(known.lower), list(known.upper)
        first = arrangement.layer
        for k in range(first, len(self._layers)):
            units = len(self._layers[k].bias)
            rows = np.concatenate([np.eye(units), -np.eye(units)])
            forms = self._above(k, rows, arrangement, questions, lower, upper)
            highest = questions.cell.corners.highest(forms, known.box)
            upper[k] = np.fmin(upper[k], highest[:units])
            lower[k] = np.fmax(lower[k], -highest[units:])
            if k == first:
                stable = ~np.isin(arrangement.planes, candidates) & (arrangement.planes >= 0)
                interior = ScaledVectors([questions.cell.interior])
                values = arrangement.preactivations
                largest = np.abs(values).max(axis=1, keepdims=True)
                signs = filtered_signs(values / largest, interior.floats)[:, 0]
                lower[k] = np.where(stable & (signs == 1), np.fmax(lower[k], 0.0), lower[k])
                upper[k] = np.where(stable & (signs == -1), np.fmin(upper[k], 0.0), upper[k])
        return Reached(tuple(lower), tuple(upper), known.clauses, known.box)

    def _is_missed(
        self,
        units: Sequence[int],
        arrangement: Arrangement,
        questions: Questions,
        known: Reached,
    ) -> bool:
        """Return whether some unit is proved to be below its level on the cell."""
        last, levels = len(self._layers) - 1, self._goal.levels
        for unit in units:
            if known.upper[last][unit] < levels[unit]:
                return True
        first = arrangement.layer
        chosen = np.array(units)
        relaxed = []
        for k in range(first, last):
            layer = self._layers[k]
            lines = _Lines.of(layer, known.lower[k], known.upper[k])
            is_open = layer.relu & (known.lower[k] < 0) & (known.upper[k] > 0)
            relaxed.append(RelaxedUnits(layer.weights, layer.bias, lines.slope, lines.offset, is_open))
        layer = self._layers[last]
        relaxed.append(RelaxedUnits(layer.weights[chosen], layer.bias[chosen], layer.bias, layer.bias, layer.relu))
        forms = arrangement.preactivations
        found = relaxed_maximum(questions.programs, forms if first < last else forms[chosen], relaxed, levels[chosen])
        if found is None or not found.value < 0:
            if found is not None and found.gaps:
                self.gaps += found.gaps[0]
            return False
        row = np.zeros((1, len(self._layers[last].bias)))
        row[0, chosen] = found.weights
        steep = {first + k: s for k, s in enumerate(found.steepness)}
        form = self._above(last, row, arrangement, questions, known.lower, known.upper, steep)
        form[0, -1] = np.nextafter(form[0, -1] - found.weights @ levels[chosen], np.inf)
        if questions.is_negative(form[0]):
            return True
        self.unproved += 1
        return False

    def _above(
        self,
        layer: int,
        rows: Floats,
        arrangement: Arrangement,
        questions: Questions,
        lower: Sequence[Floats],
        upper: Sequence[Floats],
        steep=None,
    ) -> Floats:
        """Return affine functions of the input that are at least rows . z on the cell.

        Parameters
        ----------
        layer, rows
            Coefficients (r, units) of a layer's pre-activations z.
        """
        constants, added, errors = np.zeros((3, len(rows)))
        for k in range(layer, arrangement.layer, -1):
            own, below = self._layers[k], self._layers[k - 1]
            lines = _Lines.of(below, lower[k - 1], upper[k - 1])
            steepness = lines.steepness
            if steep is not None:
                steepness = np.where(below.relu & (lower[k-1] < 0) & (upper[k-1] > 0), steep[k - 1], lines.steepness)
            sizes, change = np.abs(rows), rows @ own.bias
            constants += change
            added += sizes @ np.abs(own.bias)
            tiny = _TINY * (1.0 + sizes.sum(axis=1))
            passed = rows @ own.weights
            off = own.gamma * (sizes @ own.sizes) + tiny[:, np.newaxis]
            errors += off @ lines.passed
            up, down = np.maximum(passed, 0.0), np.minimum(passed, 0.0)
            constants += up @ lines.offset
            added += up @ lines.offset
            rows = up * lines.slope + down * steepness
            off = (4 * _UNIT_ROUNDOFF) * np.abs(rows) + _TINY
            errors += off @ lines.size
        own, forms = self._layers[arrangement.layer], arrangement.preactivations
        reach = np.append(questions.cell.reach, 1.0)
        sizes = np.abs(rows)
        tiny = _TINY * (1.0 + sizes.sum(axis=1, keepdims=True))
        found = rows @ forms
        found[:, -1] += constants
        gamma = max(layer_.gamma for layer_ in self._layers) * len(self._layers)
        errors += (gamma * (sizes @ np.abs(forms)) + tiny) @ reach + gamma * added
        found[:, -1] = np.nextafter(found[:, -1] + errors * (1.0 + gamma), np.inf)
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found


def _is_normal(layer: Layer) -> bool:
    sizes = np.abs(np.append(layer.float_weights.ravel(), layer.float_bias))
    beyond = (abs(x) for i in layer.units_beyond_floats for x in layer.row(i))
    return bool(
        np.all((sizes == 0.0) | ((sizes >= _SMALLEST) & (sizes <= _LARGEST)))
        and all(x == 0 or _SMALLEST <= x <= _LARGEST for x in beyond)
    )
