"""Counts of linear regions where several units vanish on one facet, as in the constructions.

What the kernel counts without writing regions is compared with the components of the region graph
of the engine ``lp``, whose neighbours have equal affine maps.
"""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from polyregions import Layer, Network, box, montufar, regions, ternary, whole_space
from polyregions.refinement.vertices.engine import count_cells
from polyregions.refinement.vertices.merging import MergingFacets


def linear_regions(cells):
    """Count the connected sets of neighbours that have one affine map."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(cells)))
    for cell in cells:
        for facet in cell.facets:
            other = facet.neighbour
            if other is not None and cell.affine_map == cells[other].affine_map:
                graph.add_edge(cell.index, other)
    return nx.number_connected_components(graph)


def drawn_layer(rng, units, inputs, activation):
    rows = rng.integers(-1, 2, (units, inputs + 1))
    if units > 1:  # a unit twice, its opposite, its double, or a unit that is zero
        rows[1] = rows[0] * rng.choice([1, -1, 2, 0])
    rows = rows[rng.permutation(units)]
    return Layer(rows[:, :-1].tolist(), rows[:, -1].tolist(), activation)


def drawn_network(rng):
    inputs = int(rng.integers(1, 4))
    widths = [inputs, *rng.integers(2, 7 - inputs, rng.integers(1, 4)).tolist()]
    layers = [drawn_layer(rng, after, before, "relu") for before, after in pairwise(widths)]
    if rng.random() < 0.8:
        layers.append(drawn_layer(rng, int(rng.integers(1, 3)), widths[-1], "identity"))
    return Network(layers)


@pytest.fixture
def written(monkeypatch):
    """Return a list of how many regions are looked at for merging, each time that some are."""
    found, join = [], MergingFacets.join

    def counted(self, columns, forest):
        found.append(len(columns.patterns))
        join(self, columns, forest)

    monkeypatch.setattr(MergingFacets, "join", counted)
    return found


def compare(seed, count):
    rng = np.random.default_rng(seed)
    total = merged = 0
    for case in range(count):
        network = drawn_network(rng)
        whole = rng.random() < 0.5
        inputs = network.inputs
        domain = whole_space(inputs) if whole else box([-2] * inputs, ["5/2"] * inputs)
        cells = regions(network, domain, engine="lp")
        counted = count_cells(network, domain, linear_regions=True)
        expected = len(cells), linear_regions(cells)
        assert (counted.regions, counted.linear_regions) == expected, (seed, case, network, domain)
        total += len(cells)
        merged += len(cells) - expected[1]
    return total, merged


def test_networks_of_very_small_integers(written):
    total, merged = compare(1, 60)
    assert merged > 40
    assert sum(written) < total // 2


@pytest.mark.slow
def test_many_networks_of_very_small_integers():
    assert compare(2, 400)[1] > 300


@pytest.mark.parametrize(
    ("network", "count"),
    [
        (montufar(inputs=2, width=4, depth=5), 256),
        (montufar(inputs=2, width=4, depth=5).with_domain(whole_space(2)), 18**2),
        (montufar(inputs=2, width=7, depth=4), 729),
        (montufar(inputs=3, width=6, depth=3), 64),
        (ternary(inputs=2, width=12, depth=5), 16),
        (ternary(inputs=2, width=6, depth=5, variant="slim"), 16),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_constructions_are_counted_without_writing_a_region(network, count, written):
    domain = network.domain or whole_space(2)
    counted = count_cells(network, domain, linear_regions=True)
    assert counted.linear_regions == count
    assert written == []


def test_a_unit_that_vanishes_on_one_side_of_a_facet_and_others_beside_it():
    """The unit max(0, -x) is made where x < 0 from max(0, x), which it cancels there."""
    first = Layer([[1, 0], [1, 0], [1, 1]], [5, 0, 0])
    second = Layer([[-1, 1, 0], [0, 1, 0], [0, 0, 1]], [5, 1, 0])
    for out, expected in (([-1, 1, 1], 2), ([1, 1, 1], 4)):
        network = Network([first, second, Layer([out], None, "identity")])
        counted = count_cells(network, box([-2, -2], [2, 2]), linear_regions=True)
        assert (counted.regions, counted.linear_regions) == (4, expected)


@pytest.mark.parametrize("depth", [13, 20, 40])
def test_slopes_that_floats_no_longer_hold(depth, written):
    """Slopes are up to 4**layers; those beyond 2**52 are left to the rest of the search."""
    network = montufar(inputs=1, width=4, depth=depth)
    domain = box([0], [f"1/{4 ** (depth - 5)}"])
    assert count_cells(network, domain, linear_regions=True).linear_regions == 4**4
    assert (written == []) == (depth < 40)
