"""Yes/no questions about H-polytopes; every answer carries the witness that proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import IntegerVector, common_denominator, repr_of_fields
from polyregions.polytopes.builders import exact_point
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.linear_programs import Infeasible, Optimal, Unbounded, maximise

__all__ = ["Answer", "contains", "is_bounded", "is_empty", "is_full_dimensional"]

Point = tuple[Fraction, ...]
Multipliers = Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Answer:
    """A truth value with its witness; it is true or false as ``holds`` is.

    Attributes
    ----------
    holds
        The answer.
    witness
        What proves it; each predicate says what it is.
    """

    holds: bool
    witness: Any

    __repr__ = repr_of_fields

    def __bool__(self) -> bool:
        return self.holds


def is_empty(polytope: HPolytope) -> Answer:
    """Decide whether no point satisfies all inequalities.

    Returns
    -------
    Answer
        True with Farkas multipliers ``{row: y}`` (y >= 0, y A = 0, y.b < 0), or False with a point
        of the polytope.

    Examples
    --------
    >>> sorted(is_empty(HPolytope(1, [(1, 0), (-1, -1)])).witness)
    [0, 1]
    """
    result = maximise(polytope.rows, (0,) * polytope.dimension)
    if isinstance(result, Infeasible):
        return Answer(True, result.multipliers)
    return Answer(False, result.point)


def is_full_dimensional(polytope: HPolytope) -> Answer:
    """Decide whether the polytope has an interior point.

    The largest t <= 1 with a.x + |a|_1 t <= b for every row is positive iff it has.

    Returns
    -------
    Answer
        True with a point strictly inside, or False with multipliers ``{row: y}``, y >= 0 and not
        all zero, with y A = 0 and y.b <= 0: they force every row they use to be an equation.

    Examples
    --------
    >>> is_full_dimensional(HPolytope(1, [(1, 2), (-1, 0)])).witness
    (Fraction(1, 1),)
    """
    deepest = _deepest_point(polytope)
    if deepest.value > 0:
        return Answer(True, deepest.point[:-1])
    return Answer(False, {i: y for i, y in deepest.multipliers.items() if i < len(polytope.rows)})


def _deepest_point(polytope: HPolytope) -> Optimal:
    rows = [(*row[:-1], sum(map(abs, row[:-1])) or 1, row[-1]) for row in polytope.rows]
    depth = (*[0] * polytope.dimension, 1)
    result = maximise([*rows, (*depth, 1)], depth)
    assert isinstance(result, Optimal)  # feasible for t low enough, and t <= 1
    return result


def is_bounded(polytope: HPolytope) -> Answer:
    """Decide whether the polytope lies in some ball.

    Returns
    -------
    Answer
        True with, for every coordinate, its exact ``(least, largest)`` value (None if the polytope
        is empty), or False with a ray: an integer direction along which no inequality tightens.

    Examples
    --------
    >>> is_bounded(HPolytope(2, [(1, 0, 1), (-1, 0, 0), (0, 1, 0)])).witness
    (0, -1)
    """
    bounds: list[tuple[Fraction, Fraction]] = []
    for j in range(polytope.dimension):
        extremes: list[Fraction] = []
        for orientation in (-1, 1):
            objective = tuple(orientation * int(i == j) for i in range(polytope.dimension))
            result = maximise(polytope.rows, objective)
            if isinstance(result, Unbounded):
                return Answer(False, result.ray)
            if isinstance(result, Infeasible):
                return Answer(True, None)
            extremes.append(orientation * result.value)
        bounds.append((extremes[0], extremes[1]))
    return Answer(True, tuple(bounds))


def contains(polytope: HPolytope, point: Any) -> Answer:
    """Decide whether a point satisfies every inequality.

    Parameters
    ----------
    polytope
        The polytope.
    point
        n exact numbers of any kind.

    Returns
    -------
    Answer
        True with the indices of the rows that hold with equality (none: the point is strictly
        inside), or False with a row ``(a, b)`` that the point violates.

    Raises
    ------
    InvalidDomainError
        If the point has another dimension.

    Examples
    --------
    >>> contains(HPolytope(1, [(1, 2)]), ["5/2"]).witness
    (1, 2)
    """
    tight = []
    homogeneous = homogeneous_point(exact_point(point, polytope.dimension))
    for index, row in enumerate(polytope.rows):
        slack = slack_at(row, homogeneous)
        if slack < 0:
            return Answer(False, row)
        if slack == 0:
            tight.append(index)
    return Answer(True, tuple(tight))


def homogeneous_point(point: Point) -> IntegerVector:
    """Return integers (x_1, ..., x_n, w), w > 0, with x / w the point."""
    denominator = common_denominator(point)
    return (*(int(x * denominator) for x in point), denominator)


def slack_at(row: IntegerVector, homogeneous: IntegerVector) -> int:
    """Return w b - a.x: positive, zero or negative as the point is inside, on, or outside."""
    *coordinates, scale = homogeneous
    products = (a * x for a, x in zip(row, coordinates, strict=False))
    return row[-1] * scale - sum(products)
