"""Graphs of networks with one input."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

import re

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.errors import InvalidDomainError, UnknownOptionError
from polyregions.one_dimension import find_breakpoints
from polyregions.plotting import plot_function
from polyregions.plotting.intervals import interval_table
from tests.helpers.awkward import AWKWARD
from tests.helpers.pixels import new_axes, pixels
from tests.strategies import degenerate_networks

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def check_table(cells, table):
    """Compare with the exact intervals."""
    width = table.view[1] - table.view[0]
    for region in cells:
        ends = [float(v[0]) for v in region.vertices if not region.generators.lines]
        found = [table.lower[region.index], table.upper[region.index]]
        assert [x for x in found if np.isfinite(x)] == pytest.approx(
            ends, abs=1e-8 * width, rel=1e-12
        )
        slopes = [row[0] > 0 for row in region.polytope.rows]
        assert np.isfinite(found[1]) == (True in slopes)
        assert np.isfinite(found[0]) == (False in slopes)


ONE_INPUT = [
    pytest.param(case.network, id=case.name)
    for case in AWKWARD
    if case.network.inputs == 1
    and not re.search(r"1e600|montufar\(1, \d, \d0\) (on|at .)", case.name)
]


@pytest.mark.parametrize("net", ONE_INPUT)
def test_intervals_are_the_exact_ones(net):
    cells = pr.regions(net)
    check_table(cells, interval_table(cells))


@settings(max_examples=60)
@given(degenerate_networks(most_inputs=1, with_domain=True))
def test_intervals_of_networks_of_all_kinds(net):
    cells = pr.regions(net)
    check_table(cells, interval_table(cells))
    table = interval_table(cells, [-1, "1/3"])
    check_table(cells, table)
    low, high = [max(-1, table.lower.min()), min(1 / 3, table.upper.max())]
    assert table.sizes.sum() == pytest.approx(max(0, high - low), abs=1e-9)


@settings(max_examples=12)
@given(degenerate_networks(most_inputs=1, with_domain=True))
def test_networks_of_all_kinds_are_drawn(net):
    pixels(plot_function(pr.regions(net), new_axes()))


def test_breakpoints_are_marked_in_the_colors_of_their_layers():
    net = pr.he_random((1, 10, 10, 1), seed=1).with_domain([[-1, 1]])
    ax = plot_function(pr.regions(net))
    table = find_breakpoints(net)
    drawn = np.concatenate([np.asarray(marks.get_offsets()) for marks in ax.collections])
    np.testing.assert_allclose(np.sort(drawn[:, 0]), table.locations, atol=1e-9)
    np.testing.assert_allclose(drawn[:, 1], net(drawn[:, :1])[:, 0], atol=1e-9)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == [f"layer {k}: {table.of_layer(k)}" for k in (1, 2)]
    hollow = sum(np.sum(marks.get_facecolor()[:, 3] == 0) for marks in ax.collections)
    assert hollow == np.count_nonzero(~table.bends)


def test_the_curve_is_the_function():
    net = pr.he_random((1, 8, 8, 3), seed=2).with_domain([[-2, 2]])
    ax = plot_function(pr.regions(net))
    curves = [line for line in ax.lines if line.get_label().startswith("output")]
    assert len(curves) == 3
    for k, line in enumerate(curves):
        x, y = line.get_data()
        assert np.all(np.diff(x) >= 0)
        np.testing.assert_allclose(y, net(np.array(x)[:, None])[:, k], atol=1e-9)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names[:3] == ["output 0", "output 1", "output 2"]
    assert ax.get_ylabel() == "outputs"


def test_pieces_in_the_colors_of_values():
    cells = pr.regions(pr.montufar(1, 2, 4))
    ax = plot_function(cells, color="activation_count", axis_name="t")
    (pieces,) = ax.collections
    assert len(pieces.get_segments()) == 8
    assert ax.child_axes[0].get_ylabel() == "active units (of 6)"
    assert ax.get_xlabel() == "t"
    for color in ("region", "length", "gradient_norm", "plain", "class"):
        pixels(plot_function(cells, new_axes(), color=color))


def test_the_classes_cut_the_graph_where_the_sign_changes():
    net = pr.Network([pr.Layer([[1]], ["-1/3"], "identity")], [[-1, 1]])
    ax = plot_function(pr.regions(net), color="class")
    ends = sorted(tuple(end[:, 0]) for end in ax.collections[0].get_segments())
    assert ends == [(-1, 1 / 3), (1 / 3, 1)]


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_the_classes_color_the_graphs_of_all_outputs(outputs):
    hidden = pr.Layer([[10], [3], [-1]], [0, "-1/2", 0])
    last = pr.Layer([[1, -3, 0], [0, 2, 1], [0, 0, 2]][:outputs], [-1, 1, 0][:outputs], "identity")
    net = pr.Network([hidden, last], [[-1, 1]])
    ax = plot_function(pr.regions(net), color="class")
    assert len(ax.collections) == outputs
    for output, lines in enumerate(ax.collections):
        for x, y in np.concatenate(lines.get_segments()):
            assert y == pytest.approx(net([x])[output], abs=1e-12)


def test_views():
    cells = pr.regions(pr.he_random((1, 30, 30, 1), seed=1))
    assert plot_function(cells, view=[-1, 2]).get_xlim() == (-1, 2)
    assert plot_function(cells, view=[["-1/2", 2]]).get_xlim() == (-0.5, 2)
    farthest = max(abs(v[0]) for region in cells for v in region.vertices)
    assert plot_function(cells).get_xlim()[1] < farthest
    ray = pr.regions(pr.Network([pr.Layer([[1]])]), pr.HPolytope(1, [(-1, 3)]))
    assert plot_function(ray).get_xlim()[0] == -3


def test_refusals():
    with pytest.raises(InvalidDomainError, match="2 inputs"):
        plot_function(pr.regions(pr.montufar(2, 2, 2)))
    cells = pr.regions(pr.montufar(1, 2, 2))
    for view in ([1, 0], [0], [0, 1, 2], [[0, 1], [0, 1]]):
        with pytest.raises(InvalidDomainError, match="the view is no interval"):
            plot_function(cells, view=view)
    with pytest.raises(InvalidDomainError, match="too narrow or too far out"):
        plot_function(cells, view=[10**30, 10**30 + 1])
    with pytest.raises(InvalidDomainError, match="use 'gradient_norm'"):
        plot_function(cells, color="gradient")
    with pytest.raises(UnknownOptionError, match="their size is their length"):
        plot_function(cells, color="area")
    with pytest.raises(UnknownOptionError, match="no value of regions"):
        plot_function(cells, color="output")
