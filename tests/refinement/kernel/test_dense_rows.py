"""`build_dense_rows`: the rows of `build_rows`, their errors bounded by norms.

With D the norm of the errors before and g = (n + 16) u for n active units, a row may be off by
|w| (D + g |v|) + g |b|, and all rows of a coordinate together by S D + g (F |v| + |b|); g holds one
rounding of each weight and bias besides that of the sums.  FLOOR stands for products that
underflow, INFLATION for the rounding of the norms.  Of g, (n + 3) u are proved to be needed: no
test needs the rest.
"""

import math
from fractions import Fraction

import numpy as np
import pytest

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime
from polyregions.refinement.vertices.kernel.arrays import BIAS_NORM, FROBENIUS, SPECTRAL
from polyregions.refinement.vertices.weight_norms import spectral_bound, with_norms
from tests.refinement.kernel.plain import arrays, kernel, network, work

VALUE, ERROR = arrays.VALUE, arrays.ERROR
OFF = Fraction(1, 2**52)


def normed(weights, bias, depth=3, **fields):
    """Return a network whose second layer has these weights, shape (before, width), with norms."""
    before, width = weights.shape
    biases = np.zeros((depth, max(before, width)))
    biases[1, :width] = bias
    net = network(
        depth=depth,
        layers=np.array([[before, 0, 0, 0], [width, before, 0, 0], *[[1, 0, 0, 0]] * (depth - 2)]),
        starts=np.array([0, 0, *[weights.size] * (depth - 2)]),
        weights=np.append(weights.ravel(), np.zeros(width)),
        bias=biases,
        layer_norms=np.full((depth, 3), np.inf),
        **fields,
    )
    return with_norms(net)


@pytest.fixture(autouse=True)
def small_layers(monkeypatch):
    """Let small layers have norms too."""
    monkeypatch.setattr("polyregions.refinement.vertices.weight_norms._LEAST_WEIGHTS", 1)


def built(before, errors, weights, bias, active, spread=np.inf):
    """Return the second layer's rows, their bounds, and those of the norms of their errors."""
    dimension, units = before.shape
    width = len(bias)
    planes = np.full((2, 3, dimension, max(units, width)), np.nan)
    planes[VALUE, 0, :, :units], planes[ERROR, 0, :, :units] = before, errors
    norms = np.full((2, 3, dimension), np.nan)
    norms[ERROR, 0] = spread
    net = normed(weights, bias, dimension=dimension)
    assert kernel.dense_rows.has_norms(net, 1)
    with np.errstate(all="ignore"):
        buffers = work(planes=planes, active=active, norms=norms)
        kernel.dense_rows.build_dense_rows(net, buffers, 1)
    return planes[VALUE, 1, :, :width], planes[ERROR, 1, :, :width], norms[ERROR, 1]


def root_above(square):
    """Return a float that is no less than the root of a fraction, and hardly greater."""
    return Fraction(math.sqrt(square)) * (1 + Fraction(1, 2**50))


def check_rows(before, errors, weights, bias, active, shares=None):
    """Check the bounds for rows that are as far off as what they are made of may be.

    `errors` are those of single units, or with `shares`, vectors of norm 1, those of norms.
    """
    own = errors if shares is None else np.full_like(before, np.inf)
    spread = np.inf if shares is None else errors[:, 0]
    values, bounds, norms = built(before, own, weights, bias, active, spread)
    shares = np.ones_like(before) if shares is None else shares
    case = (before, errors, weights, bias, active)
    for i in range(len(before)):
        for signs in (-1, 1):
            off = []
            for k, value in enumerate(values[i]):
                b = Fraction(bias[k]) if i == len(values) - 1 else Fraction(0)
                exact = b + signs * OFF * abs(b)
                for j in np.flatnonzero(active):
                    weight, h, error, share = (
                        Fraction(x)
                        for x in (weights[j, k], before[i, j], errors[i, j], shares[i, j])
                    )
                    moved = h + error * share
                    exact += weight * moved + signs * OFF * abs(weight * moved)
                off.append(abs(exact - Fraction(value)))
                assert off[-1] <= Fraction(bounds[i, k]), case
            assert sum(x * x for x in off) <= Fraction(norms[i]) ** 2, case
    return values, bounds, norms


def unit_vectors(rng, shape):
    """Return vectors that are no longer than 1, and hardly shorter."""
    vectors = rng.standard_normal(shape)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * (1 - 2.0**-45)


def test_rows_hold_what_they_stand_for():
    rng = np.random.default_rng(1)
    for k in range(100):
        units = int(rng.integers(1, 10))
        before = rng.uniform(-1, 1, (3, units)) * rng.choice([0.0, 1.0, 1.0], (3, units))
        errors = rng.choice([0.0, 2.0**-49, 2.0**-20], (3, 1)) * rng.uniform(1, 2, (3, units))
        active = rng.integers(0, 2, units).astype(np.uint8)
        shares = None
        if k % 2:
            errors[:], active[:] = errors[:, :1], 1
            shares = unit_vectors(rng, before.shape)
        width = int(rng.integers(1, 6))
        weights = rng.uniform(-1, 1, (units, width))
        bias = rng.uniform(-1, 1, width)
        _, bounds, norms = check_rows(before, errors, weights, bias, active, shares)
        assert max(bounds.max(), norms.max()) < 2.0**5 * max(errors.max(), 2.0**-49)


def test_each_term_decides_alone():
    """One value, one error or one bias, and nothing else."""
    one = np.ones(1, dtype=np.uint8)
    for value, error, bias in ((0.1, 0, 0), (0, 0.1, 0), (0, 0, 0.1), (0.1, 0, 0.3), (0.1, 0.3, 0)):
        for weight in (0.7, -0.3):
            before, errors = np.full((2, 1), float(value)), np.full((2, 1), float(error))
            arguments = (np.full((1, 1), weight), np.array([float(bias)]), one)
            check_rows(before, errors, *arguments)
            check_rows(before, errors, *arguments, np.ones((2, 1)))


def test_errors_along_what_the_weights_stretch_most():
    rng = np.random.default_rng(2)
    for _ in range(30):
        weights = rng.uniform(-1, 1, (4, 5))
        direction = np.linalg.svd(weights.T)[2][:1] * (1 - 2.0**-45)
        for errors in (np.full((1, 4), 2.0**-20), np.full((1, 4), 1.0)):
            active = np.ones(4, dtype=np.uint8)
            check_rows(np.zeros((1, 4)), errors, weights, np.zeros(5), active, direction)


def test_values_of_one_sign_and_their_rounding():
    """Sums whose roundings add up are the worst there are."""
    rng = np.random.default_rng(3)
    for units in (5, 60):
        before = np.full((1, units), 1 / 3) * (1 + rng.integers(0, 9, (1, units)) * 2.0**-50)
        weights = np.full((units, 3), 0.7)
        active = np.ones(units, dtype=np.uint8)
        check_rows(before, np.zeros((1, units)), weights, np.full(3, 1e-3), active)


def test_the_last_of_several_units_decides():
    for units in range(1, 10):
        before = np.full((2, units), 2.0**-60)
        before[:, -1] = 0.1
        arguments = (np.full((units, 1), 0.7), np.zeros(1), np.ones(units, dtype=np.uint8))
        check_rows(before, np.zeros((2, units)), *arguments)
        check_rows(np.zeros((2, units)), before, *arguments)


def test_sums_that_lose_all_but_their_first_product():
    """Products of nearly a quarter of what rounding to one allows: four at a time are lost."""
    before, weights = np.full((1, 161), 2.0**-27), np.full((161, 1), 2.0**-28 * (1 - 2.0**-20))
    before[0, 0] = weights[0, 0] = 1.0
    one = np.ones(161, dtype=np.uint8)
    values, _, _ = check_rows(before, np.zeros((1, 161)), weights, np.zeros(1), one)
    assert values[0, 0] <= 1 + 2.0**-52


def test_products_and_squares_that_underflow():
    rng = np.random.default_rng(4)
    one = np.ones(2, dtype=np.uint8)
    for exponent in (-500, -530, -600, -960, -1000, -1040, -1074):
        before = np.ldexp(rng.uniform(1, 2, (2, 2)), exponent)
        weights = np.ldexp(rng.uniform(1, 2, (2, 8)), rng.integers(-99, 0, (2, 8)))
        for errors in (np.zeros((2, 2)), before):
            check_rows(before, errors, weights, np.zeros(8), one)
            check_rows(np.zeros((2, 2)), errors, weights, np.zeros(8), one)


def test_squares_that_overflow():
    one = np.ones(2, dtype=np.uint8)
    before = np.array([[2.0**600, 1.0], [2.0**511, 2.0**511]])
    check_rows(before, before, np.full((2, 2), 0.7), np.zeros(2), one)
    assert np.isfinite(built(before, before, np.full((2, 2), 0.7), np.zeros(2), one)[1]).all()


def test_zeros_stay_exact():
    """Of the coordinates that no active unit depends on, and of no units at all."""
    before = np.array([[0.0, 0.0, 1.0], [0.5, 0.0, 1.0]])
    weights, bias = np.full((3, 2), 0.5), np.array([0.0, 0.25])
    for active in ((1, 1, 0), (0, 0, 0)):
        _, bounds, norms = built(before, before * 0, weights, bias, np.array(active, np.uint8))
        assert not bounds[0].any()
        assert norms[0] == 0.0
        assert bounds[1].any()


def test_what_is_no_number_stays_none():
    one, weights = np.ones(2, dtype=np.uint8), np.ones((2, 1))
    for bad in (math.nan, math.inf):
        before = np.array([[1.0, bad], [1.0, 1.0]])
        _, bounds, norms = built(before, np.zeros((2, 2)), weights, np.zeros(1), one)
        assert not bounds[0, 0] < math.inf
        assert not norms[0] < math.inf
        errors = np.array([[0.0, bad], [0.0, 0.0]])
        _, bounds, norms = built(np.ones((2, 2)), errors, weights, np.zeros(1), one)
        assert not bounds[0, 0] < math.inf
        assert not norms[0] < math.inf


# the norms


def test_spectral_bounds():
    """They hold |A x| for the vector that A stretches most, and are hardly more than that."""
    rng = np.random.default_rng(5)
    for rows, columns in ((1, 1), (3, 2), (2, 3), (16, 16), (40, 50)):
        matrix = rng.standard_normal((rows, columns))
        x = [Fraction(v) for v in np.linalg.svd(matrix)[2][0]]
        length = sum(v * v for v in x)
        image = sum(
            sum(Fraction(a) * v for a, v in zip(row, x, strict=True)) ** 2 for row in matrix
        )
        for squarings in (0, 1, 5):
            assert image <= Fraction(spectral_bound(matrix, squarings)) ** 2 * length
        assert spectral_bound(matrix) <= 1.07 * np.linalg.norm(matrix, 2)


def test_spectral_bounds_are_rounded_upwards():
    """Of matrices of one entry, whose norm it is."""
    for entry in np.random.default_rng(6).uniform(0, 1, 50):
        for squarings in (0, 1, 3):
            assert spectral_bound(np.array([[entry]]), squarings) > entry


def test_norms_of_rows_are_rounded_upwards():
    rng = np.random.default_rng(7)
    for _ in range(20):
        weights, bias = rng.uniform(-1, 1, (3, 4)), rng.uniform(-1, 1, 4)
        net = normed(weights, bias)
        squares = [sum(Fraction(w) ** 2 for w in column) for column in weights.T]
        for k, square in enumerate(squares):
            assert square < Fraction(net.row_norms[1, k]) ** 2
        assert sum(squares) < Fraction(net.layer_norms[1, FROBENIUS]) ** 2
        assert sum(Fraction(b) ** 2 for b in bias) < Fraction(net.layer_norms[1, BIAS_NORM]) ** 2


def test_layers_without_norms():
    weights, bias = np.full((4, 4), 0.5), np.zeros(4)
    assert math.isinf(normed(weights, bias, depth=2).layer_norms[1, SPECTRAL])
    assert np.isfinite(normed(weights, bias, depth=2).layer_norms[1, FROBENIUS])
    assert np.isfinite(normed(weights, bias).layer_norms[1]).all()
    mostly_zero, not_a_number = weights * np.tri(4, 4, -1), weights * [1.0, math.nan, 1.0, 1.0]
    huge_bias = np.array([math.nan, 0.0, 0.0, 0.0])
    for net in (
        normed(mostly_zero, bias),
        normed(not_a_number, bias),
        normed(weights, huge_bias),
        normed(weights, bias, integer=True),
    ):
        assert np.isinf(net.layer_norms).all()
    with time_limit(0), pytest.raises(OutOfTime):
        normed(weights, bias)
