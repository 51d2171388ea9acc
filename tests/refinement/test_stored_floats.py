"""What is stored in float64 of a network, a domain and a generator, against the exact numbers.

Each stored number is within its bound: one rounding of a parameter (2**-52 of it, which gamma
holds), 2**-51 of a first layer's parameter and of a domain's, 2**-51 of the largest coordinate of
a generator, with 2**-1000 for coordinates that underflow.
"""

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network
from polyregions.refinement.vertices.composed_layers import composed_layers
from polyregions.refinement.vertices.float_parameters import float_parts, rounded
from polyregions.refinement.vertices.kernel.arrays import ERROR, VALUE
from polyregions.refinement.vertices.kernel.rounding import FLOOR
from polyregions.refinement.vertices.program import network_arrays
from polyregions.refinement.vertices.stored_cells import float_generator


def long_integer(rng, bits):
    return rng.choice([-1, 1]) * rng.getrandbits(bits) | 1


def test_quotients_are_rounded_once():
    rng = random.Random(1)
    for _ in range(500):
        top = long_integer(rng, rng.choice([3, 60, 900, 1100, 3000]))
        bottom = abs(long_integer(rng, rng.choice([1, 60, 900, 1100, 3000])))
        mantissa, exponent = float_parts(top, bottom)
        value = Fraction(mantissa) * Fraction(2) ** exponent
        assert abs(value - Fraction(top, bottom)) <= abs(value) / 2**52, (top, bottom)
        assert 0.5 <= abs(mantissa) < 1
    assert float_parts(0, 7) == (0.0, 0)
    assert rounded(1, 3, 5) == 2**5 / 3
    assert rounded(-(1 << 3000), 1, 0) == -math.inf
    assert rounded(1, 1 << 3000, 0) == 0.0


def test_generators():
    rng = random.Random(2)
    exact = 0
    for _ in range(500):
        bits = rng.choice([3, 60, 300, 1020])
        x = [long_integer(rng, bits) for _ in range(2)]
        w = rng.choice([0, 1, 3, 2**40, abs(long_integer(rng, bits)), 3**700])
        scale = w or max(map(abs, x))
        point, error = float_generator((*x, w))
        off = max(
            abs(Fraction(v) - Fraction(entry, scale)) for v, entry in zip(point, x, strict=False)
        )
        assert off <= Fraction(error), (x, w)
        assert point[-1] == (1.0 if w else 0.0)
        exact += error == 0.0
    assert exact > 20
    # Of zeros, only those that are exact have a sign.
    point, error = float_generator((0, -1, 1, 3**700))
    assert (point, error > 0.0) == ([0.0, 0.0, 0.0, 1.0], True)
    assert [math.copysign(1.0, x) for x in point[:3]] == [-1.0, 1.0, 1.0]
    point, error = float_generator((1 << 2000, 3, 1))
    assert error == math.inf
    assert math.isnan(point[0])


def stored(layers, rows=((1, 0, 0),)):
    return network_arrays(composed_layers(Network(layers).integer_form), rows, (0, 1), len(rows))


def check_first_layer(layers):
    """Check the first layer's rows, up to a power of two each."""
    form = Network(layers).integer_form
    net = stored(layers)
    (first, *_) = composed_layers(form)
    for k, row in enumerate(first.rows):
        values, errors = net.planes[VALUE, 0, :, k], net.planes[ERROR, 0, :, k]
        exact = [Fraction(entry, 1 if net.integer else first.denominator) for entry in row]
        if not net.integer:
            largest = next(i for i in np.argsort(-np.abs(np.nan_to_num(values[:-1]))))
            ratio = Fraction(float(values[largest])) / exact[largest]
            exact = [v * Fraction(2) ** round(math.log2(ratio)) for v in exact]
        for value, error, v in zip(values, errors, exact, strict=True):
            assert math.isnan(value) or abs(Fraction(value) - v) <= Fraction(error), layers
    return net


@pytest.mark.filterwarnings("error")
def test_first_layers():
    rng = random.Random(3)
    for _ in range(60):
        big = rng.choice([1, 2**19, 2**30, 2**70, 10**300])
        weights = [
            [Fraction(rng.randint(1, big), rng.choice([1, 1, 3, 7, 10**200])) for _ in range(2)]
            for _ in range(2)
        ]
        check_first_layer([Layer(weights, [Fraction(rng.randint(-big, big), 3), big])])


def test_small_weights_are_no_numbers():
    """What might underflow in a product decides nothing."""
    for exponent, kept in ((99, True), (101, False), (1200, False)):
        net = stored([Layer([[Fraction(1, 3), Fraction(1, 3 * 2**exponent)]], [0])])
        assert math.isnan(net.planes[VALUE, 0, 1, 0]) != kept
    for exponent, kept in ((890, True), (-890, True), (910, False), (-910, False)):
        net = stored([Layer([[Fraction(1, 3), 0]], [Fraction(2) ** exponent / 3])])
        assert math.isnan(net.planes[VALUE, 0, 2, 0]) != kept
    net = stored([Layer([[1, 0]], [0]), Layer([[Fraction(1, 3)]], [Fraction(2) ** 1200])])
    assert math.isnan(net.bias[1, 0])


def test_what_is_small_enough_to_be_exact():
    for entry, integer in ((2**20, True), (2**20 + 1, False)):
        net = check_first_layer([Layer([[entry, 1]], [5]), Layer([[1]], [3])])
        assert net.integer == integer
    net = stored([Layer([[1, 1]], [1]), *[Layer([["1/3"]], [1])] * 40])
    assert net.integer
    errors = net.planes[ERROR, 0, :, 0]
    assert not errors.any()


def check_integer_layers(layers):
    """Check layers of integers against the exact ones, each up to a positive factor, and grids."""
    net = stored(layers)
    assert net.integer
    before, grid_before = Fraction(1), Fraction(1)
    for index, layer in enumerate(composed_layers(Network(layers).integer_form)):
        inputs = len(layer.rows[0]) - 1
        if index:
            start, width = net.starts[index], len(layer.rows)
            weights = net.weights[start : start + inputs * width].reshape(inputs, width).T
            bias = net.bias[index]
        else:
            weights, bias = net.planes[VALUE, 0, :-1].T, net.planes[VALUE, 0, -1]
        grid = Fraction(float(net.grids[index]))
        factor = None
        for row, own, last in zip(layer.rows, weights, bias, strict=False):
            for entry, value in zip(row[:-1], map(Fraction, own), strict=True):
                factor = factor or value * layer.denominator * before / entry
                assert value * layer.denominator * before == factor * entry
                assert not grid or (value * grid_before / grid).denominator == 1
            exact = factor * row[-1] / layer.denominator
            off = abs(exact - Fraction(last))
            assert off <= max(abs(exact) / 2**52, Fraction(FLOOR) * (not grid))
            assert (last == 0) == (exact == 0)  # what is tiny is not nothing
            assert not grid or exact / grid == round(exact / grid)
            assert not grid or off == 0 or abs(exact) / grid >= 2**53
        assert factor > 0
        before, grid_before = factor, grid or Fraction(1)
    return net


def test_layers_of_integers():
    """Few with no common factor, many that grow, some that only their biases make grow."""
    rng = random.Random(5)
    for _ in range(15):
        depth = rng.choice([3, 60, 150])
        size, bottom = rng.choice([1, 127, 2**13]), rng.choice([1, 3, 6, 2**7, 1000])
        layers = [
            Layer(
                [[Fraction(rng.choice([-1, 1]) * rng.randint(1, size), bottom) for _ in range(2)]
                 for _ in range(2)],
                [Fraction(rng.randint(-9, 9), rng.choice([1, bottom])) for _ in range(2)],
            )
            for _ in range(depth)
        ]  # fmt: skip
        net = check_integer_layers(layers)
        assert not np.isnan(net.bias).any()
    quantised = [Layer([[1, 1]], [Fraction(-1, 2**17)])] + [
        Layer([[1]], [Fraction(-1, 2**17)]) for _ in range(300)
    ]
    net = check_integer_layers(quantised)
    assert np.all(net.grids == 1.0)
    assert np.all(net.bias[:, 0] == -1.0)
    thirds = [Layer([[1, 1]], [1]), *[Layer([["1/3"]], ["1/7"]) for _ in range(700)]]
    net = check_integer_layers(thirds)
    assert np.abs(net.bias).max() < 2.0**110
    assert net.grids[-1] == 0.0  # smaller than what may not underflow


def test_the_domain():
    rng = random.Random(4)
    for _ in range(200):
        bits = rng.choice([3, 51, 54, 300, 2000])
        row = tuple(long_integer(rng, rng.randint(2, bits)) for _ in range(3))
        net = stored([Layer([[1, 2]], [1])], [row])
        values, errors = net.planes[VALUE, -1, :, 0], net.planes[ERROR, -1, :, 0]
        largest = max(map(abs, row))
        scale = Fraction(1) if largest < 2**52 else Fraction(2) ** -largest.bit_length()
        for value, error, entry in zip(values, errors, row, strict=True):
            if not math.isnan(value):
                assert abs(Fraction(value) - entry * scale) <= Fraction(error), row
        assert np.all(errors == 0.0) or largest >= 2**52
    small = stored([Layer([[1, 2]], [1])], [(1, 2**1000, 0)])
    assert math.isnan(small.planes[VALUE, -1, 0, 0])
