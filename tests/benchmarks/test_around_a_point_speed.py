"""What the region around a point takes, for many inputs: ``--benchmark-only`` measures it."""

import numpy as np
import pytest

import polyregions as pr

CASES = {
    "64-32-32-10 in a box": ((64, 32, 32, 10), True),
    "64-32-32-10": ((64, 32, 32, 10), False),
    "784-64-64-10 in a box": ((784, 64, 64, 10), True),
    "784-64-64-10": ((784, 64, 64, 10), False),
}


def at_a_point(widths, bounded):
    network = pr.he_random(widths, seed=0)
    domain = pr.box([0] * widths[0], [1] * widths[0]) if bounded else None
    x = np.random.default_rng(1).uniform(0.1, 0.9, widths[0])
    return lambda: pr.region_at(network, x, domain)


@pytest.mark.parametrize("name", CASES)
def test_facets(benchmark, name):
    around = at_a_point(*CASES[name])
    facets = benchmark.pedantic(lambda: around().facets, rounds=2)
    assert len(facets) > 50


@pytest.mark.parametrize("name", CASES)
def test_walks(benchmark, name):
    around = at_a_point(*CASES[name])
    neighbours = benchmark.pedantic(lambda: around().neighbours(), rounds=1)
    assert len(neighbours) > 50


def test_integrated_gradients(benchmark):
    network = pr.he_random((784, 64, 64, 10), seed=0)
    along = pr.regions_along(network, [[0] * 784, np.random.default_rng(0).random(784)])
    gradients = benchmark.pedantic(along.integrated_gradients, rounds=1)
    assert len(gradients) == 10
