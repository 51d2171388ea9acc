"""The values of affine forms at points, enclosed in pairs of floats."""

from __future__ import annotations

import numpy as np

from polyregions.arithmetic import Enclosures
from polyregions.budgets import checkpoint
from polyregions.refinement.vertices.kernel.evaluating import evaluate

__all__ = ["enclosed_values"]

_POINTS_AT_ONCE = 1 << 16


def enclosed_values(forms: Enclosures, points: Enclosures) -> Enclosures:
    """Return the value of each form at the point beside it.

    Parameters
    ----------
    forms
        Of shape (k, n + 1), the constants last.
    points
        Of shape (k, n).

    Returns
    -------
    Enclosures
        Of shape (k,).

    Raises
    ------
    OutOfTime
        If the time is up before the end.

    Examples
    --------
    >>> values = enclosed_values(
    ...     Enclosures(Enclosures.of([3, 1]).parts[np.newaxis]),
    ...     Enclosures(Enclosures.of([0.5]).parts[np.newaxis]),
    ... )
    >>> values.parts.tolist()
    [[2.5, 0.0, 0.0]]
    """
    coefficients, coordinates = map(np.ascontiguousarray, (forms.parts, points.parts))
    found = np.empty((len(coordinates), 3))
    for begin in range(0, len(found), _POINTS_AT_ONCE):
        checkpoint()
        own = slice(begin, begin + _POINTS_AT_ONCE)
        evaluate(coefficients[own], coordinates[own], found[own])
    return Enclosures(found)
