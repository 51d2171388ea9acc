"""Networks: values in floats and rationals, patterns, affine maps, and bad input."""

import pickle
import random
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest

from polyregions.errors import InvalidDomainError, InvalidNetworkError, InvalidNumberError
from polyregions.networks import AffineMap, Claim, Layer, Network, Pattern
from polyregions.polytopes import HPolytope, box, whole_space
from tests.helpers.cases import each

TENT = Network([Layer([[2], [4]], [0, -2]), Layer([[1, -1]], None, "identity")])
MIXED = Network(
    [
        Layer([[1, "1/3"], [-1, 0.1], [0, 1]], ["1/7", 0, -1], ["relu", "identity", "relu"]),
        Layer([[1, 0, 0], [0, 1, 0]], None, "identity"),
        Layer([[1, -2], [0, 1], [1, 1]], [0, 0.25, "-2/3"]),
    ],
    domain=box([-1, "-1/3"], [1, 1]),
    name="mixed",
    claim=Claim(3, "three", "affine", whole_space(2), "nobody"),
)
NO_HIDDEN = Network([Layer([[1, 2]], [3], "identity")])


@pytest.mark.parametrize("network", [TENT, MIXED, NO_HIDDEN])
def test_repr_evaluates_to_the_network(network):
    again = eval(repr(network))
    assert again == network
    assert (again.name, again.claim) == (network.name, network.claim)
    assert pickle.loads(pickle.dumps(network)) == network


def test_sizes():
    assert MIXED.inputs == 2
    assert MIXED.outputs == 3
    assert MIXED.widths == (2, 3, 2, 3)
    assert MIXED.pattern_sizes == (2, 3)
    assert NO_HIDDEN.pattern_sizes == ()
    assert str(MIXED) == "mixed 2-3-2-3"
    assert str(TENT) == "network 1-2-1"


def test_equality_leaves_remarks_out():
    plain = Network(MIXED.layers, MIXED.domain)
    assert plain == MIXED
    assert hash(plain) == hash(MIXED)
    assert Network(MIXED.layers) != MIXED
    assert Network(MIXED.layers, whole_space(2)) != MIXED
    assert Network(list(TENT.layers)) == TENT
    assert Network(iter(TENT.layers)) == TENT


def test_immutable():
    with pytest.raises((FrozenInstanceError, AttributeError)):
        TENT.domain = None


def test_with_domain_drops_the_claim():
    moved = MIXED.with_domain(box([0, 0], [1, 1]))
    assert moved.domain == box([0, 0], [1, 1])
    assert moved.layers is MIXED.layers
    assert moved.name == "mixed"
    assert moved.claim is None
    assert MIXED.with_domain(None).domain is None


def test_exact_values_of_the_tent():
    values = {"-1": 0, "0": 0, "1/3": "2/3", "1/2": 1, "5/6": "1/3", "1": 0, "2": -2}
    for x, y in values.items():
        assert TENT.exact([x]) == (Fraction(y),)


def test_float_evaluation_takes_a_batch_or_a_point():
    points = np.array([[0.25], [0.5], [1.0]])
    assert TENT(points).shape == (3, 1)
    assert np.array_equal(TENT(points), [[0.5], [1.0], [0.0]])
    assert TENT([0.25]).shape == (1,)
    assert TENT([[0.25]]).shape == (1, 1)
    assert TENT(np.zeros((0, 1))).shape == (0, 1)
    assert MIXED(np.zeros((5, 2))).shape == (5, 3)
    assert TENT(np.float32([0.25])).dtype == np.float64


def test_floats_approximate_the_exact_values():
    rng = random.Random(0)
    points = [[rng.uniform(-3, 3), rng.uniform(-3, 3)] for _ in range(50)]
    exact = [[float(y) for y in MIXED.exact(point)] for point in points]
    assert np.allclose(MIXED(points), exact, rtol=1e-13, atol=1e-13)


def test_exact_sees_what_floats_do_not():
    network = Network([Layer([["1/3", "1/3", "1/3"]], [-1])])
    tiny = Fraction(1, 10**40)
    assert network.exact([1, 1, 1 + 3 * tiny]) == (tiny,)
    assert str(network.pattern([1, 1, 1 + 3 * tiny])) == "1"
    assert str(network.pattern([1, 1, 1])) == "0"
    assert network([1.0, 1.0, 1.0])[0] == 0


def test_pattern_is_active_only_where_positive():
    assert TENT.pattern([0]) == Pattern("00")
    assert TENT.pattern(["1/2"]) == Pattern("10")
    assert TENT.pattern([Fraction(1, 2) + Fraction(1, 10**30)]) == Pattern("11")
    assert MIXED.pattern([0, 2]) == Pattern("11|111")
    assert MIXED.pattern([0, -1]) == Pattern("00|110")
    assert NO_HIDDEN.pattern([1, 1]) == Pattern("")


def test_affine_map_agrees_with_the_function():
    rng = random.Random(1)
    for network in (TENT, MIXED, NO_HIDDEN):
        for _ in range(40):
            point = [Fraction(rng.randint(-300, 300), 97) for _ in range(network.inputs)]
            affine = network.affine_map(network.pattern(point))
            assert affine(point) == network.exact(point)


def test_affine_map_of_patterns_written_as_text():
    assert TENT.affine_map("00") == AffineMap([[0]], [0])
    assert TENT.affine_map("10") == AffineMap([[2]], [0])
    assert TENT.affine_map("11") == AffineMap([[-2]], [2])
    assert TENT.affine_map("01") == AffineMap([[-4]], [2])  # of no region, but of this pattern
    assert NO_HIDDEN.affine_map("") == AffineMap([[1, 2]], [3])


@pytest.mark.parametrize("pattern", ["", "1", "1|0", "101", "10|1"])
def test_patterns_that_do_not_fit(pattern):
    with pytest.raises(InvalidNetworkError, match=r"groups of sizes \(2,\)"):
        TENT.affine_map(pattern)


@each("method", ["exact", "pattern"])
@each(
    ("point", "error", "message"),
    [
        ([], InvalidNetworkError, "0 coordinates .* 1"),
        ([1, 2], InvalidNetworkError, "2 coordinates .* 1"),
        ([float("nan")], InvalidNumberError, r"x\[0\] is nan"),
        (["1/0"], InvalidNumberError, r"x\[0\]"),
        (1, InvalidNumberError, "x is 1"),
        ([[1]], InvalidNumberError, r"x\[0\] is \[1\]"),
        (np.zeros((1, 1)), InvalidNumberError, "2 axes"),
    ],
)
def test_bad_points(method, point, error, message):
    with pytest.raises(error, match=message):
        getattr(TENT, method)(point)


@pytest.mark.parametrize("shape", [(), (2,), (3, 2), (1, 1, 1)])
def test_bad_shapes(shape):
    with pytest.raises(InvalidNetworkError, match=r"give \(k, 1\) or \(1,\)"):
        TENT(np.zeros(shape))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([],), InvalidNetworkError, "no layers: give at least one"),
        (([[[1]]],), InvalidNetworkError, r"layers\[0\] is a list: give Layer objects"),
        ((Layer([[1]]),), InvalidNetworkError, r"layers is Layer.*: give a list of Layer"),
        ((None,), InvalidNetworkError, "layers is None: give a list of Layer objects"),
        (
            ([Layer([[1]]), Layer([[1]]), Layer([[1, 1]])],),
            InvalidNetworkError,
            r"layers\[2\] takes 2 inputs where layers\[1\] has 1 units",
        ),
        (([Layer([[1]])], box([0, 0], [1, 1])), InvalidDomainError, "dimension 2 .* 1 inputs"),
    ],
)
def test_bad_networks(arguments, error, message):
    with pytest.raises(error, match=message):
        Network(*arguments)


def test_a_flat_domain_can_be_held():
    point = HPolytope(1, [(1, 0), (-1, 0)])
    assert Network([Layer([[1]])], point).domain == point
