"""Random networks: the published order of draws, and bad arguments."""

import math

import numpy as np
import pytest

from polyregions.constructions import he_random
from polyregions.errors import ConstructionError, InvalidNumberError


def test_draws_in_the_published_order():
    net = he_random((3, 10, 4, 2), seed=7, bias_std=0.25)
    rng = np.random.default_rng(7)
    for layer, (fan_in, units) in zip(net.layers, [(3, 10), (10, 4), (4, 2)], strict=True):
        weights = rng.standard_normal((units, fan_in)) * np.sqrt(2 / fan_in)
        bias = rng.standard_normal(units) * 0.25
        assert np.array_equal([[float(w) for w in row] for row in layer.weights], weights)
        assert np.array_equal([float(b) for b in layer.bias], bias)
    assert [set(layer.activation) for layer in net.layers] == [{"relu"}, {"relu"}, {"identity"}]
    assert net.domain is None
    assert net.claim is None


def test_is_given_by_its_arguments():
    assert he_random((2, 3, 1), 1) == he_random((2, 3, 1), 1, 0.5)
    assert he_random((2, 3, 1), 1) != he_random((2, 3, 1), 2)
    assert he_random((2, 3, 1), 1) != he_random((2, 3, 1), 1, 0.25)


def test_without_biases():
    assert not any(b for layer in he_random((2, 3, 1), bias_std=0).layers for b in layer.bias)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((3,),), "1 widths are given: give at least two"),
        (((3, 0, 1),), r"widths\[1\] is 0"),
        (((3, 2.0, 1),), r"widths\[1\] is 2.0: give a whole number"),
        (((3, 1), -1), "seed is -1: give at least 0"),
        (((3, 1), 0, -0.5), "bias_std is -0.5"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ConstructionError, match=message):
        he_random(*arguments)


def test_bad_standard_deviation():
    with pytest.raises(InvalidNumberError, match="bias_std is nan"):
        he_random((2, 1), bias_std=math.nan)
