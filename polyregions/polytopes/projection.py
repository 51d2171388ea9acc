"""The nearest point of a polytope and the distance to it, in floats.

cvxpy solves the quadratic program in coordinates that exact arithmetic has made round, so a float
solver never sees how thin or how far from the origin the polytope is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    dot,
    independent_rows,
    solve,
)
from polyregions.errors import InternalError, InvalidDomainError
from polyregions.polytopes.builders import exact_point
from polyregions.polytopes.convex_solver import nearest_floats, solve_convex_program
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.predicates import (
    contains,
    homogeneous_point,
    is_empty,
    slack_at,
)

__all__ = ["distance", "project"]

Point = tuple[Fraction, ...]
Floats = NDArray[np.float64]


def project(polytope: HPolytope, point: Any) -> Floats:
    """Return the point of the polytope nearest to ``point`` in the Euclidean norm.

    Parameters
    ----------
    polytope
        A nonempty polytope, bounded or not.
    point
        n exact numbers of any kind.

    Returns
    -------
    ndarray of float64, shape (n,)
        The float solver's rows with a multiplier are solved and checked exactly, and the answer is
        then the projection, correctly rounded. Where the check fails it is the solver's own
        answer, accurate to about 1e-8 times the distance.

    Raises
    ------
    InvalidDomainError
        If the polytope is empty or the point has another dimension.

    Examples
    --------
    >>> project(HPolytope(2, [(1, 0, 1), (0, 1, 1)]), [3, "1/2"]).tolist()
    [1.0, 0.5]
    """
    return nearest_floats(_projection(polytope, exact_point(point, polytope.dimension)))


def distance(polytope: HPolytope, point: Any) -> float:
    """Return the Euclidean distance from ``point`` to the polytope, 0 inside.

    The arguments, errors and accuracy are those of :func:`project`.

    Examples
    --------
    >>> distance(HPolytope(2, [(1, 0, 1), (0, 1, 1)]), [4, 5])
    5.0
    """
    start = exact_point(point, polytope.dimension)
    nearest = _projection(polytope, start)
    return math.hypot(*nearest_floats([x - p for x, p in zip(nearest, start, strict=True)]))


def _projection(polytope: HPolytope, point: Point) -> Point:
    if contains(polytope, point):
        return point
    empty = is_empty(polytope)
    if empty:
        raise InvalidDomainError(
            f"the polytope is empty, as rows {sorted(empty.witness)} prove: no point is nearest"
        )
    homogeneous = homogeneous_point(point)
    slacks = [Fraction(slack_at(row, homogeneous), homogeneous[-1]) for row in polytope.rows]
    norms = [math.hypot(*nearest_floats(_scaled(row[:-1]))) for row in polytope.rows]
    depths = [
        slack / (max(map(abs, row[:-1])) * Fraction(norm))
        for slack, row, norm in zip(slacks, polytope.rows, norms, strict=True)
    ]
    least = -min(depths)  # The distance is at least the largest violation.
    answer: Point | None = None
    for scale in (least, max(least, _gap(point, empty.witness))):
        offset, order = _solve_projection(polytope, depths, norms, scale)
        exact = _proved_projection(polytope, point, order)
        if exact is not None:
            return exact
        if answer is None and offset is not None:
            moves = (Fraction(u) * scale for u in offset)
            answer = tuple(p + move for p, move in zip(point, moves, strict=True))
    if answer is None:
        raise InternalError("the convex solver found no nearest point of a nonempty polytope")
    return answer


def _gap(left: Point, right: Point) -> Fraction:
    return max(abs(x - y) for x, y in zip(left, right, strict=True))


def _solve_projection(
    polytope: HPolytope, depths: Sequence[Fraction], norms: Sequence[float], scale: Fraction
) -> tuple[Floats | None, list[int]]:
    """Return the move divided by ``scale``, and the rows by decreasing multiplier."""
    import cvxpy as cp

    normals = np.array(
        [
            nearest_floats(_scaled(row[:-1])) / norm
            for row, norm in zip(polytope.rows, norms, strict=True)
        ]
    )
    levels = nearest_floats([depth / scale for depth in depths])
    kept = np.flatnonzero(np.abs(levels) < _FAR)
    move = cp.Variable(polytope.dimension)
    inside = normals[kept] @ move <= levels[kept]
    solve_convex_program(cp.Problem(cp.Minimize(cp.sum_squares(move)), [inside]))
    if move.value is None or not np.all(np.isfinite(move.value)):
        return None, []
    multipliers = np.asarray(inside.dual_value, dtype=np.float64)
    likely = kept[np.argsort(-multipliers, kind="stable")]
    count = int(np.sum(multipliers > _NEGLIGIBLE * max(1.0, multipliers.max(initial=0.0))))
    return np.asarray(move.value, dtype=np.float64), [int(i) for i in likely[:count]]


# Neither constant decides anything: what the solver proposes is proved exactly or said to be float.
_FAR, _NEGLIGIBLE = 1e12, 1e-6


def _proved_projection(polytope: HPolytope, point: Point, order: Sequence[int]) -> Point | None:
    """Return the projection if the rows, after a few exchanges, prove it by the KKT conditions."""
    active = list(order)
    for _ in range(2 * len(polytope.rows)):
        normals = [polytope.rows[i][:-1] for i in active]
        active = [active[k] for k in independent_rows(normals)]
        nearest, multipliers = _onto_equations([polytope.rows[i] for i in active], point)
        if multipliers and min(multipliers) < 0:
            active.pop(multipliers.index(min(multipliers)))
            continue
        homogeneous = homogeneous_point(nearest)
        outside = [i for i, row in enumerate(polytope.rows) if slack_at(row, homogeneous) < 0]
        if not outside:
            return nearest
        active.insert(0, min(outside, key=lambda i: slack_at(polytope.rows[i], homogeneous)))
    return None


def _onto_equations(
    rows: Sequence[IntegerVector], point: Point
) -> tuple[Point, tuple[Fraction, ...]]:
    """Project onto {a.x = b for independent rows}; x = point - sum of multiplier times a."""
    *start, scale = homogeneous_point(point)
    gram = [[dot(row[:-1], other[:-1]) for other in rows] for row in rows]
    excess = [dot(row[:-1], start) - row[-1] * scale for row in rows]
    solution = solve(gram, excess)
    if solution is None:
        raise InternalError("the Gram matrix of independent rows is singular")
    multipliers = tuple(y / scale for y in solution)
    nearest = tuple(
        p - sum((y * row[j] for y, row in zip(multipliers, rows, strict=True)), Fraction(0))
        for j, p in enumerate(point)
    )
    return nearest, multipliers


def _scaled(normal: Sequence[int]) -> list[Fraction]:
    largest = max(map(abs, normal))
    return [Fraction(entry, largest) for entry in normal]
