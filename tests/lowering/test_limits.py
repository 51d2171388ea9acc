"""Absurd sizes are refused before anything of that size exists."""

import tracemalloc

import numpy as np
import pytest

from polyregions.errors import InvalidNetworkError, InvalidNumberError
from polyregions.lowering import MOST_CONSTANTS, MOST_ENTRIES, Circuit
from polyregions.lowering import operations as ops
from polyregions.lowering.combinations import LinearCombinations
from polyregions.lowering.constants import exact_array
from polyregions.lowering.limits import check_terms, check_weights
from tests.helpers.cases import each


@pytest.fixture
def little_memory():
    """Fail where a test has allocated more than 40 MB at a time."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000


def huge(shape):
    """Return an array of any shape that takes no memory."""
    return np.broadcast_to(np.float32(1), shape)


HUGE = {
    "input": lambda x: Circuit().input((10**9,)),
    "input of many axes": lambda x: Circuit().input((10,) * 30),
    "constant": lambda x: x.circuit.constant(huge((10**9,))),
    "weights": lambda x: ops.linear(x, huge((10**9, 2))),
    "outputs": lambda x: ops.linear(x, huge((MOST_CONSTANTS // 4, 2))),
    "bias": lambda x: ops.linear(x, [[1, 1]], huge((10**9,))),
    "sum": lambda x: ops.add(x, huge((10**9, 1))),
    "sum of shapes": lambda x: ops.add(x.reshape((2, 1)), huge((1, MOST_ENTRIES))),
    "product": lambda x: ops.multiply(huge((10**9, 1)), x),
    "matrices": lambda x: ops.matrix_product(x, huge((10**5, 2, 10**4))),
    "pads": lambda x: ops.pad(x, [(0, 10**9)]),
    "constants to join": lambda x: ops.concatenate([x, huge((10**9,))]),
    "joined": lambda x: ops.concatenate([x.circuit.constant([1] * 10)] * 200_000),
    "average": lambda x: ops.average_pool(x.reshape((1, 1, 2)), 1, 1, padding=10**9),
    "maximum": lambda x: ops.max_pool(x.reshape((1, 1, 2)), 1, 1, padding=10**9),
    "maxima of rows on the way": lambda x: ops.max_pool(
        ops.add(x[0], np.zeros((1, 1, 250, 100), np.int8)), (250, 4000), 1, [(0, 0), (3999, 3999)]
    ),
    "windows": lambda x: ops.convolution(x.reshape((1, 1, 2)), [[[1]]], padding=10**9),
    "kernel": lambda x: ops.convolution(x.reshape((1, 1, 2)), huge((1, 1, 10**9))),
    "slopes": lambda x: ops.parametric_relu(x, huge((10**9, 1))),
    "maxima": lambda x: ops.maximum(x, huge((10**9, 1))),
}


@each("name", HUGE)
def test_huge_sizes_are_refused(name, little_memory):
    x = Circuit().input((2,))
    with pytest.raises(InvalidNetworkError, match=r"entries|limit|taps|channels|fit"):
        HUGE[name](x)


@each("shape", [(0,), (2, 0), (-1,), (2.0,), (True,), "12", 7, None, ("a",)])
def test_shapes_that_are_none(shape):
    with pytest.raises(InvalidNetworkError, match="shape"):
        Circuit().input(shape)


def test_layers_are_limited(little_memory, monkeypatch):
    monkeypatch.setattr("polyregions.lowering.limits.MOST_WEIGHTS", 19_999)
    circuit = Circuit()
    x = circuit.input((10_000,))
    with pytest.raises(InvalidNetworkError, match=r"10,000 units and 20,000 weights to keep"):
        circuit.network(ops.relu(ops.relu(x)))


def test_carried_variables_are_counted(monkeypatch):
    monkeypatch.setattr("polyregions.lowering.limits.MOST_WEIGHTS", 9_999)
    circuit = Circuit()
    x = circuit.input((2_500,))
    with pytest.raises(InvalidNetworkError, match=r"5,000 units and 10,000 weights to keep"):
        circuit.network(ops.add(x, ops.relu(x)))


def test_what_is_kept_is_counted():
    check_weights([(10_000, 10_000, 10**8)])
    check_weights([(10_000, 10_000, 10**7)] * 10)
    with pytest.raises(InvalidNetworkError, match="100,000,001 weights"):
        check_weights([(10_000, 10_000, 10**7)] * 10 + [(1, 1, 1)])
    with pytest.raises(InvalidNetworkError, match="100,010,000 weights"):
        check_weights([(10_000, 10_001, 10**8)])


def test_coefficients_are_limited(monkeypatch):
    monkeypatch.setattr("polyregions.lowering.limits.MOST_TERMS", 11)
    x = Circuit().input((2, 3))
    with pytest.raises(InvalidNetworkError, match="coefficients"):
        ops.linear(x, np.ones((2, 3)))
    ops.linear(x[:1], np.ones((2, 3)))
    with pytest.raises(InvalidNetworkError, match="coefficients"):
        ops.matrix_product(x, np.ones((2, 3, 2)))
    image = x.reshape((1, 2, 3))
    with pytest.raises(InvalidNetworkError, match="coefficients"):
        ops.convolution(image, np.ones((2, 1, 3)), groups=2, padding=1)
    with pytest.raises(InvalidNetworkError, match="coefficients"):
        ops.average_pool(image, 2, 1, padding=1)
    with pytest.raises(InvalidNetworkError, match="coefficients"):
        ops.max_pool(x.reshape((1, 1, 6)), 4, 1, padding=3)
    check_terms(11)


def test_the_count_of_coefficients_is_an_upper_bound():
    forms = Circuit().input((3,)).flat
    forms[0] = forms[0].plus(forms[1])
    combinations = LinearCombinations(exact_array([[1, -1, 1], [0, 0, 0]]), [0, 0], forms)
    made = sum(len(form.terms) for form in combinations.of([0, 1, 2]))
    assert made == 2
    assert combinations.terms == 6


class TestNumbers:
    def test_texts_beside_floats_leave_the_floats_alone(self):
        numbers = exact_array([[0.1, "1/3"], [10**400, 0]])
        assert numbers.tolist()[0][0] == exact_array(0.1).item()
        assert numbers.tolist()[1][0] == 10**400

    def test_objects_that_numpy_reads(self):
        class Buffer:
            def __array__(self, dtype=None, copy=None):
                return np.array([1.5, 2], dtype=np.float32)

        assert exact_array(Buffer()).tolist() == [1.5, 2]

    @each(
        "bad",
        [
            np.array([1, np.nan], dtype=np.float16),
            np.array([np.inf]),
            np.array([1 + 2j]),
            np.array([True]),
            np.array([np.longdouble("inf")]),
            [[1], [2, 3]],
            [[1, 2], 3],
            ["a"],
            None,
            {1: 2},
            pytest.param(object(), id="object"),
        ],
        ids=str,
    )
    def test_what_is_no_array_of_numbers(self, bad):
        with pytest.raises(InvalidNumberError, match="the weights"):
            exact_array(bad, "the weights")
