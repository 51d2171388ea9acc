"""`build_rows` and `evaluate_layer`: values with a bound that holds them.

`build_rows` bounds sum over the active units of |weight| (E + gamma |value|), and gamma |bias|,
where E are the errors of the layer before; the gamma terms hold one rounding of each weight and
bias besides that of the sums.  FLOOR stands for products that underflow, INFLATION for the
rounding of the bound itself.

`evaluate_layer` bounds one unit at all generators: sum over the coordinates of
|h| (gamma (X + e) + e) + E (X + e) with X and e the greatest of all generators, and TINY for
products that underflow.
"""

import math
import random
from fractions import Fraction

import numpy as np

from tests.refinement.kernel.extremes import power, product_range, sometimes
from tests.refinement.kernel.plain import (
    GAMMA,
    arrays,
    kernel,
    network,
    planes_of,
    pool_of,
    stack,
    work,
)

VALUE, ERROR = arrays.VALUE, arrays.ERROR


def built(before, errors, weights, bias, active, integer=False, grid=None):
    """Return planes with the second layer built on the first, shapes (dimension, units)."""
    dimension, units = before.shape
    widest = max(units, len(bias))
    planes = np.full((2, 3, dimension, widest), np.nan)
    planes[VALUE, 0, :, :units], planes[ERROR, 0, :, :units] = before, errors
    net = network(
        integer,
        dimension=dimension,
        layers=np.array([[units, 0, 0], [len(bias), units, 0]]),
        starts=np.array([0, 0]),
        weights=weights.ravel(),
        bias=np.stack([np.zeros_like(bias), bias]),
        grids=np.array([1.0, float(integer) if grid is None else grid]),
    )
    with np.errstate(all="ignore"):
        kernel.layer_rows.build_rows(net, work(planes=planes, active=active), 1)
    return planes[VALUE, 1, :, : len(bias)], planes[ERROR, 1, :, : len(bias)]


def check_rows(before, errors, weights, bias, active, integer=False):
    """Check that the bounds hold what the floats stand for, weights being off by one rounding."""
    off = Fraction(0) if integer else Fraction(1, 2**52)
    values, bounds = built(before, errors, weights, bias, active, integer)
    for (i, k), value in np.ndenumerate(values):
        exact, spread = Fraction(0), Fraction(0)
        if i == len(values) - 1:
            exact += Fraction(bias[k])
            spread += off * abs(Fraction(bias[k]))
        for j in np.flatnonzero(active):
            weight, h, error = (Fraction(v) for v in (weights[j, k], before[i, j], errors[i, j]))
            exact += weight * h
            spread += abs(weight) * (error * (1 + off) + off * abs(h))
        case = (before, errors, weights, bias, active)
        assert abs(exact - Fraction(value)) + spread <= Fraction(bounds[i, k]), case
    return values, bounds


def test_rows_hold_what_they_stand_for():
    rng = np.random.default_rng(1)
    for _ in range(150):
        before = rng.uniform(-1, 1, (3, 4)) * rng.choice([0.0, 1.0, 1.0], (3, 4))
        errors = rng.choice([0.0, 2.0**-40, 2.0**-20], (3, 4)) * rng.uniform(1, 2, (3, 4))
        active = rng.integers(0, 2, 4).astype(np.uint8)
        check_rows(before, errors, rng.uniform(-1, 1, (4, 5)), rng.uniform(-1, 1, 5), active)


def test_each_rounding_decides_alone():
    """One value, or one bias, and nothing else."""
    one = np.ones(1, dtype=np.uint8)
    for value, bias in ((0.1, 0.0), (0.0, 0.1), (0.1, 0.3)):
        before = np.array([[value], [value]])
        check_rows(before, np.zeros((2, 1)), np.full((1, 1), 0.7), np.array([bias]), one)


def test_the_bound_is_rounded_upwards():
    """Errors alone, whose sum of products rounds down as often as up."""
    rng = np.random.default_rng(2)
    for _ in range(50):
        errors = rng.uniform(2.0**-30, 2.0**-29, (2, 5))
        one = np.ones(5, dtype=np.uint8)
        check_rows(np.zeros((2, 5)), errors, rng.uniform(-1, 1, (5, 4)), np.zeros(4), one)


def test_products_that_underflow():
    rng = np.random.default_rng(3)
    one = np.ones(2, dtype=np.uint8)
    for exponent in (-960, -1000, -1040, -1074):
        before = np.ldexp(rng.uniform(1, 2, (2, 2)), exponent)
        weights = np.ldexp(rng.uniform(1, 2, (2, 8)), rng.integers(-99, 0, (2, 8)))
        check_rows(before, np.zeros((2, 2)), weights, np.zeros(8), one)


def test_integers_are_exact_up_to_their_limit():
    rng = np.random.default_rng(4)
    one = np.ones(3, dtype=np.uint8)
    for bits, exact in ((10, True), (24, True), (29, False), (40, False)):
        before = rng.integers(2 ** (bits - 1), 2**bits, (2, 3)).astype(float)
        weights = rng.integers(2 ** (bits - 1), 2**bits, (3, 4)) * rng.choice([-1.0, 1.0], (3, 4))
        bias = rng.integers(-(2**bits), 2**bits, 4).astype(float)
        _, bounds = check_rows(before, np.zeros((2, 3)), weights, bias, one, True)
        assert np.all(bounds == 0.0) == exact


def test_integers_just_beyond_their_limit():
    """2**27 * 2**26 + 1 - 2**53 is computed as 0: the bound must not be."""
    before = np.array([[2.0**27, 1.0, 2.0**27]])
    weights = np.array([[2.0**26], [1.0], [-(2.0**26)]])
    one = np.ones(3, dtype=np.uint8)
    check_rows(before, np.zeros((1, 3)), weights, np.zeros(1), one, True)


def test_integers_on_a_grid():
    """Multiples of 2**-7 are exact as long as they stay below 2**45."""
    for value, exact in ((2.0**44, True), (2.0**46, False)):
        before = np.array([[value, 1.0], [2.0**-7, 3.0]])
        arguments = (np.zeros((2, 2)), np.eye(2), np.zeros(2), np.ones(2, dtype=np.uint8))
        _, bounds = built(before, *arguments, grid=2.0**-7)
        assert (bounds[0, 0] == 0.0) == exact
        _, bounds = built(before, *arguments, grid=0.0)
        assert bounds[0, 0] > 0.0


def test_biases_too_small_for_their_error():
    """A bias of FLOOR stands for all that are smaller."""
    for bias in (2.0**-900, -(2.0**-900)):
        before, one = np.zeros((2, 1)), np.ones(1, dtype=np.uint8)
        _, bounds = built(before, before, np.ones((1, 1)), np.array([bias]), one)
        assert bounds[0, 0] == 0.0
        assert bounds[1, 0] >= 2.0**-900


def test_only_active_units_count():
    before, errors = np.array([[1.0, 2.0], [0.5, 0.25]]), np.zeros((2, 2))
    weights, bias = np.array([[3.0], [5.0]]), np.array([7.0])
    for active, values in (((0, 0), (0, 7)), ((1, 0), (3, 8.5)), ((0, 1), (10, 8.25))):
        found, _ = built(before, errors, weights, bias, np.array(active, dtype=np.uint8))
        assert tuple(found[:, 0]) == values


def test_what_is_no_number_stays_none():
    one = np.ones(2, dtype=np.uint8)
    for bad in (math.nan, math.inf):
        before = np.array([[1.0, bad], [1.0, 1.0]])
        _, bounds = built(before, np.zeros((2, 2)), np.ones((2, 1)), np.zeros(1), one)
        assert not bounds[0, 0] < math.inf
        errors = np.array([[0.0, bad], [0.0, 0.0]])
        _, bounds = built(np.ones((2, 2)), errors, np.ones((2, 1)), np.zeros(1), one)
        assert not bounds[0, 0] < math.inf


# evaluate_layer


def evaluated(rows, points, integer=False, state=None, grid=None):
    """Return the values at the points, one row each, and the summary."""
    planes, pool = planes_of(*rows), pool_of(*points, state=state)
    count, dimension = len(points), len(rows[0][0])
    buffers = work(
        planes=planes,
        values=np.full((count, len(rows)), np.nan),
        summary=np.full((4, len(rows)), np.nan),
    )
    # The members stand in the pool in reverse, after one that is not of the cell.
    members = np.array([[99], *([k] for k in reversed(range(count)))])
    net = network(integer, dimension=dimension, layers=np.array([[len(rows), 0, 0]]))
    net = net if grid is None else net._replace(grids=np.array([grid]))
    with np.errstate(all="ignore"):
        cell = stack(pool=pool, members=members)
        kernel.layer_rows.evaluate_layer(net, buffers, cell, 0, 1, count)
    return buffers.values[::-1], buffers.summary


def check_values(rows, points, integer=False, state=None):
    """Check that the limit holds what the values stand for, at all generators."""
    values, summary = evaluated(rows, points, integer, state)
    for k, (h, h_errors) in enumerate(rows):
        limit = Fraction(summary[arrays.LIMIT, k])
        for value, (x, e) in zip(values[:, k], points, strict=True):
            least, greatest = product_range(h, h_errors, x, e)
            case = (h, h_errors, x, e, points)
            assert Fraction(value) - limit <= least <= greatest <= Fraction(value) + limit, case
        assert summary[arrays.LEAST, k] == values[:, k].min()
        assert summary[arrays.GREATEST, k] == values[:, k].max()
    return summary


def test_each_error_of_a_layer_decides_alone():
    rng = random.Random(5)
    for _ in range(150):
        size = rng.randint(1, 3)
        rows = [
            (
                [sometimes(rng, rng.uniform(-1, 1)) for _ in range(size + 1)],
                [sometimes(rng, rng.uniform(1, 2) * power(rng, -20, -3)) for _ in range(size + 1)],
            )
            for _ in range(2)
        ]
        points = [
            ([rng.uniform(-9, 9) for _ in range(size)] + [1.0], sometimes(rng, power(rng, -20, 1)))
            for _ in range(rng.randint(1, 3))
        ]
        check_values(rows, points)


def test_rounding_decides_alone():
    rng = random.Random(6)
    for _ in range(100):
        h = [rng.uniform(-1, 1) for _ in range(4)]
        points = [([rng.uniform(-1, 1) for _ in range(3)] + [1.0], 0.0)]
        check_values([(h, [0.0] * 4)], points)


def test_values_that_underflow():
    for integer in (False, True):
        x = [1.5 * 2.0**-537] * 3 + [1.0]
        check_values([([2.0**-537] * 3 + [0.0], [0.0] * 4)], [(x, 0.0)], integer)


def test_integers_of_a_layer():
    exact = {"integer": True, "state": arrays.EXACT}
    small = [([3.0, -2.0, 5.0], [0.0] * 3)]
    points = [([7.0, 1.0, 2.0], 0.0), ([0.0, 4.0, 1.0], 0.0)]
    assert check_values(small, points, **exact)[arrays.LIMIT, 0] == 0.0
    # Each condition alone is missing.
    assert check_values(small, points, integer=False)[arrays.LIMIT, 0] > 0.0
    assert check_values(small, points, integer=True)[arrays.LIMIT, 0] > 0.0
    uncertain = [([3.0, -2.0, 5.0], [0.0, 0.0, 0.5])]
    assert check_values(uncertain, points, **exact)[arrays.LIMIT, 0] > 0.0
    large = 2.0**26
    for h in ([large, 1.0, -large], [large, 1.0, -large / 2]):
        point = ([2 * large, 1.0, 2 * large], 0.0)
        assert check_values([(h, [0.0] * 3)], [point], **exact)[arrays.LIMIT, 0] > 0.0


def test_layers_on_a_grid():
    """2**27 * 2**26 + 1 - 2**53 is computed as 0, whatever power of two all are multiplied with."""
    for grid in (2.0**-300, 2.0**-7):
        for large, exact in ((2.0**26, False), (2.0**20, True)):
            h = [large * grid, grid, -large * grid]
            _, summary = evaluated(
                [(h, [0.0] * 3)], [([2 * large, 1.0, 2 * large], 0.0)], True, arrays.EXACT, grid
            )
            assert (summary[arrays.LIMIT, 0] == 0.0) == exact


def test_a_nan_decides_nothing():
    for place in range(3):
        h, error, x = (math.nan if place == k else 1.0 for k in range(3))
        _, summary = evaluated([([h, 1.0], [error, 0.0])], [([1.0, 1.0], 0.0), ([x, 1.0], 0.0)])
        limit = summary[arrays.LIMIT, 0]
        assert not (summary[arrays.LEAST, 0] > limit and place < 2)
        assert not summary[arrays.GREATEST, 0] < -limit
    _, summary = evaluated([([1.0, 1.0], [0.0, 0.0])], [([1.0, 1.0], math.inf)])
    assert not summary[arrays.LIMIT, 0] < math.inf


def test_values_beyond_floats_decide_nothing():
    """Infinities, and infinities less infinities at all generators, whose bounds are finite."""
    exact = {"integer": True, "state": arrays.EXACT}
    for h in ([8.0, 0.0, 1.0], [8.0, -8.0, 1.0], [-8.0, 8.0, 1.0]):
        points = [([x, x, 1.0], 0.0) for x in (2.0**1022, 2.0**1023)]
        for state in ({}, exact):
            values, summary = evaluated([(h, [0.0] * 3)], points, **state)
            assert not np.isfinite(values).any()
            assert summary[arrays.LIMIT, 0] == math.inf
    large = [([2.0**990, 0.0, 1.0], 0.0)]
    _, summary = evaluated([([8.0, 0.0, 1.0], [0.0] * 3)], large)
    assert summary[arrays.LEAST, 0] > summary[arrays.LIMIT, 0]


def test_gamma_holds_a_sum_of_as_many_products():
    """The longest sums of a network: (widest + 16) 2**-52 >= (k + 8) u."""
    assert GAMMA == (16 + 20) * 2.0**-52
