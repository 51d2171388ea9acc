"""Pictures of one dimension, and the command that draws them."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

import json

import matplotlib
import pytest

from polyregions import PolyregionsError, he_random
from polyregions.cli import main
from polyregions.one_dimension import PiecewiseLinear, region_adaptive_sparsity
from polyregions.plotting import plot_breakpoints, plot_ensemble, plot_sparsity
from polyregions.theorems import random_ensemble

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    matplotlib.pyplot.close("all")


def test_every_breakpoint_is_drawn_in_the_color_of_its_layer():
    ax = plot_breakpoints(he_random((1, 10, 10, 1), seed=1), domain=(-1, 1))
    drawn = sum(len(points.get_offsets()) for points in ax.collections)
    assert (
        drawn == PiecewiseLinear.from_network(he_random((1, 10, 10, 1), seed=1), (-1, 1)).pieces - 1
    )
    assert len(ax.collections) == 2


def test_networks_on_all_of_the_line_and_without_breakpoints():
    plot_breakpoints(he_random((1, 6, 6, 1), seed=1))
    ax = plot_breakpoints(he_random((1, 1)), domain=(0, 1))
    assert ax.get_legend() is None


def test_several_outputs_are_refused():
    with pytest.raises(PolyregionsError, match="2 outputs"):
        plot_breakpoints(he_random((1, 3, 2)))


def test_ensembles_and_tables(tmp_path):
    plot_ensemble(random_ensemble([6, 6], samples=4, domain=(None, 1))).savefig(tmp_path / "a.png")
    tent = PiecewiseLinear.through([(0, 0), (1, 1), (2, 0)])
    plot_sparsity(region_adaptive_sparsity(tent, ["1/3"], 4))


def test_the_command(tmp_path, capsys):
    words = ["random-1d", "--widths", "8,8", "--samples", "3", "--interval=-1,2"]
    assert main([*words, "--plot", str(tmp_path / "out.png")]) == 0
    out = capsys.readouterr().out
    assert "breakpoints of layer 2" in out
    assert (tmp_path / "out.png").stat().st_size > 10_000
    assert main([*words, "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["widths"] == [8, 8]
    assert values["interval"] == ["-1", "2"]
    assert len(values["breakpoints"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--widths", "a"],
        ["--widths", "3", "--interval=1"],
        ["--widths", "3", "--interval=2,1"],
        ["--widths", "3", "--samples", "0"],
        ["--widths", "3", "--samples", "1", "--plot", "no/such/folder.png"],
        ["--widths", "3", "--samples", "1", "--plot", "out.unknown"],
    ],
)
def test_bad_commands_fail_in_one_line(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["random-1d", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("polyregions: error: ")
    assert len(error.splitlines()) == 1
