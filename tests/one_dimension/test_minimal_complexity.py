"""The minimal linear complexity: fixtures, optimality against brute force, certified bounds."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.constructions import zigzag
from polyregions.errors import InvalidDomainError, InvalidFunctionError, InvalidNumberError
from polyregions.one_dimension import (
    PiecewiseLinear,
    complexity_bounds,
    minimal_complexity,
    minimal_pieces,
    sup_distance,
)
from tests.one_dimension.strategies import functions

EPSILONS = st.builds(Fraction, st.integers(1, 12), st.integers(2, 6))


@pytest.mark.parametrize("branches", [2, 3, 5])
@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_zigzags_need_all_their_pieces(branches, blocks):
    function = PiecewiseLinear.from_network(zigzag(1, branches, blocks))
    for epsilon in ("1/100", "49/100"):
        assert minimal_complexity(function, epsilon).pieces == branches**blocks
        assert minimal_pieces(function, epsilon).pieces <= branches**blocks
    for epsilon in ("1/2", 7):
        assert minimal_complexity(function, epsilon).pieces == 1
        assert minimal_pieces(function, epsilon).pieces == 1


@pytest.mark.parametrize("epsilon", ["1/10", "1/33", "1/210", "1/1001"])
def test_the_square(epsilon):
    expected = math.ceil(1 / math.sqrt(8 * Fraction(epsilon)))
    bounds = complexity_bounds(lambda x: x * x, (0, 1), epsilon, shape="convex")
    assert (bounds.lower, bounds.upper) == (expected, expected)
    below = complexity_bounds(lambda x: -x * x, (0, 1), epsilon, shape="concave")
    assert (below.lower, below.upper) == (expected, expected)


@given(functions(), EPSILONS)
def test_approximants_are_within_epsilon(function, epsilon):
    found = minimal_complexity(function, epsilon)
    assert found.approximant.pieces == found.pieces
    assert found.approximant.interval == function.interval
    assert found.distance == sup_distance(function, found.approximant) <= epsilon
    assert found.pieces <= function.simplified().pieces


@given(functions(), EPSILONS)
def test_continuous_and_discontinuous_complexity(function, epsilon):
    continuous, jumping = minimal_complexity(function, epsilon), minimal_pieces(function, epsilon)
    assert jumping.pieces <= continuous.pieces <= 2 * jumping.pieces - 1
    assert jumping.distance <= epsilon
    for (_, end, *_), (begin, *_) in pairwise(jumping.segments):
        assert end == begin
    for begin, end, slope, intercept in jumping.segments:
        assert begin < end
        for x in (begin, (begin + end) / 2, end):
            assert abs(function(x)[0] - slope * x - intercept) <= epsilon


@given(functions(), EPSILONS)
def test_complexity_of_reflected_functions(function, epsilon):
    low, high = function.interval.lower, function.interval.upper
    knots = [low, *function.breakpoints, high]
    mirrored = PiecewiseLinear.through((-x, function(x)[0]) for x in reversed(knots))
    for other in (mirrored, -function):
        for count in (minimal_complexity, minimal_pieces):
            assert count(other, epsilon).pieces == count(function, epsilon).pieces
    assert (
        minimal_complexity(3 * function, 3 * epsilon).pieces
        == minimal_complexity(function, epsilon).pieces
    )


@given(functions(), EPSILONS, EPSILONS)
def test_complexity_falls_with_epsilon(function, first, second):
    low, high = sorted([first, second])
    assert minimal_complexity(function, low).pieces >= minimal_complexity(function, high).pieces


def stabbed(points, epsilon):
    """Return whether one line passes within epsilon of all points, by trying all extreme lines."""
    if len(points) == 1:
        return True
    candidates = [
        (a, u + s * epsilon, b, v + t * epsilon)
        for i, (a, u) in enumerate(points)
        for b, v in points[i + 1 :]
        for s in (-1, 1)
        for t in (-1, 1)
    ]
    for a, u, b, v in candidates:
        slope = (v - u) / (b - a)
        if all(abs(u + slope * (x - a) - y) <= epsilon for x, y in points):
            return True
    return False


@given(functions(most_points=6), EPSILONS)
def test_one_piece_by_brute_force(function, epsilon):
    low, high = function.interval.lower, function.interval.upper
    points = [(x, function(x)[0]) for x in (low, *function.breakpoints, high)]
    one = stabbed(points, epsilon)
    assert (minimal_complexity(function, epsilon).pieces == 1) == one
    assert (minimal_pieces(function, epsilon).pieces == 1) == one


def reachable_by_grid(function, epsilon, pieces, steps):
    """Return whether a path with so many links between grid points stays within epsilon."""
    low, high = function.interval.lower, function.interval.upper
    xs = [low + (high - low) * Fraction(k, steps) for k in range(steps + 1)]
    heights = [[function(x)[0] + epsilon * Fraction(j, 4) for j in range(-4, 5)] for x in xs]
    inner = sorted({*xs, *function.breakpoints})

    def visible(i, u, j, v):
        slope = (v - u) / (xs[j] - xs[i])
        return all(
            abs(u + slope * (x - xs[i]) - function(x)[0]) <= epsilon
            for x in inner
            if xs[i] < x < xs[j]
        )

    reached = {(0, u) for u in heights[0]}
    for _ in range(pieces):
        reached |= {
            (j, v)
            for i, u in reached
            for j in range(i + 1, steps + 1)
            for v in heights[j]
            if (j, v) not in reached and visible(i, u, j, v)
        }
    return any(i == steps for i, _ in reached)


@pytest.mark.parametrize("seed", range(6))
def test_no_path_through_a_grid_has_fewer_links(seed):
    ys = [(k * k * (seed + 3) + 5 * k) % 7 for k in range(5)]
    function = PiecewiseLinear.through(enumerate(ys))
    for epsilon in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)):
        found = minimal_complexity(function, epsilon).pieces
        assert not reachable_by_grid(function, epsilon, found - 1, 8)


def test_a_long_function_takes_linear_time():
    ys = [(k * 7919) % 13 for k in range(3000)]
    function = PiecewiseLinear.through(enumerate(ys))
    assert minimal_complexity(function, 20).pieces == 1
    assert minimal_complexity(function, "1/7").pieces > 900


@pytest.mark.parametrize(
    ("function", "interval", "lipschitz"),
    [(math.sin, (0, 6), 1), (abs, (-1, 2), 1), (lambda x: max(x, 2 * x - 1), (0, 2), 2)],
)
def test_lipschitz_bounds_bracket(function, interval, lipschitz):
    for epsilon in ("1/10", "1/40"):
        bounds = complexity_bounds(
            function, interval, epsilon, lipschitz=lipschitz, value_error=1e-15, most_cells=256
        )
        assert bounds.lower <= bounds.upper
        for k in range(200):
            x = interval[0] + (interval[1] - interval[0]) * Fraction(k, 199)
            assert abs(bounds.approximant(x)[0] - Fraction(function(float(x)))) < Fraction(epsilon)


def test_coarse_samples_leave_the_upper_bound_open():
    bounds = complexity_bounds(math.sin, (0, 600), "1/100", lipschitz=1, most_cells=8)
    assert bounds.upper is None
    assert not bounds.is_exact


def test_intervals_beyond_floats():
    vast = 10**400
    bounds = complexity_bounds(abs, (-vast, 3 * vast), 1, shape="convex")
    assert (bounds.lower, bounds.upper) == (2, 2)


@pytest.mark.parametrize("epsilon", [0, -1, "-1/3"])
def test_errors_must_be_positive(epsilon):
    line = PiecewiseLinear((0, 1), [], [1], [0])
    for count in (minimal_complexity, minimal_pieces):
        with pytest.raises(InvalidNumberError, match="positive error bound"):
            count(line, epsilon)
    with pytest.raises(InvalidNumberError, match="positive error bound"):
        complexity_bounds(abs, (0, 1), epsilon, lipschitz=1)


def test_bad_functions_are_refused():
    with pytest.raises(InvalidFunctionError, match="complexity_bounds"):
        minimal_complexity(math.sin, 1)
    with pytest.raises(InvalidFunctionError, match="2 outputs"):
        minimal_complexity(PiecewiseLinear((0, 1), [], [(1, 2)], [(0, 0)]), 1)
    with pytest.raises(InvalidDomainError, match="bounded"):
        minimal_pieces(PiecewiseLinear((0, None), [], [1], [0]), 1)


@pytest.mark.parametrize(
    ("function", "options", "error", "words"),
    [
        (math.sin, {}, InvalidFunctionError, "samples alone"),
        (math.sin, {"lipschitz": 1, "shape": "convex"}, InvalidFunctionError, "samples alone"),
        (math.sin, {"shape": "round"}, InvalidFunctionError, "unknown"),
        (math.sin, {"shape": "convex"}, InvalidFunctionError, "not convex"),
        (math.sin, {"lipschitz": "1/100"}, InvalidFunctionError, "changes faster"),
        (math.sin, {"lipschitz": -1}, InvalidNumberError, "negative"),
        (lambda x: 1 / x, {"lipschitz": 1}, InvalidFunctionError, "no value"),
        (lambda x: math.nan, {"lipschitz": 1}, InvalidFunctionError, "no value"),
        (3, {"lipschitz": 1}, InvalidFunctionError, "called"),
    ],
)
def test_bad_callables_are_refused(function, options, error, words):
    with pytest.raises(error, match=words):
        complexity_bounds(function, (0, 3), "1/10", **options)


def test_callables_need_a_bounded_interval():
    with pytest.raises(InvalidDomainError, match="finite ends"):
        complexity_bounds(abs, (0, None), 1, lipschitz=1)
