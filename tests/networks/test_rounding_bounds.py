"""Numbers with 53 bits are the nearest ones, and roots as near as these can be."""

import random
from fractions import Fraction

from polyregions.networks.rounding import near_root, rounded


def values():
    rng = random.Random(0)
    for _ in range(400):
        bits = rng.choice([1, 10, 53, 54, 60, 120])
        mantissa = rng.choice([2**bits, 2**bits - 1, 2**bits + 1, rng.randint(1, 2**bits)])
        yield Fraction(mantissa, rng.choice([1, 3, 7])) * Fraction(2) ** rng.randint(-2000, 2000)
    for half in (2**53 + 1, 2**53 + 3, 2**54 - 1, 2**54 - 3):  # halfway between two of them
        yield from (Fraction(half), Fraction(half, 2**1500), -Fraction(half))


def is_short(value):
    odd = abs(value.numerator)
    odd //= odd & -odd
    return value.denominator & (value.denominator - 1) == 0 and odd < 2**53


def test_rounded_is_the_nearest_and_even():
    for value in values():
        near = rounded(value)
        assert is_short(near)
        # Python rounds fractions correctly where floats are normal numbers.
        scale = Fraction(2) ** (value.denominator.bit_length() - value.numerator.bit_length())
        assert near == Fraction(float(value * scale)) / scale
        if Fraction(2) ** -1000 < abs(value) < Fraction(2) ** 1000:
            assert near == Fraction(float(value))
    assert rounded(Fraction(0)) == 0


def test_roots_are_near():
    for value in map(abs, values()):
        root = near_root(value)
        assert is_short(root)
        unit = Fraction(1, 2**53) + Fraction(1, 2**90)
        assert root**2 * (1 - unit) ** 2 <= value <= root**2 * (1 + unit) ** 2
        assert near_root(root**2) == root
