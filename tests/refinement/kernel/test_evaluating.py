"""Values of affine forms at points are enclosed."""

import random
from fractions import Fraction

import numpy as np

from polyregions.arithmetic import Enclosures
from polyregions.refinement import enclosed_values
from tests.refinement.kernel.test_pairs import drawn, holds, values_of


def of(numbers):
    return Enclosures(np.array(numbers, dtype=np.float64))


def test_values_are_enclosed():
    rng = random.Random(5)
    forms = [[drawn(rng) for _ in range(4)] for _ in range(300)]
    points = [[drawn(rng) for _ in range(3)] for _ in range(300)]
    found = enclosed_values(of(forms), of(points))
    assert found.parts.shape == (300, 3)
    for form, point, value in zip(forms, points, found.parts, strict=True):
        for _ in range(8):
            *factors, constant = [rng.choice(values_of(a)) for a in form]
            places = [rng.choice(values_of(x)) for x in point]
            exact = sum(a * x for a, x in zip(factors, places, strict=True)) + constant
            assert holds(value, exact)


def test_values_that_floats_hold_have_no_error():
    third = Fraction(1, 3)
    forms = Enclosures.of([2, -1, Fraction(1, 2), third, 0, 0]).parts.reshape(2, 3, 3)
    points = Enclosures.of([3, 4, third, 1]).parts.reshape(2, 2, 3)
    exact, rounded = enclosed_values(Enclosures(forms), Enclosures(points)).parts
    assert exact.tolist() == [2.5, 0.0, 0.0]
    assert holds(rounded, third * third)
    assert 0 < rounded[2] < Fraction(1, 2**100)


def test_what_nothing_encloses_is_not_enclosed():
    unknown = np.full((1, 1, 3), np.nan)
    value = enclosed_values(of([[(1.0, 0.0, 0.0), (0.0, 0.0, 0.0)]]), Enclosures(unknown))
    assert not value.rounded()[1].any()


def test_there_may_be_no_point():
    assert enclosed_values(of(np.zeros((0, 3, 3))), of(np.zeros((0, 2, 3)))).parts.shape == (0, 3)
