"""How long decision boundaries are: by hand, and against the facets between classes."""

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.arithmetic import nearest_root, nearest_sum_of_roots
from polyregions.polytopes import HPolytope, squared_flat_volume
from tests.helpers.cases import each
from tests.helpers.clocks import stopped_everywhere
from tests.strategies import degenerate_networks

SQUARE = [[-1, 1], [-1, 1]]
SIZES = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])


def outputs(*rows):
    return pr.Layer([row[:-1] for row in rows], [row[-1] for row in rows], "identity")


@each(
    ("layers", "domain", "measure"),
    [
        ([SIZES, outputs([1, 1, 1, 1, -1])], SQUARE, nearest_root(32)),  # |x| + |y| = 1
        ([SIZES, outputs([1, 1, 1, 1, -1])], [[0, 1], [-1, 1]], nearest_root(8)),
        ([outputs([1, 0, 0], [0, 1, 0])], SQUARE, nearest_root(8)),
        ([outputs([1, 0, 0], [0, 1, 0])], None, math.inf),
        ([outputs([1, 0, 0], [2, 0, 0], [-3, 0, 0])], SQUARE, 2.0),  # three tie on one line
        ([outputs([1, 0, 0], [1, 0, 0], [-1, 0, 0])], SQUARE, 2.0),  # two are one function
        ([outputs([1, 0, 0], [0, 0, 1])], SQUARE, 0.0),  # on the domain's boundary
        ([SIZES, outputs([1, 1, 0, 0, 0], [0, 0, 0, 0, 0])], SQUARE, 0.0),  # they only touch
        ([outputs([1, 0])], [[-1, 1]], 1.0),
        ([outputs([1, 1, 1, 0])], [[-1, 1]] * 3, nearest_root(27)),  # a hexagon
    ],
)
def test_by_hand(layers, domain, measure):
    network = pr.Network(layers)
    assert pr.decision_boundary(pr.regions(network, domain)).measure == measure


def between_classes(boundary):
    """Return the facets between cells in which different outputs are largest."""
    cells = boundary.refinement
    for region in cells:
        for facet in region.facets:
            other = facet.neighbour
            if other is None or other < region.index:
                continue
            winners = boundary.cell_winners[[region.index, other]]
            if not np.array_equal(*winners):
                row = facet.halfspace.row
                opposite = tuple(-entry for entry in row)
                yield HPolytope(len(row) - 1, [*region.polytope.rows, row, opposite])


@settings(max_examples=40)
@given(net=degenerate_networks(outputs=3), level=st.sampled_from([0, Fraction(1, 3)]))
def test_the_facets_between_classes_are_as_long(net, level):
    box = [[-1, 2]] * net.inputs
    boundary = pr.decision_boundary(pr.regions(net, box), level if net.outputs == 1 else None)
    facets = map(squared_flat_volume, between_classes(boundary))
    assert boundary.measure == nearest_sum_of_roots(facets)


def test_moving_and_scaling():
    """Three times the network's inputs: a third of the length, and the area a ninth."""
    for inputs in (2, 3):
        network = pr.he_random((inputs, 6, 3), seed=2, bias_std=0.5)
        first = network.layers[0]
        shrunk = [[3 * entry for entry in row] for row in first.weights]
        small = pr.Network([pr.Layer(shrunk, first.bias), *network.layers[1:]])
        large = pr.decision_boundary(pr.regions(network, [[-3, 3]] * inputs)).measure
        third = pr.decision_boundary(pr.regions(small, [[-1, 1]] * inputs)).measure
        assert large > 0
        assert math.isclose(large, third * 3 ** (inputs - 1), rel_tol=1e-15)


def test_time():
    boundary = pr.decision_boundary(
        pr.regions(pr.Network([SIZES, outputs([1, 1, 1, 1, -1])]), SQUARE)
    )
    assert len(boundary.pieces) == 4

    def measure():
        vars(boundary).pop("measure", None)
        return boundary.measure

    assert stopped_everywhere(measure) == nearest_root(32)
