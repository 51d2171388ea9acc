"""What the page shows first, in floats."""

from __future__ import annotations

from fractions import Fraction
from math import ulp

from polyregions.arithmetic import nearest_float
from polyregions.complexes import RegionComplex
from polyregions.drawing.plane import whole_view
from polyregions.errors import InvalidDomainError
from polyregions.page.rounding import FARTHEST

__all__ = ["first_view"]

_ACCURACY = Fraction(1, 10**6)
# Narrower views, compared with their distance from the origin, are too coarse a grid of floats.
_FEWEST_STEPS = 2**20


def first_view(complex: RegionComplex) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of what to show of a plane complex at first.

    Raises
    ------
    InvalidDomainError
        If floats cannot tell the points of it apart.

    Examples
    --------
    >>> import polyregions as pr
    >>> first_view(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    (0.0, 0.0, 1.0, 1.0)
    """
    (left, bottom), (right, top) = whole_view(complex, _ACCURACY)
    view = nearest_float(left), nearest_float(bottom), nearest_float(right), nearest_float(top)
    farthest = max(map(abs, view))
    narrower = min(view[2] - view[0], view[3] - view[1])
    if farthest > FARTHEST or narrower < _FEWEST_STEPS * ulp(farthest):
        raise InvalidDomainError(
            "the domain is too narrow or too far out for binary floats to tell its points apart: "
            "choose another one, or shift and scale the inputs by a slice with an origin and "
            "directions"
        )
    return view
