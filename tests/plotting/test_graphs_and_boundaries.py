"""Region graphs and decision boundaries over the plane."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

from fractions import Fraction

import matplotlib
import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import InvalidDomainError, UnknownOptionError
from polyregions.plotting import (
    plot_decision_boundary,
    plot_partition,
    plot_region_graph,
    polygon_table,
)
from tests.helpers.cases import each
from tests.helpers.data import NETWORKS, golden_cases, golden_network
from tests.helpers.pixels import color_at, new_axes, pixels

matplotlib.use("Agg")

SQUARE = [[-1, 1], [-1, 1]]


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def drawn_graph(ax):
    """Return the nodes and the edges as arrays of points."""
    segments = np.array(ax.collections[-1].get_segments()).reshape(-1, 3, 2)
    return np.column_stack(ax.lines[-1].get_data()), segments


BOUNDED = [
    pytest.param(golden_network(case), id=case["name"])
    for case in golden_cases()
    if case["n0"] == 2 and case["domain"] is not None
]


@pytest.mark.parametrize("of", ["linear_regions", "activation_regions"])
@each("net", BOUNDED, size=15)
def test_the_drawing_has_the_nodes_and_edges_of_the_graph(net, of):
    cells = pr.regions(net)
    nodes, edges = drawn_graph(plot_region_graph(cells, of=of))
    graph = cells.graph(of)
    assert len(nodes) == graph.number_of_nodes()
    assert len(edges) == graph.number_of_edges()
    labels = cells.linear_region_labels if of == "linear_regions" else np.arange(len(cells))
    for node, point in zip(sorted(graph.nodes), nodes, strict=True):
        inside = cells.locate([Fraction(x) for x in point])
        assert node in {labels[region.index] for region in inside}
        assert len(inside) == 1
    drawn = set()
    for start, _, end in edges:
        ends = [int(np.argmin(np.abs(nodes - point).sum(axis=1))) for point in (start, end)]
        drawn.add(tuple(sorted(ends)))
    assert drawn == {tuple(sorted(edge)) for edge in graph.edges}


def test_edges_cross_the_shared_facet():
    cells = pr.regions(pr.he_random((2, 6, 6, 1), seed=3).with_domain(SQUARE))
    _, edges = drawn_graph(plot_region_graph(cells, of="activation_regions"))
    for start, middle, end in edges:
        here, there = (cells.locate([Fraction(x) for x in point])[0] for point in (start, end))
        facet = next(f for f in here.facets if f.neighbour == there.index)
        *normal, level = map(float, facet.halfspace.row)
        assert abs(np.dot(normal, middle) - level) < 1e-9 * np.abs(normal).max()
        assert here.index in {region.index for region in (here, there)}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("exponent", [1000, 400, -400, -1000])
def test_nodes_stand_at_the_centroids_at_any_scale(exponent):
    def nodes(size):
        net = pr.Network([pr.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, size / 2])])
        cells = pr.regions(net, [[-size, size], [-size, size]])
        return drawn_graph(plot_region_graph(cells))[0]

    assert np.array_equal(nodes(Fraction(2) ** exponent), np.ldexp(nodes(Fraction(1)), exponent))


def test_only_what_the_view_shows_is_drawn():
    cells = pr.regions(pr.montufar(2, 6, 3))
    ax = plot_region_graph(cells, view=[[0, "1/3"], [0, "1/3"]])
    nodes, edges = drawn_graph(ax)
    assert len(nodes) == 9
    assert len(edges) == 12
    assert ax.get_xlim() == (0, 1 / 3)


def test_a_network_with_one_region():
    cells = pr.regions(pr.Network([pr.Layer([[1, 1]], None, "identity")]))
    nodes, edges = drawn_graph(plot_region_graph(cells))
    assert len(nodes) == 1
    assert len(edges) == 0


def test_the_graph_over_given_axes():
    cells = pr.regions(pr.montufar(2, 4, 2))
    ax = plot_partition(cells)
    assert plot_region_graph(cells, ax) is ax
    assert len(ax.collections) == 2


def test_unknown_graphs_and_spaces_are_refused():
    with pytest.raises(UnknownOptionError, match="graph of 'x' is unknown"):
        plot_region_graph(pr.regions(pr.montufar(2, 4, 2)), of="x")
    with pytest.raises(InvalidDomainError, match="3 inputs"):
        plot_region_graph(pr.regions(pr.montufar(3, 3, 2)))


# Decision boundaries


def segments(ax):
    return np.array(ax.collections[-1].get_segments()).reshape(-1, 2, 2)


def test_segments_are_the_separating_pieces():
    drawn = 0
    for seed, outputs in [(1, 3), (2, 1), (3, 5), (4, 2), (5, 4)]:
        net = pr.he_random((2, 6, 6, outputs), seed=seed, bias_std=0.3).with_domain(SQUARE)
        boundary = pr.decision_boundary(pr.regions(net))
        found = segments(plot_decision_boundary(boundary))
        wanted = np.array(
            [[[float(x) for x in v] for v in piece.vertices] for piece in boundary.separating]
        ).reshape(-1, 2, 2)
        # Another pair of outputs may cut a piece into several segments.
        lengths = [np.hypot(*(s[:, 1] - s[:, 0]).T).sum() for s in (found, wanted)]
        assert abs(lengths[0] - lengths[1]) < 1e-5, seed
        assert len(found) >= len(wanted), seed
        drawn += len(found)
        for ends in found:
            values = np.sort(net(ends.mean(axis=0)))
            runner_up = values[-2] if outputs > 1 else 0.0
            assert abs(values[-1] - runner_up) < 1e-4, seed
    assert drawn > 8


def test_outputs_that_tie_throughout_separate_nothing():
    """Outputs 0 and 1 are one: the largest ones change where both meet output 2, once."""
    outputs = pr.Layer([[1, 0], [1, 0], [0, 1]], None, "identity")
    boundary = pr.decision_boundary(pr.regions(pr.Network([outputs], SQUARE)))
    found = segments(plot_decision_boundary(boundary))
    assert sorted(map(tuple, found[0].tolist())) == [(-1, -1), (1, 1)]
    touching = pr.Network(
        [pr.Layer([[1, 0], [-1, 0]]), pr.Layer([[0, 0], [-1, -1]], None, "identity")], SQUARE
    )
    boundary = pr.decision_boundary(pr.regions(touching))
    assert len(segments(plot_decision_boundary(boundary))) == 0


def test_lines_and_half_lines_end_at_the_view():
    outputs = pr.Layer([[1, 0], [0, 1]], None, "identity")
    line = pr.decision_boundary(pr.regions(pr.Network([outputs])))
    ax = plot_decision_boundary(line, view=[[-2, 2], [-1, 3]])
    assert np.sort(segments(ax), axis=1).tolist() == [[[-1, -1], [2, 2]]]
    half = pr.Network([pr.Layer([[1, 0], [0, 1]]), outputs])
    boundary = pr.decision_boundary(pr.regions(half))
    ax = plot_decision_boundary(boundary, view=[[-2, 2], [-1, 3]])
    found = sorted(sorted(map(tuple, ends)) for ends in segments(ax).tolist())
    assert found == [[(-2, 0), (0, 0)], [(0, -1), (0, 0)], [(0, 0), (2, 2)]]
    assert len(segments(plot_decision_boundary(line, view=[[1, 2], [-2, -1]]))) == 0


def test_ties_are_hatched():
    net = pr.Network(
        [pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 0], [0, 1]], None, "identity")], SQUARE
    )
    ax = plot_decision_boundary(pr.decision_boundary(pr.regions(net)))
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["class 0", "class 1", "tie"]
    hatched = next(c for c in ax.collections if c.get_hatch())
    (path,) = hatched.get_paths()
    assert path.get_extents().bounds == (-1, -1, 1, 1)


def test_the_boundary_is_drawn_where_the_sign_changes():
    cells = pr.regions(pr.read_network(NETWORKS / "flower_2d_2x50.json"))
    boundary = pr.decision_boundary(cells)
    ax = new_axes()
    plot_partition(cells, ax, color="plain", edges="none")
    plot_decision_boundary(boundary, ax, width=4)
    image = pixels(ax)
    for ends in segments(ax):
        if np.hypot(*(ends[1] - ends[0])) > 0.01:
            assert color_at(ax, image, ends.mean(axis=0)).max() < 0.1
    assert color_at(ax, image, (-0.5, -0.5)).min() > 0.9


def test_other_dimensions_have_no_boundary_picture():
    boundary = pr.decision_boundary(pr.regions(pr.montufar(3, 3, 2)))
    with pytest.raises(InvalidDomainError, match="drawn in the plane"):
        plot_decision_boundary(boundary)


def test_classes_may_be_given_by_their_boundary():
    cells = pr.regions(pr.he_random((2, 6, 6, 3), seed=1).with_domain(SQUARE))
    boundary = pr.decision_boundary(cells)
    ax = plot_partition(cells, color=boundary)
    filled = len(ax.collections[0].get_paths())
    assert filled == np.count_nonzero(np.diff(polygon_table(boundary.refinement).offsets))
