"""Proofs in floats of what forms are at most on a bounded cell.

Where constraints c_i are >= 0 on the cell, multipliers y_i >= 0 prove h <= r there for the residual
r = h + sum y_i c_i, whatever the y_i are: no linear program need be solved exactly. A residual
r_1 x_1 + ... + r_n x_n + r_0 is at most |r_1| R_1 + ... + |r_n| R_n + r_0 where |x_j| <= R_j, and
with the rounding of the images and of the sums bounded as in :mod:`polyregions.arithmetic.signs`
a negative value of that is a proof (A. Neumaier and O. Shcherbina, "Safe bounds in linear and
mixed-integer linear programming", 2004). Where bounds of the x_j from both sides are known, they
make a closer one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector

__all__ = ["box_around", "highest_values", "proved_negative"]

Floats = NDArray[np.float64]

_UNIT_ROUNDOFF: Final = 2.0**-53
_UNDERFLOW: Final = 2.0**-980


def proved_negative(
    forms: Floats, multipliers: Floats, constraints: Floats, reach: Floats
) -> NDArray[np.bool_]:
    """Return for which forms the multipliers prove negative values on the whole cell.

    Parameters
    ----------
    forms
        Images (f, n + 1) of the forms, correctly rounded, with entries in [-1, 1].
    multipliers
        Nonnegative floats (f, k).
    constraints
        Images (k, n + 1) of forms that are >= 0 on the cell, likewise.
    reach
        Upper bounds (n,) of the coordinates' absolute values on the cell; infinite where there is
        none, and then nothing is proved.
    """
    with np.errstate(all="ignore"):  # what is not finite proves nothing
        box = np.stack([reach, reach])
        proved: NDArray[np.bool_] = highest_values(forms, multipliers, constraints, box) < 0
    return proved


def highest_values(forms: Floats, multipliers: Floats, constraints: Floats, box: Floats) -> Floats:
    """Return the upper bounds (f,) of forms on the cell that the multipliers prove.

    Parameters
    ----------
    forms, multipliers, constraints
        As for :func:`proved_negative`, but the forms may have larger entries.
    box
        What the coordinates are at most, and their opposites, on the cell (2, n).
    """
    terms, size = constraints.shape[-2] + 1, forms.shape[1]
    residual = forms + multipliers @ constraints
    magnitudes = np.abs(forms) + multipliers @ np.abs(constraints)
    tiny = _UNDERFLOW * (1 + multipliers.sum(axis=-1, keepdims=True))
    # terms + 2 roundings, and two more for those of the bound itself.
    error = ((terms + 4) * _UNIT_ROUNDOFF) * magnitudes + tiny
    slopes, constants, reach = residual[..., :-1], residual[..., -1], box.max(axis=0)
    linear = np.maximum(slopes, 0.0) @ box[0] - np.minimum(slopes, 0.0) @ box[1]
    # The sum of these size terms is rounded in its turn.
    sizes = np.abs(slopes) @ reach + np.abs(constants)
    off = error[..., :-1] @ reach + error[..., -1] + ((size + 4) * _UNIT_ROUNDOFF) * sizes
    highest: Floats = linear + constants + (off * (1 + (size + 4) * _UNIT_ROUNDOFF) + _UNDERFLOW)
    return highest


def box_around(constraints: Iterable[IntegerVector], dimension: int) -> Floats:
    """Return what the coordinates are at most, and their opposites, where the forms are >= 0.

    Bounds (2, n) that follow from the forms in one coordinate alone; infinite where none does.
    """
    bounds = np.full((2, dimension), np.inf)
    for form in constraints:
        support = [j for j, entry in enumerate(form[:-1]) if entry]
        if len(support) == 1:
            entry = form[support[0]]
            side = bounds[int(entry > 0)]
            side[support[0]] = min(side[support[0]], _rounded_up(form[-1], abs(entry)))
    return bounds


def _rounded_up(numerator: int, denominator: int) -> float:
    try:
        return math.nextafter(numerator / denominator, math.inf)
    except OverflowError:
        return math.inf
