"""Euclidean questions about a polytope, answered in floats: nearest point, distance, ellipsoid.

The convex programs are solved by cvxpy, in coordinates that exact arithmetic has made round: a
float solver never sees how thin or how far from the origin the polytope is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    common_denominator,
    determinant,
    independent_rows,
    nearest_float,
    null_space,
    primitive_from_rationals,
    solve,
)
from polyregions.errors import InternalError, InvalidDomainError, UnboundedError
from polyregions.polytopes.builders import exact_point
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.linear_programs import Infeasible, Unbounded, maximise
from polyregions.polytopes.predicates import (
    contains,
    homogeneous_point,
    is_empty,
    is_full_dimensional,
    slack_at,
)

__all__ = ["Ellipsoid", "distance", "inscribed_ellipsoid", "project"]

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
    return _floats(_projection(polytope, exact_point(point, polytope.dimension)))


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
    return math.hypot(*_floats([x - p for x, p in zip(nearest, start, strict=True)]))


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
    norms = [math.hypot(*_floats(_scaled(row[:-1]))) for row in polytope.rows]
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
        [_floats(_scaled(row[:-1])) / norm for row, norm in zip(polytope.rows, norms, strict=True)]
    )
    levels = _floats([depth / scale for depth in depths])
    kept = np.flatnonzero(np.abs(levels) < _FAR)
    move = cp.Variable(polytope.dimension)
    inside = normals[kept] @ move <= levels[kept]
    _run(cp.Problem(cp.Minimize(cp.sum_squares(move)), [inside]))
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
    gram = [[_dot(row[:-1], other[:-1]) for other in rows] for row in rows]
    excess = [_dot(row[:-1], start) - row[-1] * scale for row in rows]
    solution = solve(gram, excess)
    if solution is None:
        raise InternalError("the Gram matrix of independent rows is singular")
    multipliers = tuple(y / scale for y in solution)
    nearest = tuple(
        p - sum((y * row[j] for y, row in zip(multipliers, rows, strict=True)), Fraction(0))
        for j, p in enumerate(point)
    )
    return nearest, multipliers


@dataclass(frozen=True, slots=True, eq=False)
class Ellipsoid:
    """The set {center + matrix u : |u| <= 1} in floats.

    Attributes
    ----------
    center
        Array of shape (n,), read-only.
    matrix
        Symmetric positive definite array of shape (n, n), read-only; its eigenvalues are the
        semi-axes.
    volume
        The n-dimensional volume.
    """

    center: Floats
    matrix: Floats
    volume: float

    def __post_init__(self) -> None:
        self.center.setflags(write=False)
        self.matrix.setflags(write=False)


def inscribed_ellipsoid(polytope: HPolytope) -> Ellipsoid:
    """Return the ellipsoid of largest volume inside a polytope (unique: the John ellipsoid).

    Returns
    -------
    Ellipsoid
        In floats. The solver works in coordinates in which the polytope is round and is accurate
        there to about 1e-8 for the volume and, the volume being flat at its maximum, 1e-5 for the
        center and the semi-axes, relative to the width of the polytope in each direction. Then
        ``center`` and ``matrix`` are rounded to binary64, which is the larger error for a cell
        that is far from the origin, or thin and not parallel to the axes.

    Raises
    ------
    UnboundedError
        If the polytope is unbounded.
    InvalidDomainError
        If it is empty or flat.

    References
    ----------
    F. John, "Extremum problems with inequalities as subsidiary conditions", 1948; the program is
    S. Boyd and L. Vandenberghe, "Convex Optimization", 2004, section 8.4.2.

    Examples
    --------
    >>> ellipsoid = inscribed_ellipsoid(HPolytope(1, [(1, 3), (-1, 1)]))
    >>> ellipsoid.center.round(6).tolist(), round(ellipsoid.volume, 6)
    ([1.0], 4.0)
    """
    if not is_full_dimensional(polytope):
        raise InvalidDomainError(
            "the polytope is empty or flat and holds no ellipsoid: give one of full dimension"
        )
    origin, edges = _inscribed_simplex(polytope)
    shift, shape = _solve_ellipsoid(*_round_inequalities(polytope, origin, edges))
    n = polytope.dimension
    center = [
        x + sum((Fraction(u) * edge[i] for u, edge in zip(shift, edges, strict=True)), Fraction(0))
        for i, x in enumerate(origin)
    ]
    image = [_floats(axis) for axis in zip(*_image(edges, shape), strict=True)]
    matrix = _symmetric_form(np.array(image))
    ball = math.pi ** (n / 2) / math.gamma(n / 2 + 1)
    volume = ball * float(np.linalg.det(shape)) * nearest_float(_absolute_determinant(edges))
    return Ellipsoid(_floats(center), matrix, volume)


def _inscribed_simplex(polytope: HPolytope) -> tuple[Point, list[Point]]:
    """Return the barycentre and the edges from one vertex of a simplex that fills the polytope.

    Each new vertex is as far as possible from the hyperplane, of some direction, through those
    before it, so the polytope lies in {barycentre + sum u_k edge_k : |u_k| <= 2**n}, whatever its
    shape and place.
    """
    n = polytope.dimension
    first: Point = ()
    edges: list[Point] = []
    for _ in range(n):
        direction = null_space([primitive_from_rationals(edge) for edge in edges], n)[0]
        low, high = (_extreme_point(polytope, direction, orientation) for orientation in (-1, 1))
        if not edges:
            first = low
        candidates = [tuple(x - y for x, y in zip(end, first, strict=True)) for end in (low, high)]
        edges.append(max(candidates, key=lambda edge: abs(_dot(direction, edge))))
    sums = [sum(entries, Fraction(0)) for entries in zip(*edges, strict=True)]
    return tuple(x + total / (n + 1) for x, total in zip(first, sums, strict=True)), edges


def _extreme_point(polytope: HPolytope, direction: IntegerVector, orientation: int) -> Point:
    result = maximise(polytope.rows, tuple(orientation * entry for entry in direction))
    if isinstance(result, Unbounded):
        raise UnboundedError(
            f"the polytope is unbounded along {result.ray} and has no largest ellipsoid: "
            "intersect it with a bounded one"
        )
    if isinstance(result, Infeasible):
        raise InternalError("a polytope of full dimension was found to be empty")
    return result.point


def _round_inequalities(
    polytope: HPolytope, origin: Point, edges: Sequence[Point]
) -> tuple[Floats, Floats]:
    """Return the inequalities in the coordinates u of origin + sum u_k edge_k, near 1."""
    farthest = polytope.dimension * 2**polytope.dimension
    homogeneous = homogeneous_point(origin)
    normals, levels = [], []
    for row in polytope.rows:
        slack = Fraction(slack_at(row, homogeneous), homogeneous[-1])
        normal = [_dot(row[:-1], edge) for edge in edges]
        largest = max(map(abs, normal))
        if slack <= farthest * largest:  # No other row meets the polytope.
            normals.append(_floats([a / largest for a in normal]))
            levels.append(nearest_float(slack / largest))
    return np.array(normals), np.array(levels)


def _solve_ellipsoid(normals: Floats, levels: Floats) -> tuple[Floats, Floats]:
    import cvxpy as cp

    n = normals.shape[1]
    shape, shift = cp.Variable((n, n), PSD=True), cp.Variable(n)
    inside = cp.norm(normals @ shape, 2, axis=1) + normals @ shift <= levels
    _run(cp.Problem(cp.Maximize(cp.log_det(shape)), [inside]))
    if shape.value is None or not np.all(np.isfinite(shape.value)):
        raise InternalError("the convex solver found no ellipsoid in a bounded polytope")
    center = np.asarray(shift.value, dtype=np.float64)
    matrix = np.asarray(shape.value, dtype=np.float64)
    reach = np.linalg.norm(normals @ matrix, axis=1) / (levels - normals @ center)
    return center, matrix / max(1.0, float(reach.max()))


def _image(edges: Sequence[Point], shape: Floats) -> list[Point]:
    """Return the columns of the matrix of the edges times ``shape``, exactly."""
    n = len(edges)
    columns = [[Fraction(entry) for entry in column] for column in shape.T.tolist()]
    return [
        tuple(
            sum((u * edge[i] for u, edge in zip(column, edges, strict=True)), Fraction(0))
            for i in range(n)
        )
        for column in columns
    ]


def _symmetric_form(matrix: Floats) -> Floats:
    """Return the symmetric root of M M^T: both map the unit ball to the same ellipsoid.

    Jacobi's method finds the small semi-axes of a matrix with rows of any scale as accurately as
    the large ones (Z. Drmac and K. Veselic, "New fast and accurate Jacobi SVD algorithm", 2008).
    """
    from scipy.linalg.lapack import dgejsv

    axes, left, _, work, _, failure = dgejsv(matrix, joba=2)
    if failure:
        raise InternalError("the singular values of an ellipsoid were not found")
    root = (left * (axes * (work[0] / work[1]))) @ left.T
    return np.asarray((root + root.T) / 2, dtype=np.float64)


def _absolute_determinant(edges: Sequence[Point]) -> Fraction:
    denominators = [common_denominator(edge) for edge in edges]
    rows = [[int(x * d) for x in edge] for edge, d in zip(edges, denominators, strict=True)]
    return Fraction(abs(determinant(rows)), math.prod(denominators))


_GAP = 1e-12  # Less than Clarabel reaches, so that it stops where it no longer improves.


def _run(problem: Any) -> None:
    """Solve with Clarabel as far as floats allow; a failure leaves the variables without value."""
    import warnings

    import cvxpy as cp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cvxpy warns of inaccurate answers, which we check.
        try:
            problem.solve(solver=cp.CLARABEL, tol_gap_abs=_GAP, tol_gap_rel=_GAP, tol_feas=_GAP)
        except cp.error.SolverError:
            return


def _dot(left: Sequence[int], right: Sequence[Any]) -> Any:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _scaled(normal: Sequence[int]) -> list[Fraction]:
    largest = max(map(abs, normal))
    return [Fraction(entry, largest) for entry in normal]


def _floats(values: Sequence[Fraction]) -> Floats:
    return np.array([nearest_float(value) for value in values], dtype=np.float64)
