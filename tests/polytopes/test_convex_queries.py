"""Float answers against exact brute force (projection) and John's condition (ellipsoid)."""

import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from polyregions.errors import InvalidDomainError, InvalidNumberError, UnboundedError
from polyregions.polytopes import (
    HPolytope,
    box,
    distance,
    from_inequalities,
    inscribed_ellipsoid,
    project,
    simplex,
    whole_space,
)
from tests.helpers.cases import each
from tests.polytopes.brute_force import exact_projection, inner, satisfies
from tests.strategies import bounded_polytopes, polytopes, rational_points

THIN = Fraction(1, 10**12)


def check_projection(polytope, point):
    point = tuple(map(Fraction, point))
    nearest = exact_projection(polytope.rows, point)
    assert nearest is not None
    answer = project(polytope, point)
    assert answer.dtype == np.float64
    assert answer.tolist() == [float(x) for x in nearest]
    gap = math.hypot(*[float(x - p) for x, p in zip(nearest, point, strict=True)])
    assert distance(polytope, point) == pytest.approx(gap, rel=1e-15, abs=0)
    assert (distance(polytope, point) == 0) == satisfies(polytope.rows, point)


@settings(max_examples=60)
@given(polytope=polytopes(), data=st.data())
def test_random_projections(polytope, data):
    """Empty, flat, bounded and unbounded polytopes."""
    point = data.draw(rational_points(polytope.dimension))
    if exact_projection(polytope.rows, point) is None:
        for query in (project, distance):
            with pytest.raises(InvalidDomainError, match="empty"):
                query(polytope, point)
    else:
        check_projection(polytope, point)


@settings(max_examples=30)
@given(polytope=bounded_polytopes(), data=st.data())
def test_random_projections_onto_bounded_polytopes(polytope, data):
    check_projection(polytope, data.draw(rational_points(polytope.dimension, largest=20)))


SLANTED = from_inequalities([[1, 1], [-1, -1], [1, -1], [-1, 1]], [THIN, 0, 1, 0])
"""A rectangle 1e-12 wide that is not parallel to the axes."""


@each(
    ("polytope", "point"),
    [
        (box([0, 0], [1, THIN]), (2, 1)),
        (box([0, 0], [1, THIN]), (Fraction(1, 3), THIN * 2)),
        (box([0, 0], [1, THIN]), (Fraction(1, 3), THIN * (1 + THIN))),
        (SLANTED, (3, 7)),
        (SLANTED, (Fraction(1, 2), Fraction(-1, 2) + THIN * 3)),
        (SLANTED, (-(10**9), 10**3)),
        (box([10**20] * 2, [10**20 + Fraction(1, 10**30)] * 2), (0, 0)),
        (box([0], [Fraction(1, 10**30)]), (Fraction(3, 10**30),)),
        (box([0], [1]), (Fraction(1, 10**300) + 1,)),
        (box([0], [1]), (10**300,)),
        (HPolytope(2, [(10**12, 1, 0), (-(10**12), 1, 0)]), (1, 1)),
        (HPolytope(2, [(1, 10**12, 0), (-1, 10**12, 0)]), (0, 1)),
        (HPolytope(2, [(1, 10**12, 0), (1, -(10**12), 0)]), (1, Fraction(1, 7))),
        (simplex(6), (1, 1, 1, 1, 1, 1)),
        (simplex(5), (9, 1, 0, 0, -3)),
    ],
)
def test_projections_of_every_scale(polytope, point):
    check_projection(polytope, point)


def test_a_point_inside_is_its_own_projection():
    assert project(box([0, 0], [1, 1]), ["1/2", 0.25]).tolist() == [0.5, 0.25]
    assert distance(whole_space(3), [1, 2, 3]) == 0
    assert distance(box([0], [1]), [1]) == 0


def test_bad_points():
    for query in (project, distance):
        with pytest.raises(InvalidDomainError):
            query(box([0], [1]), [1, 2])
        with pytest.raises(InvalidNumberError):
            query(box([0], [1]), [math.nan])
        with pytest.raises(InvalidDomainError, match="empty"):
            query(HPolytope(1, [(0, -1)]), [1])


# Ellipsoids.


def check_ellipsoid(polytope, scaling=None, tolerance=1e-4):
    """Check containment and John's condition in the coordinates x = scaling * y."""
    ellipsoid = inscribed_ellipsoid(polytope)
    n = polytope.dimension
    scale = np.ones(n) if scaling is None else np.array([float(s) for s in scaling])
    assert np.array_equal(ellipsoid.matrix, ellipsoid.matrix.T)
    assert np.linalg.eigvalsh(ellipsoid.matrix / np.outer(scale, scale) ** 0.5).min() > 0
    columns = []
    for *normal, offset in polytope.rows:
        slack = float(offset - inner(normal, [Fraction(x) for x in ellipsoid.center.tolist()]))
        support = ellipsoid.matrix @ np.array(normal, dtype=float)
        reach = float(np.linalg.norm(support))
        assert reach <= slack * (1 + 1e-6)
        if reach > slack * (1 - tolerance):
            u = support / reach
            columns.append([*np.outer(u, u).ravel(), *u])
    target = np.array([*np.eye(n).ravel(), *np.zeros(n)])
    _, residual = nnls(np.array(columns).T, target)
    assert residual < 20 * tolerance
    ball = math.pi ** (n / 2) / math.gamma(n / 2 + 1)
    expected = ball * np.linalg.det(ellipsoid.matrix)
    assert ellipsoid.volume == pytest.approx(expected, rel=1e-3, abs=0)
    return ellipsoid


@settings(max_examples=30)
@given(polytope=bounded_polytopes())
def test_random_ellipsoids_satisfy_johns_condition(polytope):
    check_ellipsoid(polytope)


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_the_ball_in_a_cube(dimension):
    ellipsoid = check_ellipsoid(box([-1] * dimension, [1] * dimension))
    assert ellipsoid.center == pytest.approx(np.zeros(dimension), abs=1e-5)
    assert ellipsoid.matrix == pytest.approx(np.eye(dimension), abs=1e-5)


@pytest.mark.parametrize("dimension", [2, 3, 6])
def test_the_ellipsoid_of_a_simplex(dimension):
    """Its center is the barycentre; its volume that of the affine image of an inscribed ball."""
    ellipsoid = check_ellipsoid(simplex(dimension))
    n = dimension
    assert ellipsoid.center == pytest.approx(np.full(n, 1 / (n + 1)), abs=1e-5)
    ball = math.pi ** (n / 2) / math.gamma(n / 2 + 1)
    inradius = 1 / math.sqrt(2 * n * (n + 1))  # Of the regular simplex with unit edges,
    regular = math.sqrt(n + 1) / (math.factorial(n) * math.sqrt(2**n))  # and its volume.
    expected = ball * inradius**n / regular / math.factorial(n)
    assert ellipsoid.volume == pytest.approx(expected, rel=1e-7, abs=0)


@pytest.mark.parametrize(
    "sides",
    [
        (1, THIN),
        (THIN, 1, 1),
        (THIN, THIN, THIN),
        (Fraction(1, 10**30), 10**30),
        (Fraction(1, 10**100), 10**100, 1),
    ],
)
def test_badly_scaled_boxes(sides):
    ellipsoid = inscribed_ellipsoid(box([0] * len(sides), sides))
    n = len(sides)
    halves = [float(side) / 2 for side in sides]
    assert ellipsoid.center == pytest.approx(halves, rel=1e-5, abs=0)
    assert np.diag(ellipsoid.matrix) == pytest.approx(halves, rel=1e-3, abs=0)
    expected = math.pi ** (n / 2) / math.gamma(n / 2 + 1) * math.prod(halves)
    assert ellipsoid.volume == pytest.approx(expected, rel=1e-7, abs=0)


def test_a_thin_slanted_cell():
    ellipsoid = inscribed_ellipsoid(SLANTED)
    semi_axes = np.linalg.eigvalsh(ellipsoid.matrix)
    assert semi_axes == pytest.approx([1e-12 / 2 / 2**0.5, 1 / 2 / 2**0.5], rel=1e-3, abs=0)
    assert ellipsoid.volume == pytest.approx(math.pi * 1e-12 / 8, rel=1e-7, abs=0)


def test_a_cell_far_from_the_origin():
    """A square of side 1e-30 around (1e20, 1e20): the volume does not see where it is."""
    side = Fraction(1, 10**30)
    ellipsoid = inscribed_ellipsoid(box([10**20] * 2, [10**20 + side] * 2))
    assert ellipsoid.matrix == pytest.approx(np.eye(2) * 0.5e-30, rel=1e-5, abs=1e-36)
    assert ellipsoid.volume == pytest.approx(math.pi * 0.25e-60, rel=1e-7, abs=0)


@settings(max_examples=10)
@given(polytope=bounded_polytopes(2), power=st.integers(-60, 60))
def test_scaling_and_redundant_rows_change_nothing(polytope, power):
    scale = Fraction(2) ** power
    normals, offsets = [row[:-1] for row in polytope.rows], [row[-1] for row in polytope.rows]
    scaled = from_inequalities(
        [*normals, *normals], [scale * b for b in offsets] + [10**40 + scale * b for b in offsets]
    )
    plain, other = inscribed_ellipsoid(polytope), inscribed_ellipsoid(scaled)
    volume = plain.volume * float(scale) ** polytope.dimension
    assert other.volume == pytest.approx(volume, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    "polytope", [whole_space(2), HPolytope(2, [(0, 1, 3), (0, -1, 1)]), HPolytope(1, [(1, 0)])]
)
def test_unbounded_polytopes_have_no_largest_ellipsoid(polytope):
    with pytest.raises(UnboundedError, match="unbounded"):
        inscribed_ellipsoid(polytope)


@pytest.mark.parametrize(
    "polytope",
    [
        box([0, 0], [1, 0]),
        HPolytope(2, [(1, 1, 1), (-1, -1, -1)]),
        HPolytope(1, [(1, 0), (-1, -1)]),
        HPolytope(1, [(0, -1)]),
    ],
)
def test_flat_and_empty_polytopes_hold_no_ellipsoid(polytope):
    with pytest.raises(InvalidDomainError, match="empty or flat"):
        inscribed_ellipsoid(polytope)


def test_an_ellipsoid_is_read_only():
    ellipsoid = inscribed_ellipsoid(box([0], [1]))
    with pytest.raises(ValueError, match="read-only"):
        ellipsoid.center[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        ellipsoid.matrix[0, 0] = 1
    with pytest.raises(AttributeError):
        ellipsoid.volume = 1


def test_cvxpy_is_loaded_only_when_it_is_needed():
    code = "import sys, polyregions.polytopes; print('cvxpy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
