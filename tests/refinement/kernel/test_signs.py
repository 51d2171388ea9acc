"""`sign_at`: h.(x, w) with bounds on h (E) and x (e).

The bound is sum(E (|x| + e)) + sum(|h| e) + gamma sum(|h| |x|) + TINY.  Its factor INFLATION and
the e in gamma's term are room to spare: a value that exceeds the rest has a sum(|h| |x|) that
outweighs the rounding of the bound.
"""

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from tests.refinement.kernel.extremes import power, product_range, sometimes
from tests.refinement.kernel.plain import arrays, kernel, network, planes_of, pool_of, stack, work

UNDECIDED = kernel.rounding.UNDECIDED
INTEGER_LIMIT = 2**52


def sign_at(h, h_errors, x, x_error, integer=False, state=None, grid=None):
    """Return the sign, checked against all that h and x may be."""
    buffers = work(planes=planes_of((h, h_errors)))
    pool = pool_of((x, x_error), state=state)
    with np.errstate(all="ignore"):
        net = network(integer)
        net = net if grid is None else net._replace(grids=np.array([grid]))
        sign = kernel.signs.sign_at(net, buffers, stack(pool=pool), 0, 0, 0)
    if sign != UNDECIDED:
        least, greatest = product_range(h, h_errors, x, x_error)
        case = (h, h_errors, x, x_error)
        assert (sign == 1) == (least > 0), case
        assert (sign == -1) == (greatest < 0), case
        assert (sign == 0) == (least == greatest == 0), case
    return sign


def test_each_error_decides_alone():
    """Values just below the sum of some of the terms, all of them powers of two."""
    rng = random.Random(1)
    undecided = 0
    for _ in range(1200):
        size = rng.randint(1, 3)
        x = [power(rng, -3, 3) for _ in range(size)]
        h = [power(rng, -3, 3) * rng.choice([-1, 1]) for _ in range(size)]
        h_errors = [sometimes(rng, power(rng, -12, -6)) for _ in range(size + 1)]
        x_error = sometimes(rng, power(rng, -12, -6))
        _, greatest = product_range([*h, 0.0], h_errors, [*x, 1.0], x_error)
        middle = sum(Fraction(a) * Fraction(b) for a, b in zip(h, x, strict=True))
        spread = greatest - middle
        value = rng.choice([-1, 1]) * spread * Fraction(rng.choice([63, 64, 65]), 64)
        last = float(value - middle)
        assert Fraction(last) == value - middle
        undecided += sign_at([*h, last], h_errors, [*x, 1.0], x_error) == UNDECIDED
    assert 400 < undecided < 1000


def test_a_sign_that_rounding_turns_round():
    for exponent in range(27, 33):
        t = 2.0**-exponent
        for side in (1, -1):
            h = [side * (1 - t), -side, side * t * t / 2]
            assert sign_at(h, [0.0] * 3, [1 + t, 1.0, 1.0], 0.0) == UNDECIDED


def test_rounded_sums():
    rng = random.Random(2)
    decided = 0
    for _ in range(600):
        size = rng.randint(1, 4)
        h = [rng.uniform(-1, 1) for _ in range(size)]
        x = [rng.uniform(-1, 1) for _ in range(size)]
        near = -sum(a * b for a, b in zip(h, x, strict=True))
        h.append(near * (1 + rng.choice([0, 1, -1, 3, 1000]) * 2.0**-52))
        decided += sign_at(h, [0.0] * (size + 1), [*x, 1.0], 0.0) != UNDECIDED
    assert decided > 60


def test_products_that_underflow():
    """Products in units of the least float: 1.5 + 1.5 - 3.25 becomes 2 + 2 - 3."""
    h = [1.5 * 2.0**-537, 1.5 * 2.0**-537, -3.25 * 2.0**-537, 0.0]
    for side in (1, -1):
        x = [side * 2.0**-537] * 3
        assert sign_at(h, [0.0] * 4, [*x, 1.0], 0.0) == UNDECIDED
    assert sign_at([5e-324, 0.0], [0.0, 0.0], [1.0, 1.0], 0.0) == UNDECIDED


def test_zeros():
    """A zero is one only where neither h nor x may be anything else."""
    assert sign_at([0.0, 1.0, 0.0], [0.0] * 3, [1.0, 0.0, 1.0], 0.0) == 0
    assert sign_at([0.0, 0.0], [2.0**-1074, 0.0], [1.0, 1.0], 0.0) == UNDECIDED
    assert sign_at([0.0, 0.0], [0.0, 0.5], [1.0, 1.0], 0.0) == UNDECIDED
    assert sign_at([1.0, 0.0], [0.0, 0.0], [0.0, 1.0], 2.0**-1074) == UNDECIDED
    assert sign_at([0.0, 1.0], [0.0, 0.0], [1.0, 0.0], 0.5) == 0  # a ray's w is exactly 0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_decides_nothing(bad):
    for place in range(4):
        h, h_error, x, e = (bad if place == i else v for i, v in enumerate([1.0, 0.0, 1.0, 0.0]))
        buffers = work(planes=planes_of(([h, 4.0], [h_error, 0.0])))
        pool = pool_of(([x, 1.0], e))
        with np.errstate(all="ignore"):
            found = kernel.signs.sign_at(network(), buffers, stack(pool=pool), 0, 0, 0)
        assert found == UNDECIDED


def test_integers():
    exact = {"integer": True, "state": arrays.EXACT}
    rng = random.Random(3)
    zeros = 0
    for _ in range(600):
        x = [float(rng.randint(-9, 9)), float(rng.randint(-9, 9)), float(rng.randint(1, 3))]
        h = [float(rng.randint(-9, 9)) for _ in range(3)]
        sign = sign_at(h, [0.0] * 3, x, 0.0, **exact)
        assert sign != UNDECIDED
        zeros += sign == 0
    assert zeros > 5


def test_integers_too_large_to_add_up_exactly():
    """2**26 * 2**27 + 1 - 2**53 is computed as 0."""
    exact = {"integer": True, "state": arrays.EXACT}
    large = 2.0**26
    for h in ([large, 1.0, -large], [-large, -1.0, large]):
        x = [2 * large, 1.0, 2 * large]
        assert sign_at(h, [0.0] * 3, x, 0.0, **exact) == UNDECIDED
    just_below = float(INTEGER_LIMIT - 1)
    assert sign_at([1.0, 0.0], [0.0] * 2, [just_below, 1.0], 0.0, **exact) == 1


def test_integers_on_a_grid():
    for grid in (2.0**-300, 2.0**-7):
        exact = {"integer": True, "state": arrays.EXACT, "grid": grid}
        for large, expected in ((2.0**26, UNDECIDED), (2.0**20, 1)):
            h = [large * grid, grid, -large * grid]
            assert sign_at(h, [0.0] * 3, [2 * large, 1.0, 2 * large], 0.0, **exact) == expected
    assert sign_at([3.0, -3.0], [0.0] * 2, [1.0, 1.0], 0.0, True, arrays.EXACT, 0.0) == UNDECIDED


def test_only_exact_integers_are_integers():
    """Each condition for it alone is missing; the computed value is 0, the exact one is not."""
    third, h = [1 / 3, 1.0], [3.0, -1.0]
    assert sign_at(h, [0.0] * 2, third, 0.0, True) == UNDECIDED
    assert sign_at(h, [0.0] * 2, third, 0.0, False, arrays.EXACT) == UNDECIDED
    assert sign_at([1.0, -1.0], [0.5, 0.0], [1.0, 1.0], 0.0, True, arrays.EXACT) == UNDECIDED
