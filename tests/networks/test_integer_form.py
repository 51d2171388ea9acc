"""The integer form against the exact values of the network that it scales."""

import random
from fractions import Fraction

from polyregions.constructions import he_random, max_min, montufar, ternary
from polyregions.networks import IntegerForm, Layer, Network
from tests.helpers.cases import each

NETWORKS = [
    Network([Layer([["1/3", 0.25]], ["-1/7"], "identity")]),
    Network([Layer([["1/3", 0.25], [0, 0], [2, 4]], ["-1/7", 1, 6], ["relu", "relu", "identity"])]),
    Network(
        [
            Layer([["1/3"], ["-1/2"]], ["1/5", 0]),
            Layer([[0.1, 1], [1, "1/9"], [0, 0]], [0, 1, 0], ["identity", "relu", "relu"]),
            Layer([[1, -1, "2/3"]], ["1/11"], "relu"),
        ]
    ),
    max_min(),
    montufar(2, 5, 3),
    ternary(1, 8, 4),
    he_random((3, 5, 4, 2), seed=1),
]


def test_least_denominators():
    form = IntegerForm.of(NETWORKS[2].layers)
    assert form.inputs == 1
    assert form.layers[0].denominator == 30
    assert tuple(form.layers[0].rows) == ((10, 6), (-15, 0))
    assert form.scales == (1, 30, 30 * form.layers[1].denominator, form.scales[-1])
    assert form.layers[2].denominator == 33
    assert [layer.offset for layer in form.layers] == [0, 2, 4]
    assert [layer.relu_units for layer in form.layers] == [(0, 1), (1, 2), (0,)]
    assert form.units == 5


@each("network", NETWORKS)
def test_scaled_layers_are_integral_multiples(network):
    form = network.integer_form
    for layer, scaled in zip(network.layers, form.layers, strict=True):
        assert scaled.denominator >= 1
        for row, weights, bias in zip(scaled.rows, layer.weights, layer.bias, strict=True):
            assert all(type(entry) is int for entry in row)
            assert row == tuple(entry * scaled.denominator for entry in (*weights, bias))


@each("network", NETWORKS)
def test_forms_are_the_preactivations_times_the_scale(network):
    form = network.integer_form
    assert form.units == sum(network.pattern_sizes)
    rng = random.Random(2)
    for _ in range(10):
        point = [Fraction(rng.randint(-200, 200), 89) for _ in range(network.inputs)]
        pattern = network.pattern(point)
        values, expected = tuple(point), []
        walk = form.walk(pattern.bits)
        for layer, scale, forms in zip(network.layers, form.scales[1:], walk, strict=True):
            z = layer.preactivations(values)
            at_point = [evaluate(entry, point) for entry in forms]
            assert at_point == [scale * value for value in z]
            expected += [forms[unit] for unit in layer.relu_units]
            values = layer.activate(z)
        assert form.unit_forms(pattern.bits) == expected
        outputs = [evaluate(entry, point) for entry in form.output_forms(pattern.bits)]
        assert outputs == [form.scales[-1] * value for value in network.exact(point)]
        assert form.output_map(pattern)(point) == network.exact(point)


def evaluate(form, point):
    return sum((c * x for c, x in zip(form[:-1], point, strict=True)), Fraction(form[-1]))


def test_signs_survive_where_floats_fail():
    network = Network([Layer([["1/3", "-1/3"]], [Fraction(1, 10**40)])])
    form = network.integer_form
    (row,) = form.unit_forms([1])
    assert row == (10**40, -(10**40), 3)
