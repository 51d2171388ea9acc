"""The linear relaxation of all layers still to come over one cell, solved in floats by HiGHS.

Beside the input, what each unit whose sign is open passes on is a variable between its lines (the
triangle of R. Ehlers, "Formal verification of piece-wise linear feed-forward neural networks",
2017). It proposes two things: which combination of the lines proves that a clause of a goal is not
reached, and where the relaxation is loosest, which is where a cell had best be cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.refinement.lp.local_programs import LocalPrograms

__all__ = ["Relaxation", "RelaxedUnits", "relaxed_maximum"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RelaxedUnits:
    """A layer as the relaxation sees it.

    Attributes
    ----------
    weights, bias
        What makes its pre-activations of what the layer before passes on.
    slope, offset
        The upper line of each unit.
    is_open
        The units between two lines; what others pass on is slope times their pre-activation.
    """

    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    is_open: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """What HiGHS takes for the optimum.

    Attributes
    ----------
    value, size
        By how much all units of a clause can exceed their levels, and the sizes of what that sums.
    weights
        The combination of those units that proves it, of sum 1.
    steepness
        For each layer the steepness of the lower lines that proves it, 0 where none is.
    gaps
        For each layer how far each unit is from what it should pass on.
    """

    value: float
    size: float
    weights: Floats
    steepness: list[Floats]
    gaps: list[Floats]


def relaxed_maximum(
    programs: LocalPrograms,
    forms: Floats,
    layers: Sequence[RelaxedUnits],
    chosen: Sequence[int],
    levels: Floats,
) -> Relaxation | None:
    """Maximise by how much all units of a clause exceed their levels; None where HiGHS gives up.

    Parameters
    ----------
    programs
        The programs over the cell.
    forms
        The pre-activations (units, n + 1) of the first of the layers.
    layers
        Those from the cell's own on; of the last one only weights and bias count.
    chosen, levels
        The units of a clause, which are the last layer's, and their levels.
    """
    n, units = len(programs.centre), programs.units
    opened = [layer.is_open.nonzero()[0] for layer in layers[:-1]]
    count = sum(map(len, opened))
    # Affine in the steps, in what the open units pass on, and 1.
    z = np.zeros((len(forms), n + count + 1))
    z[:, :n] = forms[:, :-1] * units
    z[:, -1] = forms[:, :-1] @ programs.centre + forms[:, -1]
    preactivations, rows, start = [], [], n
    for layer, own, following in zip(layers[:-1], opened, layers[1:], strict=True):
        preactivations.append(z)
        variables = np.zeros((len(own), n + count + 1))
        variables[np.arange(len(own)), start + np.arange(len(own))] = 1.0
        start += len(own)
        above = layer.slope[:, np.newaxis] * z
        passed = above.copy()
        passed[own] = variables
        above[own, -1] += layer.offset[own]
        rows += [variables - z[own], above[own] - variables]
        z = following.weights @ passed
        z[:, -1] += following.bias
    z = z[chosen]
    z[:, -1] -= levels
    lines = np.concatenate([*rows, z])
    # The last variable is what all units of the clause exceed their levels by.
    matrix = np.concatenate([lines[:, :-1], np.zeros((len(lines), 1))], axis=1)
    matrix[len(lines) - len(z) :, -1] = -1.0
    costs = np.zeros(n + count + 1)
    costs[-1] = -1.0
    solution = programs.solution_beside(matrix, -lines[:, -1], count, costs)
    if solution is None:
        return None
    values, reduced, multipliers = solution
    multipliers = np.maximum(multipliers[len(programs.rows) :], 0.0)
    weights = multipliers[len(lines) - len(z) :]
    if not weights.sum() > 0:
        return None
    steepness, gaps, at = [], [], 0
    for layer, own, inside in zip(layers[:-1], opened, preactivations, strict=True):
        k = len(own)
        first = n + at // 2
        lower, upper = multipliers[at : at + k], multipliers[at + k : at + 2 * k]
        zero = np.maximum(reduced[first : first + k], 0.0)
        at += 2 * k
        steep, gap = np.zeros((2, len(layer.slope)))
        steep[own] = np.divide(lower, lower + zero, out=np.zeros(k), where=lower > 0)
        exact = np.maximum(inside[own, :-1] @ values[:-1] + inside[own, -1], 0.0)
        gap[own] = np.abs(values[first : first + k] - exact) * (lower + upper + zero)
        steepness.append(steep)
        gaps.append(gap)
    weights /= weights.sum()
    size = weights @ (np.abs(z[:, :-1]) @ np.abs(values[:-1]) + np.abs(z[:, -1]))
    return Relaxation(float(values[-1]), float(size), weights, steepness, gaps)
