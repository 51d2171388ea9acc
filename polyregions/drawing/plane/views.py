"""What part of the input space a picture shows."""

from __future__ import annotations

from fractions import Fraction
from math import ulp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_matrix
from polyregions.errors import InvalidDomainError
from polyregions.interface import option

__all__ = ["checked_view", "corners_of_view", "main_part"]

Floats = NDArray[np.float64]

# Of points without bounds the next smaller share is shown if a share needs so much more room.
_SHARES = (1.0, 0.8, 0.6, 0.5)
_FAR_OUT = 4
# Narrower views, compared with their distance from the origin, are too coarse a grid of floats.
_FEWEST_STEPS = 4096


def corners_of_view(view: Any, dimension: int) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Return a view given as ``[[lower, upper], ...]`` as its least and its largest coordinates.

    Parameters
    ----------
    view
        A pair of numbers for each coordinate.
    dimension
        How many pairs are needed.

    Raises
    ------
    InvalidDomainError
        If it is no box.

    Examples
    --------
    >>> lower, upper = corners_of_view([[0, 1], ["1/2", 2]], 2)
    >>> [str(x) for x in lower]
    ['0', '1/2']
    """
    bounds = exact_matrix(view, "view")
    if len(bounds) != dimension or any(len(side) != 2 or side[0] >= side[1] for side in bounds):
        sides = ", ".join(["[lower, upper]"] * dimension)
        raise InvalidDomainError(f"the view is no box: give [{sides}]")
    return tuple(low for low, _ in bounds), tuple(high for _, high in bounds)


@np.errstate(all="ignore")
def main_part(points: Floats, error: float = 0.0) -> tuple[Floats, Floats]:
    """Return two corners of a box around all points, or around most where the rest is far out.

    Parameters
    ----------
    points
        float64 array (k, n) of finite numbers.
    error
        How far off they may be: a box that is no larger shrinks to its middle.

    Raises
    ------
    InvalidDomainError
        If there are none.
    """
    if not len(points):
        raise InvalidDomainError(
            "no vertex lies within the range of binary floats: choose a view, or scale the "
            "network's inputs"
        )
    # Coordinates that occur: between equal numbers interpolation would round.
    boxes = [
        np.quantile(points, [(1 - share) / 2, (1 + share) / 2], axis=0, method="nearest")
        for share in _SHARES
    ]
    # Halves, since the whole range of floats has no length in floats.
    extents = [float(np.max(upper / 2 - lower / 2)) for lower, upper in boxes]
    chosen = 0
    for k in range(1, len(boxes)):
        if extents[k] and extents[k - 1] / _FAR_OUT > extents[k]:
            chosen = k
        else:
            break
    lower, upper = boxes[chosen]
    if extents[chosen] <= error:
        lower = upper = lower / 2 + upper / 2
    return lower, upper


def checked_view(view: Floats) -> Floats:
    """Return a view after checking that floats can tell its points apart.

    Parameters
    ----------
    view
        float64 array (2, n): the least and the largest coordinates.

    Raises
    ------
    InvalidDomainError
        If they cannot.

    Examples
    --------
    >>> checked_view(np.array([[0.0, 0.0], [1.0, 2.0]])).shape
    (2, 2)
    """
    with np.errstate(over="ignore", invalid="ignore"):
        sides = view[1] - view[0]
    farthest = float(np.max(np.abs(view)))
    if not np.all(np.isfinite(sides)) or np.min(sides) < _FEWEST_STEPS * ulp(farthest):
        raise InvalidDomainError(
            "the view is too narrow or too far out for binary floats to tell its points apart: "
            "choose another view, or shift and scale the inputs by "
            f"{option('network.restrict(origin, directions)', '--slice')}"
        )
    return view
