"""The picture of an evolution shows its columns."""

from tests.helpers.definitions import CERTAIN
from tests.helpers.extras import require_packages

require_packages("matplotlib")

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import InvalidNetworkError
from polyregions.plotting import write_picture

FOLDS = {depth: pr.montufar(inputs=2, width=4, depth=depth) for depth in (2, 3, 4)}
SEGMENTS = [([0, "1/8"], [1, "1/8"]), (["1/8", 0], ["1/8", "1/2"])]


def heights(ax):
    return ax.lines[0].get_ydata().tolist()


def test_all_columns(tmp_path):
    history = pr.evolution(FOLDS, segments=SEGMENTS, level="1/2")
    figure = pr.plot_evolution(history)
    assert [ax.get_ylabel() for ax in figure.axes] == [
        "linear regions",
        "breakpoints per unit of length",
        "size of the decision boundary",
    ]
    columns = [history.regions, history.densities, history.boundaries]
    assert [heights(ax) for ax in figure.axes] == [column.tolist() for column in columns]
    for ax in figure.axes:
        assert ax.lines[0].get_xdata().tolist() == [2, 3, 4]
        assert ax.get_xlabel() == "epoch"
        assert ax.get_ylim()[0] == 0
        assert {tick % 1 for tick in ax.get_xticks()} == {0}
    (bars,) = figure.axes[1].containers[0].lines[2]
    (low, high), *_ = [segment[:, 1] for segment in bars.get_segments()]
    assert np.isclose(high - low, 2 * history.standard_errors[0])
    path = tmp_path / "evolution.png"
    write_picture(figure, path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_one_column_and_one_checkpoint():
    labels = {}
    for definition in CERTAIN:
        history = pr.evolution([FOLDS[3]], boundary=False, definition=definition)
        (ax,) = pr.plot_evolution(history).axes
        labels[ax.get_ylabel()] = heights(ax)
    assert labels == {
        "activation patterns": [16],
        "activation regions": [16],
        "linear regions": [16],
        "closed linear regions": [12],
        "affine maps": [12],
    }


def test_what_is_beyond_floats_is_left_out(tmp_path):
    deep = {depth: pr.montufar(inputs=1, width=2, depth=depth) for depth in (2, 1001, 2001)}
    figure = pr.plot_evolution(pr.evolution(deep, boundary=False))
    first, second, third = heights(figure.axes[0])
    assert (first, second, np.isnan(third)) == (2.0, 2.0**1000, True)
    write_picture(figure, tmp_path / "deep.png")
    line = pr.Network([pr.Layer([[1, 1]], None, "identity")])
    (_, ax) = pr.plot_evolution(pr.evolution([line])).axes
    assert np.isnan(heights(ax)).all()
    nothing = pr.evolution([line], max_seconds=0).known
    assert [heights(ax) for ax in pr.plot_evolution(nothing).axes] == [[]]


def test_what_is_no_evolution():
    with pytest.raises(InvalidNetworkError, match="None is no evolution: give what evolution"):
        pr.plot_evolution(None)
    partial = pr.evolution([FOLDS[2]], max_seconds=0)
    with pytest.raises(InvalidNetworkError, match=r"is no evolution.*its attribute known"):
        pr.plot_evolution(partial)
