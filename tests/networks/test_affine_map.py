"""Affine maps: exact values, equality, and bad input."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions.errors import InvalidNetworkError, InvalidNumberError
from polyregions.networks import AffineMap

MAPS = [
    AffineMap([[1]], [0]),
    AffineMap([["1/3", 0.1], [2, -5e-324]], ["-7/2", 10**30]),
    AffineMap(np.array([[1.5, 2.0]]), np.array([3])),
]


@pytest.mark.parametrize("affine", MAPS)
def test_repr_evaluates_to_the_map(affine):
    again = eval(repr(affine))
    assert again == affine
    assert hash(again) == hash(affine)


def test_value():
    affine = AffineMap([["1/3", -1], [0, 0]], [1, "1/7"])
    assert affine([3, "1/2"]) == (Fraction(3, 2), Fraction(1, 7))


def test_equality_is_by_value():
    assert AffineMap([[0.5]], [1]) == AffineMap([["1/2"]], ["1"])
    assert AffineMap([[1]], [0]) != AffineMap([[1]], [1])
    assert AffineMap([[1]], [0]) != AffineMap([[-1]], [0])


@pytest.mark.parametrize(
    ("weights", "bias", "error"),
    [
        ([[1]], [1, 2], InvalidNetworkError),
        ([[1, 2], [3]], [1, 2], InvalidNumberError),
        ([[float("inf")]], [1], InvalidNumberError),
        ([[1]], 1, InvalidNumberError),
        ([1], [1], InvalidNumberError),
    ],
)
def test_bad_maps(weights, bias, error):
    with pytest.raises(error):
        AffineMap(weights, bias)


def test_bad_points():
    with pytest.raises(InvalidNetworkError, match="2 coordinates where the map takes 1"):
        MAPS[0]([1, 2])
    with pytest.raises(InvalidNumberError):
        MAPS[0]([float("nan")])
