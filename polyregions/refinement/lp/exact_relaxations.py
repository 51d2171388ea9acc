"""The relaxation of the layers still to come in rationals, where floats cannot tell.

Where the best value known is attained on a cell, no float bound is below it; yet the relaxation's
exact maximum over the cell may be that very value, and then the cell holds none above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, primitive
from polyregions.networks import IntegerForm
from polyregions.polytopes.linear_programs import Optimal
from polyregions.refinement.lp.arrangement import Arrangement
from polyregions.refinement.lp.cell import constraint_rows
from polyregions.refinement.lp.questions import Questions

__all__ = ["exactly_at_most"]

Forms = list[IntegerVector]
Bounds = Sequence[NDArray[np.float64]]


def exactly_at_most(
    network: IntegerForm,
    arrangement: Arrangement,
    questions: Questions,
    lower: Bounds,
    upper: Bounds,
    unit: int,
    floor: Fraction,
) -> bool:
    """Return whether the relaxation proves that a unit of the last layer is at most a number.

    Parameters
    ----------
    network
        The network.
    arrangement
        The layer of a cell.
    questions
        What is asked about the cell.
    lower, upper
        Bounds of all pre-activations there, from that layer on.
    unit, floor
        The unit and the number.
    """
    first, layers = arrangement.layer, network.layers
    is_open = [
        [i for i in layer.relu_units if lower[k][i] < 0 < upper[k][i]]
        for k, layer in enumerate(layers)
    ]
    n, more = questions.cell.dimension, sum(map(len, is_open[first:-1]))
    variable = n
    forms = _widened(arrangement.forms, more)
    rows = _widened(constraint_rows(questions.cell), more)
    for k in range(first, len(layers) - 1):
        scale = network.scales[k + 1]
        group = [int(upper[k][i] > 0) for i in layers[k].relu_units]
        passed = layers[k].activated(forms, group, scale)
        for i in is_open[k]:
            ends = Fraction(float(lower[k][i])), Fraction(float(upper[k][i]))
            if not np.isfinite([lower[k][i], upper[k][i]]).all():
                return False
            own = tuple(scale * int(j == variable) for j in range(n + more + 1))
            rows += _between_lines(forms[i], own, ends, scale)
            passed[i] = own
            variable += 1
        forms = layers[k + 1].preactivations(passed)
    goal = forms[unit]
    result = questions.maximise([primitive(row) for row in rows], goal[:-1])
    if not isinstance(result, Optimal):
        return False
    return result.value + goal[-1] <= floor * network.scales[-1]


def _widened(vectors: Sequence[IntegerVector], more: int) -> Forms:
    """Return vectors with so many zeros before their last entry."""
    return [(*vector[:-1], *[0] * more, vector[-1]) for vector in vectors]


def _between_lines(
    form: IntegerVector, own: IntegerVector, ends: tuple[Fraction, Fraction], scale: int
) -> Forms:
    """Return the rows of 0 <= a, z <= a and (u - l) a <= u (z - l), for a unit's z and a."""
    low, high = ends
    denominator = lcm(low.denominator, high.denominator)
    bottom, top = int(low * denominator), int(high * denominator)
    # Times the denominators of the bounds, and of their product.
    width = denominator * (top - bottom)
    chord = [width * a - denominator * top * z for a, z in zip(own, form, strict=True)]
    chord[-1] += top * bottom * scale
    lines = [[-a for a in own], [z - a for z, a in zip(form, own, strict=True)], chord]
    return [(*line[:-1], -line[-1]) for line in lines]
