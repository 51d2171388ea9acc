"""Sums and products without error, uncompiled and compiled: no operation is fused or reordered."""

import math
import random
from fractions import Fraction

import numba
import numpy as np

from polyregions.refinement.vertices.kernel import double_double
from tests.refinement.kernel.plain import kernel

plain = kernel.double_double


@numba.njit
def compiled_sum(a, b):
    return double_double.two_sum(a, b)


@numba.njit
def compiled_products(a, b):
    products = a * b
    errors, at_once = np.zeros_like(a), np.zeros_like(a)
    for k in range(len(a)):  # a loop that may be vectorised, as in the kernel
        errors[k] = double_double.error_by_halves(products[k], a[k], b[k])
        at_once[k] = double_double.error_at_once(products[k], a[k], b[k])
    return products, errors, at_once


def floats(rng, count, low, high):
    return [rng.uniform(-2, 2) * 2.0 ** rng.randint(low, high) for _ in range(count)]


def plain_product(a, b):
    return a * b, plain.product_error(a * b, a, b)


def test_sums_are_exact():
    rng = random.Random(1)
    pairs = list(zip(floats(rng, 3000, -60, 60), floats(rng, 3000, -60, 60), strict=True))
    pairs += [(a, -a * (1 + k * 2.0**-52)) for a, _ in pairs[:100] for k in (0, 1, -1)]
    pairs += [(5e-324, 1.0), (-(2.0**-1060), 2.0**-1074), (2.0**1000, -(2.0**947) * 1.5)]
    for a, b in pairs:
        for total, error in (plain.two_sum(a, b), compiled_sum(a, b)):
            assert total == a + b
            assert Fraction(total) + Fraction(error) == Fraction(a) + Fraction(b), (a, b)


def test_products_are_exact():
    rng = random.Random(2)
    a, b = floats(rng, 3000, -450, 450), floats(rng, 3000, -450, 450)
    found = compiled_products(np.array(a), np.array(b))
    for x, y, *compiled in zip(a, b, *(column.tolist() for column in found), strict=True):
        errors = [plain_product(x, y)[1], plain.error_at_once(x * y, x, y), *compiled[1:]]
        assert compiled[0] == x * y
        assert all(Fraction(x * y) + Fraction(e) == Fraction(x) * Fraction(y) for e in errors), (
            x,
            y,
        )


def test_products_that_underflow_are_nearly_exact():
    rng = random.Random(3)
    for exponent in range(-540, -480):
        for _ in range(20):
            a, b = floats(rng, 2, exponent, exponent)
            product, error = plain_product(a, b)
            off = abs(Fraction(product) + Fraction(error) - Fraction(a) * Fraction(b))
            assert off <= Fraction(2) ** -1018, (a, b)
            assert off == 0 or abs(a * b) < 2.0**-969, (a, b)


def test_what_overflows_has_no_finite_error():
    with np.errstate(all="ignore"):
        for a in (2.0**997, -(2.0**1023), math.inf, math.nan):
            assert not math.isfinite(plain_product(np.float64(a), np.float64(0.75))[1]), a
        largest = np.float64(2.0**512 * (1 - 2.0**-40))
        assert not math.isfinite(sum(plain_product(largest, largest * (1 + 2.0**-38))))
