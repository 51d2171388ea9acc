"""Numbers in pairs of floats: every bound holds, and what pairs hold exactly has none.

The bounds of results are checked at the ends of the operands' enclosures, where they are extreme.
"""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from tests.refinement.kernel.extremes import power
from tests.refinement.kernel.plain import kernel

pairs = kernel.pairs


def values_of(x):
    """Return the ends and the centre of an enclosure, exactly."""
    high, low, radius = (Fraction(float(part)) for part in x)
    return [high + low + side * radius for side in ((-1, 0, 1) if radius else (0,))]


def holds(x, value):
    if not math.isfinite(x[2]):
        return True
    centre = Fraction(float(x[0])) + Fraction(float(x[1]))
    return abs(value - centre) <= Fraction(float(x[2]))


def drawn(rng, small=0, radius=True):
    """Return an enclosed number."""
    high = rng.choice([-1, 1]) * power(rng, small - 3, small + 3)
    low = high * rng.choice([0.0, 2.0**-53, 2.0**-54, 2.0**-60]) * rng.uniform(-1, 1)
    spread = rng.choice([0.0, 2.0**-100, 2.0**-60, 2.0**-8]) if radius else 0.0
    high, low = pairs.two_sum(high, low)
    return high, low, abs(high) * spread


def check(operation, exact, first, second):
    with np.errstate(all="ignore"):
        found = operation(first, second)
    for a, b in itertools.product(values_of(first), values_of(second)):
        assert holds(found, exact(a, b)), (operation, first, second)
    return found


OPERATIONS = {
    "added": lambda a, b: a + b,
    "multiplied": lambda a, b: a * b,
    "divided": lambda a, b: a / b,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_results_are_enclosed(name):
    rng = random.Random(3)
    for _ in range(400):
        first, second = drawn(rng), drawn(rng)
        if name == "added" and rng.random() < 0.3:
            high = -first[0] * rng.choice([1.0, 1 + 2.0**-52, 1 - 2.0**-50])
            second = high, second[1] if abs(second[1]) < abs(high) * 2.0**-53 else 0.0, second[2]
        found = check(getattr(pairs, name), OPERATIONS[name], first, second)
        given = max(first[2] / abs(first[0]), second[2] / abs(second[0]))
        if name != "added":
            # The bound is no larger than it need be.
            assert found[2] <= abs(found[0]) * (2.1 * given + 2.0**-100)
        high, low = pairs.two_sum(found[0], found[1])
        assert (high, low) == (found[0], found[1])


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_error_of_an_operand_counts(name):
    rng = random.Random(4)
    for _ in range(200):
        for side in (0, 1):
            operands = [drawn(rng, radius=False), drawn(rng, radius=False)]
            high, low, _ = operands[side]
            operands[side] = high, low, abs(high) * 0.25
            check(getattr(pairs, name), OPERATIONS[name], *operands)


def test_two_wide_numbers():
    for radius in (0.5, 0.9):
        check(pairs.multiplied, OPERATIONS["multiplied"], (1.0, 0.0, radius), (1.0, 0.0, radius))
        check(pairs.divided, OPERATIONS["divided"], (1.0, 0.0, radius), (1.0, 0.0, radius))


def test_products_that_underflow():
    rng = random.Random(5)
    for exponent in (-400, -460, -500, -520, -530, -537, -540):
        for _ in range(20):
            first, second = drawn(rng, exponent, False), drawn(rng, exponent, False)
            check(pairs.multiplied, OPERATIONS["multiplied"], first, second)


def test_what_pairs_hold_is_exact():
    rng = random.Random(6)
    for _ in range(300):
        a, b = (rng.randint(-(2**20), 2**20) / 2.0 ** rng.randint(0, 20) for _ in range(2))
        total = pairs.added((a, 0.0, 0.0), (b, 0.0, 0.0))
        product = pairs.multiplied((a, 0.0, 0.0), (b, 0.0, 0.0))
        assert total == (a + b, 0.0, 0.0)
        assert product == (a * b, 0.0, 0.0)
        if b:
            assert pairs.divided(product, (b, 0.0, 0.0)) == (a, 0.0, 0.0)
    zero, wide = (0.0, 0.0, 0.0), (3.0, 0.0, 1.0)
    assert pairs.multiplied(zero, wide)[2] == 0.0
    assert pairs.divided(zero, wide)[2] == 0.0


def test_nothing_is_divided_by_what_may_be_zero():
    for second in ((1.0, 0.0, 1.0), (0.0, 0.0, 0.0), (1.0, -(2.0**-54), 1.0 - 2.0**-54)):
        with np.errstate(all="ignore"):
            assert pairs.divided((1.0, 0.0, 0.0), second)[2] == math.inf


def test_no_bound_remains_none():
    for bad in (math.nan, math.inf):
        for operation in (pairs.added, pairs.multiplied, pairs.divided):
            for operands in (
                ((1.0, 0.0, bad), (2.0, 0.0, 0.0)),
                ((2.0, 0.0, 0.0), (1.0, 0.0, bad)),
            ):
                with np.errstate(all="ignore"):
                    assert not math.isfinite(operation(*operands)[2])


def test_signs():
    assert pairs.sign_of((1.0, 0.0, 0.5)) == 1
    assert pairs.sign_of((-1.0, 0.0, 0.5)) == -1
    for undecided in (
        *((1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (0.0, 0.0, 0.0), (1.0, 0.0, math.nan)),
        (1.0, -(2.0**-54), 1.0 - 2.0**-53),
    ):
        assert pairs.sign_of(undecided) == 0


def test_the_lesser_of_two():
    rng = random.Random(7)
    for _ in range(400):
        first = drawn(rng)
        second = drawn(rng) if rng.random() < 0.5 else (first[0], -first[1], drawn(rng)[2])
        found = kernel.corners.lesser(first, second)
        for a, b in itertools.product(values_of(first), values_of(second)):
            assert holds(found, min(a, b)), (first, second)
    exact = (0.0, 0.0, 0.0)
    assert kernel.corners.lesser(exact, (1.0, 0.0, 0.25)) == exact
    assert kernel.corners.lesser((1.0, 0.0, 0.25), exact) == exact
    assert kernel.corners.lesser(exact, exact) == exact
