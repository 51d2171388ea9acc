"""Piecewise linear functions: evaluation, algebra, distances, and what they refuse."""

import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions import Layer, Network, box, simplex, whole_space
from polyregions.constructions import zigzag
from polyregions.errors import (
    InvalidDomainError,
    InvalidFunctionError,
    InvalidNetworkError,
    InvalidNumberError,
    UnboundedError,
)
from polyregions.one_dimension import (
    Interval,
    PiecewiseLinear,
    composed,
    restricted,
    sup_distance,
)
from tests.one_dimension.strategies import (
    functions,
    intervals,
    one_input_networks,
    shared_intervals,
)
from tests.strategies import rationals

TENT = PiecewiseLinear.through([(0, 0), ("1/2", 1), (1, 0)])
SIZE = PiecewiseLinear((None, None), [0], [-1, 1], [0, 0])
ROOTED = Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")])


def sample_points(function):
    ends = [x for x in (function.interval.lower, function.interval.upper) if x is not None]
    knots = sorted({*ends, *function.breakpoints}) or [Fraction(0)]
    middles = [(a + b) / 2 for a, b in pairwise(knots)]
    outside = [knots[0] - 1, knots[-1] + 1]
    return [*knots, *middles, *(x for x in outside if function.interval.contains(x))]


@given(one_input_networks(), intervals())
def test_a_network_and_its_function_agree(network, interval):
    function = PiecewiseLinear.from_network(network, interval)
    for x in sample_points(function):
        assert function(x) == network.exact([x])


@given(one_input_networks(), intervals())
def test_patterns_are_constant_on_pieces_and_change_between_them(network, interval):
    function = PiecewiseLinear.from_network(network, interval)
    ends = [function.interval.lower, *function.breakpoints, function.interval.upper]
    patterns = []
    for low, high in pairwise(ends):
        low = high - 2 if low is None and high is not None else low
        low = Fraction(-1) if low is None else low
        high = low + 2 if high is None else high
        inside = [network.pattern([low + (high - low) * Fraction(k, 7)]) for k in range(1, 7)]
        assert len(set(inside)) == 1
        patterns.append(inside[0])
    assert all(a != b for a, b in pairwise(patterns))


@given(one_input_networks(), intervals())
def test_restricting_before_and_after_are_the_same(network, interval):
    everywhere = PiecewiseLinear.from_network(network, (None, None))
    assert restricted(everywhere, Interval(*interval)) == PiecewiseLinear.from_network(
        network, interval
    )


@given(functions())
def test_simplified_functions_bend_everywhere(function):
    plain = function.simplified()
    assert all(a != b for a, b in pairwise(plain.slopes))
    assert set(plain.breakpoints) <= set(function.breakpoints)
    assert sup_distance(function, plain) == 0
    assert plain.distinct_maps <= plain.pieces <= function.pieces


@given(shared_intervals(), rationals(3, 3))
def test_algebra_is_pointwise(pair, factor):
    f, g = pair
    added, subtracted, scaled, cut = f + g, f - g, factor * f, f.relu()
    for x in sample_points(added):
        (u,), (v,) = f(x), g(x)
        assert added(x) == (u + v,)
        assert subtracted(x) == (u - v,)
        assert scaled(x) == (factor * u,)
        assert cut(x) == (max(u, 0),)
    for x in sample_points(cut):
        assert cut(x) == (max(f(x)[0], 0),)


@given(shared_intervals())
def test_distance_is_a_metric_attained_at_a_knot(pair):
    f, g = pair
    distance = sup_distance(f, g)
    assert distance == sup_distance(g, f) >= 0
    assert (distance == 0) == (f.simplified() == g.simplified())
    assert distance == max(abs(f(x)[0] - g(x)[0]) for x in sample_points(f - g))


@given(functions(), functions(first=Fraction(-6), last=Fraction(6)))
def test_composition_is_pointwise(inner, outer):
    chained = composed(outer, inner)
    for x in sample_points(chained):
        assert chained(x) == outer(inner(x)[0])


@given(one_input_networks(), one_input_networks())
def test_composition_of_networks_and_of_functions(first, second):
    if first.outputs != 1:
        return
    inner, outer = (PiecewiseLinear.from_network(n, (None, None)) for n in (first, second))
    both = PiecewiseLinear.from_network(second.compose(first), (None, None))
    assert composed(outer, inner).simplified() == both.simplified()


@given(functions())
def test_values_survive_repr_and_pickle(function):
    assert eval(repr(function)) == function
    assert pickle.loads(pickle.dumps(function)) == function
    assert hash(pickle.loads(pickle.dumps(function))) == hash(function)


def test_functions_are_immutable():
    with pytest.raises(AttributeError, match="immutable"):
        TENT.interval = Interval()
    with pytest.raises(ValueError, match="read-only"):
        TENT._maps[0, 0] = 2


def test_breakpoints_slopes_and_values():
    assert TENT.breakpoints == (Fraction(1, 2),)
    assert TENT.slopes == ((2,), (-2,))
    assert TENT.intercepts == ((0,), (2,))
    assert TENT.values == ((1,),)
    assert TENT(1) == (0,)
    assert SIZE("-7/2") == (Fraction(7, 2),)


def test_several_outputs():
    net = Network([Layer([[1], [-1]]), Layer([[1, 0], [0, 1], [1, 1]], [0, 0, 1], "identity")])
    function = PiecewiseLinear.from_network(net)
    assert function.outputs == 3
    assert function(-2) == (0, 2, 3)
    assert function.relu() == function


def test_a_fold_repeated_by_composition():
    function = TENT
    for k in range(2, 6):
        function = composed(TENT, function)
        assert function == PiecewiseLinear.from_network(zigzag(1, 2, k))
        assert function.pieces == 2**k
        assert function.distinct_maps == 2**k


def test_domains_of_networks():
    inside = ROOTED.with_domain([["-1/3", 2]])
    assert PiecewiseLinear.from_network(inside).interval == Interval("-1/3", 2)
    for domain in (whole_space(1), (None, None)):
        assert PiecewiseLinear.from_network(inside, domain).interval == Interval()
    assert PiecewiseLinear.from_network(ROOTED, box([0], [1])).pieces == 1
    assert PiecewiseLinear.from_network(ROOTED, simplex(1)).interval == Interval(0, 1)
    assert PiecewiseLinear.from_network(ROOTED, (None, 0)).slopes == ((-1,),)


def test_huge_and_tiny_numbers():
    net = Network([Layer([[1], [1]], [0, -(2.0**-1000)]), Layer([[1, -1]], None, "identity")])
    function = PiecewiseLinear.from_network(net)
    assert function.breakpoints == (0, Fraction(1, 2**1000))
    assert function(10**400) == (Fraction(1, 2**1000),)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (((0, 1), [1], [0, 0], [0, 0]), InvalidFunctionError, "inside of"),
        (((0, 3), [2, 1], [0, 0, 0], [0, 0, 0]), InvalidFunctionError, "increase"),
        (((0, 3), [1], [0], [0]), InvalidFunctionError, "2 pieces"),
        (((0, 3), [1], [0, 1], [0, 0]), InvalidFunctionError, "jumps at the breakpoint 1"),
        (((0, 3), [1], [0, (0, 1)], [0, 0]), InvalidFunctionError, "lengths"),
        (((0, 3), [1], [0, "x"], [0, 0]), InvalidNumberError, "entry"),
        (((1, 1), [], [0], [0]), InvalidDomainError, "no interior"),
        (((2, 1), [], [0], [0]), InvalidDomainError, "less than"),
        (("ab", [], [0], [0]), InvalidNumberError, "lower end"),
        ((5, [], [0], [0]), InvalidDomainError, "no interval"),
    ],
)
def test_bad_functions_are_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        PiecewiseLinear(*arguments)


def test_bad_networks_and_domains_are_refused():
    with pytest.raises(InvalidNetworkError, match="2 inputs"):
        PiecewiseLinear.from_network(Network([Layer([[1, 1]])]))
    with pytest.raises(InvalidNetworkError, match="abs> is no network: give one"):
        PiecewiseLinear.from_network(abs)
    with pytest.raises(InvalidDomainError, match="dimension 2"):
        PiecewiseLinear.from_network(ROOTED, box([0, 0], [1, 1]))
    with pytest.raises(InvalidDomainError, match="no interior"):
        PiecewiseLinear.from_network(ROOTED, box([1], [1]))


def test_bad_operations_are_refused():
    with pytest.raises(InvalidDomainError, match="outside"):
        TENT(2)
    with pytest.raises(InvalidDomainError, match="restrict them to one interval"):
        TENT + SIZE
    with pytest.raises(InvalidDomainError, match="leaves"):
        composed(TENT, SIZE)
    with pytest.raises(InvalidDomainError, match="not part of"):
        restricted(TENT, Interval(0, 2))
    with pytest.raises(UnboundedError, match="drift apart"):
        sup_distance(SIZE, 2 * SIZE)
    with pytest.raises(InvalidFunctionError, match="at least two"):
        PiecewiseLinear.through([(0, 0)])
    with pytest.raises(TypeError):
        TENT + 1


@given(st.integers(1, 5), st.integers(1, 4))
def test_functions_at_infinity_stay_close(shift, slope):
    parallel = SIZE + PiecewiseLinear((None, None), [], [0], [shift])
    assert sup_distance(SIZE, parallel) == shift
