"""Enclosures of numbers: what is said to be the nearest float is."""

import random
from fractions import Fraction
from math import inf, nan, nextafter

import numpy as np

from polyregions.arithmetic import Enclosures, nearest_float


def contains(parts, value):
    high, low, radius = map(float, parts)
    return abs(value - Fraction(high) - Fraction(low)) <= Fraction(radius)


def test_rationals_are_enclosed():
    rng = random.Random(1)
    values = [Fraction(rng.randint(-(10**k), 10**k), rng.randint(1, 9**k)) for k in range(1, 60)]
    values += [v * Fraction(2) ** rng.randint(-1060, 900) for v in values]
    values += [Fraction(0), Fraction(7), Fraction(2) ** 80 + 1, Fraction(5, 2**1074) / 3]
    for value, parts in zip(values, Enclosures.of(values).parts, strict=True):
        assert contains(parts, value), value
        high, low, radius = parts
        assert high == nearest_float(value)
        assert radius <= abs(high) * 2.0**-104 + 2.0**-1073
        assert (radius == 0.0) == (Fraction(float(high)) + Fraction(float(low)) == value)


def test_what_is_beyond_floats_is_not_enclosed():
    ((_, _, radius),) = Enclosures.of([10**400]).parts
    assert radius == inf


def test_nearest_floats_are_proved_only_where_all_numbers_have_them():
    """Numbers around the middle between two floats, where a bit decides."""
    rng = random.Random(2)
    proved_ones = 0
    for _ in range(3000):
        high = rng.choice([1.0, -1.0, 1.5, rng.uniform(-9, 9), 2.0**-1000])
        gap = nextafter(high, rng.choice([inf, -inf])) - high
        low = gap / 2 * rng.choice([0, 1, 1 - 2.0**-50, 1 - 2.0**-20, rng.uniform(-1, 1)])
        radius = abs(gap) * rng.choice([0.0, 2.0**-52, 2.0**-50, 2.0**-21, 2.0**-20, 0.4, 2.0])
        (found,), (proved,) = Enclosures(np.array([[high, low, radius]])).rounded()
        ends = [Fraction(high) + Fraction(low) + side * Fraction(radius) for side in (-1, 0, 1)]
        nearest = {nearest_float(end) for end in ends}
        assert not proved or nearest == {found}, (high, low, radius)
        proved_ones += proved
    assert proved_ones > 1000


def test_exact_numbers_are_proved():
    numbers = np.array([[0.0, 0.0, 0.0], [-0.0, 0.0, 0.0], [3.0, 0.0, 0.0], [5e-324, 0.0, 0.0]])
    found, proved = Enclosures(numbers).rounded()
    assert proved.all()
    assert found.tolist() == [0.0, 0.0, 3.0, 5e-324]
    assert not np.signbit(found[:2]).any()


def test_nothing_is_proved_without_a_bound():
    parts = [[1.0, 0.0, nan], [1.0, nan, 0.0], [nan, 0.0, 0.0], [1.0, 0.0, inf], [inf, 0.0, 0.0]]
    _, proved = Enclosures(np.array(parts)).rounded()
    assert not proved.any()
