"""Layers: exact parameters of every kind of number, values, copies, and bad input."""

import copy
import pickle
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from polyregions.errors import InvalidNetworkError, InvalidNumberError, PolyregionsError
from polyregions.networks import ACTIVATIONS, Layer
from tests.helpers.cases import each

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)

LAYERS = [
    Layer([[1]]),
    Layer([[1, "1/3"], [0.5, 2]], [0, 1]),
    Layer([[0.1, "0.1"]], ["-7/3"], "identity"),
    Layer([[1], [2], [-3]], [0, 5e-324, 1e308], ["relu", "identity", "relu"]),
    Layer([[10**40, Fraction(1, 10**40)]], [-(10**400)]),
]


@each(
    ("number", "exact"),
    [
        (3, Fraction(3)),
        (-(10**50), Fraction(-(10**50))),
        (THIRD, THIRD),
        (0.5, HALF),
        (0.1, Fraction(3602879701896397, 2**55)),
        (5e-324, Fraction(1, 2**1074)),
        (-0.0, Fraction(0)),
        ("1/3", THIRD),
        ("-4", Fraction(-4)),
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        (np.int8(-3), Fraction(-3)),
        (np.uint64(2**64 - 1), Fraction(2**64 - 1)),
        (np.float32(0.1), Fraction(13421773, 2**27)),
        (np.float64(0.1), Fraction(3602879701896397, 2**55)),
        (np.float16(0.5), HALF),
    ],
)
def test_every_kind_of_number_is_taken_exactly(number, exact):
    layer = Layer([[number]], [number])
    assert layer.weights == ((exact,),)
    assert layer.bias == (exact,)
    assert all(type(value) is Fraction for value in (*layer.weights[0], *layer.bias))


def test_arrays_and_mixtures():
    expected = Layer([[1, 2], [3, 4]], [5, 6])
    assert Layer(np.array([[1, 2], [3, 4]]), np.array([5.0, 6.0])) == expected
    assert Layer(np.array([[1, 2], [3, 4]], dtype=np.float32), (5, 6)) == expected
    assert Layer((row for row in ([1, "2"], (3.0, 4))), iter([5, 6])) == expected
    assert Layer([[1, 2], [3, 4]]) == Layer([[1, 2], [3, 4]], [0, 0], ("relu", "relu"))


def test_shape_and_activations():
    layer = LAYERS[3]
    assert (layer.units, layer.inputs) == (3, 1)
    assert layer.relu_units == (0, 2)
    assert LAYERS[2].relu_units == ()
    assert set(ACTIVATIONS) == {"relu", "identity"}


@pytest.mark.parametrize("layer", LAYERS)
def test_repr_evaluates_to_the_layer(layer):
    again = eval(repr(layer))
    assert again == layer
    assert repr(again) == repr(layer)
    assert hash(again) == hash(layer)


@pytest.mark.parametrize("layer", LAYERS)
def test_copies(layer):
    for again in (pickle.loads(pickle.dumps(layer)), copy.deepcopy(layer)):
        assert again == layer
        assert np.array_equal(again(np.ones((1, layer.inputs))), layer(np.ones((1, layer.inputs))))


def test_equality_is_by_value():
    assert Layer([[0.5]]) == Layer([["1/2"]])
    assert Layer([[0.1]]) != Layer([["0.1"]])
    assert Layer([[1]]) != Layer([[1]], activation="identity")
    assert Layer([[1]]) != Layer([[1]], [1])
    assert len({Layer([[0.5]]), Layer([["1/2"]])}) == 1


def test_immutable():
    with pytest.raises((FrozenInstanceError, AttributeError)):
        LAYERS[0].weights = ()


def test_exact_evaluation():
    layer = Layer([[1, "1/3"], [1, "1/3"], [-1, 0]], [0, 0, "1/7"], ["relu", "identity", "relu"])
    z = layer.preactivations([Fraction(-1), Fraction(3)])
    assert z == (0, 0, Fraction(8, 7))
    z = layer.preactivations([Fraction(-1), Fraction(2)])
    assert z == (-THIRD, -THIRD, Fraction(8, 7))
    assert layer.activate(z) == (0, -THIRD, Fraction(8, 7))


def test_float_evaluation():
    layer = Layer([[1, 2], [-1, 0]], [0.5, 0], ["relu", "identity"])
    values = layer(np.array([[1.0, 1.0], [-2.0, 0.0], [3.0, 0.25]]))
    assert values.dtype == np.float64
    assert np.array_equal(values, [[3.5, -1.0], [0.0, 2.0], [4.0, -3.0]])
    assert np.isnan(layer(np.array([[np.nan, 0.0]]))).any()


@each(
    ("arguments", "error", "message"),
    [
        (([],), InvalidNetworkError, "no units: give"),
        (([[]],), InvalidNetworkError, "no inputs: give"),
        (([[], []],), InvalidNetworkError, "no inputs: give"),
        (([[1, 2], [3]],), PolyregionsError, "ragged"),
        (([1, 2],), PolyregionsError, r"weights\[0\] is 1"),
        ((np.ones(2),), PolyregionsError, r"weights\[0\]"),
        ((np.ones((1, 1, 1)),), PolyregionsError, r"weights\[0\]"),
        (("11",), PolyregionsError, "weights is '11'"),
        ((None,), PolyregionsError, "weights is None"),
        (({0: [1]},), PolyregionsError, "weights is"),
        (([[1]], [1, 2]), InvalidNetworkError, "1 rows and bias 2 entries"),
        (([[1]], []), InvalidNetworkError, "1 rows and bias 0 entries"),
        (([[1]], 1), PolyregionsError, "bias is 1"),
        (([[1]], [[1]]), PolyregionsError, r"bias\[0\]"),
        (([[float("nan")]],), InvalidNumberError, r"weights\[0\]\[0\] is nan"),
        (([[1], [np.inf]],), InvalidNumberError, r"weights\[1\]\[0\] is inf"),
        (([[1]], [np.float32("-inf")]), InvalidNumberError, r"bias\[0\] is -inf"),
        (([["1/0"]],), InvalidNumberError, "divides by zero"),
        (([["nan"]],), InvalidNumberError, r"weights\[0\]\[0\]"),
        (([["1 / 2"]],), InvalidNumberError, r"weights\[0\]\[0\]"),
        (([[True]],), InvalidNumberError, "truth value"),
        (([[np.True_]],), InvalidNumberError, "truth value"),
        (([[None]],), InvalidNumberError, "is None"),
        (([[1j]],), InvalidNumberError, "no number"),
        (([[Decimal("NaN")]],), InvalidNumberError, "must be finite"),
        (([["1e999999999"]],), InvalidNumberError, "exponent"),
        (([[1]], None, "tanh"), InvalidNetworkError, "'tanh' is unknown: use relu or identity"),
        (([[1]], None, "ReLU"), InvalidNetworkError, "'ReLU' is unknown"),
        (([[1]], None, ["relu", "relu"]), InvalidNetworkError, "2 activations .* 1 units"),
        (([[1]], None, []), InvalidNetworkError, "0 activations .* 1 units"),
        (([[1]], None, [None]), InvalidNetworkError, "None is unknown"),
        (([[1]], None, None), InvalidNetworkError, "activation is None"),
        (([[1]], None, 1), InvalidNetworkError, "activation is 1"),
    ],
)
def test_bad_input(arguments, error, message):
    with pytest.raises(error, match=message):
        Layer(*arguments)
