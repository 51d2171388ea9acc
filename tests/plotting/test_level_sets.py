"""Level sets are drawn where the output has the level, with the Betti numbers of the whole sets."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")


import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

import polyregions as pr
from polyregions.errors import InvalidDomainError, InvalidNumberError
from polyregions.plotting import plot_decision_boundary, plot_level_set, plot_level_set_3d
from polyregions.plotting.level_sets import SIDE_COLORS
from tests.helpers.cases import each
from tests.helpers.pixels import color_at, new_axes, pixels

matplotlib.use("Agg")

SQUARE, CUBE = [[-1, 1]] * 2, [[-1, 1]] * 3


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def sizes(n):
    """Return a layer with the positive and negative parts of n inputs."""
    return pr.Layer([[sign * int(i == j) for j in range(n)] for i in range(n) for sign in (1, -1)])


def shell(n):
    """Return 1 - ||x|_1 - 2|, which is positive between two crosspolytopes."""
    away = pr.Layer([[1] * 2 * n, [-1] * 2 * n], [-2, 2])
    return pr.Network([sizes(n), away, pr.Layer([[-1, -1]], [1], "identity")])


def pinch():
    """Return |x_0| - |x_1|, whose zero set is two lines that cross."""
    return pr.Network([sizes(2), pr.Layer([[1, 1, -1, -1]], None, "identity")])


def plateau():
    """Return relu(|x|_1 - 1), zero on a square with an inside."""
    hidden = pr.Layer([[1] * 4], [-1])
    return pr.Network([sizes(2), hidden, pr.Layer([[1]], None, "identity")])


def distance(n):
    return pr.Network([sizes(n), pr.Layer([[1] * 2 * n], None, "identity")])


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def drawn(ax):
    """Return the level segments and the single points of a plane picture."""
    *_, lines, dots = ax.collections
    return np.array(lines.get_segments()).reshape(-1, 2, 2), np.array(dots.get_offsets())


@each(
    "net,names",
    [
        (shell(2), ["F > 0: b = (1, 1)", "F < 0: b = (2, 1)", "F = 0: b = (2, 2)"]),
        (pinch(), ["F > 0: b = (2, 0)", "F < 0: b = (2, 0)", "F = 0: b = (1, 0)"]),
        (plateau(), ["F > 0: b = (1, 1)", "F < 0: b = (0, 0)", "F = 0: b = (1, 0)"]),
        (distance(2), ["F > 0: b = (1, 1)", "F < 0: b = (0, 0)", "F = 0: b = (1, 0)"]),
        (shell(3), ["F > 0: b = (1, 0, 1)", "F < 0: b = (2, 0, 1)", "F = 0: b = (2, 0, 2)"]),
    ],
)
def test_the_legend_has_the_betti_numbers(net, names):
    cells = pr.regions(net)
    assert legend(plot_level_set(cells)) == names
    assert legend(plot_level_set(cells, betti_numbers=False)) == ["F > 0", "F < 0", "F = 0"]


def test_the_output_and_the_level_are_named():
    net = pr.he_random((2, 4, 2), seed=1, bias_std=0.3).with_domain(SQUARE)
    ax = plot_level_set(pr.regions(net), level="-1/3", output=1, betti_numbers=False)
    assert legend(ax) == [f"F_1 {sign} \N{MINUS SIGN}1/3" for sign in "><="]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_segments_lie_where_the_output_has_the_level(seed):
    net = pr.he_random((2, 6, 6, 1), seed=seed, bias_std=0.4).with_domain(SQUARE)
    level = float(net(np.array([0.1, 0.2]))[0])
    segments, dots = drawn(plot_level_set(pr.regions(net), level=level, betti_numbers=False))
    assert len(segments)
    assert len(dots) == 0
    for ends in segments:
        assert abs(net(ends.mean(axis=0))[0] - level) < 1e-9
    # They have all of it: the set crosses every side of a grid where the sign changes.
    ends = segments.reshape(-1, 2)
    assert np.min(np.abs(ends - [0.1, 0.2]).sum(axis=1)) < 2


def test_sides_have_their_colours():
    cells = pr.regions(shell(2))
    ax = new_axes()
    plot_level_set(cells, ax, view=[[-3, 3], [-3, 3]], betti_numbers=False)
    image = pixels(ax)
    for point, sign in (((0.8, 0.7), 1), ((0.2, 0.3), -1), ((2.5, 2.2), -1)):
        assert np.sign(float(cells.network(np.array(point))[0])) == sign
        np.testing.assert_allclose(color_at(ax, image, point), to_rgb(SIDE_COLORS[sign]), atol=0.02)


def test_single_points_are_dots_and_insides_are_hatched():
    segments, dots = drawn(plot_level_set(pr.regions(distance(2)), view=SQUARE))
    assert (len(segments), dots.tolist()) == (0, [[0, 0]])
    ax = plot_level_set(pr.regions(plateau()))
    segments, dots = drawn(ax)
    assert (len(segments), len(dots)) == (4, 0)
    hatched = [part for part in ax.collections if part.get_hatch()]
    assert [len(part.get_paths()) for part in hatched] == [4]


def test_the_legend_shows_the_inside_of_a_level_set_as_it_is_drawn():
    def handle(net, **options):
        return plot_level_set(pr.regions(net), **options).get_legend().legend_handles[-1]

    assert handle(plateau()).get_hatch()
    assert not hasattr(handle(distance(2)), "get_hatch")
    half = pr.Network([pr.Layer([[1, 0, 0]]), pr.Layer([[1]], None, "identity")])
    assert handle(half, view=CUBE).get_facecolor()[:3] == to_rgb(SIDE_COLORS[0])
    assert handle(half, view=CUBE, level=1).get_color() == "none"


def test_an_empty_level_set_has_no_line():
    segments, dots = drawn(plot_level_set(pr.regions(distance(2), SQUARE), level=7))
    assert len(segments) == len(dots) == 0


# Space


def surface(ax):
    """Return the polygons of a still picture of space, and their colours."""
    polygons = next(c for c in ax.collections if type(c).__name__ == "PolyCollection")
    return [path.vertices[:-1] for path in polygons.get_paths()], polygons.get_facecolor()


def test_the_surface_is_painted_from_back_to_front():
    """Of the outer and the inner octahedron, cut in half, the outer shell hides what is behind."""
    cells = pr.regions(shell(3))
    ax = new_axes()
    plot_level_set(cells, ax, view=[[-4, 4]] * 3, betti_numbers=False, elevation=90, azimuth=-90)
    polygons, _ = surface(ax)
    assert len(polygons) == 16
    image = pixels(ax)
    # Seen from above, in {F < 0}, only the upper half of the outer octahedron is seen.
    seen = color_at(ax, image, (0.5, 0.6))
    hue = seen / seen.max()
    below = np.array(to_rgb(SIDE_COLORS[-1]))
    np.testing.assert_allclose(hue, below / below.max(), atol=0.03)
    half = new_axes()
    lower = [[-4, 4], [-4, 4], [-4, 0]]
    plot_level_set(cells, half, view=lower, betti_numbers=False, elevation=90, azimuth=-90)
    image = pixels(half)
    # Cut open, the outer one is seen from {F > 0} inside of the shell, the inner one from within.
    for point, sign in (((0.8, 0.7), 1), ((0.2, 0.3), -1)):
        seen, wanted = color_at(half, image, point), np.array(to_rgb(SIDE_COLORS[sign]))
        np.testing.assert_allclose(seen / seen.max(), wanted / wanted.max(), atol=0.03)


def test_the_mesh_has_the_corners_of_the_level_set():
    cells = pr.regions(shell(3))
    figure = plot_level_set_3d(cells, title="shell")
    mesh = figure.data[0]
    corners = np.array([mesh.x, mesh.y, mesh.z]).T
    assert len(mesh.i) == 16
    lengths = np.abs(corners).sum(axis=1)
    # Both are turned towards where the output is less: outwards and inwards.
    for triangle in zip(mesh.i, mesh.j, mesh.k, strict=True):
        a, b, c = corners[list(triangle)]
        outward = np.dot(np.cross(b - a, c - a), a)
        assert (outward > 0) == (np.abs(a).sum() > 2)
    assert sorted(set(lengths.tolist())) == [1, 3]
    assert len(np.unique(corners, axis=0)) == 12
    assert figure.layout.title.text == (
        "shell<br>F > 0: b = (1, 0, 1)<br>F < 0: b = (2, 0, 1)<br>F = 0: b = (2, 0, 2)"
    )
    assert {text.split()[0] for text in mesh.hovertext} == {"region"}


def test_polygons_in_a_facet_lie_between_two_regions():
    net = pr.Network([pr.Layer([[1, 0, 0]]), pr.Layer([[1]], None, "identity")], CUBE)
    mesh = plot_level_set_3d(pr.regions(net), betti_numbers=False).data[0]
    assert set(mesh.hovertext) == {"between regions 0 and 1"}


def test_thin_parts_of_a_level_set_in_space_are_lines_and_points():
    figure = plot_level_set_3d(pr.regions(distance(3), CUBE))
    point = figure.data[-1]
    assert (list(point.x), list(point.y), list(point.z)) == ([0], [0], [0])
    pillar = pr.Network([sizes(3), pr.Layer([[1, 1, 1, 1, 0, 0]], None, "identity")], CUBE)
    line = plot_level_set_3d(pr.regions(pillar)).data[-1]
    ends = [float(z) for z in line.z if not np.isnan(z)]
    assert sorted(ends) == [-1, 0, 0, 1]


def test_what_cannot_be_drawn_is_refused():
    line = pr.regions(pr.montufar(1, 2, 2))
    for plot in (plot_level_set, plot_level_set_3d):
        with pytest.raises(InvalidDomainError):
            plot(line)
        with pytest.raises(InvalidNumberError):
            plot(pr.regions(shell(3)), level="x")
    with pytest.raises(InvalidNumberError, match="limit is 3"):
        plot_level_set_3d(pr.regions(shell(3)), limit=3)


# Decision boundaries


def test_the_boundary_has_betti_numbers():
    """Three sectors meet in the origin."""
    outputs = pr.Layer([[1, 0], [0, 1], [-1, -1]], None, "identity")
    boundary = pr.decision_boundary(pr.regions(pr.Network([outputs], SQUARE)))
    assert legend(plot_decision_boundary(boundary, betti_numbers=True)) == [
        "class 0: b = (1, 0)",
        "class 1: b = (1, 0)",
        "class 2: b = (1, 0)",
        "boundary: b = (1, 0)",
    ]
    ring = pr.Network([*shell(2).layers[:-1], pr.Layer([[-1, -1], [0, 0]], [1, 0], "identity")])
    boundary = pr.decision_boundary(pr.regions(ring))
    assert legend(plot_decision_boundary(boundary, betti_numbers=True)) == [
        "class 0: b = (1, 1)",
        "class 1: b = (2, 1)",
        "boundary: b = (2, 2)",
    ]


def test_one_output_has_the_classes_below_and_above_a_level():
    cells = pr.regions(shell(2))
    entries = legend(plot_decision_boundary(pr.decision_boundary(cells), betti_numbers=True))
    assert entries == ["output < 0: b = (2, 1)", "output > 0: b = (1, 1)", "boundary: b = (2, 2)"]
    boundary = pr.decision_boundary(cells, level=-1)
    entries = legend(plot_decision_boundary(boundary, betti_numbers=True))
    assert entries == ["output < -1: b = (1, 1)", "output > -1: b = (1, 1)", "boundary: b = (2, 1)"]
