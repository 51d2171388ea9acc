"""Parameters of every magnitude: engine lp against engine vertices, and its own shortcuts."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network, box, whole_space
from polyregions.arithmetic import dot
from polyregions.polytopes import HPolytope
from polyregions.refinement import lp
from polyregions.refinement.lp.coordinates import Coordinates
from polyregions.refinement.lp.corners import rounded_points
from polyregions.refinement.lp.short_points import shortened
from polyregions.refinement.vertices.engine import enumerate_cells

COLUMNS = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
SPREADS = ("entries", "rows", "columns", "one")


def spread_network(seed):
    """Return a network of 2 to 4 inputs with magnitudes 1e-300 to 1e300, and a domain."""
    rng = np.random.default_rng(seed)
    spread = SPREADS[seed % len(SPREADS)]
    has_bias = rng.random() < 0.7
    width = inputs = int(rng.integers(2, 5))
    layers = []
    for units in rng.integers(2, 4 if inputs == 4 else 5, size=rng.integers(1, 3)):
        rows = rng.standard_normal((units, width + 1)) * [*[1] * width, has_bias]
        if spread == "entries":
            rows *= 10.0 ** rng.uniform(-300, 300, rows.shape)
        elif spread == "rows":
            rows *= 10.0 ** rng.uniform(-300, 300, (units, 1))
        elif spread == "columns":
            rows *= 10.0 ** rng.uniform(-300, 300, (1, width + 1))
        else:
            rows[rng.integers(units), rng.integers(width)] *= 10.0 ** rng.uniform(-300, 300)
        layers.append(Layer(rows[:, :-1].tolist(), rows[:, -1].tolist()))
        width = int(units)
    if rng.random() < 0.5:
        return Network(layers), whole_space(inputs)
    reach = 10.0 ** rng.uniform(-300, 300, inputs) if rng.random() < 0.5 else np.ones(inputs)
    return Network(layers), box((-reach).tolist(), reach.tolist())


def signs_at(network, point):
    """Return the signs of all pre-activations at a homogeneous point, by rationals alone."""
    signs, values = [], [Fraction(x, point[-1]) for x in point[:-1]]
    for layer in network.layers:
        sums = layer.preactivations(values)
        signs += [(s > 0) - (s < 0) for s in sums]
        values = [max(s, Fraction(0)) for s in sums]
    return signs


def check(seeds):
    for seed in seeds:
        network, domain = spread_network(seed)
        found, expected = lp.enumerate_cells(network, domain), enumerate_cells(network, domain)
        for name in COLUMNS:
            assert np.array_equal(getattr(found, name), getattr(expected, name)), (seed, name)
        bits = np.unpackbits(found.patterns, axis=1)
        for point, pattern in zip(found.interior_points, bits, strict=True):
            assert all(dot(row[:-1], point[:-1]) < row[-1] * point[-1] for row in domain.rows), seed
            for sign, bit in zip(signs_at(network, point), pattern, strict=False):
                assert sign == (1 if bit else -1) or (sign == 0 and not bit), seed


def test_magnitudes():
    check(range(16))


@pytest.mark.slow
def test_more_magnitudes():
    check(range(16, 320))


def test_points_too_large_for_images_in_range_are_not_proposed():
    """Images are raised to 2**-1022: beyond 2**42 times that a bound would not cover it."""
    points = rounded_points(np.array([[2.0**1000, 1.0], [2.0**899, 2.0**860], [np.inf, 0.0]]))
    assert np.abs(points.floats).max() <= 1
    assert points.vector(0) == points.vector(2) == (0, 0, 1)
    assert points.vector(1) == (2**899, 2**860, 1)


def test_coordinates_of_ordinary_networks_stay():
    network = Network([Layer([[1, 2.0**200], [0, 1]])])
    assert Coordinates.balanced(network, whole_space(2)).exponents is None


def test_balanced_columns_have_ordinary_entries():
    network = Network([Layer([[2.0**-900, 3 * 2.0**800], [2.0**-901, -(2.0**800)]], [1, 2])])
    domain = HPolytope(2, [(1, 0, 2**900), (0, 2**800, 1)])
    coordinates = Coordinates.balanced(network, domain)
    layer = coordinates.network(network).layers[0]
    assert all(2.0**-8 < abs(entry) < 2.0**8 for row in layer.weights for entry in row)
    rows = coordinates.domain(domain).rows
    assert [max(map(int.bit_length, row)) < 20 for row in rows] == [True, True]


def test_shortened_points_keep_their_side():
    """The first coordinate needs 800 digits, so that 1728 are taken of each."""
    forms = [(2**800, 0, 0, -(2**800) - 1), (0, 1, 0, 0), (0, 0, -1, 0)]
    point = (2**5000 + 2**4201, 2**4900 + 12345, -(2**4800) - 9, 2**5000)
    short = shortened(point, forms)
    assert all(dot(form, short) > 0 for form in forms)
    assert short[-1].bit_length() < 2000
    thin = (2**2000 + 1, 2**2000)
    assert shortened(thin, [(2**1999, -(2**1999))]) == thin
