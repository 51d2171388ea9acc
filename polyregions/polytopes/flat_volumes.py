"""How large polytopes are that lie in a hyperplane."""

from __future__ import annotations

from fractions import Fraction

from polyregions.arithmetic import IntegerVector, dot, negated
from polyregions.errors import InvalidDomainError
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.predicates import is_empty
from polyregions.polytopes.volumes import volume

__all__ = ["squared_flat_volume"]


def squared_flat_volume(polytope: HPolytope) -> Fraction:
    """Return the square of the (n-1)-dimensional volume of a polytope in a hyperplane, exactly.

    That of a segment in the plane is the square of its length, of a polygon in space that of its
    area, and of a point of the line 1. The volume itself is a square root, and often irrational.

    Parameters
    ----------
    polytope
        A polytope two of whose rows are the inequalities of an equation.

    Raises
    ------
    InvalidDomainError
        If no two of the rows are an equation.
    UnboundedError
        If the polytope is unbounded.

    Notes
    -----
    The polytope is projected along an axis that the hyperplane a.x = b does not contain: with
    a_k != 0, its volume is that of the projection times ||a|| / |a_k|.

    Examples
    --------
    >>> squared_flat_volume(HPolytope(2, [(1, 1, 1), (-1, -1, -1), (-1, 0, 0), (0, -1, 0)]))
    Fraction(2, 1)
    """
    carrier = _equation(polytope)
    *normal, _ = carrier
    if polytope.dimension == 1:
        return Fraction(0 if is_empty(polytope) else 1)
    axis = next(k for k, entry in enumerate(normal) if entry)
    rows = [_without(axis, carrier, row) for row in polytope.rows]
    shadow = volume(HPolytope(polytope.dimension - 1, rows))
    return shadow * shadow * Fraction(dot(normal, normal), normal[axis] ** 2)


def _equation(polytope: HPolytope) -> IntegerVector:
    """Return a row of a polytope the opposite of which is one too."""
    rows = {*polytope.rows}
    for row in polytope.rows:
        if any(row[:-1]) and negated(row) in rows:
            return row
    raise InvalidDomainError(
        "the polytope is in no hyperplane that its rows give: give both inequalities of an equation"
    )


def _without(axis: int, carrier: IntegerVector, row: IntegerVector) -> IntegerVector:
    """Return what an inequality says about the points of a hyperplane, one coordinate left out."""
    pivot = carrier[axis]
    sign = 1 if pivot > 0 else -1
    combined = [sign * (pivot * a - row[axis] * c) for a, c in zip(row, carrier, strict=True)]
    return (*combined[:axis], *combined[axis + 1 :])
