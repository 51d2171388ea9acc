"""Products of floats and integers against rationals, and how far the last bits reach."""

import random
from fractions import Fraction

import numpy as np

from polyregions.arithmetic import exact_product, fraction_bits


def number(rng):
    """Return a float of any size and with any number of bits, often zero."""
    kind = rng.randrange(5)
    if kind == 0:
        return 0.0
    if kind == 1:
        return float(rng.randint(-9, 9))
    mantissa = rng.getrandbits(rng.randint(1, 53)) * rng.choice([-1, 1])
    reach = 40 if kind < 4 else 1020
    return float(np.ldexp(float(mantissa), rng.randint(-reach - 53, reach - 53)))


def check(left, right):
    bits = fraction_bits(left.ravel())
    assert all(Fraction(x).denominator <= 2**bits for x in left.ravel().tolist()), left
    assert bits == 0 or any(Fraction(x).denominator == 2**bits for x in left.ravel().tolist())
    half = len(left) // 2
    blocks = [block for block in (left[:half], left[half:]) if len(block)]
    found = exact_product(blocks, right, bits)
    exact = [[Fraction(x) for x in row] for row in left.tolist()]
    for row, products in zip(exact, found, strict=True):
        assert all(type(value) is int for value in products)
        for column, value in zip(zip(*right, strict=True), products, strict=True):
            total = sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0))
            assert value == total * 2**bits, (left, right)


def test_products_are_exact():
    rng = random.Random(5)
    for _ in range(150):
        units, inputs, columns = (rng.randint(1, 6) for _ in range(3))
        left = np.array([[number(rng) for _ in range(inputs)] for _ in range(units)])
        size = rng.choice([1, 3, 60, 16, 17, 500])
        right = [
            tuple(rng.getrandbits(size) * rng.choice([-1, 0, 1]) for _ in range(columns))
            for _ in range(inputs)
        ]
        check(left, right)


def test_the_longest_sums_stay_exact():
    """All digits and all slices as large as they can be, in sums of many."""
    for inputs in (1, 255, 256, 1000):
        for value in (1 - 2.0**-53, (2.0**20 - 1) * 2.0**-20, 1.0):
            left = np.full((2, inputs), value)
            left[1] *= -1.0
            check(left, [(2**48 - 1, -(2**32 - 1))] * inputs)


def test_the_ends_of_the_range():
    check(
        np.array([[5e-324, 1.7976931348623157e308], [-5e-324, 2.0**-1022]]), [(3, 1), (-7, 10**9)]
    )
