"""Convex hulls: the polytope itself again, and the least one around several."""

from fractions import Fraction
from random import Random

import pytest

from polyregions import HPolytope, box, whole_space
from polyregions.errors import InvalidDomainError
from polyregions.polytopes import (
    Generators,
    contains,
    convex_hull,
    from_inequalities,
    generators,
    irredundant,
    simplex,
    volume,
)
from tests.helpers.cases import each

POLYTOPES = [
    box([0], [1]),
    box([0, -1, 2], ["1/3", 1, 10**30]),
    simplex(4),
    whole_space(3),
    HPolytope(2, [(-1, 0, 0), (0, -1, 0)]),
    HPolytope(3, [(1, 1, 0, 1)]),
    HPolytope(3, [(1, 1, 0, 1), (-1, -1, 0, 0)]),
    from_inequalities([[1, 2, 3], [-1, 0, 0], [0, -1, 1], [0, 0, -1]], [5, 0, 1, 0]),
]
FLAT = [
    HPolytope(2, [(1, 1, 1), (-1, -1, -1)]),
    HPolytope(2, [(1, 0, 1), (-1, 0, -1), (0, 1, 2), (0, -1, -2)]),
    HPolytope(3, [(1, 0, 0, 0), (-1, 0, 0, 0), (0, -1, 0, 0)]),
]


@each("polytope", POLYTOPES, ids=str)
def test_the_hull_of_a_polytope_is_its_facets(polytope):
    assert convex_hull(generators(polytope)) == irredundant(polytope)


@each("polytope", FLAT, ids=str)
def test_flat_polytopes_have_equations(polytope):
    hull = convex_hull(generators(polytope))
    assert generators(hull) == generators(polytope)


def test_hulls_of_several():
    left, right = generators(box([0, 0], [1, 1])), generators(box([2, 0], [3, 1]))
    assert convex_hull(left, right) == box([0, 0], [3, 1])
    ray = Generators(((Fraction(5), Fraction(0)),), ((0, 1),), ())
    assert convex_hull(left, ray) == HPolytope(2, [(0, -1, 0), (-1, 0, 0), (1, 0, 5)])
    line = Generators(((Fraction(0), Fraction(0)),), (), ((1, 1),))
    assert convex_hull(left, line) == HPolytope(2, [(1, -1, 1), (-1, 1, 1)])


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_hulls_of_random_points(dimension):
    """Every point is inside; each facet is spanned by points; the volume is that of a cut."""
    rng = Random(dimension)
    points = tuple(
        tuple(Fraction(rng.randint(-9, 9), rng.randint(1, 5)) for _ in range(dimension))
        for _ in range(dimension + 4)
    )
    hull = convex_hull(Generators(points, (), ()))
    assert all(contains(hull, point) for point in points)
    assert set(generators(hull).vertices) <= set(points)
    assert irredundant(hull) == hull
    assert convex_hull(*(Generators((point,), (), ()) for point in points)) == hull
    assert volume(hull) > 0


def test_nothing_has_no_hull():
    empty = generators(HPolytope(1, [(1, 0), (-1, -1)]))
    for parts in ((), (empty,)):
        with pytest.raises(InvalidDomainError, match="give a polytope with points"):
            convex_hull(*parts)
    assert convex_hull(empty, generators(box([0], [1]))) == box([0], [1])
    with pytest.raises(InvalidDomainError):
        convex_hull(generators(box([0], [1])), generators(box([0, 0], [1, 1])))
