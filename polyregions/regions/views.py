"""What part of the input space a picture shows."""

from __future__ import annotations

from math import ulp

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidDomainError

__all__ = ["checked_view", "main_part"]

Floats = NDArray[np.float64]

# Of points without bounds, this share is shown if all of them need so much more room.
_SHOWN_SHARE = 0.8
_FAR_OUT = 4
# Narrower views, compared with their distance from the origin, are too coarse a grid of floats.
_FEWEST_STEPS = 4096


def main_part(points: Floats) -> tuple[Floats, Floats]:
    """Return two corners of a box around all points, or around most where the rest is far out.

    Parameters
    ----------
    points
        float64 array (k, n) of finite numbers.

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
    lower, upper = np.min(points, axis=0), np.max(points, axis=0)
    tail = (1 - _SHOWN_SHARE) / 2
    inner_lower, inner_upper = np.quantile(points, [tail, 1 - tail], axis=0)
    # Halves, since the whole range of floats has no length in floats.
    inner_extent = np.max(inner_upper / 2 - inner_lower / 2)
    if inner_extent and np.max(upper / 2 - lower / 2) / _FAR_OUT > inner_extent:
        return inner_lower, inner_upper
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
    farthest = float(np.max(np.abs(view)))
    if not np.isfinite(farthest) or np.min(view[1] - view[0]) < _FEWEST_STEPS * ulp(farthest):
        raise InvalidDomainError(
            "the view is too narrow or too far out for binary floats to tell its points apart: "
            "choose another view, or shift and scale the inputs by network.restrict(origin, "
            "directions)"
        )
    return view
