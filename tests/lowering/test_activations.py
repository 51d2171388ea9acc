"""Activations written with ReLU units are the same functions, with the units promised."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.errors import InvalidNetworkError, InvalidNumberError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from tests.helpers.cases import each
from tests.lowering.reference import assert_same, entrywise, lowered, random_array, relu
from tests.strategies import rationals

THIRD = Fraction(1, 3)


def relu_units(network):
    return sum(network.pattern_sizes)


def identity_units(network):
    hidden = network.layers[:-1]
    return sum(layer.units - len(layer.relu_units) for layer in hidden)


def leaky(value, slope):
    return value if value > 0 else slope * value


@pytest.mark.parametrize("shape", [(1,), (2, 3), (1, 2, 2)])
def test_relu(shape):
    network = assert_same(shape, ops.relu, lambda x: entrywise(relu, x))
    assert len(network.layers) == 1
    assert network.pattern_sizes == (network.inputs,)


@each("slope", [0, "1/10", 0.01, np.float32(0.2), 1, -2, 3])
def test_leaky_relu(slope):
    exact = Fraction(slope) if not isinstance(slope, np.generic) else Fraction(slope.item())
    weights = random_array(1, (3, 2))
    network = assert_same(
        (2,),
        lambda x: ops.leaky_relu(ops.linear(x, weights), slope),
        lambda x: entrywise(lambda z: leaky(z, exact), weights.dot(x)),
    )
    assert network.pattern_sizes == (3,)


@pytest.mark.parametrize(
    ("shape", "slopes"), [((3,), (3,)), ((1, 2, 3), (2, 1)), ((2, 2), ()), ((2, 3), (1, 3))]
)
def test_parametric_relu(shape, slopes):
    numbers = random_array(1, slopes)
    assert_same(
        shape,
        lambda x: ops.parametric_relu(x, numbers),
        lambda x: entrywise(leaky, x, numbers),
    )


def test_slopes_that_do_not_fit():
    x = Circuit().input((2, 3))
    for shape in [(2,), (2, 2, 3), (3, 2)]:
        with pytest.raises(InvalidNetworkError, match="shape"):
            ops.parametric_relu(x, random_array(1, shape))


def test_absolute():
    network = assert_same((3,), ops.absolute, lambda x: entrywise(abs, x))
    assert relu_units(network) == 3


BOUNDS = [(None, None), (0, None), (None, "1/2"), (-1, 1), (0, 6), (2, 2), (3, -3), (0.1, 0.3)]


@each(("low", "high"), BOUNDS)
def test_clip(low, high):
    lower = None if low is None else Fraction(low)
    upper = None if high is None else Fraction(high)

    def clipped(value):
        value = value if lower is None else max(value, lower)
        return value if upper is None else min(value, upper)

    network = assert_same((2, 2), lambda x: ops.clip(x, low, high), lambda x: entrywise(clipped, x))
    bounds = (low is not None) + (high is not None)
    assert relu_units(network) == (0 if (low, high) == (3, -3) else 4 * bounds)
    assert identity_units(network) == 0


def test_infinite_bounds_are_none():
    free = lowered((2,), ops.clip)
    assert lowered((2,), lambda x: ops.clip(x, -np.inf, float("inf"))) == free
    for low, high in [(np.inf, None), (None, -np.inf), (np.nan, None), (0, np.nan)]:
        with pytest.raises(InvalidNumberError):
            ops.clip(Circuit().input((2,)), low, high)


def test_hard_tanh():
    one = Fraction(1)
    assert_same((3,), ops.hard_tanh, lambda x: entrywise(lambda z: min(max(z, -one), one), x))
    assert lowered((3,), lambda x: ops.hard_tanh(x, 0, 6)) == lowered(
        (3,), lambda x: ops.clip(x, 0, 6)
    )


@pytest.mark.parametrize(
    ("function", "choice"), [(ops.maximum, max), (ops.minimum, min)], ids=["maximum", "minimum"]
)
class TestGreaterAndSmaller:
    def test_of_two_tensors(self, function, choice):
        weights = random_array(1, (3, 2))
        network = assert_same(
            (2,),
            lambda x: function(ops.linear(x, weights), x[:1]),
            lambda x: entrywise(choice, weights.dot(x), x[:1]),
        )
        assert network.pattern_sizes == (3,)

    @pytest.mark.parametrize("other", [(3,), (2, 1), ()])
    def test_with_constants(self, function, choice, other):
        numbers = random_array(2, other)
        for arguments in (lambda x: (x, numbers), lambda x: (numbers, x)):
            network = assert_same(
                (2, 3),
                lambda x, arguments=arguments: function(*arguments(x)),
                lambda x: entrywise(choice, x, numbers),
            )
            assert relu_units(network) == 6
            assert identity_units(network) == 0

    def test_of_entries_that_are_constant_here_and_there(self, function, choice):
        def mixed(x):
            left = ops.concatenate([x, [1, THIRD]])
            right = ops.concatenate([[2], x[:1], x[1:], [0]])
            return function(left, right)

        def expected(x):
            left = [*x, Fraction(1), THIRD]
            right = [Fraction(2), x[0], x[1], Fraction(0)]
            return entrywise(choice, np.array(left, dtype=object), np.array(right, dtype=object))

        assert_same((2,), mixed, expected)

    def test_of_a_tensor_with_itself(self, function, choice):
        network = assert_same((2,), lambda x: function(x, x), lambda x: entrywise(choice, x, x))
        assert relu_units(network) == 2

    def test_shapes_that_do_not_fit(self, function, choice):
        x = Circuit().input((2, 3))
        with pytest.raises(InvalidNetworkError, match="go together"):
            function(x, [choice(1, 2)] * 2)


NESTINGS = st.lists(
    st.tuples(
        st.sampled_from(
            ["relu", "leaky", "absolute", "clip", "maximum", "minimum", "linear", "add", "scale"]
        ),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
        st.lists(rationals(), min_size=2, max_size=2),
    ),
    min_size=1,
    max_size=7,
)


def step(name, pool, first, second, numbers):
    """Return one operation on earlier results: as tensors, and as vectors of Fractions."""
    (a, u), (b, v) = pool[first % len(pool)], pool[second % len(pool)]
    low, high = numbers
    matrix = np.array([[low, high], [high, -low]], dtype=object)
    steps = {
        "relu": lambda: (ops.relu(a), entrywise(relu, u)),
        "leaky": lambda: (ops.leaky_relu(a, low), entrywise(lambda z: leaky(z, low), u)),
        "absolute": lambda: (ops.absolute(a), entrywise(abs, u)),
        "clip": lambda: (
            ops.clip(a, low, high),
            entrywise(lambda z: min(max(z, low), high), u),
        ),
        "maximum": lambda: (ops.maximum(a, b), entrywise(max, u, v)),
        "minimum": lambda: (ops.minimum(a, b), entrywise(min, u, v)),
        "linear": lambda: (ops.linear(a, matrix, numbers), matrix.dot(u) + np.array(numbers)),
        "add": lambda: (ops.add(a, b), u + v),
        "scale": lambda: (
            ops.concatenate([ops.multiply(a, low)[:1], b[1:]]),
            np.array([u[0] * low, v[1]], dtype=object),
        ),
    }
    return steps[name]()


@given(NESTINGS, st.lists(rationals(), min_size=2, max_size=2))
def test_any_nesting_of_operations(program, point):
    """Graphs with branches of every depth: each result is an output, at one random point."""
    circuit = Circuit()
    pool = [(circuit.input((2,)), np.array(point, dtype=object))]
    for name, first, second, numbers in program:
        pool.append(step(name, pool, first, second, numbers))
    together = circuit.network(ops.concatenate([tensor for tensor, _ in pool]))
    expected = np.concatenate([value for _, value in pool])
    assert together.exact(point) == tuple(expected)
    last, value = pool[-1]
    assert circuit.network(last).exact(point) == tuple(value)
    assert circuit.network(pool[0][0]).exact(point) == tuple(point)
