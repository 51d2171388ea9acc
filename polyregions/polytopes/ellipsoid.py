"""The largest ellipsoid inside a bounded polytope, in floats.

cvxpy solves the determinant maximisation in coordinates in which an exactly computed inscribed
simplex is the standard one, so the float solver sees a round polytope whatever its shape.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    common_denominator,
    determinant,
    dot,
    nearest_float,
    null_space,
    primitive_from_rationals,
)
from polyregions.errors import InternalError, InvalidDomainError, UnboundedError, short
from polyregions.polytopes.convex_solver import nearest_floats, solve_convex_program
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.linear_programs import Infeasible, Unbounded, maximise
from polyregions.polytopes.predicates import (
    homogeneous_point,
    is_full_dimensional,
    slack_at,
)

__all__ = ["Ellipsoid", "inscribed_ellipsoid"]

Point = tuple[Fraction, ...]
Floats = NDArray[np.float64]


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
    image = [nearest_floats(axis) for axis in zip(*_image(edges, shape), strict=True)]
    matrix = _symmetric_form(np.array(image))
    ball = math.pi ** (n / 2) / math.gamma(n / 2 + 1)
    volume = ball * float(np.linalg.det(shape)) * nearest_float(_absolute_determinant(edges))
    return Ellipsoid(nearest_floats(center), matrix, volume)


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
        edges.append(max(candidates, key=lambda edge: abs(dot(direction, edge))))
    sums = [sum(entries, Fraction(0)) for entries in zip(*edges, strict=True)]
    return tuple(x + total / (n + 1) for x, total in zip(first, sums, strict=True)), edges


def _extreme_point(polytope: HPolytope, direction: IntegerVector, orientation: int) -> Point:
    result = maximise(polytope.rows, tuple(orientation * entry for entry in direction))
    if isinstance(result, Unbounded):
        raise UnboundedError(
            f"the polytope is unbounded along {short(result.ray)} and has no largest ellipsoid: "
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
        normal = [dot(row[:-1], edge) for edge in edges]
        largest = max(map(abs, normal))
        if slack <= farthest * largest:  # No other row meets the polytope.
            normals.append(nearest_floats([a / largest for a in normal]))
            levels.append(nearest_float(slack / largest))
    return np.array(normals), np.array(levels)


def _solve_ellipsoid(normals: Floats, levels: Floats) -> tuple[Floats, Floats]:
    import cvxpy as cp

    n = normals.shape[1]
    shape, shift = cp.Variable((n, n), PSD=True), cp.Variable(n)
    inside = cp.norm(normals @ shape, 2, axis=1) + normals @ shift <= levels
    solve_convex_program(cp.Problem(cp.Maximize(cp.log_det(shape)), [inside]))
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
