"""The bound of the sign filter against the theorem, and against exact extremes; underflow."""

import random
from fractions import Fraction

import numpy as np
import pytest

from polyregions.arithmetic import (
    UNDECIDED,
    ScaledVectors,
    filtered_pair_signs,
    filtered_signs,
    signs_of_products,
)

UNIT = Fraction(1, 2**53)


def needed(left, right):
    """Return how far off an inner product of rounded entries may be, in any order of summation."""
    size = sum(abs(Fraction(a) * Fraction(b)) for a, b in zip(left, right, strict=True))
    exact_size = size * (1 + UNIT) ** 2  # of the entries before they were rounded
    return ((1 + UNIT) ** (len(left) + 2) - 1) * exact_size


@pytest.mark.parametrize("filtering", [filtered_signs, filtered_pair_signs])
def test_no_sign_is_taken_within_the_theorem_of_higham(filtering):
    """Values that creep up to the bound, with as many terms as make its sum."""
    decided = 0
    for n in range(1, 12):
        for k in range(1, 60):
            ones = [1.0] * n
            # Terms that cancel but for k units in the last place of numbers below 1.
            right = [(-1.0) ** i for i in range(n - n % 2)] + [0.0] * (n % 2)
            right[0] -= k * 2.0**-53
            sign = filtering(np.array([ones]), np.array([right])).item()
            value = sum(map(Fraction, right))
            if sign != UNDECIDED:
                decided += 1
                assert abs(value) > needed(ones, right)
                assert sign == (value > 0) - (value < 0)
            if abs(value) > 2 * needed(ones, right):
                assert sign != UNDECIDED
    assert decided > 100


def test_signs_of_the_extremes_of_rounded_entries():
    """Integers whose images are rounded as far as they can be, all in one direction."""
    for seed in range(300):
        rng = random.Random(seed)
        n = rng.randint(2, 6)
        size = 2 ** rng.choice([60, 100, 1100])
        left, right = ([rng.randint(-size, size) for _ in range(n - 1)] for _ in range(2))
        left, right = [*left, size], [*right, 0]
        rest = sum(a * b for a, b in zip(left, right, strict=True))
        right[-1] = -(rest // size) + rng.randint(-2, 2) * (size >> rng.choice([50, 52, 53]))
        if not any(left) or not any(right):
            continue
        exact = sum(a * b for a, b in zip(left, right, strict=True))
        vectors = ScaledVectors([tuple(left)]), ScaledVectors([tuple(right)])
        images = vectors[0].floats, vectors[1].floats
        for sign in (filtered_signs(*images).item(), filtered_pair_signs(*images).item()):
            assert sign in (UNDECIDED, (exact > 0) - (exact < 0))
        assert signs_of_products(*vectors).item() == (exact > 0) - (exact < 0)


def test_products_that_underflow_prove_nothing():
    """In units of 2^-1074: 0.6 - 0.4 - 0.4 < 0, and in floats 1 - 0 - 0."""
    one = 2**2000
    small = one >> 537
    left = (one, small, small, small, 0)
    right = (0, small * 6 // 10, -(small * 4 // 10), -(small * 4 // 10), one)
    vectors = ScaledVectors([left]), ScaledVectors([right])
    images = [v.floats[0].tolist() for v in vectors]
    assert sum(a * b for a, b in zip(*images, strict=True)) > 0
    assert filtered_signs(vectors[0].floats, vectors[1].floats).item() == UNDECIDED
    assert filtered_pair_signs(vectors[0].floats, vectors[1].floats).item() == UNDECIDED
    with np.errstate(all="raise"):
        assert signs_of_products(*vectors).item() == -1
