"""The layers that a circuit writes: which units they hold, in what order, and what is carried."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import InvalidDomainError, InvalidNetworkError
from polyregions.lowering import AffineForm, Circuit, Tensor
from polyregions.lowering import operations as ops
from polyregions.networks import Layer, Network
from tests.helpers.cases import each
from tests.lowering.reference import lowered, random_array
from tests.strategies import rationals

ONE = Fraction(1)


def rebuilt(network):
    """Return a chain of ReLU layers with an identity layer last, lowered operation by operation."""
    circuit = Circuit()
    x = circuit.input((network.inputs,))
    for layer in network.layers:
        x = ops.linear(x, layer.weights, layer.bias)
        if layer.relu_units:
            x = ops.relu(x)
    return circuit.network(x)


CHAINS = [
    pr.montufar(inputs=2, width=4, depth=3),
    pr.he_random([3, 5, 4, 2], seed=1),
    Network([Layer([[1, 2], [3, 4], [0, 0]], [0, 1, -1])]),
    Network([Layer([[1, 2]], [3], "identity")]),
    Network([Layer([[0], [0]]), Layer([[0, 0], [1, 1]], [-1, 0]), Layer([[0, 0]], [5])]),
    Network([Layer([[1], [1], [1]]), Layer([[1, 1, 1]], None, "identity")]),
]


@pytest.mark.parametrize("chain", CHAINS, ids=str)
def test_chains_of_relu_layers_are_lowered_to_themselves(chain):
    assert rebuilt(chain).layers == chain.layers


@given(st.data())
def test_any_chain_is_lowered_to_itself(data):
    widths = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    layers = [
        Layer([[data.draw(rationals()) for _ in range(n)] for _ in range(m)], [0] * m)
        for n, m in pairwise(widths)
    ]
    assert rebuilt(Network(layers)).layers == tuple(layers)


def test_a_residual_connection_carries_the_inputs():
    weights = [[1, 2], [3, 4], [5, 6]]
    network = lowered(
        (2,), lambda x: ops.add(x, ops.linear(ops.relu(ops.linear(x, weights)), [[1, 1, 1]] * 2))
    )
    first, last = network.layers
    assert first == Layer([*weights, [1, 0], [0, 1]], None, ["relu"] * 3 + ["identity"] * 2)
    assert last == Layer([[1, 1, 1, 1, 0], [1, 1, 1, 0, 1]], None, "identity")


def test_sums_are_carried_where_they_are_fewer_than_their_variables():
    row = [[1, 2, 3]]
    network = lowered((3,), lambda x: ops.leaky_relu(ops.linear(x, row, [7]), "1/2"))
    assert network.layers == (
        Layer([[1, 2, 3], [1, 2, 3]], [7, 7], ["relu", "identity"]),
        Layer([["1/2", "1/2"]], None, "identity"),
    )


def test_inputs_are_carried_where_they_are_fewer_than_the_sums():
    rows = [[1, 2], [3, 4], [5, 6]]
    network = lowered((2,), lambda x: ops.leaky_relu(ops.linear(x, rows), "1/2"))
    assert network.widths == (2, 5, 3)
    assert network.layers[0].weights[3:] == ((1, 0), (0, 1))


def test_a_carried_sum_is_made_once():
    def function(x):
        z = ops.linear(x, [[1, 2, 3]])
        return ops.add(ops.absolute(z), ops.leaky_relu(z, 2))

    assert lowered((3,), function).widths == (3, 3, 1)


def test_deep_residual_blocks_stay_narrow():
    circuit = Circuit()
    x = circuit.input((4,))
    for seed in range(6):
        inner = ops.relu(ops.linear(x, random_array(seed, (4, 4))))
        x = ops.add(x, ops.linear(inner, random_array(seed + 50, (4, 4))))
    assert circuit.network(x).widths == (4, *[8] * 6, 4)


def test_deep_leaky_layers_stay_narrow():
    circuit = Circuit()
    x = circuit.input((3,))
    for seed in range(5):
        x = ops.leaky_relu(ops.linear(x, random_array(seed, (3, 3))), "1/8")
    network = circuit.network(ops.linear(x, [[1, 1, 1]]))
    assert network.widths == (3, *[6] * 5, 1)
    assert network.pattern_sizes == (3,) * 5


def test_one_output_is_carried_past_all_layers_as_one_unit():
    circuit = Circuit()
    x = circuit.input((3,))
    y = ops.linear(x, [[1, 2, 3]])
    deep = x
    for _ in range(3):
        deep = ops.relu(deep)
    network = circuit.network(ops.add(ops.linear(deep, [[1, 1, 1]]), y))
    assert network.widths == (3, 4, 4, 4, 1)
    assert network.exact([1, 1, -1]) == (2,)


def test_units_on_which_nothing_depends_keep_their_place():
    circuit = Circuit()
    x = circuit.input((2,))
    ops.relu(ops.relu(ops.linear(x, [[1, 1], [0, 1], [1, 0]])))
    network = circuit.network(x[:1])
    assert network.pattern_sizes == (3, 3)
    assert network.widths == (2, 4, 4, 1)
    assert network.exact([-5, 1]) == (-5,)


def test_constants_have_units_too():
    circuit = Circuit()
    x = circuit.input((1,))
    network = circuit.network(ops.add(x, ops.relu(circuit.constant([2]))))
    assert network.pattern_sizes == (1,)
    assert network.exact([1]) == (3,)
    assert pr.count_regions(network, definition="proper_activation") == 1


def test_vanishing_weights_do_not_move_a_unit_to_an_earlier_layer():
    circuit = Circuit()
    hidden = ops.relu(circuit.input((2,)))
    network = circuit.network(ops.relu(ops.linear(hidden, [[0, 0]], [1])))
    assert network.pattern_sizes == (2, 1)


def test_units_of_one_call_share_a_layer():
    circuit = Circuit()
    x = circuit.input((1,))
    network = circuit.network(ops.relu(ops.concatenate([x, ops.relu(x)])))
    assert network.pattern_sizes == (1, 2)
    assert network.exact([-3]) == (0, 0)


class TestLastLayers:
    def test_all_units_in_any_order_are_the_last_layer(self):
        network = lowered((3,), lambda x: ops.relu(x)[::-1])
        assert network.layers == (Layer([[0, 0, 1], [0, 1, 0], [1, 0, 0]]),)

    def test_units_beside_shallower_outputs(self):
        def function(x):
            return ops.concatenate([x[:1], ops.relu(x[1:]), [4]])

        network = lowered((2,), function)
        activation = ["identity", "relu", "identity"]
        assert network.layers == (Layer([[1, 0], [0, 1], [0, 0]], [0, 0, 4], activation),)

    @pytest.mark.parametrize(
        "function",
        [
            lambda r: r[:2],
            lambda r: ops.concatenate([r, r[:1]]),
            lambda r: ops.multiply(r, 2),
            lambda r: ops.concatenate([r, ops.add(r[:1], r[1:2])]),
        ],
        ids=["some", "repeated", "scaled", "with a sum"],
    )
    def test_anything_else_is_a_layer_of_its_own(self, function):
        network = lowered((3,), lambda x: function(ops.relu(x)))
        assert len(network.layers) == 2
        assert network.layers[0] == Layer(np.eye(3))
        assert set(network.layers[1].activation) == {"identity"}

    def test_a_carried_sum_may_be_an_output(self):
        def function(x):
            z = ops.linear(x, [[1, 1, 1]])
            return ops.concatenate([ops.relu(z), z])

        network = lowered((3,), function)
        assert network.layers == (Layer([[1, 1, 1]] * 2, None, ["relu", "identity"]),)


def test_several_inputs_come_in_the_order_of_their_making():
    circuit = Circuit()
    x, y = circuit.input((2,)), circuit.input((1, 1))
    network = circuit.network(ops.concatenate([y[0], ops.negate(x)]))
    assert network.exact([1, 2, 3]) == (3, -1, -2)


def test_inputs_made_late_and_inputs_not_used():
    circuit = Circuit()
    unused = circuit.input((1,))
    x = ops.relu(circuit.input((1,)))
    y = circuit.input((1,))
    network = circuit.network(ops.add(x, y))
    assert network.inputs == 3
    assert network.exact([9, -1, 5]) == (5,)
    assert unused.size == 1


def test_a_circuit_may_write_several_networks():
    circuit = Circuit()
    x = circuit.input((2,))
    y = ops.leaky_relu(ops.linear(x, [[1, 2]]), 2)
    first = circuit.network(y)
    assert circuit.network(y) == first
    deeper = circuit.network(ops.relu(y))
    assert deeper.pattern_sizes == (1, 1)
    assert first.pattern_sizes == (1,)


def test_domain_and_name():
    circuit = Circuit()
    x = circuit.input((2,))
    network = circuit.network(x, domain=[[0, 1], [0, 2]], name="identity")
    assert network.domain == pr.box([0, 0], [1, 2])
    assert network.name == "identity"
    with pytest.raises(InvalidDomainError):
        circuit.network(x, domain=[[0, 1]])


@pytest.mark.parametrize("output", [None, [1], Layer([[1]])])
def test_outputs_that_are_no_tensor(output):
    with pytest.raises(InvalidNetworkError, match="Tensor"):
        Circuit().network(output)


def test_tensors_without_axes_have_no_parts():
    with pytest.raises(InvalidNetworkError, match="no axis"):
        list(Circuit().input(()))


def test_a_circuit_without_input():
    circuit = Circuit()
    with pytest.raises(InvalidNetworkError, match="no input"):
        circuit.network(ops.relu(circuit.constant([1])))


class TestTensors:
    def test_shapes(self):
        x = Circuit().input((2, 3, 4))
        assert (x.shape, x.axes, x.size, x.depth) == ((2, 3, 4), 3, 24, 0)
        assert repr(x) == "<Tensor of shape (2, 3, 4)>"
        assert x.reshape((4, -1)).shape == (4, 6)
        assert x.transpose().shape == (4, 3, 2)
        assert x.transpose((0, 2, 1)).shape == (2, 4, 3)
        assert x[0].shape == (3, 4)
        assert x[0, 1, 2].shape == ()
        assert [part.shape for part in x] == [(3, 4), (3, 4)]
        assert x[..., None, ::2].shape == (2, 3, 1, 2)
        assert ops.relu(x).depth == 1

    @each("shape", [(5,), (-1, 5), (10**9, -1), (2**70,), (1.5, 4), 6, None])
    def test_shapes_that_do_not_fit(self, shape):
        with pytest.raises(InvalidNetworkError):
            Circuit().input((2, 3)).reshape(shape if isinstance(shape, tuple) else (shape, 5))

    @pytest.mark.parametrize("axes", [(0,), (0, 0), (0, 2), (0, 1, 2), "ab", 1])
    def test_axes_that_do_not_fit(self, axes):
        with pytest.raises(InvalidNetworkError, match="axes"):
            Circuit().input((2, 3)).transpose(axes)

    @each("index", [2, (0, 3), (0, 0, 0), "a", 1.5, 10**30, slice(2, 2)])
    def test_indices_that_do_not_fit(self, index):
        with pytest.raises(InvalidNetworkError):
            Circuit().input((2, 3))[index]

    def test_entries_cannot_be_changed(self):
        x = Circuit().input((2,))
        with pytest.raises(ValueError, match="read-only"):
            x.forms[0] = x.forms[1]
        with pytest.raises(ValueError, match="read-only"):
            x.reshape((2, 1)).forms[0, 0] = x.forms[1]
        with pytest.raises(AttributeError, match="a Tensor is immutable"):
            x.circuit = Circuit()

    def test_tensors_of_forms_given(self):
        circuit = Circuit()
        [x] = circuit.input((1,)).flat
        entries = [x.times(Fraction(2)), AffineForm.of_constant(ONE)]
        assert Tensor(circuit, entries, (2, 1)).shape == (2, 1)
        assert circuit.network(Tensor(circuit, entries)).exact([3]) == (6, 1)


class TestAffineForms:
    X, Y = AffineForm.of_variable(0, depth=0), AffineForm.of_variable(1, depth=2)

    def test_sums(self):
        total = self.X.plus(self.Y).plus(AffineForm.of_constant(ONE))
        assert total == AffineForm({0: ONE, 1: ONE}, ONE, 2)
        assert total.depth == 2
        assert total.plus(self.X.times(-ONE)) == AffineForm({1: ONE}, ONE, 2)

    def test_products(self):
        assert self.Y.times(ONE) is self.Y
        assert self.Y.times(Fraction(0)) == AffineForm.of_constant(Fraction(0))
        assert self.Y.times(Fraction(0)).depth == 2
        assert self.Y.times(Fraction(3)).times(Fraction(1, 3)) == self.Y

    def test_variables(self):
        assert (self.X.variable, self.Y.variable) == (0, 1)
        shifted = self.X.plus(AffineForm.of_constant(ONE))
        for form in (shifted, self.X.times(-ONE), self.X.plus(self.Y), AffineForm.of_constant(ONE)):
            assert form.variable is None
