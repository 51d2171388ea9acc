import random
from fractions import Fraction
from math import ceil, log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions import he_random, montufar, whole_space
from polyregions.constructions import integer_network, is_ternary, ternarise
from polyregions.constructions.ternarisation import INTERMEDIATES, SCHEMES
from polyregions.constructions.ternarisation.logarithmic import digits_of
from polyregions.errors import ConstructionError, UnknownOptionError
from polyregions.networks import Layer, Network
from polyregions.theorems.equality import equal_functions
from tests.helpers.cases import each
from tests.helpers.enumeration import enumerated
from tests.strategies import degenerate_networks


def integer_networks():
    yield "montufar 1", montufar(1, 2, 3)
    yield "montufar 2", montufar(2, 4, 2, outputs=2)
    big = Network([Layer([[5], [-7]], [-4, 3]), Layer([[-3, 2]], [-9], "identity")])
    yield "weights and biases beyond 1", big
    mixed = Network([Layer([[2, -1], [0, 3]], [1, 0], ["relu", "identity"]), Layer([[-2, 2]], [3])])
    yield "an identity unit in the middle", mixed
    yield "zeros", Network([Layer([[0], [0]], [1, 0]), Layer([[0, 0]], [-3], "identity")])
    yield "one affine layer", Network([Layer([[4, -3]], [2], "identity")])
    rng = random.Random(7)
    for seed in range(3):
        inputs = 1 + seed % 2
        rows = [[rng.randint(-3, 3) for _ in range(inputs)] for _ in range(3)]
        layers = [
            Layer(rows, [rng.randint(-4, 4) for _ in rows]),
            Layer([[rng.randint(-3, 3) for _ in rows] for _ in range(2)], [rng.randint(-4, 4), 0]),
            Layer([[2, -3]], [1], "identity"),
        ]
        yield f"random {seed}", Network(layers)


NETWORKS = dict(integer_networks())


@each("scheme", SCHEMES)
@each("intermediate", INTERMEDIATES)
@each("name", NETWORKS)
def test_same_function_and_as_many_regions(name, scheme, intermediate):
    source = NETWORKS[name]
    result = ternarise(source, scheme, intermediate)
    space = whole_space(source.inputs)
    assert is_ternary(result.network)
    assert result.output_scale == 1
    assert result.integer_source == source
    assert equal_functions(source, result.network, space)
    assert enumerated(result.network, space) == enumerated(source, space)
    assert result.network.domain == source.domain
    assert result.network.claim == source.claim
    if intermediate == "identity":
        assert enumerated(result.network, space, definition="proper_activation") == enumerated(
            source, space, definition="proper_activation"
        )


@each("scheme", SCHEMES)
@each("intermediate", INTERMEDIATES)
@each("name", NETWORKS)
def test_node_counts_are_those_of_the_formulas(name, scheme, intermediate):
    result = ternarise(NETWORKS[name], scheme, intermediate)
    assert result.nodes == result.predicted
    hidden = sum(layer.units for layer in NETWORKS[name].layers)
    assert sum(result.network.widths[1:]) == hidden + result.nodes


def weights_and_biases(layer):
    return [[int(w) for w in row] for row in layer.weights], [int(b) for b in layer.bias]


@each("name", NETWORKS)
def test_formulas_recomputed(name):
    edge, share, log = (ternarise(NETWORKS[name], scheme) for scheme in SCHEMES)
    for layer, e, s, d in zip(
        NETWORKS[name].layers, edge.layers, share.layers, log.layers, strict=True
    ):
        W, b = weights_and_biases(layer)
        extra = [max(abs(c) - 1, 0) for c in b]
        assert e.nodes == max(1, sum(abs(w) for row in W for w in row) + sum(extra))
        columns = [max(abs(row[j]) for row in W) for j in range(layer.inputs)]
        assert s.nodes == max(1, sum(columns) + max(extra))
        largest = max([*(abs(w) for row in W for w in row), *extra])
        assert e.nodes <= max(1, (layer.inputs + 1) * layer.units * largest)  # M m n of figure 3
        depth = ceil(log2(largest / 2 + 1))
        wide = 2 * (layer.inputs + 1)
        expected = () if depth == 0 else (wide,) + (wide + 2 * layer.units,) * (depth - 1)
        assert d.widths == expected


def test_only_signed_inputs_are_doubled():
    net = Network([Layer([[2], [3]]), Layer([[2, 5]], [0], "identity")])
    result = ternarise(net, "edgewise", "relu")
    assert [layer.nodes for layer in result.layers] == [10, 7]
    assert [layer.signals for layer in result.layers] == [2, 2]
    activations = {name for layer in result.network.layers[:-1] for name in layer.activation}
    assert activations == {"relu"}


def test_figure_three_and_four():
    net = Network([Layer([[2, -1], [1, 3]], [0, 0], "identity")])
    assert ternarise(net, "edgewise").nodes == 2 + 1 + 1 + 3
    assert ternarise(net, "shared").nodes == 2 + 3


def test_digits():
    for length in range(8):
        largest = 2 * (2**length - 1)
        for value in range(-largest, largest + 1):
            digits = digits_of(value, length)
            assert sum(d * 2**t for t, d in enumerate(digits)) == value
            assert all(0 <= d * (1 if value > 0 else -1) <= 2 for d in digits)


@each("scheme", SCHEMES)
def test_rational_networks_are_scaled(scheme):
    net = Network(
        [Layer([["1/2"], ["-2/3"]], ["1/3", 1]), Layer([["3/4", 1]], ["1/5"], "identity")]
    )
    result = ternarise(net, scheme, "relu")
    assert is_ternary(result.network)
    assert result.output_scale == 6 * 20
    scaled = Network(
        [net.layers[0], Layer([[90, 120]], [24], "identity")]
    )  # 120 times the last layer
    assert equal_functions(scaled, result.network)
    assert equal_functions(scaled, result.integer_source)
    assert enumerated(result.network) == enumerated(net)


def test_integer_networks_are_left_as_they_are():
    net = montufar(2, 4, 3)
    assert integer_network(net) == (net, 1)
    assert integer_network(net)[0] is net


def test_scaling_goes_through_the_biases_of_later_layers():
    net = Network([Layer([["1/2"]]), Layer([[1]], ["1/4"]), Layer([[1]], [1])])
    scaled, factor = integer_network(net)
    assert factor == 4
    assert [layer.bias[0] for layer in scaled.layers] == [0, 1, 4]
    for x in (-3, Fraction(1, 7), 5):
        assert scaled.exact([x]) == tuple(factor * y for y in net.exact([x]))


def test_huge_weights_need_the_logarithmic_scheme():
    net = he_random((1, 1, 1), seed=0)
    with pytest.raises(ConstructionError, match="use the scheme 'logarithmic'"):
        ternarise(net, "edgewise")
    result = ternarise(net, "logarithmic")
    assert is_ternary(result.network)
    assert result.network.exact([1]) == tuple(result.output_scale * y for y in net.exact([1]))


def test_is_ternary():
    assert is_ternary(Network([Layer([[1, 0, -1]], [-1])]))
    assert not is_ternary(Network([Layer([[1]], [2])]))
    assert not is_ternary(Network([Layer([["1/2"]])]))


@pytest.mark.parametrize(
    ("arguments", "message"), [(("fat",), "fat"), (("shared", "tanh"), "tanh")]
)
def test_unknown_options(arguments, message):
    with pytest.raises(UnknownOptionError, match=message):
        ternarise(montufar(1, 1, 2), *arguments)


@settings(max_examples=30)
@given(
    degenerate_networks(most_inputs=2, most_units=3, most_hidden_layers=1, with_domain=True),
    st.sampled_from(sorted(SCHEMES)),
    st.sampled_from(INTERMEDIATES),
)
def test_degenerate_networks(network, scheme, intermediate):
    result = ternarise(network, scheme, intermediate)
    *hidden, last = network.layers
    rows = [[result.output_scale * w for w in row] for row in last.weights]
    bias = [result.output_scale * b for b in last.bias]
    scaled = Network([*hidden, Layer(rows, bias, last.activation)], network.domain)
    assert is_ternary(result.network)
    assert equal_functions(scaled, result.network)
    assert result.nodes == result.predicted
    assert enumerated(result.network) == enumerated(network)
