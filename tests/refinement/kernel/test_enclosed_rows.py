"""Hyperplanes in pairs of floats, compared with those of the rationals.

With m the sum of the absolute low-order terms of a coefficient, its bound is (n + 16) u m and what
the errors of the layer before are multiplied to.  Where there is no such term it is exact.
"""

import math
import random
from fractions import Fraction
from itertools import pairwise

import numpy as np

import polyregions as pr
from polyregions.refinement.vertices import measuring
from tests.refinement.kernel.plain import kernel

rows_of = kernel.enclosed_rows


def enclosed(network):
    """Return the layers in pairs of floats, and room for hyperplanes."""
    layers = measuring._enclosed_layers(network, pr.whole_space(network.inputs))
    widest = int(layers.widths.max())
    planes = np.full((len(layers.starts), 4, network.inputs + 1, widest), np.nan)
    return rows_of.EnclosedLayers(*layers), planes


def written(layers, planes, bits, last):
    with np.errstate(all="ignore"):
        for layer in range(last + 1):
            rows_of.enclose_units(layers, planes, bits, layer, 0, layers.widths[layer + 1])


def exact_forms(network, bits):
    """Return for each layer its forms, times a power of two of its own."""
    offset = 0
    forms = [[Fraction(int(i == j)) for i in range(network.inputs + 1)]
             for j in range(network.inputs)]  # fmt: skip
    exponent = 0
    for layer in network.layers:
        exponent += int(np.frexp(np.abs(layer.float_weights).max())[1])
        rows = [layer.row(unit) for unit in range(layer.units)]
        found = []
        for row in rows:
            form = [sum(w * x[i] for w, x in zip(row, forms, strict=False))
                    for i in range(network.inputs + 1)]  # fmt: skip
            form[-1] += row[-1]
            found.append(form)
        yield [[c / Fraction(2) ** exponent for c in form] for form in found]
        forms = []
        for unit, form in enumerate(found):
            active = 1
            if layer.activation[unit] == "relu":
                active = int(bits[offset])
                offset += 1
            forms.append([active * c for c in form])


def check(network, bits):
    """Check all bounds, and return the worst one as a share of the largest coefficient."""
    layers, planes = enclosed(network)
    written(layers, planes, bits, len(layers.starts) - 1)
    worst = 0.0
    for index, forms in enumerate(exact_forms(network, bits)):
        if index == len(layers.starts):
            break
        for unit, form in enumerate(forms):
            largest = max(map(abs, form))
            for i, value in enumerate(form):
                high, low, radius = map(float, planes[index, :3, i, unit])
                if not math.isfinite(radius):
                    worst = math.inf
                    continue
                error = abs(value - Fraction(high) - Fraction(low))
                assert error <= Fraction(radius), (network, bits, index, unit, i)
                if radius:
                    worst = max(worst, float(Fraction(radius) / largest))
    return worst


def random_network(rng, number, depth=3):
    widths = [rng.randint(1, 3), *(rng.randint(1, 5) for _ in range(depth))]
    layers = []
    for before, after in pairwise(widths):
        weights = [[number() for _ in range(before)] for _ in range(after)]
        kinds = [rng.choice(["relu", "relu", "identity"]) for _ in range(after)]
        layers.append(pr.Layer(weights, [number() for _ in range(after)], kinds))
    layers[-1] = pr.Layer(layers[-1].weights, layers[-1].bias)  # which has a ReLU
    return pr.Network(layers)


def test_hyperplanes_of_random_networks():
    rng = random.Random(8)
    for number in (
        lambda: rng.gauss(0, 1),
        lambda: Fraction(rng.randint(-9, 9), rng.randint(1, 9)),
        lambda: rng.choice([0, 1, -1, rng.gauss(0, 1)]),
    ):
        for _ in range(25):
            network = random_network(rng, number)
            bits = np.array([rng.randint(0, 1) for _ in range(network.integer_form.units)])
            check(network, bits)


def test_bounds_are_a_hundred_bits_away():
    rng = random.Random(9)
    for _ in range(20):
        network = random_network(rng, lambda: rng.uniform(0.5, 1))
        assert check(network, np.ones(network.integer_form.units)) < 2.0**-96


def test_small_integers_are_exact():
    rng = random.Random(10)
    for _ in range(20):
        network = random_network(rng, lambda: rng.randint(-9, 9))
        bits = np.array([rng.randint(0, 1) for _ in range(network.integer_form.units)])
        if all(np.abs(layer.float_weights).max() for layer in network.layers):
            assert check(network, bits) == 0.0


def test_errors_of_the_layer_before_count():
    """The second layer is what the first may be, times its weights."""
    network = pr.Network([pr.Layer([[1], [1]]), pr.Layer([[0.75, -0.5]])])
    layers, planes = enclosed(network)
    bits = np.ones(3)
    written(layers, planes, bits, 0)
    planes[0, rows_of.RADIUS, 0, :2] = 0.125, 0.25
    rows_of.enclose_units(layers, planes, bits, 1, 0, 1)
    # The first layer is scaled by 1/2.
    assert planes[1, rows_of.RADIUS, 0, 0] >= 0.75 * 0.125 + 0.5 * 0.25
    assert planes[1, rows_of.RADIUS, 0, 0] < 0.25


def test_numbers_that_may_underflow_bound_nothing():
    tiny = 2.0**-99
    deep = pr.Network([pr.Layer([[1, 1], [tiny, 1]])] + [pr.Layer([[tiny, 0], [0, 1]])] * 12)
    assert check(deep, np.ones(deep.integer_form.units)) == math.inf
    small = pr.Network([pr.Layer([[1, 2.0**-120]])])
    assert check(small, np.ones(1)) == math.inf
    large = pr.Network([pr.Layer([[10**400]])])
    assert check(large, np.ones(1)) == math.inf


def test_layers_are_written_again_where_patterns_differ():
    rng = random.Random(11)
    network = pr.he_random((2, 3, 3, 3, 1), seed=1, bias_std=0.5)
    layers, planes = enclosed(network)
    fresh = planes.copy()
    before, valid = np.zeros(9), 0
    for _ in range(60):
        bits = before.copy()
        if rng.random() < 0.8:
            bits[rng.randrange(9)] = rng.randint(0, 1)
        else:
            bits[:] = [rng.randint(0, 1) for _ in range(9)]
        valid = rows_of.enter_region(layers, planes, bits, before, valid)
        written(layers, fresh, bits, 1)
        assert valid == 2
        assert np.array_equal(planes[:2, :3, :, :3], fresh[:2, :3, :, :3])
        before = bits
