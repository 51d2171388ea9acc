"""`build_sharp_rows`: as `build_rows` in double-double, and `sharpen_rows`, which layers it makes.

The bound is the sum over the active units of |weight| (E + g |value|), and g |bias|, with E the
errors of the layer before and g = `rounding_of(terms)`, which holds an error of 2**-103 of each
pair of a weight and its rest besides those of the sums.  FLOOR stands for products that underflow,
INFLATION for the rounding of the bound itself.  No test needs the exact size of g: it is twice what
is proved to be enough.  Where all is a multiple of a grid there is no error.
"""

import math
from fractions import Fraction

import numpy as np

from tests.refinement.kernel.plain import arrays, kernel, network, work

VALUE, ERROR, REST = arrays.VALUE, arrays.ERROR, arrays.REST
OFF = Fraction(1, 2**103)


def pairs(rng, shape, exponent=0):
    """Return random floats, and rests of about 2**-53 of them."""
    values = np.ldexp(rng.uniform(-1, 1, shape), exponent)
    return values, values * rng.uniform(-1, 1, shape) * 2.0**-53


def built(before, weights, bias, active, grid=0.0):
    """Return value, error and rest of a second layer; `before` has the same three of the first."""
    _, dimension, units = before.shape
    width = bias.shape[1]
    sharp = np.full((3, 3, dimension, max(units, width)), np.nan)
    sharp[:, 0, :, :units] = before
    net = network(
        dimension=dimension,
        layers=np.array([[units, 0, 0], [width, units, 0]]),
        starts=np.array([0, 0]),
        grids=np.full(2, grid),
        weights=weights[0].ravel(),
        weight_rests=weights[1].ravel(),
        bias=np.stack([np.zeros(width), bias[0]]),
        bias_rests=np.stack([np.zeros(width), bias[1]]),
    )
    buffers = work(sharp=sharp, active=active)
    with np.errstate(all="ignore"):
        kernel.sharp_rows.build_sharp_rows(net, buffers, 1)
    return sharp[:, 1, :, :width]


def check_rows(before, weights, bias, active, grid=0.0):
    """Check that the bounds hold what the pairs stand for; multiples of a grid have no error."""
    found = built(before, weights, bias, active, grid)
    off = OFF * (not grid)
    for i, k in np.ndindex(*found.shape[1:]):
        exact, spread = Fraction(0), Fraction(0)
        if i == found.shape[1] - 1:
            exact += Fraction(bias[0, k]) + Fraction(bias[1, k])
            spread += off * abs(Fraction(bias[0, k]))
        for j in np.flatnonzero(active):
            weight, rest = (Fraction(part[j, k]) for part in weights)
            value, error, low = (Fraction(plane[i, j]) for plane in before)
            exact += (weight + rest) * (value + low)
            spread += abs(weight) * (error * (1 + off) + off * abs(value))
        value, error, rest = (Fraction(plane[i, k]) for plane in found)
        assert abs(exact - value - rest) + spread <= error, (before, weights, bias, active)
        assert abs(rest) <= abs(value) * Fraction(1, 2**53)
    return found


def layer_before(rng, shape, exponent=0, errors=0.0):
    values, rests = pairs(rng, shape, exponent)
    return np.stack([values, errors * rng.uniform(1, 2, shape), rests])


def test_rows_hold_what_they_stand_for():
    rng = np.random.default_rng(1)
    for k in range(120):
        errors = rng.choice([0.0, 2.0**-90, 2.0**-60], (3, 4))
        before = layer_before(rng, (3, 4), errors=errors) * rng.choice([0.0, 1.0, 1.0], (3, 4))
        weights, bias = np.stack(pairs(rng, (4, 5))), np.stack(pairs(rng, 5))
        if k % 3 == 0:
            weights[1], before[REST] = 0.0, 0.0
        found = check_rows(before, weights, bias, rng.integers(0, 2, 4).astype(np.uint8))
        assert k % 3 or found[ERROR].max() < 2.0**-55


def test_rounding_stays_near_two_to_the_minus_hundred():
    rng = np.random.default_rng(2)
    weights, bias = np.stack(pairs(rng, (4, 5))), np.stack(pairs(rng, 5))
    found = check_rows(layer_before(rng, (3, 4)), weights, bias, np.ones(4, dtype=np.uint8))
    assert found[ERROR].max() < 2.0**-88


def test_each_rounding_decides_alone():
    """One value, or one bias, and nothing else; sums that cancel leave their errors alone."""
    one = np.ones(2, dtype=np.uint8)
    for value, bias in ((0.1, 0.0), (0.0, 0.1), (0.1, -0.07)):
        before = np.zeros((3, 2, 2))
        before[VALUE] = value
        weights = np.array([[[0.7], [-0.7 * (1 - 2.0**-40)]], [[0.0], [0.0]]])
        check_rows(before, weights, np.array([[bias], [0.0]]), one)


def test_the_bound_is_rounded_upwards():
    """Errors alone, whose sum of products rounds down as often as up."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        before = np.zeros((3, 2, 5))
        before[ERROR] = rng.uniform(2.0**-30, 2.0**-29, (2, 5))
        weights = np.stack([rng.uniform(-1, 1, (5, 4)), np.zeros((5, 4))])
        check_rows(before, weights, np.zeros((2, 4)), np.ones(5, dtype=np.uint8))


def test_products_that_underflow():
    rng = np.random.default_rng(4)
    one = np.ones(2, dtype=np.uint8)
    for exponent in (-870, -900, -960, -1000, -1040, -1074):
        before = layer_before(rng, (2, 2), exponent)
        values = np.ldexp(rng.uniform(1, 2, (2, 8)), rng.integers(-99, 0, (2, 8)))
        weights = np.stack([values, values * 2.0**-54])
        check_rows(before, weights, np.zeros((2, 8)), one)


def test_biases_too_small_for_their_error():
    """A bias of FLOOR stands for all that are smaller."""
    before, weights, one = np.zeros((3, 2, 1)), np.ones((2, 1, 1)), np.ones(1, dtype=np.uint8)
    for bias in (2.0**-900, -(2.0**-900)):
        found = built(before, weights, np.array([[bias], [0.0]]), one)
        assert found[ERROR, 0, 0] == 0.0
        assert found[ERROR, 1, 0] >= 2.0**-900


def test_what_is_no_number_stays_none():
    """A NaN, and what is too large to be split, end in a pair that is no number."""
    one = np.ones(2, dtype=np.uint8)
    bias, weights = np.zeros((2, 1)), np.stack([np.ones((2, 1)), np.zeros((2, 1))])
    for bad in (math.nan, math.inf, 2.0**1000):
        before = np.zeros((3, 2, 2))
        before[VALUE] = 1.0
        before[VALUE, 0, 1] = bad
        found = built(before, weights, bias, one)
        assert not np.isfinite(found[VALUE, 0, 0] + found[REST, 0, 0]), bad
        before[VALUE, 0, 1], before[ERROR, 0, 1] = 1.0, bad
        assert not built(before, weights, bias, one)[ERROR, 0, 0] < 2.0**999
        bad_weights = np.stack([np.full((2, 1), bad), np.zeros((2, 1))])
        found = built(np.ones((3, 2, 2)), bad_weights, bias, one)
        assert not np.isfinite(found[VALUE, 0, 0] + found[REST, 0, 0]), bad


def test_which_layers_are_made_anew(monkeypatch):
    """Those from the first that has changed, but never the first of all."""
    made = []
    for name in ("build_sharp_rows", "bound_rows"):
        monkeypatch.setattr(kernel.sharp_rows, name, lambda net, work, layer: made.append(layer))
    net = network(dimension=2, layers=np.full((9, 3), 4))
    norms = np.empty((2, 9, 2))
    buffers = work(norms=norms)
    for changed, layer, layers in (
        (0, 0, []), (0, 2, [1, 2]), (3, 2, []), (3, 1, []), (3, 4, [3, 4]), (2, 4, [2, 3, 4]),
    ):  # fmt: skip
        made.clear()
        norms[:] = 1.0
        buffers.counts[arrays.SHARP_LAYERS] = changed
        assert kernel.sharp_rows.sharpen_rows(net, buffers, layer) == bool(layers)
        assert made == sorted([*layers, *layers])
        # Those of the former bounds are unknown.
        assert np.flatnonzero(np.isinf(norms[ERROR]).all(axis=1)).tolist() == layers
        assert np.all(norms[VALUE] == 1.0)
        assert buffers.counts[arrays.SHARP_LAYERS] == max(changed, layer + 1)
    assert buffers.counts[arrays.WORK] == 16 * 2 * 4 * 4 * 7


def test_rows_in_floats_are_bounded_by_the_pairs_where_that_is_better():
    """The coefficients stay, whatever the pairs are."""
    rng = np.random.default_rng(5)
    net = network(dimension=3, layers=np.array([[4, 0, 0]]))
    for _ in range(40):
        sharp = layer_before(rng, (3, 4), errors=rng.choice([2.0**-90, 2.0**-54], (3, 4)))
        values = sharp[VALUE] + rng.choice([0.0, 2.0**-70, 2.0**-50, -(2.0**-40)], (3, 4))
        old = rng.choice([0.0, 2.0**-60, 2.0**-53, 2.0**-38, 1.0], (3, 4))
        planes = np.stack([values, old])[:, np.newaxis]
        kernel.sharp_rows.bound_rows(net, work(planes=planes, sharp=sharp[:, np.newaxis]), 0)
        assert np.array_equal(planes[VALUE, 0], values)
        for i, k in np.ndindex(3, 4):
            value, rest, error = (
                Fraction(float(part[i, k])) for part in sharp[[VALUE, REST, ERROR]]
            )
            off = abs(Fraction(float(values[i, k])) - value) + abs(rest) + error
            new, before = float(planes[ERROR, 0, i, k]), float(old[i, k])
            assert new == before or off <= Fraction(new) < Fraction(before)
            assert new < before or off * Fraction(1 + 2.0**-29) >= Fraction(before)


def built_of_integers(rng, grid, size, errors):
    """Build rows from multiples of a grid below a size, and weights that are small integers."""
    before = np.zeros((3, 2, 4))
    before[VALUE] = rng.integers(-size, size, (2, 4)) * grid
    before[ERROR] = errors * grid
    weights = np.stack([rng.integers(-3, 4, (4, 5)).astype(float), np.zeros((4, 5))])
    bias = np.stack([rng.integers(-size, size, 5) * grid, np.zeros(5)])
    return check_rows(before, weights, bias, np.ones(4, dtype=np.uint8), grid)


def test_multiples_of_a_grid_are_exact():
    rng = np.random.default_rng(6)
    for grid in (1.0, 2.0**-300, 2.0**70):
        assert not built_of_integers(rng, grid, 2**40, 0.0)[ERROR].any()
        assert built_of_integers(rng, grid, 2**61, 0.0)[ERROR].any(axis=0).all()
        # The least errors that rows before can have are not lost among roundings that are left out.
        least = kernel.sharp_rows.rounding_of(0) * 2.0**52
        for errors in (1.0, np.nextafter(least, 1), [[np.nextafter(least, 1), 0, 0, 0], [0] * 4]):
            found = built_of_integers(rng, grid, 4, np.array(errors))
            assert found[ERROR].any()


def test_following_patterns():
    """Layers are made anew from the first on that a changed unit passes something on to."""
    layers_of = np.array([0, 0, 1, 1, 2])
    units = np.zeros((5, 5), dtype=np.int64)
    units[:, arrays.LAYER_OF], units[:, arrays.BIT] = layers_of, [0, 1, -1, 2, 3]
    net, buffers = network(units=units), work(active=np.zeros(5, dtype=np.uint8))
    for bits, first in (
        ([0, 0, 0, 0], 2), ([0, 0, 0, 0], 9), ([0, 0, 0, 1], 3), ([0, 0, 1, 1], 2),
        ([0, 0, 1, 1], 9), ([1, 0, 0, 1], 1), ([0, 1, 0, 0], 1),
    ):  # fmt: skip
        buffers.counts[arrays.SHARP_LAYERS] = 9
        pattern = np.packbits(np.array(bits, dtype=np.uint8))
        kernel.sharp_rows.follow_pattern(net, buffers, pattern)
        assert buffers.active.tolist() == [bits[0], bits[1], 1, bits[2], bits[3]]
        assert buffers.counts[arrays.SHARP_LAYERS] == first
