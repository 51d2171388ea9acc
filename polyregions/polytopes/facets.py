"""Which inequalities of a full-dimensional H-polytope carry its facets."""

from __future__ import annotations

from fractions import Fraction

from polyregions.errors import InvalidDomainError
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.linear_programs import Optimal, maximise
from polyregions.polytopes.predicates import Answer, is_full_dimensional

__all__ = ["interior_point", "irredundant", "is_irredundant"]


def interior_point(polytope: HPolytope) -> tuple[Fraction, ...]:
    """Return a point strictly inside the polytope, exact.

    Raises
    ------
    InvalidDomainError
        If the polytope is empty or flat.

    Examples
    --------
    >>> interior_point(HPolytope(1, [(1, 2), (-1, 0)]))
    (Fraction(1, 1),)
    """
    answer = is_full_dimensional(polytope)
    if not answer:
        raise InvalidDomainError(
            f"the polytope has no interior: rows {sorted(answer.witness)} force equations; "
            "give one of full dimension"
        )
    point: tuple[Fraction, ...] = answer.witness
    return point


def is_irredundant(polytope: HPolytope, index: int) -> Answer:
    """Decide whether leaving out row ``index`` would enlarge the polytope.

    For a full-dimensional polytope in normal form that is to say that the row carries a facet.

    Returns
    -------
    Answer
        True with a point that violates this row only, or False with multipliers ``{row: y}`` of
        the others that combine to the row or to a tighter one.
    """
    index = range(len(polytope.rows))[index]
    others = [row for i, row in enumerate(polytope.rows) if i != index]
    *normal, offset = polytope.rows[index]
    result = maximise([*others, (*normal, offset + 1)], tuple(normal))
    if not isinstance(result, Optimal):
        raise InvalidDomainError("the polytope is empty: it has no facets")
    if result.value > offset:
        return Answer(True, result.point)
    multipliers = {i + (i >= index): y for i, y in result.multipliers.items()}
    return Answer(False, multipliers)


def irredundant(polytope: HPolytope) -> HPolytope:
    """Return the same full-dimensional polytope by its facets alone, one row each.

    Raises
    ------
    InvalidDomainError
        If the polytope is empty or flat.

    Notes
    -----
    One linear program a row.

    Examples
    --------
    >>> irredundant(HPolytope(1, [(1, 2), (-1, 0)])).rows
    ((1, 2), (-1, 0))
    """
    interior_point(polytope)
    kept = [row for i, row in enumerate(polytope.rows) if is_irredundant(polytope, i)]
    return HPolytope(polytope.dimension, kept)
