"""The region graph: nodes, edges and what they carry."""

from collections import defaultdict
from fractions import Fraction

import networkx
import pytest
from hypothesis import given, settings

from polyregions import AffineMap, Layer, Network, Pattern, box, montufar, regions
from polyregions.arithmetic import nearest_float
from polyregions.complexes.nodes import NODE_ATTRIBUTES
from polyregions.constructions import cancelling_facet, max_min, three_lines
from polyregions.errors import UnknownOptionError
from tests.refinement.strategies import networks

ALL = tuple(NODE_ATTRIBUTES)

quick = settings(max_examples=30)


@quick
@given(network=networks())
def test_activation_regions(network):
    complex = regions(network)
    graph = complex.graph(of="activation_regions", attributes=ALL)
    assert type(graph) is networkx.Graph
    assert list(graph) == list(range(len(complex)))
    expected = {
        (min(r.index, f.neighbour), max(r.index, f.neighbour)): f.units
        for r in complex
        for f in r.facets
        if f.neighbour is not None
    }
    assert {tuple(sorted(edge)): graph.edges[edge]["units"] for edge in graph.edges} == expected
    assert all(data["facets"] == 1 for _, _, data in graph.edges(data=True))
    assert networkx.number_of_selfloops(graph) == 0
    assert networkx.is_connected(graph)
    for region in complex:
        node = graph.nodes[region.index]
        bounded = not (region.generators.rays or region.generators.lines)
        assert list(node) == [name for name in ALL if bounded or name != "centroid"]
        assert node["facets"] == len(region.facets)
        if bounded:
            assert node["volume"] == nearest_float(region.volume)
            assert node["centroid"] == tuple(map(nearest_float, region.centroid))
            box = region.bounding_box
            assert node["bounding_box"] == tuple([tuple(map(nearest_float, side)) for side in box])
        else:
            assert node["volume"] == float("inf")
        assert (node["pattern"], node["patterns"]) == (str(region.pattern), (region.pattern,))
        assert (node["members"], node["regions"]) == (1, (region.index,))
        assert node["exact_interior_point"] == region.interior_point
        assert node["interior_point"] == tuple(map(nearest_float, region.interior_point))
        exact = region.affine_map
        assert node["affine_map"] == exact
        assert node["gradient"] == tuple(tuple(map(nearest_float, row)) for row in exact.weights)
        assert node["offset"] == tuple(map(nearest_float, exact.bias))
        assert sorted(graph[region.index]) == sorted(n.index for n in region.neighbours)


@quick
@given(network=networks())
def test_linear_regions(network):
    complex = regions(network)
    fine = complex.graph(of="activation_regions", attributes=["affine_map"])
    coarse = complex.graph(attributes=ALL)
    assert coarse.number_of_nodes() == complex.count() == complex.count("open_connected")
    assert list(coarse) == list(range(complex.count()))
    assert networkx.number_of_selfloops(coarse) == 0
    assert networkx.is_connected(coarse)
    # The classes, by networkx: connected by edges between equal maps.
    maps = {node: fine.nodes[node]["affine_map"] for node in fine}
    equal = [(a, b) for a, b in fine.edges if maps[a] == maps[b]]
    classes = list(networkx.connected_components(fine.edge_subgraph(equal)))
    merged = {i for members in classes for i in members}
    classes += [{i} for i in fine if i not in merged]
    patterns = {frozenset(complex[i].pattern for i in members) for members in classes}
    assert {frozenset(coarse.nodes[node]["patterns"]) for node in coarse} == patterns
    label = {complex.find(p).index: n for n in coarse for p in coarse.nodes[n]["patterns"]}
    between, units = defaultdict(int), defaultdict(set)
    for a, b, data in fine.edges(data=True):
        if label[a] != label[b]:
            edge = min(label[a], label[b]), max(label[a], label[b])
            between[edge] += 1
            units[edge] |= set(data["units"])
    found = {tuple(sorted((a, b))): data for a, b, data in coarse.edges(data=True)}
    assert {edge: data["facets"] for edge, data in found.items()} == between
    assert {edge: set(data["units"]) for edge, data in found.items()} == units
    assert all(list(data["units"]) == sorted(set(data["units"])) for data in found.values())
    for a, b in coarse.edges:
        assert coarse.nodes[a]["affine_map"] != coarse.nodes[b]["affine_map"]


def test_types_of_the_attributes():
    graph = regions(max_min()).graph()
    for _, data in graph.nodes(data=True):
        assert list(data) == ["pattern", "interior_point", "members"]
        assert [type(x) for x in data["interior_point"]] == [float, float]
        assert (type(data["pattern"]), type(data["members"])) == (str, int)
    graph = regions(max_min()).graph(attributes=("patterns", "affine_map", "exact_interior_point"))
    for _, data in graph.nodes(data=True):
        assert list(data) == ["patterns", "affine_map", "exact_interior_point"]
        assert all(isinstance(pattern, Pattern) for pattern in data["patterns"])
        assert isinstance(data["affine_map"], AffineMap)
        assert [type(x) for x in data["exact_interior_point"]] == [Fraction, Fraction]
    bare = regions(max_min()).graph(attributes=())
    assert list(bare.nodes(data=True)) == [(node, {}) for node in graph]
    bare.nodes[0]["own"] = 1
    assert bare.nodes[1] == {}
    for _, _, data in graph.edges(data=True):
        assert set(data) == {"units", "facets"}
        assert isinstance(data["facets"], int)
    assert graph.graph["of"] == "linear_regions"
    assert set(graph.graph) == {"of", "network"}


def test_a_grid():
    complex = regions(montufar(2, 6, 3))
    graph = complex.graph()
    assert networkx.is_isomorphic(graph, networkx.grid_2d_graph(9, 9))


def test_a_path():
    graph = regions(montufar(1, 3, 4)).graph()
    assert networkx.is_isomorphic(graph, networkx.path_graph(27))


def test_a_cycle():
    assert networkx.is_isomorphic(regions(three_lines()).graph(), networkx.cycle_graph(6))


def test_max_min_merges_to_a_triangle():
    complex = regions(max_min())
    graph = complex.graph(attributes=["members", "regions"])
    assert networkx.is_isomorphic(graph, networkx.complete_graph(3))
    sizes = [members for _, members in graph.nodes(data="members")]
    assert sizes == [len(members) for _, members in graph.nodes(data="regions")]
    assert sum(sizes) == 5


def test_the_facet_where_nothing_bends_is_no_edge():
    complex = regions(cancelling_facet())
    fine, coarse = complex.graph(of="activation_regions"), complex.graph()
    assert networkx.is_isomorphic(fine, networkx.path_graph(5))
    assert networkx.is_isomorphic(coarse, networkx.path_graph(4))
    assert sorted(units for _, _, units in coarse.edges(data="units")) == [
        ((0, 1),),
        ((1, 0),),
        ((1, 0),),
    ]


def test_two_facets_between_two_linear_regions():
    """The diamond |x| + |y| <= 1 under max(0, |x| + |y| - 1), and a strip in its place."""
    network = Network(
        [
            Layer([[1, 0], [-1, 0], [0, 1], [0, -1]]),
            Layer([[1, 1, 1, 1]], [-1]),
            Layer([[1]], [0], "identity"),
        ],
        box([-2, -2], [2, 2]),
    )
    complex = regions(network)
    assert len(complex) == 8
    graph = complex.graph()
    assert networkx.is_isomorphic(graph, networkx.wheel_graph(5))
    folded = Network([*network.layers[:2], Layer([[0]], [0], "identity")], network.domain)
    assert regions(folded).graph().number_of_nodes() == 1
    assert regions(folded).graph().number_of_edges() == 0
    # Where y has no weight, its unit cuts the walls |x| = 1 into two facets each.
    strip = Network(
        [
            Layer([[1, 0], [-1, 0], [0, 1]]),
            Layer([[1, 1, 0]], [-1]),
            Layer([[1]], [0], "identity"),
        ],
        network.domain,
    )
    coarse = regions(strip).graph()
    assert networkx.is_isomorphic(coarse, networkx.path_graph(3))
    assert [facets for _, _, facets in coarse.edges(data="facets")] == [2, 2]


def test_cells_that_differ_in_one_sign_need_not_touch():
    """The hat over [0, 1, 2], cut at height 1/2: below it on the left and on the right."""
    network = Network(
        [
            Layer([[1], [1]], [0, -1]),
            Layer([[1, -2]], ["-1/2"]),
            Layer([[1]], [0], "identity"),
        ]
    )
    complex = regions(network)
    graph = complex.graph(of="activation_regions")
    assert networkx.is_isomorphic(graph, networkx.path_graph(5))
    rising, falling = complex.find("10|0"), complex.find("11|0")
    assert not graph.has_edge(rising.index, falling.index)
    assert falling not in rising.neighbours


def test_several_units_on_one_edge():
    network = Network([Layer([[1, 2], [-2, -4], [1, 0]], [1, -2, 0])])
    graph = regions(network).graph(of="activation_regions")
    assert graph.number_of_nodes() == 4
    found = sorted(units for _, _, units in graph.edges(data="units"))
    assert found == [((0, 0), (0, 1)), ((0, 0), (0, 1)), ((0, 2),), ((0, 2),)]


def test_units_of_a_later_layer_that_leave_zero_with_an_earlier_one():
    network = Network([Layer([[1]]), Layer([[1], [0], [2]], [0, 1, 0])])
    (edge,) = regions(network).graph(of="activation_regions").edges(data="units")
    assert edge[2] == ((0, 0), (1, 0), (1, 2))


@pytest.mark.parametrize("kind", ["regions", "", None, "open_connected"])
def test_unknown_kind(kind):
    complex = regions(montufar(1, 2, 2))
    with pytest.raises(UnknownOptionError, match="use linear_regions or activation_regions"):
        complex.graph(of=kind)
    with pytest.raises(UnknownOptionError, match="use linear_regions or activation_regions"):
        complex.edge_list(of=kind)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (("pattern", "colour"), "attribute 'colour' is unknown: use pattern, patterns"),
        ("pattern", "must be a sequence of names"),
        (3, "must be a sequence of names"),
        ([[]], "is unknown"),
    ],
)
def test_unknown_attributes(attributes, message):
    complex = regions(montufar(1, 2, 2))
    with pytest.raises(UnknownOptionError, match=message):
        complex.graph(attributes=attributes)


@quick
@given(network=networks())
def test_edges_in_columns(network):
    complex = regions(network)
    for of in ("linear_regions", "activation_regions"):
        graph, edges = complex.graph(of, ()), complex.edge_list(of)
        ends = list(zip(edges.sources.tolist(), edges.targets.tolist(), strict=True))
        assert ends == sorted(ends)
        assert ends == list(graph.edges)
        assert [graph.edges[end]["facets"] for end in ends] == edges.facets.tolist()
        matrix = complex.adjacency_matrix(of)
        assert [matrix[a, b] for a, b in ends] == edges.facets.tolist()
        assert matrix.sum() == 2 * edges.facets.sum()
