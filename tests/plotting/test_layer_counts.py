"""Counts per layer are those of the truncated networks."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

import matplotlib
import pytest

import polyregions as pr
from polyregions.complexes.layer_counts import regions_per_layer
from polyregions.plotting import plot_count_per_layer
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.data import NETWORKS, golden_cases, golden_network

matplotlib.use("Agg")

NETS = [
    *(pytest.param(case.network, id=case.name) for case in AWKWARD),
    *(pytest.param(golden_network(case), id=case["name"]) for case in golden_cases()),
]


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def counted_by_truncation(net):
    """Find the regions of the network that ends after each layer with ReLU units."""
    return {
        number: len(pr.regions(pr.Network(net.layers[:number], net.domain)))
        for number, layer in enumerate(net.layers, start=1)
        if layer.relu_units
    }


@each("net", sampled(NETS, 4), size=40)
def test_counts_are_those_of_the_truncated_networks(net):
    assert regions_per_layer(pr.regions(net)) == counted_by_truncation(net)


def test_bars_and_numbers():
    net = pr.read_network(NETWORKS / "flower_2d_2x50.json")
    ax = plot_count_per_layer(net)
    counts = counted_by_truncation(net)
    assert [bar.get_height() for bar in ax.patches] == list(counts.values())
    assert [text.get_text() for text in ax.texts] == [f"{n:,}" for n in counts.values()]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["1", "2"]
    assert ax.get_yscale() == "linear"


def test_fast_growth_is_drawn_by_logarithms_and_many_layers_without_numbers():
    low = [0]
    net = pr.montufar(1, 2, 20).with_domain(pr.box(low, [2**-12]))
    ax = plot_count_per_layer(net)
    assert ax.get_yscale() == "log"
    assert not ax.texts
    assert len(ax.patches) == 19


def test_networks_without_units_have_no_bars():
    net = pr.Network([pr.Layer([[1, 2]], None, "identity")])
    assert regions_per_layer(pr.regions(net)) == {}
    assert not plot_count_per_layer(net).patches
