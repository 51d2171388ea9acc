"""Each bound of the certified floats against the exact extremes of what it stands for.

The cases aim at one term each: there the others are far too small to make up for its loss.
"""

import random
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

from polyregions import Layer
from polyregions.networks.rounding import near_root
from polyregions.one_dimension import DenseNetwork, find_breakpoints
from polyregions.one_dimension.bending import BENDS, PASSES, _read, bend_answers
from polyregions.one_dimension.certified_search import _Crossings, _crossings_of, _overlapping
from polyregions.one_dimension.chart import Chart
from polyregions.one_dimension.dense_network import DenseLayer
from polyregions.one_dimension.enclosed_columns import Columns, cut
from polyregions.one_dimension.enclosures import (
    Enclosed,
    Zeros,
    enclosed_preactivations,
    rounding_factor,
    summed_terms,
)
from polyregions.one_dimension.enclosures import product as blocked_product
from polyregions.one_dimension.interval import Interval

PRECISIONS = (np.float64, np.longdouble)
SIDES = (-1, 0, 1)


def exact(value):
    return Fraction(*map(int, value.as_integer_ratio()))


def dense(*layers, relu=False):
    """Return the network with these (weights, bias), ReLU units where wanted."""
    return DenseNetwork(
        tuple(
            DenseLayer(
                np.array(weights, np.float64),
                np.array(bias, np.float64),
                np.full(len(bias), relu and number < len(layers)),
            )
            for number, (weights, bias) in enumerate(layers, start=1)
        )
    )


def parameters(layer):
    if layer.source is not None:
        return layer.source.weights, layer.source.bias
    weights = [[Fraction(w) for w in row] for row in layer.weights.tolist()]
    return weights, [Fraction(b) for b in layer.bias.tolist()]


def exact_preactivations(network, chart, point):
    """Return the pre-activations of all layers at an exact parameter."""
    q = 1 - abs(point) if chart.projective else Fraction(1)
    values, found = [point], []
    for layer in network.layers:
        weights, bias = parameters(layer)
        z = [
            sum((w * x for w, x in zip(row, values, strict=True)), b * q)
            for row, b in zip(weights, bias, strict=True)
        ]
        found.append(z)
        values = [max(v, Fraction(0)) if r else v for v, r in zip(z, layer.relu, strict=True)]
    return found


def worst_excess(network, s, radius=0.0, projective=False, dtype=np.float64):
    """Return the largest ratio of an error to its bound, over all layers, units and points."""
    chart = Chart(projective)
    at = chart.on_grid(np.array([s], dtype))
    places = [exact(at[0]) + side * Fraction(radius) for side in SIDES]
    with np.errstate(all="ignore"):
        levels = list(enclosed_preactivations(network, chart, at, np.array([radius])))
        bounds = [level.errors[:, 0] for level in levels]
        indices = [
            level.errors_at(np.arange(len(level.values)), np.zeros(len(level.values), np.int64))
            for level in levels
        ]
    worst = Fraction(0)
    for place in places:
        for level, bound, other, z in zip(
            levels, bounds, indices, exact_preactivations(network, chart, place), strict=True
        ):
            assert np.allclose(bound, other, rtol=1e-9, atol=0, equal_nan=True)
            for value, error, wanted in zip(level.values[:, 0], bound, z, strict=True):
                if np.isfinite(error) and np.isfinite(value):
                    worst = max(worst, abs(exact(value) - wanted) / Fraction(float(error)))
    return float(worst)


def cancelling_layers(rng):
    """Return two layers whose value is a rounding error: x -> w x, and w x minus its float."""
    s, w, v = (rng.uniform(1, 2) for _ in range(3))
    return s, ([[w], [v]], [-w * s, -v * s])


def test_errors_of_the_layers_before_are_multiplied_by_the_spectral_norm():
    rng, decisive = random.Random(0), 0
    for _ in range(100):
        s, first = cancelling_layers(rng)
        chain = [
            ([[rng.uniform(256, 512), 0], [0, 1]], [0, 0]) for _ in range(rng.randint(0, 2))
        ] + [([[1, 0]], [0])]
        ratio = worst_excess(dense(first, *chain), s)
        assert ratio <= 1
        decisive = max(decisive, ratio)
    # Of the error of the first layer the bounds of later ones allow little more than ten times.
    assert decisive > 0.05


def test_rounding_of_inner_products_is_handed_on():
    """v (w s) - w (v s) is 0, and what floats make of it is the input of the last layer."""
    decisive = 0
    for seed in range(50):
        rng = random.Random(seed)
        s, w, v = (rng.uniform(1, 2) for _ in range(3))
        ratio = worst_excess(dense(([[w], [v]], [0, 0]), ([[v, -w]], [0]), ([[1]], [0])), s)
        assert ratio <= 1
        decisive = max(decisive, ratio)
    assert decisive > 0.02


def test_errors_within_a_layer():
    """Terms that cancel, in inner products and with the bias, far from what was computed before."""
    for seed in range(50):
        rng = random.Random(seed)
        width = rng.randint(1, 6)
        s = rng.uniform(0.5, 1)
        first = [[rng.uniform(-1, 1)] for _ in range(width)]
        hidden = [w * s for (w,) in first]
        row = [rng.uniform(-1, 1) for _ in range(width)]
        rest = -sum(w * h for w, h in zip(row, hidden, strict=True))
        network = dense((first, [0] * width), ([row, row], [rest, 0]), ([[1, -1]], [rest]))
        for dtype in PRECISIONS:
            assert worst_excess(network, s, dtype=dtype) <= 1


def test_rounded_parameters_in_every_precision():
    """Thirds and sevenths stand for themselves: in extended precision their loss is what counts."""
    for seed in range(60):
        rng = random.Random(seed)
        numbers = [Fraction(rng.randint(1, 99), rng.choice([3, 7, 11])) for _ in range(4)]
        s = rng.uniform(0.5, 1)
        layers = [
            Layer([[numbers[0]], [numbers[1]]], [-numbers[2], 0], "identity"),
            Layer([[1, numbers[3]]], [-numbers[3] * numbers[1] * Fraction(s)], "identity"),
        ]
        network = DenseNetwork(tuple(map(DenseLayer.of, layers)))
        for dtype in PRECISIONS:
            assert worst_excess(network, s, dtype=dtype) <= 1


def test_the_bias_of_earlier_layers_is_rounded_too():
    """A layer whose weights are 0 hands on the error of its bias alone."""
    for seed in range(40):
        rng = random.Random(seed)
        third = Fraction(rng.randint(1, 99), 3)
        layers = [
            Layer([[0]], [third], "identity"),
            Layer([[1]], [-Fraction(float(third))], "identity"),
            Layer([[1]], [0], "identity"),
        ]
        network = DenseNetwork(tuple(map(DenseLayer.of, layers)))
        for dtype in PRECISIONS:
            assert worst_excess(network, 0.0, dtype=dtype) <= 1


@pytest.mark.parametrize("projective", [False, True])
@pytest.mark.parametrize("radius", [2.0**-40, 2.0**-3])
def test_radii_of_the_points(radius, projective):
    """The values move with the point, by the weights and, on the projective line, by the bias."""
    bound = 0.0
    for seed in range(100):
        rng = random.Random(seed)
        s = rng.choice([-0.5, 0.25, 0.625])
        sign = rng.choice([-1, 1])
        scales = [2.0 ** rng.randint(-3, 3) for _ in range(3)]
        bias = [sign * rng.choice([0, 1, 2.0**8]) * scale for scale in scales]
        layers = [([[scale]], [b]) for scale, b in zip(scales, bias, strict=True)]
        ratio = worst_excess(dense(*layers), s, radius, projective)
        assert ratio <= 1
        bound = max(bound, ratio)
    assert bound > 0.9


def test_radii_pass_layers_of_constant_units():
    """Behind weights of 0 it is the bias times q that moves with the point."""
    network = dense(([[0]], [64.0]), ([[1]], [0]), ([[3]], [0]))
    assert 0.9 < worst_excess(network, 0.25, 2.0**-5, projective=True) <= 1


def test_sizes_from_tiny_to_huge():
    for seed in range(100):
        rng = random.Random(seed)

        def number(rng=rng):
            return rng.choice([0, rng.uniform(-1, 1)]) * 2.0 ** rng.choice([0, 0, 300, -300, 480])

        widths = [1, *(rng.randint(1, 3) for _ in range(3))]
        network = dense(
            *(
                ([[number() for _ in range(m)] for _ in range(n)], [number() for _ in range(n)])
                for m, n in pairwise(widths)
            )
        )
        s = rng.uniform(-1, 1) * 2.0 ** rng.choice([0, -300, -900])
        assert worst_excess(network, s, rng.choice([0.0, 2.0**-60, 2.0**-1000])) <= 1


def test_values_that_underflow_are_bounded():
    for size in (2.0**-1000, 2.0**-700, 2.0**-300, 2.0**-250):
        s = 1.5 * size
        network = dense(([[size]], [0]), ([[2.0**400]], [0]), ([[2.0**490]], [0]))
        assert worst_excess(network, s) <= 1
    # The slope 2^-1200 of the second layer is no float, and moves the third.
    network = dense(([[2.0**-600]], [0]), ([[2.0**-600]], [0]), ([[2.0**490]], [0]))
    assert worst_excess(network, 1.0, 2.0**970) <= 1


def test_a_sign_is_proved_only_beyond_the_error():
    with np.errstate(all="ignore"):
        for value, error, sign in [
            (1.0, 0.5, 1),
            (-1.0, 0.5, -1),
            (1.0, np.inf, 0),
            (1.0, np.nan, 0),
            (np.nan, 0.5, 0),
            (np.inf, np.nan, 0),
            (2.0**-480, 0.0, 0),
            (2.0**-479, 0.0, 1),
        ]:
            assert enclosed_ends([value, 1.0], [error, 0.0], [0.0, 0.0], float).signs[0, 0] == sign


def test_norms_of_rows_of_different_sizes():
    """A row of ordinary weights below one of huge weights keeps its norm (found by these tests)."""
    for scale in (2.0**-600, 2.0**-500, 2.0**-265, 2.0**-150, 1.0, 2.0**300, 2.0**480):
        for ratio in (1.0, 2.0**-520, 2.0**-538, 2.0**-545):
            if scale * ratio < 2.0**-1020:
                continue
            weights = np.array([[3.0, 4.0], [5.0, 12.0]]) * scale
            weights[1] *= ratio
            layer = DenseLayer(weights, weights[:, 0].copy(), np.ones(2, dtype=bool))
            rows = [[Fraction(w) for w in row] for row in weights.tolist()]
            for norms, vectors in (
                (layer.row_norms, rows),
                (layer.column_norms, list(zip(*rows, strict=True))),
                ([layer.frobenius_norm], [[w for row in rows for w in row]]),
                ([layer.bias_norm], [[row[0] for row in rows]]),
                # What the matrix does to the vector of a row's direction, in that row.
                *(([layer.spectral_norm], [[sum(w * w for w in r) / length(r)]]) for r in rows),
            ):
                for norm, vector in zip(norms, vectors, strict=False):
                    assert sum(w * w for w in vector) <= Fraction(float(norm)) ** 2


def length(row):
    """Return a number above the norm of a row, near to it."""
    return near_root(sum(w * w for w in row)) * (1 + Fraction(1, 2**40))


def test_the_spectral_norm_bounds_what_a_matrix_does_to_a_vector():
    """Of matrices of rank 1 all three bounds are attained; the vector is exact."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        shape = rng.integers(1, 12, 2)
        if seed % 2:
            weights = np.outer(*(rng.integers(-9, 9, n) for n in shape)).astype(np.float64)
        else:
            weights = rng.standard_normal(shape)
        weights *= 2.0 ** rng.choice([-1000, -300, -260, 0, 260, 480])
        layer = DenseLayer(weights, np.zeros(shape[0]), np.ones(shape[0], dtype=bool))
        vector = np.linalg.svd(weights / (np.max(np.abs(weights)) or 1))[2][0]
        image = [
            sum(Fraction(w) * Fraction(x) for w, x in zip(row, vector.tolist(), strict=True))
            for row in weights.tolist()
        ]
        size = sum(Fraction(x) ** 2 for x in vector.tolist())
        assert sum(y * y for y in image) <= size * Fraction(layer.spectral_norm) ** 2
        for bound in (layer.spectral_norm, layer.frobenius_norm, layer._gram_bound()):
            assert sum(y * y for y in image) <= size * Fraction(bound) ** 2


def test_a_gram_matrix_in_blocks(monkeypatch):
    weights = np.ones((3, 5))
    monkeypatch.setattr("polyregions.one_dimension.dense_network._GRAM_BLOCK", 1)
    layer = DenseLayer(weights, np.zeros(3), np.ones(3, dtype=bool))
    assert 15**0.5 <= layer._gram_bound() <= 1.002 * 15**0.5


def test_float_noise_is_no_breakpoint_beside_huge_weights():
    """The unit vanishes everywhere; its norm was lost beside that of another row."""
    rng = np.random.default_rng(0)
    w = rng.uniform(1, 2)
    small = 2.0**-30 * round(rng.uniform(1, 2) * 2**20)
    assert w + small - w == small
    first = np.concatenate([[w, small, w + small], rng.uniform(1, 2, 40)])[:, np.newaxis]
    bias = np.concatenate([np.zeros(3), -1.5 * rng.uniform(1, 2, 40)])
    second = np.zeros((2, 43))
    second[0, :3], second[1, 0] = [2.0**-40, 2.0**-40, -(2.0**-40)], 2.0**500
    network = DenseNetwork.from_arrays(
        [(first, bias), (second, np.zeros(2)), (np.array([[1.0, 0.0]]), np.zeros(1))]
    )
    found = [find_breakpoints(network, (1, 3), method=method) for method in ("exact", "floats")]
    assert [table.of_layer(2) for table in found] == [0, 0]
    assert found[0].open_connected == found[1].open_connected == 1
    assert len(found[0]) == len(found[1])


def test_the_relative_error_of_inner_products():
    """At least one unit for each product, each addition, each rounded parameter, and the bias."""
    exactly = DenseLayer(np.ones((1, 1)), np.zeros(1), np.ones(1, dtype=bool))
    third = DenseLayer.of(Layer([["1/3"]], [0]))
    for terms in (1, 2, 10, 512):
        for dtype in PRECISIONS:
            unit = Fraction(float(np.finfo(dtype).epsneg))
            needed = (1 + unit) ** (terms + 2) - 1
            assert needed <= Fraction(rounding_factor(exactly, dtype, terms))
            lost = (1 + unit) ** (terms + 2) * (1 + Fraction(1, 2**53)) - 1
            assert lost <= Fraction(rounding_factor(third, dtype, terms))


def test_roundings_of_sums_in_blocks():
    for length in (1, 2, 511, 512, 513, 1024, 1025, 5000, 10**6):
        blocks = -(-length // 512)
        first = min(length, 512)  # one product and all additions within the block
        assert first + blocks - 1 <= summed_terms(length, np.float64) <= first + blocks
        assert summed_terms(length, np.longdouble) == length
    weights, h = np.arange(2600.0).reshape(2, 1300), np.ones((1300, 1))
    for dtype in PRECISIONS:
        assert (
            blocked_product(weights, h.astype(dtype)).ravel().tolist()
            == weights.sum(axis=1).tolist()
        )


def random_zero(rng):
    """Return a network with a ReLU layer, and the exact zero of a unit behind it."""
    w, v = rng.uniform(0.5, 2), rng.uniform(0.5, 2)
    a = rng.uniform(0.5, 1) * rng.choice([1, 2.0**10])
    b = -v * (a + w * rng.uniform(0.1, 1))
    network = dense(([[w]], [a]), ([[v]], [b]), relu=True)
    zero = (-Fraction(b) / Fraction(v) - Fraction(a)) / Fraction(w)
    return network, zero, Fraction(w) * Fraction(v)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_a_unit_that_vanishes_tells_how_far_away_its_zero_is(dtype):
    chart = Chart(False)
    for seed in range(150):
        rng = random.Random(seed)
        network, zero, slope = random_zero(rng)
        off = rng.choice([0.0, 2.0**-30, -(2.0**-40), 2.0**-46, 2.0**-44, 2.0**-3])
        s = np.array([float(zero) + off], dtype)
        slopes = np.array([float(slope) * (1 - 2.0**-50)])
        zeros = Zeros(np.array([2]), np.array([0]), slopes)
        *_, last = enclosed_preactivations(network, chart, s, np.array([1.0]), zeros)
        radius = Fraction(float(last.radii[0]))
        assert abs(zero - exact(s[0])) <= radius
        # The ends are enclosed as floats, too, rounded as they are wherever they are compared.
        assert exact(s[0] - last.radii[0]) <= zero <= exact(s[0] + last.radii[0])
        assert radius <= 1.01 * abs(Fraction(off)) + Fraction(2) ** (-30)
        expected = exact_preactivations(network, chart, zero)[-1][0]
        assert abs(exact(last.values[0, 0]) - expected) <= Fraction(float(last.errors[0, 0]))


def test_without_a_slope_nothing_is_known():
    network = dense(([[1]], [0]), relu=True)
    zeros = Zeros(np.array([1]), np.array([0]), np.array([0.0]))
    with np.errstate(all="ignore"):
        (only,) = enclosed_preactivations(
            network, Chart(False), np.array([0.0]), np.array([0.5]), zeros
        )
    assert only.radii.tolist() == [0.5]


def enclosed_ends(values, errors, radii, dtype):
    """Return two points with these values of one unit, as an enclosed layer says it."""
    layer = DenseLayer(np.ones((1, 1)), np.zeros(1), np.ones(1, dtype=bool))
    return Enclosed(
        layer, np.array([values], dtype), np.array(errors), np.zeros(2), np.array(radii)
    )


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_zeros_between_enclosed_points(dtype):
    """All zeros that the stored values allow lie within the radius, all slopes above the bound."""
    for seed in range(150):
        rng = random.Random(seed)
        low = rng.choice([0.0, rng.uniform(-1, 1), rng.uniform(0, 1) * 2.0**-40])
        width = rng.choice([1.0, rng.uniform(0, 1), 2.0**-30])
        s = np.array([low, low + width], dtype)
        values = [rng.uniform(0.1, 1), -rng.uniform(0.1, 1) * rng.choice([1, 2.0**-30, 2.0**30])]
        shares = [rng.choice([0.0, 2.0**-40, 0.1, 0.7]) for _ in range(2)]
        errors = [abs(value) * share for value, share in zip(values, shares, strict=True)]
        radii = [width * rng.choice([0.0, 2.0**-40, 0.05, 0.2]) for _ in range(2)]
        enclosed = enclosed_ends(values, errors, radii, dtype)
        off = [Fraction(float(e)) for e in enclosed.errors[0]]
        if any(e >= abs(Fraction(v)) for e, v in zip(off, values, strict=True)):
            continue
        signs = np.sign(enclosed.values).astype(np.int8)
        found = _crossings_of(s, np.arange(2), np.ones(1, dtype=bool), signs, enclosed)
        place, radius, slope = exact(found.s[0]), Fraction(found.radii[0]), found.slopes[0]
        for a, b, i, j in product((-1, 1), repeat=4):
            left, right = exact(s[0]) + a * Fraction(radii[0]), exact(s[1]) + b * Fraction(radii[1])
            up, down = Fraction(values[0]) + i * off[0], -Fraction(values[1]) - j * off[1]
            zero = left + up / (up + down) * (right - left)
            assert abs(zero - place) <= radius
            assert exact(found.s[0] - found.radii[0]) <= zero <= exact(found.s[0] + found.radii[0])
            assert Fraction(float(slope)) <= (up + down) / (right - left)


def test_slopes_that_are_no_normal_floats_bound_nothing():
    enclosed = enclosed_ends([1e-20, -1e-20], [0.0, 0.0], [0.0, 0.0], np.float64)
    signs = np.sign(enclosed.values).astype(np.int8)
    s = np.array([-1e300, 1e300])
    found = _crossings_of(s, np.arange(2), np.ones(1, dtype=bool), signs, enclosed)
    assert found.slopes.tolist() == [0.0]


def crossings_at(places, radii):
    none = np.zeros(len(places), dtype=np.int64)
    return _Crossings(none, none, np.array(places), np.array(radii), np.ones(len(places)))


@pytest.mark.parametrize(
    ("places", "radii", "end_radii", "proved"),
    [
        ([0.25, 0.5], [0.0625, 0.0625], [0.0, 0.0], True),
        ([0.25, 0.5], [0.125, 0.125], [0.0, 0.0], False),  # they touch each other
        ([0.25], [0.25], [0.0, 0.0], False),  # touches the left end
        ([0.25], [0.125], [0.125, 0.0], False),
        ([0.75], [0.25], [0.0, 0.0], False),
        ([0.75], [0.125], [0.0, 0.125], False),
        ([0.25, 0.75], [0.0625, 0.0625], [0.125, 0.125], True),
        ([0.5], [np.nan], [0.0, 0.0], False),
        ([np.nan], [0.0], [0.0, 0.0], False),
    ],
)
def test_an_order_is_proved_only_where_enclosures_are_apart(places, radii, end_radii, proved):
    columns = Columns.at(np.array([0.0, 1.0]), np.array(end_radii), np.ones(1, dtype=bool))
    assert _overlapping(columns, crossings_at(places, radii)).tolist() == [not proved]


def test_borders_of_holes_lie_strictly_between_enclosures():
    columns = Columns.at(
        np.array([0.0, 0.25, 0.5, 1.0]), np.array([0.0, 0.2, 0.1, 0.0]), np.ones(3, dtype=bool)
    )
    bad = np.array([False, True, False, False])
    left, _, _ = cut(Chart(False), columns, bad)
    # The second column overlaps the third one, which goes into the hole with it.
    assert left.s[0] == 0
    assert left.s[-1] == 1
    border = left.s[1:-1].tolist()
    assert len(border) == 2
    assert 0 < border[0] < 0.05
    assert 0.6 < border[1] < 1
    assert left.live.tolist() == [True, False, True]


def exact_gradients(network, output, level, unit, masks):
    """Return the derivative of an output with respect to a unit's value, in rationals."""
    gradient = [Fraction(int(i == output)) for i in range(len(network.layers[-1].bias))]
    for number in range(len(network.layers), level, -1):
        layer = network.layers[number - 1]
        weights, _ = parameters(layer)
        if layer.relu.any():
            gradient = [g * int(m) for g, m in zip(gradient, masks[number][0][:, 0], strict=True)]
        gradient = [
            sum((row[i] * g for row, g in zip(weights, gradient, strict=True)), Fraction(0))
            for i in range(len(weights[0]))
        ]
    return gradient[unit]


def vanishing_gradient(rng):
    """Return weights (3 -> 1) and (1 -> 3) whose product is exactly 0, in any order of terms."""
    a, b = rng.uniform(1, 2), rng.uniform(1, 2)
    high = a * b
    low = float(Fraction(a) * Fraction(b) - Fraction(high))
    terms = [(a, b), (high, -1.0), (low, -1.0)]
    rng.shuffle(terms)
    return [[x for x, _ in terms]], [[y] for _, y in terms]


def test_a_bend_is_claimed_only_where_the_exact_gradient_is_not_zero():
    """Rounding makes gradients of exact zeros: in the last product, before it, or layers before."""
    noise = 0
    for seed in range(100):
        rng = random.Random(seed)
        row, column = vanishing_gradient(rng)
        scalings = [([[rng.uniform(256, 512)]], [0]) for _ in range(rng.randint(0, 3))]
        zero = [0] * 3
        network = dense(([[1]], [0]), *scalings, (column, zero), (row, [0]))
        answers = [
            bend_answers(network, np.array([level]), np.array([0]), {}, dtype)[0]
            for level in range(1, 2 + len(scalings))
            for dtype in PRECISIONS
        ]
        for level in range(1, 2 + len(scalings)):
            assert exact_gradients(network, 0, level, 0, {}) == 0
        assert BENDS not in answers
        noise += float((np.array(row) @ np.array(column))[0, 0]) != 0
    assert noise > 10


def test_reading_a_gradient_rounds():
    noise = 0
    for seed in range(100):
        (row,), column = vanishing_gradient(random.Random(seed))
        layer = DenseLayer(np.array([row]).T, np.zeros(3), np.zeros(3, dtype=bool))
        one = np.array([True])
        for dtype in PRECISIONS:
            gradient = np.array(column, dtype)
            (answer,) = _read(layer, np.array([0]), gradient, np.zeros(1), one, one)
            assert answer != BENDS
        noise += float((np.array(row) @ np.array(column)).item()) != 0
    assert noise > 10


def test_bends_of_random_networks():
    """With masks, rounded parameters and several outputs; most of what is clear is decided."""
    decided = 0
    for seed in range(100):
        rng = random.Random(seed)
        widths = [1, rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 2)]
        scale = Fraction(1, rng.choice([1, 3, 7]))
        layers = [
            Layer([[scale * rng.randint(-2, 2) for _ in range(m)] for _ in range(n)], None, kind)
            for (m, n), kind in zip(pairwise(widths), ["relu", "relu", "identity"], strict=True)
        ]
        network = DenseNetwork(tuple(map(DenseLayer.of, layers)))
        mask = np.array([[rng.random() < 0.7] for _ in range(widths[2])])
        masks = {2: (mask, np.array([True]))}
        for level, width in ((1, widths[1]), (2, widths[2])):
            for unit in range(width):
                slopes = [
                    exact_gradients(network, output, level, unit, masks)
                    for output in range(widths[3])
                ]
                for dtype in PRECISIONS:
                    answer = bend_answers(
                        network, np.array([level]), np.array([unit]), masks, dtype
                    )[0]
                    if answer == BENDS:
                        assert any(slopes)
                    elif answer == PASSES:
                        assert not any(slopes)
                    decided += int(answer == BENDS)
    assert decided > 200


def test_a_mask_that_is_not_proved_decides_nothing():
    network = dense(([[1]], [0]), ([[1]], [0]), ([[1]], [0]), relu=True)
    for active in (True, False):
        masks = {2: (np.array([[active]]), np.array([False]))}
        answer = bend_answers(network, np.array([1]), np.array([0]), masks, np.float64)[0]
        assert answer not in (BENDS, PASSES)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_parameters_and_numbers_of_a_chart(dtype):
    """Ends are enclosed by parameters, and parameters by the numbers given for them."""
    for seed in range(200):
        rng = random.Random(seed)
        size = Fraction(2) ** rng.choice([0, 40, -40, 60, -1000, -1090, 900])
        low = Fraction(rng.randint(-(10**20), 10**20), rng.randint(1, 10**20)) * size
        high = low + size * Fraction(rng.randint(1, 99), 7)
        for interval in (Interval(low, high), Interval(low, None), Interval(None, high)):
            chart = Chart.of(interval)
            s, radii = chart.start(interval, np.float64)
            for end, at, radius in (
                (interval.lower, s[0], radii[0]),
                (interval.upper, s[-1], radii[-1]),
            ):
                if end is not None:
                    true = end / (1 + abs(end)) if chart.projective else end
                    assert abs(true - exact(at)) <= Fraction(float(radius))
        projective = Chart(True)
        at = projective.on_grid(
            np.array([rng.choice([1 - 2.0**-45, 0.7, 2.0**-30, -0.999])], dtype)
        )
        radius = np.array([rng.choice([0.0, 2.0**-50, 2.0**-48, 2.0**-10])])
        # As in a search: with room for the rounding of s +- r.
        wide = radius + 4 * float(np.finfo(dtype).eps) * np.abs(at).astype(np.float64)
        for chart in (projective, Chart(False)):
            lower, upper = chart.enclosures(at, wide)
            for side in SIDES:
                point = exact(at[0]) + side * Fraction(radius[0])
                if chart.projective and abs(point) >= 1:
                    continue
                number = point / (1 - abs(point)) if chart.projective else point
                assert lower[0] == -np.inf or Fraction(lower[0]) <= number
                assert upper[0] == np.inf or number <= Fraction(upper[0])


def test_parameters_on_the_grid_have_exact_coordinates():
    for dtype in PRECISIONS:
        s = (0.3 * np.random.default_rng(0).standard_normal(50)).astype(dtype)
        chart = Chart(True)
        rounded = chart.on_grid(s)
        q, _ = chart.homogeneous(rounded)
        assert [exact(x) for x in q] == [1 - abs(exact(x)) for x in rounded]
        step = Fraction(chart.grid_step(dtype))
        for before, after in zip(s, rounded, strict=True):
            assert abs(exact(before) - exact(after)) <= step
