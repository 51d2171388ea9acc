"""Balls in regions of many inputs: inside, and proved to be about as large as any."""

from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.arithmetic import exact_rational
from polyregions.polytopes import Ball, chebyshev_ball
from polyregions.questions.local import deep_ball as module
from polyregions.questions.local.deep_ball import deep_ball
from tests.helpers.cases import each


def check_inside(ball, polytope):
    for *normal, offset in polytope.rows:
        slack = offset - sum(a * x for a, x in zip(normal, ball.center, strict=True))
        assert slack >= 0
        assert slack**2 >= ball.radius**2 * sum(a * a for a in normal)


@each("seed", range(4))
def test_proposed_balls_are_as_large_as_exact_ones(seed, monkeypatch):
    monkeypatch.setattr(module, "_SMALL", -1)
    network = pr.he_random((6, 8, 8, 1), seed=seed)
    region = pr.region_at(network, [0.1] * 6, [[-1, 1]] * 6)
    polytope = pr.HPolytope(6, region.constraints.distinct)
    ball, exact = module._proposed(polytope), chebyshev_ball(polytope)
    assert ball is not None
    check_inside(ball, polytope)
    assert ball.radius <= exact.radius * (1 + Fraction(1, 2**59))
    assert exact.radius <= ball.radius * (1 + Fraction(1, 2**20))


def test_a_region_of_many_inputs():
    network = pr.he_random((64, 16, 16, 1), seed=0)
    region = pr.region_at(network, [0.1] * 64, [[-1, 1]] * 64)
    ball = region.chebyshev_ball()
    check_inside(ball, region.polytope)
    assert float(ball.radius) > 0.01


def test_multipliers_that_are_wrong_bound_too():
    rows = [module._Row(row) for row in pr.box([0, 0], [2, 4]).rows]
    best = [Fraction(1), Fraction(1), Fraction(0), Fraction(0)]
    assert module._bound(rows, best, 2) == 1
    wrong = [Fraction(1), Fraction(0), Fraction(0), Fraction(0)]
    assert module._bound(rows, wrong, 2) == 4
    assert module._bound(rows[:1], wrong[:1], 2) is None
    assert module._bound(rows, [Fraction(0)] * 4, 2) is None


def test_small_and_unbounded_regions_are_left_to_the_exact_program():
    triangle = pr.HPolytope(2, [(-1, 0, 0), (0, -1, 0), (3, 4, 12)])
    assert deep_ball(triangle) == Ball((exact_rational(1), exact_rational(1)), Fraction(1))
    region = pr.region_at(pr.he_random((3, 2, 1), seed=0), [0, 0, 0])
    with pytest.raises(pr.PolyregionsError, match="balls of every size"):
        region.chebyshev_ball()
