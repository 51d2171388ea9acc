"""Quick networks by both engines: every column alike, whatever NumPy's error state is."""

from fractions import Fraction

import numpy as np

from polyregions import Layer, Network, box, from_inequalities, montufar, regions, whole_space
from polyregions.refinement import lp
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells
from tests.helpers.awkward import AWKWARD
from tests.refinement.random_networks import random_network

COLUMNS = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")


def assert_alike(network, domain):
    """Check that both engines find the same, and that counts agree with it; return it."""
    fast, slow = enumerate_cells(network, domain), lp.enumerate_cells(network, domain)
    for name in COLUMNS:
        assert np.array_equal(getattr(fast, name), getattr(slow, name)), name
    assert count_cells(network, domain).regions == len(fast)
    complexes = regions(network, domain=domain, engine="lp")
    linear = count_cells(network, domain, linear_regions=True).linear_regions
    assert linear == complexes.count("open_connected")
    return fast


QUICK = [case for case in AWKWARD if len(case.network.layers) < 20]


def test_awkward_networks():
    with np.errstate(all="raise"):
        for case in QUICK:
            domain = case.network.domain or whole_space(case.network.inputs)
            assert len(assert_alike(case.network, domain)) == case.proper_activation, case.name
            found = count_cells(case.network, domain, linear_regions=True)
            assert found.linear_regions == case.open_connected, case.name


def check_random_networks(seeds):
    with np.errstate(all="raise"):
        for seed in seeds:
            for inputs in (1, 2, 3):
                network = random_network(seed, inputs)
                assert_alike(network, whole_space(inputs))
                assert_alike(network, box([-1] * inputs, [Fraction(1, 2)] * inputs))


def test_some_random_networks():
    check_random_networks(range(3))


def test_more_random_networks():
    check_random_networks(range(3, 12))


def generic(inputs, *widths, seed=0):
    rng = np.random.default_rng(seed)
    layers = []
    for width in widths:
        layers.append(Layer(rng.standard_normal((width, inputs)), rng.standard_normal(width) / 3))
        inputs = width
    return Network(layers)


def test_generic_networks():
    for network in (generic(2, 4, 3), generic(3, 4, 4), generic(4, 5, 2)):
        assert_alike(network, box([-1] * network.inputs, [1] * network.inputs))


def test_more_units_than_a_word_has_bits():
    assert_alike(generic(1, 5, 70), box([-1], [1]))


ANGLES = 2 * np.pi * np.arange(70) / 70
NORMALS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)


def test_many_facets():
    """More facets than a word has bits."""
    polygon = from_inequalities(NORMALS, np.ones(70))
    network = Network([Layer([[1, 0.3], [0.2, 1]], [0.1, 0.2])])
    assert len(assert_alike(network, polygon)) == 4


def test_many_tangents():
    """A region of 35 facets, many of which the search adds, and a unit that vanishes nearby."""
    tangents = Network([Layer(NORMALS[::2], -np.ones(35)), Layer([[-1] * 35], ["1e-9"])])
    found = enumerate_cells(tangents, whole_space(2))
    assert count_cells(tangents, whole_space(2)).regions == len(found)


def test_tiny_windows():
    """Narrower than the spacing of floats: signs and points are decided in integers."""
    for start in (Fraction(0), 1 - Fraction(1, 2**56)):
        network, window = montufar(1, 2, 60), box([start], [start + Fraction(1, 2**56)])
        found = enumerate_cells(network, window)
        assert len(found) == 8 == count_cells(network, window).regions
        assert found.statistics["rational_signs"] > 0
        for point in found.interior_points:
            assert start * point[-1] < point[0] < (start + Fraction(1, 2**56)) * point[-1]


def test_units_that_touch_or_vanish():
    """Units that vanish on facets, in corners and on whole cells."""
    square = box([-1, -1], [1, 1])
    layers = [
        Layer([[1, 0], [0, 1], [1, 1], [-1, 0], [1, 0], [0, 0]], [0, 0, 0, 0, -1, 0]),
        Layer([[1, -1, 0, 0, 0, 0], [1, 0, 0, -1, 0, 1], [1, 1, -1, 0, 2, 0]], [0, 0, 0]),
        Layer([[1, 1, 1], [1, -1, 0]], [0, "1/7"], ["relu", "identity"]),
    ]
    for depth in (1, 2, 3):
        for domain in (square, whole_space(2), from_inequalities([[1, 1], [-1, 2]], [0, 1])):
            assert_alike(Network(layers[:depth]), domain)


def test_identity_units_that_cut_the_space():
    first = Layer([[1, 1, 0], [1, -1, 0], [0, 1, 1]], [0, 0, 1], ["identity", "relu", "identity"])
    second = Layer([[1, 1, -1], [0, 1, 1], [1, 0, 0]], [0, "1/3", 0])
    assert_alike(Network([first, second]), whole_space(3))
