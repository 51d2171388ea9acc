"""Persistence diagrams and barcodes show every bar, with its multiplicity."""

from tests.helpers.extras import require_packages

require_packages("matplotlib")

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection

import polyregions as pr
from polyregions.errors import InvalidNumberError, UnknownOptionError
from polyregions.plotting import plot_barcode, plot_persistence

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def diagrams():
    folds = pr.regions(pr.montufar(2, 4, 3))
    random = pr.regions(pr.he_random((2, 8, 8, 1), seed=3, bias_std=0.4), [[-1, 1]] * 2)
    return [folds.persistence(), folds.persistence(of="superlevel"), random.persistence()]


def points_of(ax):
    parts = [part for part in ax.collections if isinstance(part, PathCollection)]
    return [tuple(place) for part in parts for place in np.array(part.get_offsets()).tolist()]


@pytest.mark.parametrize("which", range(3))
def test_every_bar_is_a_point(which):
    diagram = diagrams()[which]
    columns = diagram.to_arrays()
    ax = plot_persistence(diagram)
    lines = [line.get_ydata()[0] for line in ax.lines if line.get_linestyle() == "--"]
    forever = lines[0]
    deaths = np.where(np.isinf(columns["death"]), forever, columns["death"])
    wanted = zip(columns["birth"].tolist(), deaths.tolist(), strict=True)
    assert sorted(points_of(ax)) == sorted(wanted)
    finite = columns["death"][np.isfinite(columns["death"])]
    if diagram.of == "sublevel":
        assert forever > max(finite.max(initial=-np.inf), columns["birth"].max())
    else:
        assert forever < min(finite.min(initial=np.inf), columns["birth"].min())
    (low, high), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert all(low < x < high and bottom < y < top for x, y in points_of(ax))


def test_multiplicities_and_totals_are_written():
    """The folds of the square: eight pits beside the first that ends never, and four holes."""
    ax = plot_persistence(diagrams()[0])
    texts = {text.get_text(): text.xy for text in ax.texts if hasattr(text, "xy")}
    assert texts == {"8": (0, 1), "4": (1, 2)}
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["$H_0$: 9 (1 forever)", "$H_1$: 4"]
    sizes = {len(part.get_offsets()): part.get_sizes().max() for part in ax.collections}
    assert sizes[2] > sizes[1]


def bars_of(ax):
    parts = [part for part in ax.collections if isinstance(part, LineCollection)]
    segments = np.concatenate([np.array(part.get_segments()) for part in parts])
    return sorted(tuple(ends[:, 0].tolist()) for ends in segments), segments[:, :, 1]


def test_a_barcode_has_a_bar_for_each_class():
    ax = plot_barcode(diagrams()[0])
    bars, heights = bars_of(ax)
    high = max(end for bar in bars for end in bar)
    assert bars == sorted([(0.0, high), *[(0.0, 1.0)] * 8, *[(1.0, 2.0)] * 4])
    assert high > 2
    assert np.array_equal(heights[:, 0], heights[:, 1])
    assert len(set(heights[:, 0].tolist())) == 13
    assert [line.get_marker() for line in ax.lines] == [">"]


def test_bars_of_superlevel_sets_run_downwards():
    ax = plot_barcode(diagrams()[1])
    bars, _ = bars_of(ax)
    assert all(death < birth for birth, death in bars)
    assert [line.get_marker() for line in ax.lines] == ["<"]


def test_one_bar_has_room():
    flat = pr.regions(pr.Network([pr.Layer([[0, 0]], [3], "identity")]), [[0, 1]] * 2)
    ax = plot_persistence(flat.persistence())
    ((birth, _),) = points_of(ax)
    assert birth == 3
    assert ax.get_xlim()[0] < 3 < ax.get_xlim()[1]
    assert len(bars_of(plot_barcode(flat.persistence()))[0]) == 1


@pytest.mark.parametrize("draw", [plot_persistence, plot_barcode])
def test_no_level_is_taken_for_infinity(draw):
    tent = pr.Layer([["1e400", "-2e400"]], None, "identity")
    huge = pr.regions(pr.Network([pr.Layer([[1], [1]], [0, -1]), tent], [[0, 2]])).persistence()
    with pytest.raises(InvalidNumberError, match=r"beyond 1e\+300, which cannot be drawn: scale"):
        draw(huge)


def test_many_bars_are_no_barcode():
    cells = pr.regions(pr.montufar(1, 30, 3))
    with pytest.raises(InvalidNumberError, match="has 451 bars, and a picture has room for 400"):
        plot_barcode(cells.persistence())
    assert len(points_of(plot_persistence(cells.persistence()))) == 2


@pytest.mark.parametrize("draw", [plot_persistence, plot_barcode])
def test_what_is_no_diagram(draw):
    cells = pr.regions(pr.montufar(1, 2, 2))
    with pytest.raises(
        UnknownOptionError, match=r"is no persistence diagram: give what cells\.per"
    ):
        draw(cells)
    with pytest.raises(UnknownOptionError, match="3 is no persistence diagram"):
        cells.persistence().bottleneck_distance(3)
