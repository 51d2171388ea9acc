"""Which rows carry the facets of a region."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.arithmetic import IntegerVector
from polyregions.polytopes import HPolytope, homogeneous_point, is_irredundant

__all__ = ["proved_facets"]


def proved_facets(
    dimension: int, rows: Sequence[IntegerVector]
) -> list[tuple[IntegerVector, IntegerVector]]:
    """Return the rows of a full-dimensional polytope that carry its facets, in their order.

    Each with a homogeneous point that violates this row and no other.
    """
    polytope = HPolytope(dimension, rows)
    answers = ((row, is_irredundant(polytope, i)) for i, row in enumerate(polytope.rows))
    return [(row, homogeneous_point(answer.witness)) for row, answer in answers if answer]
