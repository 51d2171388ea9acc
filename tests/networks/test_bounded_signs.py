"""The signs at many points: those of exact evaluation, whatever kind of numbers points are."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.arithmetic import exact_points
from polyregions.errors import InvalidNumberError
from polyregions.networks import bounded_signs
from polyregions.networks.bounded_signs import BoundedSigns, _FloatLayer
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.clocks import fake_clock
from tests.helpers.extras import require_packages
from tests.strategies import degenerate_networks


def special_points(network, rng, count=40):
    """Points inside regions, on hyperplanes, and of all sizes."""
    numbers = [0.0, 1.0, -1.0, 0.5, 5e-324, -1e-300, 1e300, 2.0**53 + 2, 0.1, 1 / 3]
    points = [[rng.choice(numbers) for _ in range(network.inputs)] for _ in range(count)]
    points += [[rng.uniform(-1, 1) for _ in range(network.inputs)] for _ in range(count)]
    first = network.layers[0]
    for _ in range(count // 4):
        # A point where some unit of the first layer vanishes, if floats hold it.
        weights, bias = first.row(rng.randrange(first.units))[:-1], first.bias[0]
        known = [Fraction(rng.randint(-4, 4), 4) for _ in weights]
        axis = next((i for i, w in enumerate(weights) if w), None)
        if axis is not None:
            rest = sum(
                w * x for i, (w, x) in enumerate(zip(weights, known, strict=True)) if i != axis
            )
            known[axis] = -(rest + bias) / weights[axis]
        try:
            points.append([float(x) for x in known])
        except OverflowError:
            continue
    return points


def check(network, points):
    expected = [network.signs(point) for point in points]
    found = network.signs(np.array(points))
    assert found.dtype == np.int8
    assert [tuple(row) for row in found.tolist()] == expected
    patterns = network.patterns(np.array(points))
    assert (patterns.dtype, patterns.tolist()) == (np.uint8, (found > 0).astype(int).tolist())


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    check(case.network, special_points(case.network, random.Random(1), count=8))


@settings(max_examples=30)
@given(network=degenerate_networks())
def test_degenerate_networks(network):
    check(network, special_points(network, random.Random(2), count=6))


def test_trained_like_networks():
    for seed, sizes in enumerate(
        [(2, 20, 20, 1), (5, 8, 8, 8, 2), (1, 30, 3), (3, 4, 4, 4, 4, 4, 1)]
    ):
        network = pr.he_random(sizes, seed=seed, bias_std=0.5)
        check(network, special_points(network, random.Random(seed), count=12))


def test_numbers_of_other_kinds():
    network = pr.he_random((2, 6, 6, 1), seed=0, bias_std=0.5)
    for points in (
        [[1, 2], [-3, 0]],
        [["1/3", "0.1"], ["-2/7", "5"]],
        [[Fraction(1, 3), 2], [0.5, "1/7"]],
        [[10**400, 1], [Fraction(1, 10**400), -1]],
        [[2**63 + 1, 2**53 + 1], [-(2**64), 3]],
    ):
        expected = [network.signs(point) for point in points]
        assert [tuple(row) for row in network.signs(points).tolist()] == expected
    for dtype in (np.float16, np.float32, np.int8, np.int64, np.uint64, np.longdouble):
        points = np.array([[1, 2], [0, 3]], dtype=dtype)
        assert [tuple(row) for row in network.signs(points).tolist()] == [
            network.signs([1, 2]),
            network.signs([0, 3]),
        ]
    large = np.array([[2**53 + 1, -(2**60) + 1]], dtype=np.int64)
    assert tuple(network.signs(large)[0].tolist()) == network.signs(large[0].tolist())
    assert network.signs(np.zeros((0, 2))).shape == (0, 12)
    assert network.signs([]).shape == (0, 12)
    assert network.patterns(np.zeros((0, 2))).shape == (0, 12)


def test_integers_beyond_floats_are_not_rounded():
    """x - 2^53 - 1 vanishes at an integer that is no float."""
    network = pr.Network([pr.Layer([[1]], [-(2**53) - 1])])
    points = np.array([[2**53], [2**53 + 1], [2**53 + 2]], dtype=np.int64)
    assert network.signs(points).ravel().tolist() == [-1, 0, 1]
    assert exact_points([[2**53 + 1]], 1).homogeneous([0]) == [(2**53 + 1, 1)]
    thirds = pr.Network([pr.Layer([[3]], [-1])])
    assert thirds.signs([["1/3"], [Fraction(1, 3)], [1 / 3]]).ravel().tolist() == [0, 0, -1]


class Frame:
    """What a data frame is to us, of pandas or of Polars."""

    def __init__(self, values):
        self.values = values

    def to_numpy(self):
        return self.values


def test_tensors_and_data_frames():
    require_packages("torch")
    import torch

    network = pr.he_random((2, 6, 6, 1), seed=0, bias_std=0.5)
    points = np.array([[0.5, -0.25], [1.0, 2.0]])
    expected = network.signs(points).tolist()
    assert network.signs(torch.tensor(points, requires_grad=True)).tolist() == expected
    assert network.signs(torch.tensor(points, dtype=torch.bfloat16)).tolist() == expected
    assert network.signs(torch.tensor([[1, 2]])).tolist() == [list(network.signs([1, 2]))]
    assert network.signs(Frame(points)).tolist() == expected
    assert network.signs(np.ma.masked_array(points)).tolist() == expected
    assert network.signs(Frame(points.astype(object))).tolist() == expected
    cells = pr.regions(network, [[-1, 3]] * 2)
    assert cells.locate(torch.tensor(points)).tolist() == cells.locate(points).tolist()
    assert [r.index for r in cells.locate(torch.tensor(points[0]))] == [cells.locate(points)[0]]


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (np.zeros((3, 3)), r"shape \(3, 3\): give k points in rows of 2"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        ([[1, 2], [3]], "ragged"),
        ([[1.0, float("nan")]], r"\[0, 1\] is nan: every number must be finite"),
        ([[1.0, 2.0], [float("inf"), 0.0]], r"\[1, 0\] is inf"),
        ([["a", "b"]], "is the text 'a'"),
        ([[None, 1]], "is None, which is no number"),
        (np.array([[True, False]]), "truth value"),
        (np.array([[1j, 2]]), "which is no number"),
        (np.ma.masked_array(np.zeros((1, 2)), [[True, False]]), "are masked: fill them"),
    ],
)
def test_points_that_are_refused(points, message):
    network = pr.he_random((2, 3, 1), seed=0)
    for ask in (network.signs, network.patterns, pr.regions(network).locate):
        with pytest.raises(InvalidNumberError, match=message):
            ask(points)


def test_no_time():
    network = pr.he_random((2, 6, 6, 1), seed=0)
    with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(0.5):
        network.patterns(np.zeros((3, 2)))


def test_points_some_at_a_time(monkeypatch):
    network = pr.ternary(2, 6, 3)
    points = np.random.default_rng(0).integers(-4, 5, (50, 2)) / 4
    whole = network.signs(points)
    assert (whole == 0).any()
    monkeypatch.setattr(bounded_signs, "_ENTRIES_AT_ONCE", 30)
    other = BoundedSigns(network.layers, network.integer_form)
    assert other._points_at_once < 10
    assert np.array_equal(other(exact_points(points, 2)), whole)


# Bounds


def exact_layer(layer, points):
    return [layer.preactivations([Fraction(x) for x in point]) for point in points]


def test_bounds_hold_and_are_not_much_too_large():
    rng = np.random.default_rng(5)
    worst = 0.0
    for trial in range(60):
        inputs, units = rng.integers(1, 30, 2)
        weights = rng.standard_normal((units, inputs)) * 2.0 ** rng.integers(
            -30, 30, (units, inputs)
        )
        bias = rng.standard_normal(units) * 2.0 ** rng.integers(-30, 30, units)
        layer = pr.Layer(weights, bias)
        points = rng.standard_normal((4, inputs)) * 2.0 ** rng.integers(-30, 30, (4, inputs))
        floats = _FloatLayer.of(layer)
        values, errors = floats.preactivations(points, None)
        for found, error, exact in zip(values, errors, exact_layer(layer, points), strict=True):
            for value, bound, z in zip(found.tolist(), error.tolist(), exact, strict=True):
                off = abs(Fraction(value) - z)
                assert off <= Fraction(bound), trial
                worst = max(worst, float(off / Fraction(bound)))
        close, error = floats.roughly(points, np.zeros((4, 1)))
        for found, bound, exact in zip(close, error, exact_layer(layer, points), strict=True):
            off = max(abs(Fraction(x) - z) for x, z in zip(found.tolist(), exact, strict=True))
            assert off <= Fraction(float(bound[0])), trial
    assert worst > 1e-3


def test_one_bound_for_all_units():
    """The largest that it can be is met: by inputs that are off, by rounding, by the bias."""
    layer = _FloatLayer.of(pr.Layer([[1, -2], [0.5, 0]], [0, 2.0**40]))
    gamma = 18 * 2.0**-52
    _, error = layer.roughly(np.array([[4.0, -8.0], [0.0, 0.0]]), np.array([[0.25], [0.0]]))
    expected = [3 * (0.25 + 8 * gamma) + gamma * 2.0**40, gamma * 2.0**40]
    for found, least in zip(error[:, 0].tolist(), expected, strict=True):
        assert least <= found <= least * (1 + 1e-12)
    assert layer.roughly(np.array([[2.0**999, 0.0]]), np.zeros((1, 1)))[1].tolist() == [[np.inf]]


def test_sums_that_leave_the_range_of_floats():
    """1.9 - 1.7 - 1.7 is negative, and so is it times 1e308, though 1.9e308 is no float."""
    for weights in ([1.9, -1.7, -1.7], [-1.7, -1.7, 1.9], [1.0, 1.0, -3.0]):
        assert pr.Network([pr.Layer([weights])]).signs([[1e308] * 3]).tolist() == [[-1]]


def test_products_below_the_range_of_floats():
    """Subnormal inputs, large weights: what the bound loses of them is covered."""
    rng = np.random.default_rng(3)
    signs = set()
    for _ in range(300):
        weights = rng.uniform(1, 2, 3) * 2.0**498
        inputs = rng.integers(1, 200, 3) * 5e-324
        weights[2] = -(weights[0] * inputs[0] + weights[1] * inputs[1]) / inputs[2]
        if not 2.0**-500 < abs(weights[2]) < 2.0**500:
            continue
        network = pr.Network([pr.Layer([weights])])
        found = network.signs(inputs[np.newaxis])
        assert found[0, 0] == network.signs(inputs.tolist())[0], (weights, inputs)
        signs.add(int(found[0, 0]))
    assert {-1, 1} <= signs


def test_what_is_off_is_passed_on():
    """1e16 / 3 less the float of it is 0.185, which floats lose: 100.185 exceeds 100.1."""
    network = pr.Network([pr.Layer([["1/3", -(1 / 3)]], [100]), pr.Layer([[1]], [-100.1])])
    assert network.signs([[1e16, 1e16]]).tolist() == [[1, 1]]


def test_units_that_are_surely_inactive_pass_on_no_error():
    """In deep networks bounds would else grow twice as fast with every layer."""
    network = pr.he_random((2, *26 * [16], 1), seed=0, bias_std=0.5)
    points = np.random.default_rng(0).uniform(-1, 1, (200, 2))
    signs = BoundedSigns(network.layers, network.integer_form)._in_floats(points, None)
    assert np.mean(np.any(signs == 2, axis=1)) < 0.1


def test_values_beyond_floats():
    """Infinity less infinity proves nothing: the sum vanishes."""
    large = 2.0**499
    network = pr.Network([pr.Layer([[large], [large]], None, "identity"), pr.Layer([[1, -1]])])
    assert network.signs([[1e300], [1.0]]).tolist() == [[0], [0]]
    # It outweighs no finite number that is larger than what it stands for.
    hidden = pr.Network([pr.Layer([[1e10, 0], [0, 1]]), pr.Layer([[1e-100, -1e100]])])
    assert hidden.signs([[1e305, 1e200]]).tolist() == [[1, 1, -1]]
    # Nor a product that is added before it is rounded.
    fused = pr.Network([pr.Layer([[1e10, -1e10], [1e10, -1.5e10]])])
    assert fused.signs([[1e305, 1e305]] * 3).tolist() == [[0, -1]] * 3


def test_points_below_normal_floats():
    """The products are normal, and rounded: by more than the errors of their factors show."""
    rng = np.random.default_rng(0)
    for trial in range(50):
        weights = rng.uniform(1, 2, 4) * 2.0 ** rng.integers(400, 499, 4)
        point = rng.integers(1, 16, 4) * 2.0**-1074
        terms = [Fraction(w) * Fraction(x) for w, x in zip(weights, point, strict=True)]
        weights[3] = -sum(terms[:3]) / Fraction(point[3])
        found = pr.Network([pr.Layer([weights])]).signs(point[np.newaxis])
        exact = sum(terms[:3]) + Fraction(weights[3]) * Fraction(point[3])
        assert found.tolist() == [[(exact > 0) - (exact < 0)]], trial


def test_bounds_of_inputs_that_are_off():
    """The largest that inputs can be off is met by the bound, and hardly exceeded."""
    layer = pr.Layer([[1, -2]], [0.5])
    values, errors = _FloatLayer.of(layer).preactivations(
        np.array([[1.0, 1.0]]), np.array([[0.25, 0.125]])
    )
    assert values.tolist() == [[-0.5]]
    assert 0.5 <= errors[0, 0] <= 0.5 + 1e-12


def test_parameters_that_are_rounded():
    """1/3 and its float differ: at a point where the float's sign is wrong, integers decide."""
    network = pr.Network([pr.Layer([["1/3"]], [-(1 / 3)]), pr.Layer([[1]], [0])])
    third = Fraction(1 / 3)
    point = 1.0
    assert network.signs([[point]]).tolist() == [[1 if Fraction(1, 3) > third else -1] * 1 + [1]]
    # The float of this weight is off by a third, and gives a large value of another sign.
    least = Fraction(1, 2**1074)
    coarse = pr.Network([pr.Layer([[Fraction(7, 5) * least]], [Fraction(-6, 5) * least * 2**1000])])
    assert coarse.signs([[2.0**1000]]).tolist() == [[1]]
    tiny = pr.Network([pr.Layer([[Fraction(1, 10**400)]], [0])])
    assert tiny.signs([[1.0], [-1.0], [0.0]]).ravel().tolist() == [1, -1, 0]
