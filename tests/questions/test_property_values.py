"""Properties as values, and counterexamples confirmed or refuted."""

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import PolyregionsError
from polyregions.questions import Constraint, Failure
from polyregions.questions.properties.property import Property

SIZE = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], activation="identity")])
PROPERTY = pr.Property.always([[0, "0.1"], [2, 2]], [["1/3", -1]], ["1/7"], strict=True)


def test_values():
    assert eval(repr(PROPERTY), {"Property": Property, "Constraint": Constraint}) == PROPERTY
    assert pickle.loads(pickle.dumps(PROPERTY)) == PROPERTY
    assert json.loads(json.dumps(PROPERTY.to_json()))["cases"][0][-1] == {
        "x": {},
        "y": {"0": -7, "1": 21},
        "bound": -3,
        "strict": False,
    }
    assert str(PROPERTY) == (
        "property of 2 inputs and 2 outputs, violated where\n"
        "  X_0 <= 0.1, X_0 >= 0, X_1 <= 2, X_1 >= 2, Y_0 - 3 Y_1 >= 3/7"
    )
    assert str(pr.Property(1, 1, [])) == "property of 1 input and 1 output, violated nowhere"
    assert str(pr.Property(1, 1, [[]])).endswith("violated where\n  true")
    with pytest.raises(AttributeError):
        PROPERTY.inputs = 3


def test_simplification():
    always, never = Constraint((), 0), Constraint((), 0, is_strict=True)
    row = Constraint(((0, 1),), 1)
    assert pr.Property(1, 1, [[row, always, row], [row, never], [row]]).cases == ((row,),)


def test_both_ways_of_saying_it():
    """A row that always holds is one whose opposite never does, strictly."""
    always = pr.Property.always([[0, 1]], [[1]], [2])
    never = pr.Property.never([[0, 1]], [[-1]], [-2], strict=True)
    assert always == never


BAD = [
    (lambda: pr.Property(0, 1, []), "0 inputs"),
    (lambda: pr.Property(1, True, []), "True outputs"),
    (lambda: pr.Property(1, 1, [[Constraint(((2, 1),), 0)]]), "variable 2"),
    (lambda: pr.Property(1, 1, None), "the cases are None"),
    (lambda: pr.Property(1, 1, [5]), "a case is 5"),
    (lambda: pr.Property(1, 1, [[5]]), "a constraint is 5"),
    (lambda: pr.Property.never([[0, 1]], [], []), "A has 0 rows"),
    (lambda: pr.Property.never([[0, 1]], [[1]], [1, 2]), "b 2 entries"),
    (lambda: pr.Property.never([[1, 0]], [[1]], [1]), "lower bound exceeds"),
    (lambda: pr.Property.never([[0, 1]], [["x"]], [1]), "A[0][0]"),
    (lambda: pr.check_property(SIZE, PROPERTY), "about 2 inputs and 2 outputs"),
    (lambda: pr.check_property("abc", PROPERTY), "'abc' is no network"),
    (lambda: pr.confirm_counterexample(None, PROPERTY, [1, 2]), "None is no network"),
    *[(lambda x=x: pr.read_property(x), f"the property is {x}") for x in (None, 5, [1])],
    (lambda: pr.check_property(SIZE, 7), "the property is 7"),
    (lambda: pr.confirm_counterexample(SIZE, PROPERTY, [1]), "about 2 inputs and 2 outputs"),
]


def test_bad_input():
    for call, part in BAD:
        with pytest.raises(PolyregionsError) as caught:
            call()
        message = str(caught.value)
        assert part in message
        assert ": " in message
        assert "\n" not in message


def test_confirmation_in_float32():
    """What is a counterexample in binary64 need not be one in float32, and the reverse."""
    bound = Fraction(1, 10)
    reaches = pr.Property.never([[0, 1]], [[-1]], [-bound])  # |x| >= 1/10
    single = Fraction(float(np.float32(0.1)))
    assert single > bound
    below = pr.confirm_counterexample(SIZE, reaches, [bound - Fraction(1, 10**12)])
    assert (bool(below), below.is_one_in_float32) == (False, True)
    assert below.failures == (Failure("Y_0 >= 0.1", Fraction(1, 10**12)),)
    assert below.case == 0
    exact = pr.confirm_counterexample(SIZE, reaches, ["1/10"])
    assert (bool(exact), exact.is_one_in_float32, exact.failures) == (True, True, ())
    stays = pr.Property.never([[0, 1]], [[1]], [bound])  # |x| <= 1/10
    rounded = pr.confirm_counterexample(SIZE, stays, ["1/10"])
    assert (bool(rounded), rounded.is_one_in_float32) == (True, False)
    vast = pr.confirm_counterexample(SIZE, pr.Property(1, 1, [[]]), [10**50])
    assert (bool(vast), vast.is_one_in_float32) == (True, False)
    assert pr.confirm_counterexample(SIZE, pr.Property(1, 1, []), [0]).case is None
    for wrong in ([1, 2], ["x"], "nowhere.txt"):
        with pytest.raises(PolyregionsError):
            pr.confirm_counterexample(SIZE, stays, wrong)


def test_a_counterexample_is_short_where_there_is_room():
    network = pr.he_random((2, 6, 1), seed=1, bias_std=0.5)
    reached = network.exact(["3/4", "-2/3"])[0] - Fraction(1, 10)
    found = pr.check_property(network, pr.Property.never([[-1, 1]] * 2, [[-1]], [-reached]))
    assert found.is_confirmed
    assert max(map(len, found.decimal)) <= 5
    assert str(found).startswith("violated: at the input (")
    value = json.loads(json.dumps(found.to_json()))
    assert value["verdict"] == "sat"
    assert network.exact(value["input"]) == found.outputs


def test_float32_numbers_are_rounded_once():
    """By way of binary64 the point would become the middle of two float32 numbers, and then 1."""
    network = pr.Network([pr.Layer([[1]], [0], "identity")])
    point = 1 + Fraction(1, 2**24) + Fraction(1, 2**60)
    above = pr.Property.never([[0, 2]], [[-1]], [-1], strict=True)  # y > 1
    assert pr.confirm_counterexample(network, above, [point]).is_one_in_float32
    at_most = pr.Property.never([[0, 2]], [[1]], [point])
    assert not pr.confirm_counterexample(network, at_most, [point]).is_one_in_float32
