"""The panels of the six definitions show as many regions as are counted, and where they join."""

from tests.helpers.extras import require_packages

require_packages("matplotlib")

from fractions import Fraction

import matplotlib
import numpy as np
import pytest

import polyregions as pr
from polyregions.constructions import max_min
from polyregions.errors import InvalidDomainError, UnknownOptionError
from polyregions.plotting import plot_definitions
from polyregions.plotting.backend import new_figure
from polyregions.plotting.nested_colors import distinct_colors, nested_numbers
from tests.helpers.cases import each

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def wedge():
    """Return relu(relu(x_0) - relu(x_1)): zero in three quadrants and half of the fourth one."""
    hidden = [pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, -1]])]
    return pr.Network([*hidden, pr.Layer([[1]], None, "identity")], [[-1, 1], [-1, 1]])


def touching():
    """Return min(relu(x_0), relu(x_1)) + min(relu(-x_0), relu(-x_1)).

    It is zero in two quadrants that meet in the origin alone.
    """
    parts = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
    # min(a, b) is a - relu(a - b) for a, b >= 0.
    gaps = pr.Layer([[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, -1, 0], [0, 1, 0, -1]])
    total = pr.Layer([[1, 1, -1, -1]], None, "identity")
    return pr.Network([parts, gaps, total], [[-1, 1], [-1, 1]])


def colors_of(ax):
    """Return the colours of the cells of a panel, one row for each."""
    return ax.collections[0].get_facecolor()


def walls_of(ax):
    return np.array(ax.collections[1].get_segments()).reshape(-1, 2, 2)


def distinct(colors):
    return len(np.unique(colors, axis=0))


def test_the_six_definitions_differ_on_one_network():
    """R1, ..., R6 = 7, 5, 4, 3, 3, 3: Stargalla, Hertrich, Reichman (2025)."""
    cells = pr.regions(max_min())
    figure = plot_definitions(cells)
    assert [ax.get_title() for ax in figure.axes] == [
        "1 activation: 7",
        "2 proper activation: 5",
        "3 convex: 4",
        "4 open connected: 3",
        "5 closed connected: 3",
        "6 affine: 3",
    ]
    assert [distinct(colors_of(ax)) for ax in figure.axes] == [5, 5, 4, 3, 3, 3]
    assert [len(walls_of(ax)) for ax in figure.axes[1:]] == [5, 4, 3, 3, 3]


@each("net", [max_min(), wedge(), pr.montufar(2, 4, 3), pr.montufar(2, 6, 3), touching()])
def test_regions_have_one_colour_and_others_another(net):
    cells = pr.regions(net)
    figure = plot_definitions(cells, definitions=[2, 4, 5, 6])
    for ax, definition in zip(figure.axes, (2, 4, 5, 6), strict=True):
        assert distinct(colors_of(ax)) == cells.count(definition)
    pairs = {2: np.arange(len(cells)), 4: cells.linear_region_labels, 6: cells.affine_labels}
    for ax, definition in zip(figure.axes, (2, 4, 5, 6), strict=True):
        if definition in pairs:
            labels, colors = pairs[definition], colors_of(ax)
            for label in range(int(labels.max()) + 1):
                assert distinct(colors[labels == label]) == 1


def lower_faces(ax):
    """Return the colours of edges, and of vertices, in the panel of definition 1."""
    _, _, edges, _, points = ax.collections
    return edges.get_edgecolor(), points.get_facecolor()


@each("net", [max_min(), wedge(), touching()])
def test_activation_regions_of_all_dimensions_have_colours(net):
    cells = pr.regions(net)
    (ax,) = plot_definitions(cells, definitions=["activation"]).axes
    edges, vertices = lower_faces(ax)
    inner = cells.face_lattice.inner_f_vector
    assert (len(edges), len(vertices)) == (inner[1], inner[0])
    everything = np.concatenate([colors_of(ax), edges, vertices])
    assert distinct(everything) == cells.count("activation")


def test_slices_join_closed_regions():
    """The folds of the square have regions that hang together through two regions between."""
    cells = pr.regions(pr.montufar(2, 4, 3))
    (ax,) = plot_definitions(cells, definitions=[5]).axes
    slices = np.array(ax.collections[-1].get_segments())
    assert len(ax.collections[-2].get_offsets()) == 0
    corners = {tuple(end) for end in slices.reshape(-1, 2).tolist()}
    assert len(slices) == 4
    assert corners == {(0.5, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 0.5)}
    maps = {region.affine_map for region in cells}
    for ends in slices:
        middle = [Fraction(x) for x in ends.mean(axis=0)]
        value = cells.network.exact(middle)
        elsewhere = [own for own in maps if own(middle) == value]
        assert len(elsewhere) > 1


def test_points_join_closed_regions():
    cells = pr.regions(touching())
    assert cells.count("open_connected") > cells.count("closed_connected")
    (ax,) = plot_definitions(cells, definitions=[5]).axes
    dots = np.array(ax.collections[-2].get_offsets())
    assert dots.tolist() == [[0, 0]]
    assert len(ax.collections[-1].get_segments()) == 0


def test_panels_fill_a_given_figure_and_view():
    figure = new_figure((6, 3))
    view = [[-2, 2], [-1, 1]]
    chosen = (4, "closed-connected")
    found = plot_definitions(pr.regions(max_min()), figure, definitions=chosen, view=view)
    assert found is figure
    assert [ax.get_xlim() for ax in figure.axes] == [(-2, 2)] * 2
    assert [ax.get_ylim() for ax in figure.axes] == [(-1, 1)] * 2


def test_lines_and_dots_are_finer_where_there_are_many_regions():
    def drawn(folds):
        cells = pr.regions(pr.montufar(inputs=2, width=folds, depth=3))
        figure = plot_definitions(cells, definitions=(1, 2))
        first, second = figure.axes
        lines = [first.collections[1], second.collections[1]]
        return [*(part.get_linewidth()[0] for part in lines), first.collections[-1].get_sizes()[0]]

    few, many = drawn(4), drawn(8)  # 16 regions, and 256, four times as many as are few
    assert np.divide(many, few) == pytest.approx([1 / 2, 1 / 2, 1 / 4])


def test_panels_left_over_are_empty():
    figure = plot_definitions(pr.regions(max_min()), definitions=(1, 2, 4, 5, 6))
    assert [ax.axison for ax in figure.axes] == [True] * 5 + [False]


def test_what_has_no_panels_is_refused():
    with pytest.raises(InvalidDomainError, match="3 inputs, and regions under the definitions"):
        plot_definitions(pr.regions(pr.montufar(3, 3, 2)))
    with pytest.raises(UnknownOptionError, match="the definition 7"):
        plot_definitions(pr.regions(max_min()), definitions=[7])


def test_colours_are_kept_by_the_first_part_alone():
    coarse, middle, fine = np.array([0, 0, 0, 1]), np.array([5, 3, 5, 0]), np.array([0, 1, 2, 3])
    assert [n.tolist() for n in nested_numbers([coarse, middle, fine])] == [
        [0, 0, 0, 1],
        [0, 2, 0, 1],
        [0, 2, 3, 1],
    ]


@pytest.mark.parametrize("count", [1, 8, 24, 60])
def test_colours_are_different(count):
    assert distinct(distinct_colors(count)) == count
