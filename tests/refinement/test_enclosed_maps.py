"""Affine maps in pairs of floats: the exact ones are within their bounds, whatever the pattern."""

import random
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.refinement import enclosed_maps
from polyregions.refinement.vertices import enclosed_maps as of_vertices
from tests.helpers.clocks import fake_clock
from tests.refinement.random_networks import random_network_of


def drawn_bits(rng, network, count):
    units = sum(network.pattern_sizes)
    bits = np.array([[rng.randint(0, 1) for _ in range(units)] for _ in range(count)], np.uint8)
    return bits.reshape(count, units)


def check(network, bits):
    """Check all bounds, and return the worst one as a share of the largest number of its map."""
    form = network.integer_form
    found = np.concatenate([maps.parts for maps in enclosed_maps(form, np.packbits(bits, axis=1))])
    worst = 0.0
    for row, maps in zip(bits.tolist(), found, strict=True):
        exact = [
            [Fraction(c, form.scales[-1]) for c in of_one] for of_one in form.output_forms(row)
        ]
        largest = max(abs(c) for of_one in exact for c in of_one)
        for of_one, parts in zip(exact, maps, strict=True):
            for number, (high, low, radius) in zip(of_one, parts.tolist(), strict=True):
                if not radius < np.inf:
                    worst = np.inf
                    continue
                off = abs(number - Fraction(high) - Fraction(low))
                assert off <= Fraction(radius), (network, row)
                if radius:
                    worst = max(worst, float(Fraction(radius) / largest))
    return worst


NUMBERS = {
    "floats": lambda rng: rng.gauss(0, 1),
    "fractions": lambda rng: Fraction(rng.randint(-9, 9), rng.randint(1, 9)),
    "long fractions": lambda rng: Fraction(rng.randint(-(10**30), 10**30), 3**40),
    "some zeros": lambda rng: rng.choice([0, 1, -1, rng.gauss(0, 1)]),
    "of all sizes": lambda rng: rng.gauss(0, 1) * 2.0 ** rng.randint(-15, 15),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_the_exact_maps_are_enclosed(kind):
    rng = random.Random(8)
    for _ in range(25):
        network = random_network_of(rng, lambda: NUMBERS[kind](rng))
        bits = drawn_bits(rng, network, 6)
        bits[1], bits[2, :2] = bits[0], bits[1, :2]
        assert check(network, bits) < np.inf


def test_bounds_are_a_hundred_bits_away():
    rng = random.Random(9)
    for _ in range(20):
        network = random_network_of(rng, lambda: rng.uniform(0.5, 1))
        assert check(network, np.ones((1, sum(network.pattern_sizes)), np.uint8)) < 2.0**-94


def test_integers_and_dyadic_numbers_are_exact():
    rng = random.Random(10)
    for divisor in (1, 16, 2**11):
        for _ in range(10):
            network = random_network_of(rng, lambda d=divisor: Fraction(rng.randint(-9, 9), d))
            assert check(network, drawn_bits(rng, network, 4)) == 0.0


def test_zeros_are_zero():
    """A third of a difference that vanishes; the floats say nothing about it."""
    layers = [pr.Layer([[1], [1]], ["1/7", 0]), pr.Layer([["1/3", "-1/3"]], None, "identity")]
    (maps,) = enclosed_maps(pr.Network(layers).integer_form, np.array([[0b11000000]], np.uint8))
    assert maps.parts[0, 0, 0].tolist() == [0.0, 0.0, 0.0]
    assert maps.rounded()[1].all()


def test_numbers_out_of_range_are_left_open():
    one = np.ones((1, 1), np.uint8)
    for weights in ([[1, 2.0**-120]], [[10**400, 1]]):
        assert check(pr.Network([pr.Layer(weights)]), one) == np.inf
    tiny = pr.Network([pr.Layer([[1]])] + [pr.Layer([[2.0**-90]])] * 14)
    assert check(tiny, np.ones((1, 15), np.uint8)) >= 0.0


def test_some_at_a_time(monkeypatch):
    cells = pr.regions(pr.he_random((2, 6, 6, 2), seed=3), [[-1, 1]] * 2)
    form, patterns = cells.integer_form, cells.enumeration.patterns
    (whole,) = enclosed_maps(form, patterns)
    monkeypatch.setattr(of_vertices, "_NUMBERS_AT_ONCE", 1)
    monkeypatch.setattr(of_vertices, "QUANTUM", 1)
    parts = list(enclosed_maps(form, patterns))
    assert len(parts) == len(cells)
    assert np.array_equal(np.concatenate([part.parts for part in parts]), whole.parts)


def test_the_clock_is_asked_between_few_regions(monkeypatch):
    cells = pr.regions(pr.he_random((2, 6, 6, 2), seed=3), [[-1, 1]] * 2)
    form, patterns = cells.integer_form, cells.enumeration.patterns
    monkeypatch.setattr(of_vertices, "QUANTUM", 1)
    for seconds in (0.5, 3.5, len(cells) / 2):
        with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(seconds):
            list(enclosed_maps(form, patterns))
