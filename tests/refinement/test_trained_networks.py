"""The networks of tests/data/train_networks.py: what they learned, and their counts."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions import box, count_regions, read_network, regions
from tests.data import train_networks
from tests.helpers.data import NETWORKS, crossing_ships
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.polygons import polygon_partition
from tests.helpers.soundness import check_facet, check_region, counts

SIZES = {
    "flower_2d_2x50": (2, 50, 50, 1),
    "torus_3d_3x16": (3, 16, 16, 16, 1),
    "linked_tori_3d_8x32": (3, 32, 32, 32, 32, 32, 32, 32, 32, 1),
    "keep_clear_5d_6x50": (5, 50, 50, 50, 50, 50, 50, 5),
}
# Regions, inner facets, linear regions and affine maps in the cube [-half, half]^n0.
WINDOWS = [
    ("flower_2d_2x50", Fraction(1, 10), (156, 287, 156, 156)),
    ("torus_3d_3x16", Fraction(1, 50), (18, 28, 18, 18)),
    ("linked_tori_3d_8x32", Fraction(1, 400), (31, 55, 31, 31)),
    ("keep_clear_5d_6x50", Fraction(1, 200), (27, 44, 27, 27)),
]
# Those that engine lp finds in less than a minute each.
LARGE_WINDOWS = [
    ("flower_2d_2x50", 1, (2012, 3959, 2012, 2012)),
    ("torus_3d_3x16", Fraction(1, 8), (2649, 7400, 2649, 2649)),
    ("linked_tori_3d_8x32", Fraction(1, 100), (947, 2381, 947, 947)),
    ("keep_clear_5d_6x50", Fraction(1, 50), (285, 532, 285, 285)),
]


def trained(name):
    """Read a network; the one of five inputs on the plane of the other ship's place."""
    return (
        crossing_ships()
        if name == "keep_clear_5d_6x50"
        else read_network(NETWORKS / f"{name}.json")
    )


def cube(network, half):
    return box([-half] * network.inputs, [half] * network.inputs)


@pytest.fixture(params=sorted(SIZES), scope="module")
def network(request):
    return read_network(NETWORKS / f"{request.param}.json")


def test_sizes(network):
    assert network.widths == SIZES[network.name]
    assert network.domain == cube(network, 1)


def test_parameters_are_32_bit_floats(network):
    for layer in network.layers:
        numbers = [x for row in (*layer.weights, layer.bias) for x in row]
        assert all(Fraction(float(np.float32(float(x)))) == x for x in numbers)


def test_floats_and_fractions_agree(network):
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (5, network.inputs))
    values = network(points)
    assert values.shape == (5, network.outputs)
    exact = [[float(y) for y in network.exact(point.tolist())] for point in points]
    np.testing.assert_allclose(values, exact, rtol=1e-9, atol=1e-9)
    assert np.ptp(values[:, 0]) > 0


def test_what_they_learned(network):
    rule, *_ = train_networks.NETWORKS[network.name]
    points = np.random.default_rng(3).uniform(-1, 1, (2000, network.inputs))
    values = rule(points).reshape(len(points), -1)
    assert np.sqrt(np.mean((network(points) - values) ** 2)) < 0.05
    if network.outputs == 1:
        assert np.mean((network(points) > 0) == (values > 0)) > 0.97
    else:
        assert np.mean(network(points).argmax(axis=1) == values.argmax(axis=1)) > 0.9


def test_the_script_trains_networks_of_these_sizes(tmp_path, capsys):
    train_networks.main(["--quick", str(tmp_path)])
    assert len(capsys.readouterr().out.splitlines()) == len(SIZES)
    for name, widths in SIZES.items():
        assert read_network(tmp_path / f"{name}.json").widths == widths


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize(
    ("name", "half", "expected"),
    [*WINDOWS, *(pytest.param(*case, marks=pytest.mark.slow) for case in LARGE_WINDOWS)],
)
def test_both_engines(engine, name, half, expected):
    network = trained(name)
    complex = regions(network, cube(network, half), engine=engine)
    assert counts(complex) == expected
    for region in list(complex)[::100]:
        check_region(region)
        for facet in region.facets:
            check_facet(region, facet)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("torus_3d_3x16", (20_340, 59_954, 20_340, 20_340)),
        pytest.param(
            "keep_clear_5d_6x50", (25_676, 51_123, 25_676, 25_676), marks=pytest.mark.slow
        ),
    ],
)
def test_the_whole_by_vertices(name, expected):
    assert counts(regions(trained(name), engine="vertices")) == expected


@pytest.mark.slow
def test_eight_hidden_layers_in_space():
    network = trained("linked_tori_3d_8x32")
    found = count_regions(network, definition="proper_activation", engine="vertices")
    assert int(found) == 4_991_946


@pytest.mark.slow
def test_brute_force_agrees():
    """Polygons cut by rational arithmetic share no code with the engines."""
    for name, half, expected in [*WINDOWS, *LARGE_WINDOWS[1:]]:
        network = trained(name)
        if network.inputs == 2:
            corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
            partition, _ = polygon_partition(network, corners)
            assert partition.counts() == expected
            complex = regions(network, cube(network, half))
            assert [region.bits for region in complex] == sorted(partition.patterns)
