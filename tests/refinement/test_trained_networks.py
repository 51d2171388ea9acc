"""Networks that were trained elsewhere, read from files."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions import box, read_network, regions
from tests.helpers.data import NETWORKS
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.polygons import polygon_partition
from tests.helpers.soundness import check_facet, check_region, counts

SIZES = {
    "acasxu_1_1_slice": (2, 5, 50, 50, 50, 50, 50, 50, 5),
    "bunny_sdf_2d_2x50": (2, 50, 50, 1),
    "bunny_sdf_3d_3x16": (3, 16, 16, 16, 1),
}


@pytest.fixture(params=sorted(SIZES), scope="module")
def network(request):
    return read_network(NETWORKS / f"{request.param}.json")


def test_sizes(network):
    assert network.widths == SIZES[network.name]
    assert network.domain.dimension == network.inputs


def test_floats_and_fractions_agree(network):
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (5, network.inputs))
    values = network(points)
    assert values.shape == (5, network.outputs)
    exact = [[float(y) for y in network.exact(point.tolist())] for point in points]
    np.testing.assert_allclose(values, exact, rtol=1e-9, atol=1e-9)
    assert np.ptp(values[:, 0]) > 0


@pytest.fixture(name="bunny")
def _bunny():
    return read_network(NETWORKS / "bunny_sdf_2d_2x50.json")


@pytest.fixture(name="collision_avoidance")
def _collision_avoidance():
    return read_network(NETWORKS / "acasxu_1_1_slice.json")


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_bunny_in_the_plane_has_1103_regions(engine, bunny):
    complex = regions(bunny, engine=engine)
    assert counts(complex) == (1103, 2143, 1103, 1103)
    for region in list(complex)[::100]:
        check_region(region)
        for facet in region.facets:
            check_facet(region, facet)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_a_window_of_a_collision_avoidance_network(engine, collision_avoidance):
    complex = regions(collision_avoidance, square(Fraction(1, 50)), engine=engine)
    assert counts(complex) == (20, 28, 20, 20)
    for region in list(complex)[::10]:
        check_region(region)
        for facet in region.facets:
            check_facet(region, facet)


@pytest.mark.slow
def test_brute_force_agrees(bunny, collision_avoidance):
    for network, half, expected in [
        (bunny, 1, (1103, 2143, 1103, 1103)),
        (collision_avoidance, Fraction(1, 50), (20, 28, 20, 20)),
        (collision_avoidance, Fraction(1, 20), (147, 266, 147, 147)),
    ]:
        corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
        partition, _ = polygon_partition(network, corners)
        assert partition.counts() == expected
        complex = regions(network, square(half))
        assert counts(complex) == expected
        assert [region.bits for region in complex] == sorted(partition.patterns)


def square(half):
    return box([-half, -half], [half, half])
