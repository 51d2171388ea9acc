"""Derivatives that are carried through layers, against exact ones.

A product bounds sum of |weight| (E + gamma |value|), with INFLATION for its own rounding, FLOOR for
what underflows and infinity for what overflows; in integers an error is 0 up to sums of 2**52.  A
sum bounds the two errors and gamma |sum|.
"""

import math
from fractions import Fraction

import numpy as np

from polyregions import Layer, Network
from polyregions.refinement.vertices.derivatives import BoundedLayers, Derivatives


def layers_of(weights):
    rows = [[Fraction(w) for w in row] for row in np.asarray(weights).T]
    return BoundedLayers.of(Network([Layer(rows, [0] * len(rows), "identity")]).integer_form)


def check_product(weights, values, errors):
    """Check what a layer makes of derivatives against the exact extremes."""
    layers = layers_of(weights)
    with np.errstate(all="ignore"):
        found = layers.forward(0, Derivatives(values[np.newaxis], errors[np.newaxis]))
    # Units are scaled by powers of two.
    for k, column in enumerate(np.asarray(weights).T):
        stored = layers.weights[0][k]
        scale = Fraction(stored[np.argmax(np.abs(column))]) / Fraction(np.abs(column).max())
        scale = Fraction(2) ** round(math.log2(abs(scale)))
        exact = sum(Fraction(w) * scale * Fraction(v) for w, v in zip(column, values, strict=True))
        spread = sum(
            abs(Fraction(w)) * scale * Fraction(e) for w, e in zip(column, errors, strict=True)
        )
        bound = found.errors[0, k]
        if bound < math.inf:
            off = abs(exact - Fraction(found.values[0, k])) + spread
            assert off <= Fraction(bound), (column, values, errors)
    return found


def test_products():
    rng = np.random.default_rng(1)
    for _ in range(60):
        values = rng.uniform(-1, 1, 4) * rng.choice([0.0, 1.0], 4)
        errors = rng.uniform(1, 2, 4) * rng.choice([0.0, 2.0**-40], 4)
        check_product(rng.uniform(-1, 1, (4, 3)), values, errors)
        check_product(rng.uniform(-1, 1, (4, 3)), np.zeros(4), errors)
        check_product(rng.uniform(-1, 1, (1, 3)), rng.uniform(-1, 1, 1), np.zeros(1))


def test_products_that_underflow():
    """Small weights, layer after layer; no nonzero value below FLOOR comes without an error."""
    rng = np.random.default_rng(2)
    for _ in range(10):
        small = math.ldexp(rng.uniform(1, 2), -98)
        layers = layers_of([[1.0], [small]])
        exact, value, error = Fraction(1), 1.0, 0.0
        for _ in range(14):
            passed = Derivatives(np.array([[0.0, value]]), np.array([[0.0, error]]))
            found = layers.forward(0, passed)
            exact *= Fraction(layers.weights[0][0, 1])
            value, error = found.values[0, 0], found.errors[0, 0]
            assert abs(exact - Fraction(value)) <= Fraction(error)
        assert value == 0.0


def test_what_overflows_is_not_bounded():
    layers = layers_of([[0.7], [0.9]])
    for bad in (math.inf, math.nan, 1.7e308):
        with np.errstate(all="ignore"):
            found = layers.forward(0, Derivatives(np.array([[bad, 1.7e308]]), np.zeros((1, 2))))
        assert found.errors[0, 0] == math.inf


def test_integers():
    large = 2.0**33
    for size, exact in ((1.0, True), (large / 2**21, True), (large, False)):
        values = np.array([size * 2.0**19, 1.0, size * 2.0**19])
        weights = np.array([[2.0**19], [1.0], [-(2.0**19)]])
        found = check_product(weights, values, np.zeros(3))
        assert (found.errors[0, 0] == 0.0) == exact
    passed = Derivatives(np.array([[1.0, -1.0]]), np.array([[0.0, math.inf]]))
    found = layers_of(np.ones((2, 1))).forward(0, passed)
    assert not found.proved_zero().any()


def test_integers_beyond_their_limit():
    """2**27 * 2**26 + 1 - 2**53 is computed as 0, and stays uncertain in what follows."""
    values, weights = np.array([2.0**33, 1.0, 2.0**33]), np.array([[2.0**20], [1.0], [-(2.0**20)]])
    found = check_product(weights, values, np.zeros(3))
    assert 0.0 < found.errors[0, 0] < math.inf
    layers = layers_of(np.ones((2, 1)))
    found = layers.forward(0, Derivatives(np.array([[1.0, -1.0]]), np.array([[0.0, 0.5]])))
    assert found.errors[0, 0] >= 0.5
    one, other = (Derivatives(np.array([[v]]), np.array([[e]])) for v, e in ((1.0, 0.5), (2.0, 0)))
    assert layers.sum(one, other).errors[0, 0] >= 0.5
    assert layers.sum(other, other).errors[0, 0] == 0.0


def test_sums():
    rng = np.random.default_rng(3)
    layers = layers_of([[0.3]])
    for scale in (0.0, 1.0):
        values = rng.uniform(-1, 1, (2, 1, 50)) / 3
        errors = rng.uniform(0, 2.0**-53, (2, 1, 50)) * scale
        total = layers.sum(*(Derivatives(v, e) for v, e in zip(values, errors, strict=True)))
        for k in range(50):
            exact = sum(Fraction(v) for v in values[:, 0, k])
            spread = sum(Fraction(e) for e in errors[:, 0, k])
            off = abs(exact - Fraction(total.values[0, k])) + spread
            assert off <= Fraction(total.errors[0, k])


def test_what_is_proved():
    values = np.array([1.0, -1.0, 1.0, 0.0, 0.0, math.nan, math.inf, 1.0])
    errors = np.array([0.5, 0.5, 1.0, 0.0, 0.1, 0.0, math.inf, math.nan])
    found = Derivatives(values, errors)
    assert found.proved_nonzero().tolist() == [True, True, *[False] * 6]
    assert found.proved_zero().tolist() == [False] * 3 + [True] + [False] * 4
