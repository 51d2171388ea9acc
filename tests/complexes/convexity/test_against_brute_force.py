"""Convex regions of small networks: bounds of what a brute force finds, and cells it confirms."""

import pytest

import polyregions as pr
from polyregions import montufar, whole_space
from polyregions.complexes.convexity import convex_bounds, convex_labels
from polyregions.constructions import max_min, plateau, shell
from tests.helpers.brute import brute_complex, coarsest_convex, is_convex_coarsening
from tests.helpers.cases import each
from tests.helpers.folded_networks import folded_networks


def check(network, most_facets=10):
    cells = pr.regions(network)
    complex = brute_complex(network)
    bounds = convex_bounds(cells)
    labels = convex_labels(cells).tolist()
    by_pattern = {
        tuple(map(bool, region.pattern.bits)): label
        for region, label in zip(cells, labels, strict=True)
    }
    assert is_convex_coarsening(complex, by_pattern)
    assert cells.count(4) <= bounds.lower <= bounds.upper <= len(set(labels)) <= len(cells)
    coarsest = coarsest_convex(complex, most_facets)
    if coarsest is not None:
        assert len(set(labels)) == coarsest
        assert bounds.lower <= coarsest


@pytest.mark.parametrize(
    "network", [max_min(), plateau(), shell(), montufar(2, 4, 3), montufar(2, 6, 2)], ids=str
)
def test_shapes(network):
    check(network)
    check(network.with_domain(whole_space(2)))


def test_walls_do_not_end_within_a_wall():
    """Two of the four squares around a point make a rectangle, beside which a wall ends."""
    complex = brute_complex(montufar(2, 4, 2))
    names = {cell.pattern: i for i, cell in enumerate(complex.cells)}
    assert is_convex_coarsening(complex, names)
    facet = next(face for face in complex.inner if face.dimension == 1)
    first, second = (cell for cell in complex.cells if facet.is_in_closure_of(cell))
    assert not is_convex_coarsening(complex, names | {first.pattern: names[second.pattern]})


@each("network", folded_networks(range(600, 618)), ids=str)
def test_folded_networks(network):
    check(network)


@pytest.mark.slow
@each("network", folded_networks(range(618, 660)), ids=str)
def test_more_folded_networks(network):
    check(network, most_facets=12)
