"""A limit of time ends pictures wherever they have come to, and leaves no file behind."""

import pytest

import polyregions as pr
from polyregions.plotting import (
    plot_complex_3d_static,
    plot_count_per_layer,
    plot_definitions,
    plot_faces,
    plot_level_set,
    plot_partition,
    plot_region_graph,
    write_picture,
)
from tests.helpers.clocks import stopped_everywhere

PLANE = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
SPACE = pr.regions(pr.montufar(inputs=3, width=6, depth=2))


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


@pytest.mark.parametrize("color", ["region", "class"])
def test_partitions(color):
    def drawn():
        return len(plot_partition(PLANE, color=color).collections[0].get_paths())

    assert stopped_everywhere(drawn, fewest=4, most=12) >= 4


def test_graphs_space_and_layers():
    for plot, complex in (
        (plot_region_graph, PLANE),
        (plot_complex_3d_static, SPACE),
        (plot_count_per_layer, PLANE),
    ):
        stopped_everywhere(lambda plot=plot, complex=complex: len(plot(complex).collections), 1, 4)


@pytest.mark.parametrize(
    ("plot", "complex"),
    [
        (plot_faces, PLANE),
        (plot_faces, SPACE),
        (plot_level_set, PLANE),
        (plot_level_set, SPACE),
    ],
)
def test_faces_and_level_sets(plot, complex):
    def drawn():
        fresh = pr.regions(complex.network)  # which does not know its faces yet
        return len(plot(fresh).collections)

    assert stopped_everywhere(drawn, fewest=5, most=20) >= 3


def test_definitions():
    def drawn():
        return len(plot_definitions(pr.regions(PLANE.network)).axes)

    assert stopped_everywhere(drawn, fewest=5, most=12) == 6


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_files(tmp_path, suffix):
    """They are written whole, or there is none."""
    path = tmp_path / f"regions.{suffix}"
    figure = plot_partition(PLANE).figure
    figure.set_layout_engine("none")  # it draws the text again and again
    left = []

    def written():
        path.unlink(missing_ok=True)
        try:
            write_picture(figure, path)
        finally:
            left.append(len(list(tmp_path.iterdir())))
        return True

    assert stopped_everywhere(written, most=6)
    assert set(left) == {0, 1}
    assert list(tmp_path.iterdir()) == [path]
