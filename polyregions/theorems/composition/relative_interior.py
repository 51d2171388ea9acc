"""A point in the relative interior of a facet."""

from __future__ import annotations

from fractions import Fraction

from polyregions.arithmetic import IntegerVector
from polyregions.errors import InternalError, short
from polyregions.polytopes import HPolytope
from polyregions.polytopes.linear_programs import Optimal, maximise

__all__ = ["point_on_facet"]


def point_on_facet(polytope: HPolytope, row: IntegerVector) -> tuple[Fraction, ...]:
    """Return a point in the relative interior of the facet that a row carries, exact.

    Parameters
    ----------
    polytope
        A full-dimensional polytope.
    row
        One of its rows, which carries a facet.

    Raises
    ------
    InternalError
        If the row carries no facet.

    Examples
    --------
    >>> from polyregions.polytopes import box
    >>> point_on_facet(box([0, 0], [1, 1]), (1, 0, 1))
    (Fraction(1, 1), Fraction(1, 2))
    """
    others = [other for other in polytope.rows if other != row]
    depths = [(*other[:-1], sum(map(abs, other[:-1])), other[-1]) for other in others]
    on_facet = (*row[:-1], 0, row[-1])
    depth = (*[0] * polytope.dimension, 1)
    programme = [*depths, on_facet, tuple(-entry for entry in on_facet), (*depth, 1)]
    result = maximise(programme, depth)
    if not isinstance(result, Optimal) or result.value <= 0:
        raise InternalError(f"the row {short(row)} carries no facet of {polytope}")
    return result.point[:-1]
