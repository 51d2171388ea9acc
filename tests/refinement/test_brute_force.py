"""Brute force by rational arithmetic in one and two dimensions, against every engine.

The helpers share no geometry with the package: intervals and polygons, no linear program, and
adjacency from the overlap of edges.
"""

from fractions import Fraction

import pytest

from polyregions import HPolytope, box, from_inequalities, montufar, regions
from tests.helpers.cases import each
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.intervals import interval_partition
from tests.helpers.polygons import area, polygon_partition
from tests.helpers.soundness import counts
from tests.refinement.random_networks import random_network

INTERVALS = [(None, None), (-1, 1), (0, None), (None, Fraction(1, 3)), (Fraction(-1, 3), 2)]
FAR = 2**4000
POLYGONS = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "triangle": [(0, 0), (1, 0), (0, 1)],
    "rotated square": [(1, 0), (0, 1), (-1, 0), (0, -1)],
    "thirds": [(Fraction(-1, 3), 0), (1, Fraction(-2, 3)), (Fraction(4, 3), 1), (0, 2)],
    "plane": [(-FAR, -FAR), (FAR, -FAR), (FAR, FAR), (-FAR, FAR)],
}


def some(numbers, fast):
    """Mark the numbers from ``fast`` on as slow."""
    return [n if n < fast else pytest.param(n, marks=pytest.mark.slow) for n in numbers]


@each("engine", ENGINE_NAMES)
def check_equal(network, domain, partition, engine):
    complex = regions(network, domain, engine=engine)
    assert counts(complex) == partition.counts()
    assert [region.bits for region in complex] == sorted(partition.patterns)
    facets = {
        frozenset((complex.bits(i), complex.bits(j)))
        for i, j in zip(*complex.adjacent_pairs, strict=True)
    }
    assert facets == partition.facets_by_pattern()
    by_bits = {region.bits: region for region in complex}
    for bits, forms in zip(partition.patterns, partition.maps, strict=True):
        region = by_bits[bits]
        rows = zip(region.affine_map.weights, region.affine_map.bias, strict=True)
        assert tuple((*weights, bias) for weights, bias in rows) == forms


def interval(low, high):
    rows = [([1], high)] * (high is not None) + [([-1], low and -low)] * (low is not None)
    return from_inequalities([a for a, _ in rows], [b for _, b in rows], 1)


@each("seed", some(range(600), fast=50), size=50)
def test_one_input(seed):
    network = random_network(seed, inputs=1)
    low, high = INTERVALS[seed % len(INTERVALS)]
    check_equal(network, interval(low, high), interval_partition(network, low, high))


@each(("width", "depth"), [(2, 7), (3, 4), (5, 3), (10, 2)])
def test_montufar_in_one_dimension(width, depth):
    network = montufar(1, width, depth)
    check_equal(network, None, interval_partition(network, 0, 1))
    check_equal(network, HPolytope(1), interval_partition(network))


@each("seed", some(range(400), fast=40), size=20)
def test_two_inputs(seed):
    network = random_network(seed, inputs=2)
    name = sorted(POLYGONS)[seed % len(POLYGONS)]
    corners = POLYGONS[name]
    domain = HPolytope(2) if name == "plane" else polygon(corners)
    partition, polygons = polygon_partition(network, corners)
    check_equal(network, domain, partition)
    # The oracle itself: its cells cover the domain.
    assert sum(map(area, polygons)) == area(corners)


@each(("width", "depth"), [(4, 3), (6, 3), (5, 4)])
def test_montufar_in_two_dimensions(width, depth):
    network = montufar(2, width, depth)
    partition, _ = polygon_partition(network, [(0, 0), (1, 0), (1, 1), (0, 1)])
    check_equal(network, box([0, 0], [1, 1]), partition)


def polygon(corners):
    """Return the polytope of a convex polygon given in positive orientation."""
    normals, levels = [], []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        normals.append([y1 - y0, x0 - x1])
        levels.append(x0 * y1 - x1 * y0)
    return from_inequalities(normals, levels)
