"""Operations on sparse rows make the networks that operations form by form make."""

from contextlib import contextmanager
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest

from polyregions.lowering import Circuit, Tensor
from polyregions.lowering import operations as ops
from polyregions.lowering.operations import sparse_maps
from tests.helpers.cases import each

MAPS = {
    "arithmetic": ("scaled", "shifted"),
    "convolutions": ("convolved",),
    "linear_maps": ("transformed",),
    "pooling": ("averaged",),
}


@contextmanager
def form_by_form():
    """Let no operation take the way of sparse rows."""
    patches = [
        patch(f"polyregions.lowering.operations.{module}.{name}", lambda *_: None)
        for module, names in MAPS.items()
        for name in names
    ]
    patches.append(patch("polyregions.lowering.circuit.layers_of_blocks", lambda *_: None))
    for each_patch in patches:
        each_patch.start()
    try:
        yield
    finally:
        for each_patch in patches:
            each_patch.stop()


def weights_of(seed, shape, zeros=0.2):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(shape) < zeros, 0.0, rng.standard_normal(shape)).astype(np.float32)


def convolution(x, seed, outputs, kernel=3, **options):
    groups = options.get("groups", 1)
    shape = (outputs, x.shape[1] // groups, *[kernel] * (x.axes - 2))
    return ops.convolution(x, weights_of(seed, shape), weights_of(-seed % 97, outputs), **options)


def flat(x):
    return x.reshape((1, -1))


def dense(x, seed, outputs):
    return ops.linear(x, weights_of(seed, (outputs, x.shape[-1])), weights_of(seed + 1, outputs))


def batch_norm(x):
    numbers = [1 + abs(weights_of(i, x.shape[1])) for i in range(4)]
    return ops.batch_normalisation(x, *numbers)


def chain(x):
    x = ops.relu(convolution(x, 1, 4, padding=1))
    x = ops.relu(convolution(x, 2, 2, stride=2, padding=[(0, 1), (1, 0)]))
    return dense(ops.relu(dense(flat(x), 3, 5)), 4, 2)


def repeated(x):
    """A window takes variables that recur, so that terms add up."""
    return convolution(ops.concatenate([x, x], axis=1), 3, 2)


NETWORKS = {
    "a chain": chain,
    "groups and dilation": lambda x: ops.relu(
        convolution(ops.relu(convolution(x, 1, 4, padding=1)), 2, 6, groups=2, kernel=2, dilation=2)
    ),
    "windows in the padding": lambda x: ops.relu(convolution(x, 1, 2, kernel=2, padding=3)),
    "averages": lambda x: ops.average_pool(ops.relu(convolution(x, 1, 4, padding=1)), 2),
    "averages of three": lambda x: ops.average_pool(ops.relu(x), 3, 1, padding=1),
    "averages without padding": lambda x: ops.average_pool(
        ops.relu(x), 2, 1, padding=1, count_include_pad=False
    ),
    "maxima": lambda x: dense(flat(ops.max_pool(convolution(x, 1, 2), 2)), 1, 2),
    "axes in another order": lambda x: dense(
        flat(ops.relu(convolution(x, 1, 4)).transpose((0, 3, 1, 2))), 5, 3
    ),
    "channels last": lambda x: convolution(
        x.reshape((1, 4, 5, 2)).transpose((0, 3, 1, 2)), 1, 3, padding=1
    ),
    "parts": lambda x: dense(flat(ops.relu(convolution(x, 1, 4)))[:, 3::2], 2, 2),
    "reversed": lambda x: ops.relu(flat(convolution(x, 1, 2)))[:, ::-1],
    "repeated": lambda x: dense(flat(ops.relu(convolution(x, 1, 4)))[:, [0, 0, 1]], 2, 2),
    "repeated channels": repeated,
    "shifts and factors": lambda x: ops.relu(
        ops.multiply(ops.add(convolution(x, 1, 2), np.float32([[[[0.5]], [[-2]]]])), np.array(-4))
    ),
    "factors beyond floats": lambda x: ops.relu(ops.multiply(convolution(x, 1, 2), np.array(0.1))),
    "shifts beyond floats": lambda x: ops.relu(ops.add(convolution(x, 1, 2), np.array(1e-30))),
    "factors of zero": lambda x: ops.relu(ops.multiply(x, np.zeros((4, 1)))),
    "a batch normalisation": lambda x: dense(
        flat(ops.relu(convolution(ops.relu(batch_norm(convolution(x, 1, 4))), 2, 3, padding=1))),
        3,
        2,
    ),
    "two convolutions": lambda x: ops.relu(convolution(convolution(x, 1, 3), 2, 2, padding=1)),
    "a residual connection": lambda x: ops.relu(
        ops.add(
            ops.relu(x), convolution(ops.relu(convolution(x, 1, 4, padding=1)), 2, 2, padding=1)
        )
    ),
    "leaky units": lambda x: dense(flat(ops.leaky_relu(convolution(x, 1, 2), 0.25)), 2, 2),
    "constants beside the last units": lambda x: ops.linear(
        ops.relu(flat(x)[:, :2]), np.array([[1.0, 0], [0, 1], [0, 0]]), np.array([0, 0, 3.0])
    ),
    "last units in another order": lambda x: ops.linear(
        ops.relu(flat(x)[:, :2]), np.array([[0, 1.0], [1, 0]])
    ),
    "units that lead nowhere": lambda x: [ops.relu(x), ops.relu(dense(flat(x), 1, 2))][1],
    "outputs beside units": lambda x: [ops.relu(x), dense(flat(x), 1, 2)][1],
    "nothing": lambda x: flat(x),
    "a matrix product": lambda x: ops.matrix_product(ops.relu(x), weights_of(1, (5, 2))),
    "a product from the left": lambda x: ops.matrix_product(weights_of(1, (3, 4)), ops.relu(x)),
    "a vector": lambda x: ops.matrix_product(ops.relu(x)[0, 0, 0], weights_of(1, (5, 2))),
    "integers": lambda x: ops.linear(x, np.arange(10).reshape(2, 5) - 4, np.array([2**53 - 1, 0])),
    "integers beyond floats": lambda x: ops.linear(x, np.full((2, 5), 2**53 + 1)),
    "small numbers": lambda x: ops.multiply(ops.linear(x, np.full((1, 5), 5e-324)), np.array(0.75)),
    "three axes": lambda x: ops.relu(convolution(x.reshape((1, 1, 2, 4, 5)), 1, 2, kernel=2)),
}


def lowered(build):
    circuit = Circuit()
    return circuit.network(build(circuit.input((1, 2, 4, 5))))


@each("name", NETWORKS)
def test_the_same_networks(name):
    network = lowered(NETWORKS[name])
    with form_by_form():
        expected = lowered(NETWORKS[name])
    assert network == expected
    assert [layer.activation for layer in network.layers] == [
        layer.activation for layer in expected.layers
    ]


@each("name", ["a chain", "a batch normalisation", "maxima", "axes in another order"])
def test_the_same_networks_of_sparse_layers(name):
    settings = {"_LEAST_ENTRIES": 0, "_LEAST_SHARE_OF_ZEROS": 1}
    dense_layers = lowered(NETWORKS[name]).layers
    with patch.multiple("polyregions.networks.sparse_weights", **settings):
        sparse_layers = lowered(NETWORKS[name]).layers
        with form_by_form():
            assert lowered(NETWORKS[name]).layers == sparse_layers
    assert sparse_layers[0].is_sparse
    assert [layer.weights for layer in sparse_layers] == [layer.weights for layer in dense_layers]
    assert [layer.bias for layer in sparse_layers] == [layer.bias for layer in dense_layers]


def test_the_way_of_sparse_rows_is_taken():
    """Else the comparisons above would compare nothing."""
    x = Circuit().input((1, 2, 4, 5))
    for name in ("a chain", "averages", "shifts and factors", "nothing", "small numbers"):
        assert (NETWORKS[name](x).rows is None) == (name == "small numbers")
    y = convolution(x, 1, 2)
    for tensor in (ops.multiply(y, np.array(0.1)), ops.add(y, np.array(1e-30)), batch_norm(y)):
        assert tensor.rows is None
    assert ops.average_pool(x, 3).rows is None


class TestTensors:
    def test_entries(self):
        x = Circuit().input((2, 3))
        sums = ops.linear(x, np.array([[1.0, 0, 2], [0, 0, 0]]), np.array([0, 0.5]))
        assert sums.terms == 4
        assert sums.depth == 0
        assert [len(form.terms) for form in sums.flat] == [2, 0, 2, 0]
        assert sums.forms[1, 1].constant == Fraction(1, 2)
        assert sums.transpose((1, 0))[0, 1].terms == 2
        assert ops.constants_of(sums[:, 1], "x").tolist() == [0.5, 0.5]
        assert ops.constants_of(sums, "x") is None

    def test_forms_once_made_stay(self):
        x = Circuit().input((2, 3))
        assert x.forms is x.forms
        part = x[:, 1:].transpose((1, 0))
        before = part.rows.variables.tolist()
        assert [form.variable for form in part.flat] == before == [1, 4, 2, 5]
        assert isinstance(part[0], Tensor)
        assert [form.variable for form in part[0].flat] == [1, 4]


@each(
    ("a", "b", "is_exact"),
    [
        (3.0, 0.25, True),
        (1 + 2.0**-30, 1 + 2.0**-22, True),
        (1 + 2.0**-30, 1 + 2.0**-23, False),
        (0.1, 0.1, False),
        (0.0, 0.1, True),
        (5e-324, 0.75, False),
        (5e-324, 1.0, True),
        (1e200, 1e200, False),
        (2.0**-600, 2.0**-600, False),
    ],
)
def test_products_that_floats_hold(a, b, is_exact):
    found = sparse_maps._exact_products(np.array([a]), np.array([b]))
    assert (found is not None) == is_exact
    if is_exact:
        assert Fraction(found[0]) == Fraction(a) * Fraction(b)


def test_hostile_windows_take_no_memory(monkeypatch):
    """Windows whose taps are mostly padding are few terms, and many places."""
    monkeypatch.setattr(sparse_maps, "MOST_TERMS", 10)
    x = Circuit().input((1, 1, 3))
    with patch.object(sparse_maps, "_Taps", side_effect=AssertionError):
        assert ops.convolution(x, np.ones((1, 1, 4)), padding=3).shape == (1, 1, 6)
    with (
        pytest.raises(AssertionError),
        patch.object(sparse_maps, "_Taps", side_effect=AssertionError),
    ):
        ops.convolution(x, np.ones((1, 1, 2)))


def test_variables_by_their_numbers():
    circuit = Circuit()
    x = circuit.input((1, 1, 4))
    y = ops.relu(ops.convolution(x, np.ones((1, 1, 2))))
    ops.relu(ops.add(x[:, :, :3], y))  # carries what it needs, one by one
    listed = list(circuit.units)
    assert [circuit.units[variable] for variable in range(len(listed))] == listed
    assert [unit.depth for unit in listed] == [0] * 4 + [1] * 3 + [2] * 3
    assert listed[5].preactivation.terms == {1: 1, 2: 1}
