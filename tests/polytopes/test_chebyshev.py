from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions.errors import InvalidDomainError, UnboundedError
from polyregions.polytopes import Ball, HPolytope, box, chebyshev_ball, simplex, whole_space
from tests.polytopes.brute_force import best_value, in_cone, inner
from tests.strategies import bounded_polytopes, full_dimensional_polytopes

THIN = 10**30


def check_ball(polytope):
    """The ball lies inside, and a relaxation of the problem shows no larger one does."""
    ball = chebyshev_ball(polytope)
    assert isinstance(ball, Ball)
    assert ball.radius > 0
    relaxed = []
    for *normal, offset in polytope.rows:
        square = sum(a * a for a in normal)
        slack = offset - inner(normal, ball.center)
        assert slack >= 0
        assert slack**2 >= square * ball.radius**2
        relaxed.append((*[a << 90 for a in normal], isqrt(square << 180), offset << 90))
    objective = (*[0] * polytope.dimension, 1)
    status, largest = best_value(relaxed, objective)
    assert status == "optimal"
    assert largest <= ball.radius * (1 + Fraction(1, 2**59))
    return ball


@pytest.mark.parametrize(
    ("polytope", "center", "radius"),
    [
        (box([0], [1]), ("1/2",), "1/2"),
        (box([-1, 2, 0], [1, 4, 2]), (0, 3, 1), 1),
        (HPolytope(2, [(-1, 0, 0), (0, -1, 0), (3, 4, 12)]), (1, 1), 1),
        (HPolytope(2, [(3, 4, 5), (-3, -4, 5), (4, -3, 5), (-4, 3, 5)]), (0, 0), 1),
        (HPolytope(1, [(THIN, 1), (-1, 0)]), (Fraction(1, 2 * THIN),), Fraction(1, 2 * THIN)),
    ],
)
def test_rational_norms_give_the_exact_ball(polytope, center, radius):
    expected = Ball(tuple(Fraction(x) for x in center), Fraction(radius))
    assert check_ball(polytope) == expected


def test_irrational_norms():
    ball = check_ball(simplex(2))
    assert abs(float(ball.radius) - (2 - 2**0.5) / 2) < 1e-15
    assert ball.radius < Fraction(2**60 * 2 - isqrt(2 * 4**60), 2 * 2**60)


def test_a_strip_is_unbounded_but_has_a_largest_ball():
    assert check_ball(HPolytope(2, [(0, 1, 3), (0, -1, 1)])).radius == 2


@settings(max_examples=50)
@given(polytope=bounded_polytopes())
def test_random_bounded_polytopes(polytope):
    check_ball(polytope)


@settings(max_examples=50)
@given(polytope=full_dimensional_polytopes())
def test_balls_of_every_size_fit_iff_the_recession_cone_has_an_interior(polytope):
    """By Gordan's theorem: iff no y >= 0, y not 0, has y A = 0."""
    normals = [(*row[:-1], 1) for row in polytope.rows]
    if in_cone(normals, (*[0] * polytope.dimension, 1)):
        check_ball(polytope)
    else:
        with pytest.raises(UnboundedError, match="every size"):
            chebyshev_ball(polytope)


@pytest.mark.parametrize(
    "polytope", [whole_space(2), HPolytope(2, [(1, 1, 0)]), HPolytope(2, [(-1, 0, 0), (0, -1, 5)])]
)
def test_balls_of_every_size(polytope):
    with pytest.raises(UnboundedError, match="every size"):
        chebyshev_ball(polytope)


@pytest.mark.parametrize(
    "polytope",
    [
        box([1, 2], [1, 2]),
        box([0, 0], [1, 0]),
        HPolytope(1, [(1, 0), (-1, -1)]),
        HPolytope(1, [(1, 0), (-THIN, -1)]),
        HPolytope(2, [(0, 0, -1)]),
    ],
)
def test_flat_and_empty_polytopes_hold_no_ball(polytope):
    with pytest.raises(InvalidDomainError, match="no ball"):
        chebyshev_ball(polytope)


@given(shift=st.integers(-(10**40), 10**40), power=st.integers(-200, 200))
def test_translation_and_scaling(shift, power):
    scale = Fraction(2) ** power
    ball = chebyshev_ball(box([shift, shift], [shift + scale, shift + 2 * scale]))
    assert ball.radius == scale / 2
    assert ball.center[0] == shift + scale / 2


def test_a_ball_is_a_value():
    ball = chebyshev_ball(box([0], [1]))
    assert eval(repr(ball)) == ball
    assert hash(ball) == hash(chebyshev_ball(box([0], [1])))
    with pytest.raises(AttributeError):
        ball.radius = 2
