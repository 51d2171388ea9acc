"""Vertices, rays and volumes against exhaustive search and against identities of volume."""

from fractions import Fraction
from itertools import product
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import UnboundedError
from polyregions.polytopes import HPolytope, bounding_box, generators, volume
from tests.polytopes.brute_force import inner, minimal_face_points, rank_of, satisfies
from tests.strategies import bounded_polytopes, polytopes


def cross_polytope(dimension):
    return HPolytope(dimension, [(*signs, 1) for signs in product((-1, 1), repeat=dimension)])


@given(bounded_polytopes())
def test_vertices_are_those_of_exhaustive_search(polytope):
    found = generators(polytope)
    assert set(found.vertices) == set(minimal_face_points(polytope.rows, polytope.dimension))
    assert not found.rays
    assert not found.lines


@given(polytopes())
def test_generators_lie_in_the_polytope_and_are_extreme(polytope):
    found = generators(polytope)
    n = polytope.dimension
    lineality = n - rank_of([row[:-1] for row in polytope.rows]) if polytope.rows else n
    for vertex in found.vertices:
        assert satisfies(polytope.rows, vertex)
        tight = [row[:-1] for row in polytope.rows if inner(row[:-1], vertex) == row[-1]]
        assert (rank_of(tight) if tight else 0) == n - lineality
    for ray in found.rays:
        assert any(ray)
        assert all(inner(row[:-1], ray) <= 0 for row in polytope.rows)
        tight = [row[:-1] for row in polytope.rows if inner(row[:-1], ray) == 0]
        assert (rank_of(tight) if tight else 0) == n - lineality - 1
    if found.vertices:
        assert len(found.lines) == lineality
    for line in found.lines:
        assert all(inner(row[:-1], line) == 0 for row in polytope.rows)


@pytest.mark.parametrize("dimension", [1, 2, 3, 4, 5])
def test_known_polytopes(dimension):
    cross = cross_polytope(dimension)
    assert len(generators(cross).vertices) == 2 * dimension
    assert volume(cross) == Fraction(2**dimension, factorial(dimension))
    assert len(generators(pr.simplex(dimension)).vertices) == dimension + 1
    assert volume(pr.simplex(dimension)) == Fraction(1, factorial(dimension))
    cube = pr.box([0] * dimension, ["1/3"] * dimension)
    assert len(generators(cube).vertices) == 2**dimension
    assert volume(cube) == Fraction(1, 3**dimension)


def test_orthant_halfspace_and_line():
    orthant = generators(HPolytope(3, [(-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0)]))
    assert orthant.rays == ((0, 0, 1), (0, 1, 0), (1, 0, 0))
    halfspace = generators(HPolytope(2, [(0, 1, 4)]))
    assert (halfspace.vertices, halfspace.rays, halfspace.lines) == (
        ((0, 4),),
        ((0, -1),),
        ((1, 0),),
    )
    assert generators(HPolytope(2, [(1, 0, 0), (-1, 0, -1)])).vertices == ()


@given(bounded_polytopes(most_dimensions=3), st.data())
def test_a_hyperplane_splits_the_volume(polytope, data):
    n = polytope.dimension
    row = tuple(data.draw(st.lists(st.integers(-3, 3), min_size=n + 1, max_size=n + 1)))
    if any(row[:-1]):
        below = HPolytope(n, [*polytope.rows, row])
        above = HPolytope(n, [*polytope.rows, tuple(-entry for entry in row)])
        assert volume(below) + volume(above) == volume(polytope)


@given(bounded_polytopes(), st.integers(-3, 3), st.integers(1, 5))
def test_volume_under_shears_and_scalings(polytope, shear, scale):
    n = polytope.dimension
    # x -> scale * (x_1 + shear * x_n, x_2, ..., x_n), for n = 1 the scaling alone.
    rows = []
    for row in polytope.rows:
        normal = list(row[:-1])
        if n > 1:
            normal[-1] -= shear * normal[0]
        rows.append((*normal, scale * row[-1]))
    assert volume(HPolytope(n, rows)) == scale**n * volume(polytope)


@given(bounded_polytopes())
def test_bounding_box_is_tight(polytope):
    vertices = generators(polytope).vertices
    if not vertices:
        with pytest.raises(UnboundedError, match="empty"):
            bounding_box(polytope)
        return
    for axis, (low, high) in enumerate(bounding_box(polytope)):
        column = [vertex[axis] for vertex in vertices]
        assert min(column) == low
        assert max(column) == high


@pytest.mark.parametrize("measure", [volume, bounding_box])
def test_unbounded_polytopes_have_no_measure(measure):
    with pytest.raises(UnboundedError, match="intersect"):
        measure(HPolytope(2, [(1, 0, 1), (-1, 0, 0)]))


@pytest.mark.parametrize(
    ("network", "domain"),
    [
        (pr.montufar(2, 6, 3), None),
        (pr.montufar(3, 6, 3), None),
        (pr.he_random((3, 5, 5, 1), seed=1), [[-1, 1]] * 3),
        (pr.he_random((2, 6, 6, 1), seed=2), pr.simplex(2)),
        (pr.he_random((4, 4, 3, 1), seed=3), [[-1, 2]] * 4),
    ],
    ids=str,
)
def test_region_volumes_add_up_to_the_domain(network, domain):
    cells = pr.regions(network, domain)
    assert sum(region.volume for region in cells) == volume(cells.domain)
    assert all(region.volume > 0 for region in cells)
