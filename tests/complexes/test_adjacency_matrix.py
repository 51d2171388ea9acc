"""The sparse adjacency matrix is the region graph."""

import networkx
import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.complexes import GRAPH_KINDS
from polyregions.constructions import cancelling_facet, three_lines
from polyregions.errors import UnknownOptionError
from tests.refinement.strategies import networks


def check(cells, of):
    matrix, graph = cells.adjacency_matrix(of), cells.graph(of)
    assert matrix.shape == (graph.number_of_nodes(),) * 2
    assert matrix.format == "csr"
    assert matrix.has_canonical_format
    assert np.all(matrix.data > 0)
    expected = networkx.to_numpy_array(graph, nodelist=range(len(graph)), weight="facets")
    assert np.array_equal(matrix.toarray(), expected)


@settings(max_examples=40)
@given(network=networks())
def test_the_matrix_is_the_graph(network):
    cells = pr.regions(network)
    for of in GRAPH_KINDS:
        check(cells, of)


@pytest.mark.parametrize("of", GRAPH_KINDS)
@pytest.mark.parametrize("network", [cancelling_facet(), three_lines()], ids=str)
def test_facets_that_merge(network, of):
    check(pr.regions(network), of)


def test_linear_regions_that_share_several_facets():
    # The output ignores the second unit, whose line cuts both sides of the first one's in two.
    net = pr.Network([pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 0]], None, "identity")])
    cells = pr.regions(net)
    matrix = cells.adjacency_matrix()
    assert matrix.dtype == np.int64
    assert matrix.toarray().tolist() == [[0, 2], [2, 0]]
    assert cells.adjacency_matrix("activation_regions").toarray().tolist() == [
        [0, 1, 1, 0],
        [1, 0, 0, 1],
        [1, 0, 0, 1],
        [0, 1, 1, 0],
    ]


def test_a_single_region():
    cells = pr.regions(pr.Network([pr.Layer([[1, 2]], None, "identity")]))
    for of in GRAPH_KINDS:
        matrix = cells.adjacency_matrix(of)
        assert matrix.shape == (1, 1)
        assert matrix.nnz == 0


def test_connected_components_understand_it():
    from scipy.sparse.csgraph import connected_components

    cells = pr.regions(pr.montufar(inputs=2, width=8, depth=4))
    count, _ = connected_components(cells.adjacency_matrix())
    assert (count, cells.adjacency_matrix().shape[0]) == (1, cells.count())


@pytest.mark.parametrize("of", ["regions", "", "affine"])
def test_an_unknown_kind(of):
    cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
    with pytest.raises(UnknownOptionError, match="use linear_regions or activation_regions"):
        cells.adjacency_matrix(of)
