"""What maxima and distances take: ``--benchmark-only`` measures it."""

import pytest

import polyregions as pr

NETWORKS = {
    "3-32-32-1, vertices": ((3, 32, 32, 1), 1, "vertices"),
    "5-20-20-1, vertices": ((5, 20, 20, 1), 1, "vertices"),
    "20-20-20-1, lp": ((20, 20, 20, 1), 0.05, "lp"),
}

POINTS = {
    "2-32-32-3": (2, 32, 32, 3),
    "5-16-16-3": (5, 16, 16, 3),
    "20-16-3": (20, 16, 3),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_maxima(benchmark, name):
    widths, radius, engine = NETWORKS[name]
    network = pr.he_random(widths, seed=0, bias_std=0.3)
    box = [[-radius, radius]] * widths[0]
    found = benchmark.pedantic(
        lambda: pr.maximise(network, 0, box, engine=engine), rounds=3, warmup_rounds=1
    )
    assert network.exact(found.point)[0] == found.value


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
@pytest.mark.parametrize("name", POINTS)
def test_distances(benchmark, name, norm):
    widths = POINTS[name]
    network = pr.he_random(widths, seed=0, bias_std=0.3)
    found = benchmark.pedantic(
        lambda: pr.distance_to_boundary(network, [0.25] * widths[0], norm, max_regions=200),
        rounds=2,
    )
    assert found.regions <= 200
