"""Engine ``vertices`` against golden counts and engine ``lp``, and where floats cannot decide."""

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network, box, montufar, read_network, whole_space
from polyregions.polytopes import from_inequalities
from polyregions.refinement import lp
from polyregions.refinement.enumeration import check_reciprocal
from polyregions.refinement.execution import Execution, Partial
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells
from tests.helpers.clocks import fake_clock
from tests.helpers.data import NETWORKS, golden_cases, golden_network
from tests.refinement.random_networks import random_network


def inner_facets(enumeration):
    return int(np.count_nonzero(enumeration.facet_neighbours >= 0)) // 2


def assert_interior_points(network, enumeration):
    """Check that each point has its region's pattern, no pre-activation of which vanishes there.

    A unit may vanish on the whole region; then it must at the point too, which proves nothing.
    """
    units = network.integer_form.units
    for packed, point in zip(enumeration.patterns, enumeration.interior_points, strict=True):
        *x, w = point
        bits = np.unpackbits(packed)[:units].tolist()
        forms = network.integer_form.unit_forms(bits)
        for bit, form in zip(bits, forms, strict=True):
            value = sum(c * v for c, v in zip(form, (*x, w), strict=True))
            assert value > 0 if bit else value < 0 or not any(form)


def assert_engines_agree(network, domain):
    fast, slow = enumerate_cells(network, domain), lp.enumerate_cells(network, domain)
    for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
        one, two = getattr(fast, name), getattr(slow, name)
        assert one.dtype == two.dtype
        assert np.array_equal(one, two), name
    assert count_cells(network, domain).regions == len(slow)
    assert_interior_points(network, fast)
    return fast


def domain_of(network):
    return whole_space(network.inputs) if network.domain is None else network.domain


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case["name"])
def test_golden_counts(case):
    network = golden_network(case)
    result = enumerate_cells(network, domain_of(network))
    assert len(result) == case["counts"]["proper_activation"]
    assert inner_facets(result) == case["counts"]["facets"]
    assert count_cells(network, domain_of(network)).regions == len(result)
    check_reciprocal(result.facet_offsets, result.facet_neighbours)
    assert_interior_points(network, result)


DOMAINS = [
    whole_space(2),
    box([-1, -1], [1, 1]),
    from_inequalities([[1, 2]], [1]),
    from_inequalities([[1, 1], [-1, -1]], ["1/3", 1]),
    from_inequalities([[-3, 1], [1, -3]], [0, 0]),
]


@pytest.mark.parametrize("domain", DOMAINS, ids=["plane", "square", "half", "strip", "cone"])
@pytest.mark.parametrize("seed", range(8))
def test_engines_agree_in_the_plane(seed, domain):
    assert_engines_agree(random_network(seed, 2), domain)


@pytest.mark.parametrize("inputs", [1, 3])
@pytest.mark.parametrize("seed", range(10))
def test_engines_agree_in_other_dimensions(seed, inputs):
    network = random_network(seed, inputs)
    assert_engines_agree(network, whole_space(inputs))
    assert_engines_agree(network, box([-1] * inputs, ["1/2"] * inputs))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 60))
def test_engines_agree_on_many_networks(seed):
    for inputs in (1, 2, 3):
        network = random_network(seed, inputs)
        assert_engines_agree(network, whole_space(inputs))


# Windows of Montúfar networks that are narrower than the spacing of floats near them: each holds
# (width of the window) / (width of a region) regions in each coordinate.
WINDOWS = [
    (1, 2, 60, Fraction(0), Fraction(1, 2**56), 8),
    (1, 2, 60, Fraction(2**55, 2**56), Fraction(1, 2**56), 8),
    (1, 2, 60, 1 - Fraction(1, 2**56), Fraction(1, 2**56), 8),
    (1, 3, 30, Fraction(123456789012, 3**26), Fraction(1, 3**26), 27),
    (2, 4, 40, Fraction(5, 4**38), Fraction(1, 4**38), 16),
    (2, 4, 40, Fraction(4**37 + 1, 4**38), Fraction(1, 4**38), 16),
]


@pytest.mark.parametrize(("inputs", "pieces", "depth", "start", "side", "regions"), WINDOWS)
def test_tiny_windows(inputs, pieces, depth, start, side, regions):
    network = montufar(inputs, pieces * inputs, depth)
    window = box([start] * inputs, [start + side] * inputs)
    result = enumerate_cells(network, window)
    assert len(result) == regions == count_cells(network, window).regions
    assert result.statistics["rational_signs"] > 0
    assert_interior_points(network, result)


def scaled(network, factors):
    """Multiply the parameters of the first layer's units by positive numbers."""
    first = network.layers[0]
    weights = [[f * w for w in row] for f, row in zip(factors, first.weights, strict=True)]
    bias = [f * b for f, b in zip(factors, first.bias, strict=True)]
    return Network([Layer(weights, bias, first.activation), *network.layers[1:]])


def generic_network():
    rng = np.random.default_rng(3)
    return Network(
        [
            Layer(rng.standard_normal((6, 2)), rng.standard_normal(6) / 4),
            Layer(rng.standard_normal((5, 6)), rng.standard_normal(5) / 4),
            Layer(rng.standard_normal((1, 5)), [0], activation="identity"),
        ]
    )


@pytest.mark.parametrize("exponent", [40, -40, 997, -997])
def test_powers_of_two_change_nothing(exponent):
    network, domain = generic_network(), box([-1, -1], [1, 1])
    power = Fraction(2) ** exponent
    layers = [
        Layer([[w * power for w in row] for row in layer.weights], layer.bias, layer.activation)
        for layer in network.layers
    ]
    assert_engines_agree(Network(layers), domain)


def test_units_of_very_different_scale():
    network, domain = generic_network(), box([-1, -1], [1, 1])
    factors = [Fraction(10) ** e for e in (300, -300, 0, 150, -150, 7)]
    layers = scaled(network, factors).layers
    assert_engines_agree(Network(layers), domain)
    uneven = [[w * f for w, f in zip(row, (1, factors[1]), strict=True)] for row in
              network.layers[0].weights]  # fmt: skip
    assert_engines_agree(Network([Layer(uneven, [0] * 6), *layers[1:]]), domain)


def test_hyperplanes_one_unit_in_the_last_place_apart():
    up, down = math.nextafter(0.3, 1), math.nextafter(0.3, 0)
    network = Network([Layer([[1.0, 0.3], [1.0, up], [1.0, down]], [0.1, 0.1, 0.1])])
    result = assert_engines_agree(network, box([-1, -1], [1, 1]))
    assert len(result) == 6
    assert result.statistics["rational_signs"] > 0


def test_slabs_of_width_1e_minus_30():
    width = Fraction(1, 10**30)
    network = Network([Layer([[1, 1], [1, 1], [1, -1]], [-1, -1 - width, "1/7"])])
    result = assert_engines_agree(network, box([0, 0], [1, 1]))
    assert len(result) == 6


def test_integers_that_overflow_machine_words():
    rng = np.random.default_rng(5)
    layers = [Layer(rng.integers(-(10**6), 10**6, (5, 2)), [1, 2, 3, 4, 5])]
    layers += [
        Layer(rng.integers(-(10**6), 10**6, (5, 5)), rng.integers(-(10**6), 10**6, 5))
        for _ in range(3)
    ]
    result = assert_engines_agree(Network(layers), box([-1, -1], [1, 1]))
    statistics = result.statistics
    assert statistics["integer_signs"] > 0
    assert statistics["double_double_signs"] > 0


def test_identity_units_and_rational_directions_divided_out():
    network = Network(
        [
            Layer([[1, 1, 0], [2, 2, 0], [0, 0, 1]], [0, 1, 0], ["relu", "relu", "identity"]),
            Layer([[1, 0, 1], [0, 1, -1]], [0, "1/3"]),
        ]
    )
    assert_engines_agree(network, whole_space(3))


def test_networks_without_hyperplanes():
    constant = Network([Layer([[0, 0]], [1]), Layer([[1]], [0], activation="identity")])
    affine = Network([Layer([[1, 2]], [1], activation="identity")])
    for network in (constant, affine):
        for domain in (whole_space(2), box([0, 0], [1, 1]), from_inequalities([[1, 1]], [0])):
            result = enumerate_cells(network, domain)
            assert len(result) == 1 == count_cells(network, domain).regions
            assert inner_facets(result) == 0
            assert len(result.facet_hyperplanes) == len(domain.rows)


def test_more_facets_than_a_word_has_bits():
    angles = 2 * np.pi * np.arange(150) / 150
    normals = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    polygon = from_inequalities(normals, np.ones(150))
    network = Network([Layer([[1, 0]], [0])])
    assert len(enumerate_cells(network, polygon)) == 2
    tangents = Network([Layer(normals, -np.ones(150)), Layer([[-1] * 150], ["1e-9"])])
    result = enumerate_cells(tangents, whole_space(2))
    inside = int(np.flatnonzero(~result.patterns[:, :18].any(axis=1))[0])
    facets = result.facet_offsets[inside + 1] - result.facet_offsets[inside]
    assert facets == 150
    assert count_cells(tangents, whole_space(2)).regions == len(result)


def same(one, two):
    return all(
        np.array_equal(getattr(one, name), getattr(two, name))
        for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
    ) and list(one.interior_points) == list(two.interior_points)


def test_workers_change_nothing():
    network, domain = montufar(2, 6, 4), box([0, 0], [1, 1])
    alone = enumerate_cells(network, domain)
    with ThreadPoolExecutor(2) as executor:
        for workers in (1, 2, 3):
            execution = Execution(executor=executor, workers=workers)
            together = enumerate_cells(network, domain, execution)
            assert same(alone, together)
            assert count_cells(network, domain, execution).regions == 729


@pytest.mark.slow
def test_worker_processes():
    network, domain = montufar(2, 8, 5), box([0, 0], [1, 1])
    assert count_cells(network, domain, Execution(workers=2)).regions == 65536


def test_budgets_give_partial_results():
    network, domain = montufar(2, 10, 5), box([0, 0], [1, 1])
    counted = count_cells(network, domain, Execution(max_regions=1000))
    assert isinstance(counted, Partial)
    assert counted.reason == "max_regions"
    found = enumerate_cells(network, domain, Execution(max_seconds=0))
    assert isinstance(found, Partial)
    assert found.reason == "max_seconds"
    assert len(found.patterns) == found.regions < 5**8


def test_progress_is_reported():
    seen = []
    execution = Execution(progress=seen.append)
    with fake_clock():  # so that there are many slices however fast the machine is
        assert count_cells(montufar(2, 10, 5), box([0, 0], [1, 1]), execution).regions == 5**8
    assert len(seen) > 1
    assert seen == sorted(seen)


@pytest.mark.parametrize(("name", "regions"), [("flower_2d_2x50", 2012), ("torus_3d_3x16", 20340)])
def test_trained_networks(name, regions):
    network = read_network(NETWORKS / f"{name}.json")
    assert count_cells(network, network.domain).regions == regions
    assert len(enumerate_cells(network, network.domain)) == regions


def test_import_is_light():
    code = "import sys, polyregions; sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
