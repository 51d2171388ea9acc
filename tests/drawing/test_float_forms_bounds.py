"""Float forms of regions lie within their errors of the exact forms, and files within 2^-30."""

import random
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

import polyregions as pr
from polyregions import Layer, Network
from polyregions.arithmetic import nearest_float
from polyregions.complexes import SharedPrefixes
from polyregions.drawing.float_forms import FloatForms, _layers, facet_forms
from polyregions.drawing.plane.corners import _intersections, _scaled
from polyregions.files.complexes.halfspaces import rounded_halfspaces

ACCURACY = Fraction(1, 2**30)


def exact_layers(network, bits):
    """Return the pre-activations of every layer as rational forms, the constant last."""
    size = network.inputs + 1
    forms = [[Fraction(int(i == k)) for k in range(size)] for i in range(network.inputs)]
    bits, found = list(bits), []
    for layer in network.layers:
        rows = [
            [
                sum((w * f[k] for w, f in zip(row, forms, strict=True)), Fraction(0))
                for k in range(size)
            ]
            for row in layer.weights
        ]
        for row, constant in zip(rows, layer.bias, strict=True):
            row[-1] += constant
        found.append(rows)
        forms = [
            row if name == "identity" or bits.pop(0) else [Fraction(0)] * size
            for row, name in zip(rows, layer.activation, strict=True)
        ]
    return found


def worst_ratio(network, bits):
    """Return the largest ratio of an error to its bound; numbers that overflow have none."""
    worst = 0.0
    with np.errstate(all="ignore"):
        rows = np.array([bits], np.uint8).reshape(1, -1)
        levels = list(_layers(network, SharedPrefixes.of(network.integer_form, rows)))
    for forms, exact in zip(levels, exact_layers(network, bits), strict=True):
        for values, errors, rows in zip(forms.values[:, 0], forms.errors[:, 0], exact, strict=True):
            for value, error, wanted in zip(values, errors, rows, strict=True):
                if np.isfinite(error):
                    assert np.isfinite(value)
                    worst = max(worst, abs(Fraction(value) - wanted) / Fraction(error))
    return float(worst)


def test_errors_of_one_layer():
    """Weights that are no floats, in a sum of their own or with the weights of another layer."""
    for seed in range(60):
        rng = random.Random(seed)
        third = Fraction(rng.randint(1, 99), rng.choice([3, 7]))
        layers = [Layer([[third, 0], [0, 1]], [0, third], "identity")]
        layers.append(Layer([[1, 1], [third, -third]], [third, 0], "identity"))
        assert worst_ratio(Network(layers), []) <= 1


def test_errors_of_the_layers_before_are_carried_on():
    """A coefficient that cancels to 0 but for its error, then multiplied many times."""
    worst = 0.0
    for seed in range(60):
        rng = random.Random(seed)
        u, w, v = (rng.uniform(1, 2) for _ in range(3))
        layers = [Layer([[u]], None, "identity"), Layer([[w], [v]], None, "identity")]
        layers += [Layer([[v, -w]], None, "identity")]
        layers += [Layer([[rng.uniform(1, 2**10)]], None, "identity") for _ in range(4)]
        ratio = worst_ratio(Network(layers), [])
        assert ratio <= 1
        worst = max(worst, ratio)
    assert worst > 0.02


def test_sizes_from_beyond_floats_to_below_them():
    numbers = [
        0,
        1,
        Fraction(1, 3),
        Fraction(2) ** 1000,
        Fraction(2) ** -1080,
        Fraction(2) ** -1070,
    ]
    numbers += [Fraction(1, 3) * 2**1000, Fraction(5, 3) / 2**1060, Fraction(10) ** 400]
    for seed in range(300):
        rng = random.Random(seed)
        widths = [2, *(rng.randint(1, 3) for _ in range(3))]
        layers = [
            Layer(
                [[rng.choice(numbers) for _ in range(m)] for _ in range(n)],
                [rng.choice(numbers) for _ in range(n)],
            )
            for m, n in pairwise(widths)
        ]
        bits = [int(rng.random() < 0.8) for _ in range(sum(widths[1:]))]
        assert worst_ratio(Network(layers), bits) <= 1


LOST = Network(
    [
        Layer([[2**1000, 0], [0, 1]], None, "identity"),
        Layer([[Fraction(1, 2**1080), Fraction(1, 2**85)], [0, Fraction(1, 2**90)]]),
        Layer([[1, 1]], None, "identity"),
    ]
)
"""A weight below all floats times one of 2^1000: its coefficient is the largest of the map."""


def small_networks():
    rng = random.Random(0)
    yield LOST
    yield pr.montufar(2, 4, 2)
    yield pr.he_random((2, 6, 6, 2), seed=3)
    for scale in (1, Fraction(1, 10**320), 10**320, Fraction(1, 3 * 10**150)):
        for _ in range(2):
            rows = [[scale * Fraction(rng.randint(-9, 9), 7) for _ in range(2)] for _ in range(4)]
            second = [[Fraction(rng.randint(-9, 9), 3) for _ in range(4)] for _ in range(2)]
            bias = [scale * rng.randint(-5, 5) for _ in range(4)]
            yield Network([Layer(rows, bias), Layer(second, [scale, 0], "identity")])
    # Parallel lines far from the origin, and coefficients that cancel to the last bits.
    yield Network(
        [Layer([[1, Fraction(1, 10**40)], [1, 0]], [-(10**30), 1 - 10**30])], [[0, 10**31]] * 2
    )
    near = Fraction(1, 3) + Fraction(1, 10**25)
    first = Layer([["1/3", 1], [near, 1]], [0, 1], "identity")
    yield Network([first, Layer([[1, -1], [1, 1]], [0, 1])], [[0, "1/3"], [-1, 1]])


def test_files_are_accurate_to_one_in_two_to_the_30():
    for network in small_networks():
        check_files(network)


def check_files(network):
    complex = pr.regions(network)
    with np.errstate(all="raise"):
        halfspaces = rounded_halfspaces(complex)
        forms = facet_forms(complex)
    offsets = complex.enumeration.facet_offsets
    for index in range(len(complex)):
        rows = complex.polytope(index).rows
        for place, row in enumerate(rows, start=int(offsets[index])):
            largest = max(map(abs, row[:-1]))
            scaled = [Fraction(c, largest) for c in row]
            check_accuracy(halfspaces[place].tolist(), scaled, Fraction(1))
            assert np.max(np.abs(halfspaces[place, :-1])) == 1
            check_form(forms.values[place], forms.errors[place], [*(-a for a in row[:-1]), row[-1]])


def check_accuracy(floats, exact, largest):
    for value, wanted in zip(floats, exact, strict=True):
        nearest = nearest_float(wanted)
        assert value == nearest or abs(Fraction(value) - wanted) <= ACCURACY * largest


def check_form(values, errors, row):
    """Some positive multiple of the exact form lies within the errors, in every coefficient."""
    if not np.all(np.isfinite(errors)):
        return
    least, most = Fraction(0), None
    for value, error, exact in zip(values, errors, row, strict=True):
        low, high = Fraction(value) - Fraction(error), Fraction(value) + Fraction(error)
        if exact == 0:
            assert low <= 0 <= high
            continue
        ends = sorted([low / exact, high / exact])
        least, most = max(least, ends[0]), ends[1] if most is None else min(most, ends[1])
    assert most is not None
    assert least <= most
    assert most > 0


def test_forms_of_a_domain_that_is_no_box_of_floats():
    complex = pr.regions(
        Network([Layer([[1, 1]])], [[Fraction(1, 3), 10**30], [0, Fraction(1, 7)]])
    )
    forms = facet_forms(complex)
    assert np.any(forms.errors > 0)
    offsets = complex.enumeration.facet_offsets
    for index in range(len(complex)):
        for place, row in enumerate(complex.polytope(index).rows, start=int(offsets[index])):
            check_form(forms.values[place], forms.errors[place], [*(-a for a in row[:-1]), row[-1]])


def random_forms(rng, error):
    """Return two lines that meet, some of them nearly parallel or far away from the origin."""
    angle = rng.uniform(0, 6.283)
    turn = rng.choice([rng.uniform(0.01, 3), 2.0**-20, 1e-3])
    offsets = [rng.choice([0.0, rng.uniform(-1, 1), 1e6 * rng.uniform(-1, 1)]) for _ in range(2)]
    rows = [[np.cos(a), np.sin(a), c] for a, c in zip((angle, angle + turn), offsets, strict=True)]
    errors = [[rng.choice([0.0, 1.0, 1.0]) * error for _ in range(3)] for _ in range(2)]
    return np.array(rows), np.array(errors)


def moved(values, errors, signs):
    return [Fraction(v) + s * Fraction(e) for v, e, s in zip(values, errors, signs, strict=True)]


@pytest.mark.parametrize("error", [0.0, 2.0**-53, 2.0**-40, 2.0**-24, 2.0**-9, 0.05, 0.2])
def test_corners_of_all_lines_that_the_forms_allow(error):
    """All pairs of lines within the errors turn as claimed, and meet within the corner's error."""
    rng = random.Random(0)
    proved = 0
    for case in range(60):
        rows, errors = random_forms(rng, error)
        here, ahead = (_scaled(FloatForms(rows[k : k + 1], errors[k : k + 1])) for k in range(2))
        with np.errstate(all="ignore"):
            (point,), (off,), (turn,) = _intersections(here, ahead)
        proved += turn == 1
        signs = [rng.choices((-1, 0, 1), k=6) for _ in range(20)]
        signs += [] if case % 6 else list(product((-1, 1), repeat=6))
        for way in signs:
            a0, a1, c = moved(rows[0], errors[0], way[:3])
            b0, b1, d = moved(rows[1], errors[1], way[3:])
            crossed = a0 * b1 - a1 * b0
            if turn:
                assert (crossed > 0) - (crossed < 0) == turn
            if np.isfinite(off):
                x, y = (d * a1 - c * b1) / crossed, (c * b0 - d * a0) / crossed
                assert abs(x - Fraction(point[0])) <= Fraction(off)
                assert abs(y - Fraction(point[1])) <= Fraction(off)
    assert proved > 5


def test_corners_of_exact_lines_are_rounded():
    rng = random.Random(0)
    for _ in range(100):
        a, b, c, d = (rng.uniform(-1, 1) for _ in range(4))
        rows = np.array([[1.0, a, c], [b, 1.0, d]])
        forms = [FloatForms(row[None], np.zeros((1, 3))) for row in rows]
        with np.errstate(all="ignore"):
            ((x, y),), (off,), _ = _intersections(*forms)
        a, b, c, d = map(Fraction, (a, b, c, d))
        crossed = 1 - a * b
        if np.isfinite(off):
            assert abs((d * a - c) / crossed - Fraction(x)) <= Fraction(off)
            assert abs((c * b - d) / crossed - Fraction(y)) <= Fraction(off)


def test_lines_that_may_be_parallel_do_not_turn():
    for gap in range(12):
        rows = np.array([[1.0, 1.0, 0.0], [1.0, 1.0 + gap * 2.0**-52, 1.0]])
        with np.errstate(all="ignore"):
            forms = [_scaled(FloatForms(row[None], np.zeros((1, 3)))) for row in rows]
            (_,), (off,), (turn,) = _intersections(*forms)
        assert turn == 0 or gap > 4
        assert np.isinf(off) == (turn == 0)


def test_lines_that_overflowed_do_not_meet():
    for bad in (np.inf, np.nan):
        for place in range(3):
            rows = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
            rows[1, place] = bad
            with np.errstate(all="ignore"):
                forms = [_scaled(FloatForms(row[None], np.abs(row[None]))) for row in rows]
                (_,), (off,), _ = _intersections(*forms)
            assert off == np.inf
