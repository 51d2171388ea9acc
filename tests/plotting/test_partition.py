"""Pictures of partitions: exact polygons that tile the view, colours that tell regions apart."""

from fractions import Fraction

import matplotlib
import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import InvalidDomainError
from polyregions.plotting import PALETTE, plot_partition
from polyregions.plotting.colouring import colouring
from polyregions.plotting.polygons import bounding_box, clipped_polygon, vertices

matplotlib.use("Agg")

SQUARE = ((Fraction(-1), Fraction(-1)), (Fraction(1), Fraction(1)))


def area(polygon):
    """Return the area, positive for a counterclockwise polygon."""
    ends = zip(polygon, [*polygon[1:], *polygon[:1]], strict=True)
    return sum((a * d - b * c for (a, b), (c, d) in ends), Fraction(0)) / 2


@pytest.fixture(autouse=True)
def closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


@pytest.mark.parametrize(
    "net",
    [
        pr.he_random((2, 5, 4, 1), seed=1),
        pr.he_random((2, 6, 1), seed=0, bias_std=0),
        pr.montufar(2, 4, 3),
        pr.ternary(2, 12, 3),
        pr.Network([pr.Layer([[1, 1]])]),
        pr.Network([pr.Layer([[1, 1]], None, "identity")]),
    ],
    ids=str,
)
def test_the_polygons_tile_the_view_exactly(net):
    for domain in (pr.whole_space(2), pr.box([-1, -1], [1, 1])):
        cells = pr.regions(net, domain)
        areas = [area(clipped_polygon(region.polytope, SQUARE)) for region in cells]
        assert sum(areas) == 4
        assert min(areas) >= 0


@pytest.mark.parametrize("domain", [pr.whole_space(2), pr.box([0, 0], [1, 1]), pr.simplex(2)])
def test_neighbours_have_different_colours(domain):
    cells = pr.regions(pr.montufar(2, 6, 3), domain)
    graph = cells.graph()
    colours = colouring(graph, len(PALETTE))
    assert set(colours) == set(graph.nodes)
    assert all(colours[a] != colours[b] for a, b in graph.edges)


@settings(max_examples=50)
@given(st.integers(3, 40), st.randoms(use_true_random=False))
def test_six_colours_suffice_for_planar_graphs(size, random):
    graph = networkx.Graph()
    graph.add_edges_from([(0, 1), (1, 2), (0, 2)])
    triangles = [(0, 1, 2), (0, 1, 2)]
    for node in range(3, size):  # a random stacked triangulation
        a, b, c = triangles.pop(random.randrange(len(triangles)))
        graph.add_edges_from([(node, a), (node, b), (node, c)])
        triangles += [(a, b, node), (a, c, node), (b, c, node)]
    colours = colouring(graph, 6)
    assert all(colours[a] != colours[b] for a, b in graph.edges)


def test_the_picture_of_a_bounded_domain():
    cells = pr.regions(pr.montufar(2, 6, 3))
    ax = plot_partition(cells)
    assert len(ax.collections[0].get_paths()) == 81
    assert ax.get_xlim() == ax.get_ylim() == (0, 1)


def test_the_picture_of_the_whole_plane_shows_every_vertex():
    cells = pr.regions(pr.montufar(2, 4, 3), pr.whole_space(2))
    ax = plot_partition(cells)
    assert len(ax.collections[0].get_paths()) == 36
    points = [p for region in cells for p in vertices(region.polytope)]
    assert ax.get_xlim()[0] < min(x for x, _ in points)
    assert ax.get_ylim()[1] > max(y for _, y in points)


def test_a_view_clips():
    cells = pr.regions(pr.montufar(2, 6, 3))
    ax = plot_partition(cells, view=[[0, "1/9"], [0, "2/9"]])
    assert len(ax.collections[0].get_paths()) == 2
    assert ax.get_ylim() == (0, 2 / 9)


def test_a_complex_without_vertices():
    for net in (
        pr.Network([pr.Layer([[1, 0]])]),
        pr.Network([pr.Layer([[1, 1]], None, "identity")]),
    ):
        ax = plot_partition(pr.regions(net))
        assert len(ax.collections[0].get_paths()) == len(pr.regions(net))


def test_axes_that_are_given_are_used():
    from matplotlib import pyplot

    _, axes = pyplot.subplots(1, 2)
    assert plot_partition(pr.regions(pr.montufar(2, 2, 2)), axes[1]) is axes[1]


def test_refusals():
    with pytest.raises(InvalidDomainError, match="3 inputs"):
        plot_partition(pr.regions(pr.montufar(3, 3, 2)))
    cells = pr.regions(pr.montufar(2, 2, 2))
    for view in ([[0, 1]], [[1, 0], [0, 1]], [[0, 1, 2], [0, 1, 2]]):
        with pytest.raises(InvalidDomainError, match="the view is no box"):
            plot_partition(cells, view=view)


def test_the_box_around_one_point():
    point = (Fraction(1), Fraction(2))
    assert bounding_box([point], Fraction(1, 8)) == ((0, 1), (2, 3))
