"""Pictures of partitions: what the pixels show, and what stands beside them."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

from fractions import Fraction

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb, to_rgba_array

import polyregions as pr
from polyregions.complexes.layers_of_facets import facet_layers
from polyregions.drawing.coloring import coloring, region_colors
from polyregions.drawing.palettes import CLASS_COLORS, LAYER_COLORS, NO_VALUE
from polyregions.drawing.plane import bounding_box, clipped_polygon, vertices
from polyregions.errors import InvalidDomainError, InvalidNumberError, UnknownOptionError
from polyregions.plotting import PALETTE, compound_paths, partition, plot_partition, polygon_table
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.data import NETWORKS
from tests.helpers.pixels import color_at, new_axes, pixels, roomy

matplotlib.use("Agg")

SQUARE = ((Fraction(-1), Fraction(-1)), (Fraction(1), Fraction(1)))
UNIT = pr.box([0, 0], [1, 1])


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def flower():
    return pr.regions(pr.read_network(NETWORKS / "flower_2d_2x50.json"))


def several_outputs():
    return pr.regions(pr.he_random((2, 6, 6, 3), seed=1).with_domain([[-1, 1], [-1, 1]]))


def area(polygon):
    """Return the area, positive for a counterclockwise polygon."""
    ends = zip(polygon, [*polygon[1:], *polygon[:1]], strict=True)
    return sum((a * d - b * c for (a, b), (c, d) in ends), Fraction(0)) / 2


def seen(ax, table, image):
    """Yield the regions with room for pixels, and the colour seen in the middle of each."""
    for region in range(len(table)):
        point = roomy(ax, table[region]) if len(table[region]) else None
        if point is not None:
            yield region, color_at(ax, image, point)


def color_bar(ax):
    (bar,) = ax.child_axes
    return bar


# Polygons and colours


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
def test_the_exact_polygons_tile_the_view(net):
    for domain in (pr.whole_space(2), pr.box([-1, -1], [1, 1])):
        cells = pr.regions(net, domain)
        areas = [area(clipped_polygon(region.polytope, SQUARE)) for region in cells]
        assert sum(areas) == 4
        assert min(areas) >= 0


@pytest.mark.parametrize("domain", [pr.whole_space(2), UNIT, pr.simplex(2)])
def test_neighbours_have_different_colors(domain):
    cells = pr.regions(pr.montufar(2, 6, 3), domain)
    colors = region_colors(cells, len(PALETTE))
    labels = cells.linear_region_labels
    for here, across in zip(*cells.adjacent_pairs, strict=True):
        assert (colors[here] == colors[across]) == (labels[here] == labels[across])


@each("case", AWKWARD, ids=str)
def test_regions_of_one_linear_region_have_one_color(case):
    cells = pr.regions(case.network)
    colors, labels = region_colors(cells, 6), cells.linear_region_labels
    assert len({*zip(labels.tolist(), colors.tolist(), strict=True)}) == cells.count()


@settings(max_examples=50)
@given(st.integers(3, 40), st.randoms(use_true_random=False))
def test_six_colors_suffice_for_planar_graphs(size, random):
    edges = {(0, 1), (1, 2), (0, 2)}
    triangles = [(0, 1, 2), (0, 1, 2)]
    for node in range(3, size):  # a random stacked triangulation
        a, b, c = triangles.pop(random.randrange(len(triangles)))
        edges |= {(node, a), (node, b), (node, c)}
        triangles += [(a, b, node), (a, c, node), (b, c, node)]
    neighbours = [[] for _ in range(size)]
    for a, b in edges:
        neighbours[a].append(b)
        neighbours[b].append(a)
    colors = coloring(neighbours, 6)
    assert all(0 <= color < 6 for color in colors)
    assert all(colors[a] != colors[b] for a, b in edges)


# What the pixels show


def test_every_region_shows_its_color(flower):
    ax = new_axes()
    plot_partition(flower, ax)
    image, table = pixels(ax), polygon_table(flower)
    palette = to_rgba_array(PALETTE)[:, :3]
    chosen = region_colors(flower, len(PALETTE))
    shown = dict(seen(ax, table, image))
    assert len(shown) > 150
    for region, color in shown.items():
        np.testing.assert_allclose(color, palette[chosen[region]], atol=0.005)
    differing = [
        np.abs(shown[a] - shown[b]).max()
        for a, b in zip(*flower.adjacent_pairs, strict=True)
        if a in shown and b in shown
    ]
    assert len(differing) > 100
    assert min(differing) > 0.1


def test_lines_stand_between_regions():
    ax = new_axes()
    plot_partition(pr.regions(pr.montufar(2, 4, 2)), ax, edge_width=3, edge_color="#FF0000")
    image = pixels(ax)
    np.testing.assert_allclose(color_at(ax, image, (0.5, 0.25)), [1, 0, 0], atol=0.02)


@pytest.mark.parametrize("edges", ["none", "layer"])
def test_lines_can_be_left_out_or_show_layers(edges):
    ax = new_axes()
    plot_partition(pr.regions(pr.montufar(2, 6, 3)), ax, edges=edges, edge_width=2)
    image = pixels(ax)
    found = [color_at(ax, image, point) for point in ((1 / 3, 0.5), (1 / 9, 0.5))]
    wanted = [to_rgb(color) for color in LAYER_COLORS[:2]]
    matches = np.abs(np.array(found) - wanted).max(axis=1) < 0.02
    assert np.all(matches == (edges == "layer"))
    assert (ax.get_legend() is not None) == (edges == "layer")


def test_the_largest_output_is_shown_where_it_is():
    cells = several_outputs()
    ax = new_axes()
    plot_partition(cells, ax, color="class", edges="none")
    image = pixels(ax)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    agree = 0
    for x, y in np.random.default_rng(0).uniform(-0.99, 0.99, (400, 2)):
        outputs = np.sort(cells.network([x, y]))
        if outputs[-1] - outputs[-2] > 0.05:
            winner = int(np.argmax(cells.network([x, y])))
            wanted = to_rgb(CLASS_COLORS[winner])
            np.testing.assert_allclose(color_at(ax, image, (x, y)), wanted, atol=0.03)
            assert f"class {winner}" in names
            agree += 1
    assert agree > 200


def test_the_sign_of_a_single_output(flower):
    ax = new_axes()
    plot_partition(flower, ax, color="class", edges="none")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["output ≤ 0", "output > 0"]
    image = pixels(ax)
    for point in ((0.6, 0.45), (-0.5, -0.5)):
        wanted = CLASS_COLORS[int(flower.network(point)[0] > 0)]
        np.testing.assert_allclose(color_at(ax, image, point), to_rgb(wanted), atol=0.03)


def test_an_output_is_shaded_as_the_network_computes_it():
    cells = several_outputs()
    ax = new_axes()
    plot_partition(cells, ax, color="output", output=2, edges="none")
    image = pixels(ax)
    bar = color_bar(ax)
    assert bar.get_ylabel() == "output 2"
    low, high = bar.get_ylim()
    cmap = matplotlib.colormaps["viridis"]
    for point in np.random.default_rng(1).uniform(-0.95, 0.95, (200, 2)):
        share = (cells.network(point)[2] - low) / (high - low)
        np.testing.assert_allclose(color_at(ax, image, point), cmap(float(share))[:3], atol=0.05)


@pytest.mark.parametrize("color", ["activation count", "activation_count"])
def test_values_are_shown_in_the_colors_of_the_bar(color):
    cells = pr.regions(pr.montufar(2, 6, 3))
    ax = new_axes()
    plot_partition(cells, ax, color=color)
    image, table = pixels(ax), polygon_table(cells)
    bar = color_bar(ax)
    assert bar.get_ylabel() == "active units (of 12)"
    counts = [sum(region.bits) for region in cells]
    assert bar.get_yticks().tolist() == list(range(min(counts), max(counts) + 1))
    steps = max(counts) - min(counts) + 1
    cmap = matplotlib.colormaps["cividis"].resampled(steps)
    shown = dict(seen(ax, table, image))
    assert len(shown) == 81
    for region, color in shown.items():
        np.testing.assert_allclose(color, cmap(counts[region] - min(counts))[:3], atol=0.01)


def test_the_direction_of_gradients():
    """The four quadrants of |x| + |y| have gradients along the diagonals."""
    layers = [
        pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]]),
        pr.Layer([[1, 1, 1, 1]], [0], "identity"),
    ]
    cells = pr.regions(pr.Network(layers, [[-1, 1], [-1, 1]]))
    ax = new_axes()
    plot_partition(cells, ax, color="gradient")
    image = pixels(ax)
    bar = color_bar(ax)
    assert bar.get_ylabel() == "direction of the gradient (degrees)"
    assert bar.get_yticks().tolist() == [-180, -90, 0, 90, 180]
    cmap = matplotlib.colormaps["twilight"]
    for x, y, degrees in ((1, 1, 45), (-1, 1, 135), (-1, -1, -135), (1, -1, -45)):
        wanted = cmap((degrees + 180) / 360)[:3]
        np.testing.assert_allclose(color_at(ax, image, (x / 2, y / 2)), wanted, atol=0.02)
    assert ax.get_legend() is None


def test_a_gradient_that_is_zero_has_no_direction():
    cells = pr.regions(pr.Network([pr.Layer([[1, 0]])], [[-1, 1], [-1, 1]]))
    ax = new_axes()
    plot_partition(cells, ax, color="gradient")
    image = pixels(ax)
    np.testing.assert_allclose(color_at(ax, image, (-0.5, 0)), to_rgb(NO_VALUE), atol=0.01)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["gradient 0"]


def test_numbers_and_functions_of_ones_own():
    cells = pr.regions(pr.montufar(2, 4, 2))
    numbers = [3.0, 1.0, 0.0, 2.0]
    for color in (numbers, np.array(numbers), lambda region: numbers[region.index]):
        ax = new_axes()
        plot_partition(cells, ax, color=color, label="mine (seconds)", cmap="cividis")
        image, table = pixels(ax), polygon_table(cells)
        assert color_bar(ax).get_ylabel() == "mine (seconds)"
        for region, color in seen(ax, table, image):
            wanted = matplotlib.colormaps["cividis"](numbers[region] / 3)[:3]
            np.testing.assert_allclose(color, wanted, atol=0.01)


def test_areas_have_a_logarithmic_bar():
    cells = pr.regions(pr.he_random((2, 12, 12, 1), seed=1).with_domain([[-1, 1], [-1, 1]]))
    ax = new_axes()
    plot_partition(cells, ax, color="area")
    bar = color_bar(ax)
    assert bar.get_ylabel() == "area (square input units)"
    assert bar.get_yscale() == "log"
    image, table = pixels(ax), polygon_table(cells)
    low, high = bar.get_ylim()
    cmap = matplotlib.colormaps["viridis"]
    for region, color in seen(ax, table, image):
        share = np.log(float(cells[region].volume) / low) / np.log(high / low)
        np.testing.assert_allclose(color, cmap(float(share))[:3], atol=0.02)


def test_equal_areas_have_equal_colors():
    ax = plot_partition(pr.regions(pr.montufar(2, 6, 3)), color="area")
    assert np.ptp(ax.collections[0].get_facecolor(), axis=0).max() < 0.01


def test_a_color_bar_can_be_left_out_and_a_norm_given():
    from matplotlib.colors import Normalize

    cells = pr.regions(pr.montufar(2, 4, 2))
    ax = plot_partition(cells, color=[0, 1, 2, 3], norm=Normalize(0, 30), color_bar=False)
    assert ax.child_axes == []
    wanted = matplotlib.colormaps["viridis"](3 / 30)
    np.testing.assert_allclose(ax.collections[0].get_facecolor()[3], wanted)


# Lines by layer


@each("case", AWKWARD, ids=str)
def test_both_sides_of_a_facet_agree_on_its_layer(case):
    cells = pr.regions(case.network)
    layers = facet_layers(cells)
    k = 0
    for region in cells:
        for facet in region.facets:
            wanted = min((layer + 1 for layer, _ in facet.units), default=0)
            if facet.neighbour is not None:
                assert layers[k] == wanted
            k += 1
    assert k == len(layers)


def test_lines_by_layer_cover_all_facets():
    cells = pr.regions(pr.montufar(2, 6, 3))
    ax = plot_partition(cells, color="layer")
    lines = [c for c in ax.collections if c.get_label() != "" and not c.get_facecolor().size]
    points = {c: np.concatenate([path.vertices for path in c.get_paths()]) for c in lines}
    assert sum(map(len, points.values())) == 2 * len(cells.enumeration.facet_hyperplanes)
    on_axes = np.concatenate([points[c] for c in lines if c.get_label() == "layer 1"])
    thirds = np.isclose(on_axes, 1 / 3) | np.isclose(on_axes, 2 / 3)
    assert np.all(thirds.any(axis=1))


# Many regions


@pytest.mark.parametrize("color", ["region", "gradient", "class", "layer"])
def test_many_regions_are_drawn_as_few(flower, color, monkeypatch):
    """In paths of many polygons each the picture is the same, but for the smoothing of edges."""
    images = []
    for most, in_a_path in ((10**6, 1), (0, 7), (0, 10**6)):
        monkeypatch.setattr(partition, "_MOST_PATHS", most)
        monkeypatch.setattr(compound_paths, "_POLYGONS_IN_A_PATH", in_a_path)
        ax = new_axes()
        plot_partition(flower, ax, color=color)
        images.append(np.asarray(pixels(ax), dtype=float)[..., :3])
    assert len(ax.collections[0].get_paths()) < len(flower) / 2
    for image in images[1:]:
        far = np.abs(image - images[0]).max(axis=2) > 40
        assert far.mean() < 0.04, color


def test_lines_are_fainter_where_they_are_dense(flower):
    ax = new_axes()
    plot_partition(flower, ax, color="plain")
    opacities = ax.collections[0].get_edgecolor()[:, 3]
    table = polygon_table(flower)
    largest, smallest = np.argmax(table.areas()), np.argmin(table.areas())
    assert opacities[largest] > 2 * opacities[smallest] > 0.1


def test_classes_are_bordered_and_lines_inside_are_faint(flower):
    ax = new_axes()
    plot_partition(flower, ax, color="class")
    *_, outlines, borders = ax.collections
    assert outlines.get_edgecolor()[:, 3].max() < 0.5
    assert borders.get_edgecolor()[0, 3] == 1
    ends = np.concatenate([path.vertices for path in borders.get_paths()])
    values = [abs(float(flower.network(end)[0])) for end in ends]
    assert max(values) < 1e-6


# The frame


def test_coordinates_of_a_slice_have_names_of_their_own():
    plane = pr.he_random((3, 4, 1), seed=1).restrict([0, 0, 1], [[1, 0, 0], [0, 1, 1]])
    for network, letter in ((plane.with_domain([[-1, 1]] * 2), "t"), (pr.montufar(2, 4, 2), "x")):
        ax = plot_partition(pr.regions(network), new_axes())
        assert (ax.get_xlabel(), ax.get_ylabel()) == (f"${letter}_0$", f"${letter}_1$")


def test_the_picture_of_a_bounded_domain():
    ax = plot_partition(pr.regions(pr.montufar(2, 6, 3)))
    assert len(ax.collections[0].get_paths()) == 81
    assert ax.get_xlim() == ax.get_ylim() == (0, 1)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_0$", "$x_1$")
    assert ax.get_aspect() == 1


def test_the_picture_of_the_whole_plane_shows_every_vertex():
    cells = pr.regions(pr.montufar(2, 4, 3), pr.whole_space(2))
    ax = plot_partition(cells)
    assert len(ax.collections[0].get_paths()) == 36
    points = [p for region in cells for p in vertices(region.polytope)]
    assert ax.get_xlim()[0] < min(x for x, _ in points)
    assert ax.get_ylim()[1] > max(y for _, y in points)


def test_a_view_clips():
    ax = plot_partition(pr.regions(pr.montufar(2, 6, 3)), view=[[0, "1/9"], [0, "2/9"]])
    assert len(ax.collections[0].get_paths()) == 2
    assert ax.get_ylim() == (0, 2 / 9)


def test_a_view_beside_the_domain_is_empty():
    for color in ("region", "area", "output", "layer", "class", "gradient"):
        ax = plot_partition(
            pr.regions(pr.montufar(2, 4, 2)), new_axes(), view=[[5, 6], [5, 6]], color=color
        )
        pixels(ax)
        assert ax.get_xlim() == (5, 6)


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


def test_names_of_the_coordinates():
    ax = plot_partition(pr.regions(pr.montufar(2, 2, 2)), axis_names=("a", "b"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a", "b")


def test_refusals():
    with pytest.raises(InvalidDomainError, match="3 inputs"):
        plot_partition(pr.regions(pr.montufar(3, 3, 2)))
    cells = pr.regions(pr.montufar(2, 2, 2))
    for view in ([[0, 1]], [[1, 0], [0, 1]], [[0, 1, 2], [0, 1, 2]]):
        with pytest.raises(InvalidDomainError, match="the view is no box"):
            plot_partition(cells, view=view)
    with pytest.raises(UnknownOptionError, match="colouring 'blue' is unknown"):
        plot_partition(cells, color="blue")
    with pytest.raises(UnknownOptionError, match="have no volume: their size is their area"):
        plot_partition(cells, color="volume")
    with pytest.raises(UnknownOptionError, match="the kind of edges 'x' is unknown"):
        plot_partition(cells, edges="x")
    with pytest.raises(InvalidNumberError, match="3 numbers are given for 1 regions"):
        plot_partition(cells, color=[1, 2, 3])
    with pytest.raises(InvalidNumberError, match="colours are no numbers"):
        plot_partition(cells, color=["a"])
    for color in ("gradient", "gradient_norm", "output"):
        with pytest.raises(InvalidNumberError, match="output 1 of a network with 1"):
            plot_partition(cells, color=color, output=1)
    with pytest.raises(InvalidNumberError, match="palette has 2 colours"):
        plot_partition(cells, palette=["#000000", "#FFFFFF"])


def test_the_box_around_one_point():
    point = (Fraction(1), Fraction(2))
    assert bounding_box([point], Fraction(1, 8)) == ((0, 1), (2, 3))


def test_a_thin_domain_is_stretched():
    cells = pr.regions(pr.he_random((2, 8, 1), seed=3), [[-1, 1], [0, "1/1000"]])
    assert plot_partition(cells).get_aspect() == "auto"


def test_twelve_classes_have_the_colors_of_those_seen():
    cells = pr.regions(pr.he_random((2, 8, 8, 12), seed=1), [[-2, 2], [-2, 2]])
    ax = plot_partition(cells, color="class")
    entries = ax.get_legend()
    names = [text.get_text() for text in entries.get_texts()]
    classes = np.unique(
        np.argmax(cells.network(np.random.default_rng(0).uniform(-2, 2, (999, 2))), 1)
    )
    assert set(names) >= {f"class {k}" for k in classes}
    seen = [patch.get_facecolor() for patch in entries.legend_handles]
    assert seen == [tuple(c) for c in to_rgba_array(CLASS_COLORS[: len(names)])]
    many = pr.Layer([[np.cos(t), np.sin(t)] for t in np.arange(12) * np.pi / 6], None, "identity")
    ax = plot_partition(pr.regions(pr.Network([many], [[-1, 1], [-1, 1]])), color="class")
    shades = {patch.get_facecolor() for patch in ax.get_legend().legend_handles}
    assert len(shades) == 12


@pytest.mark.parametrize("scale", ["1e200", "1e-200"])
def test_areas_beyond_binary_floats_have_no_color(scale):
    size = Fraction(scale)
    net = pr.Network([pr.Layer([[1, 0], [0, 1], [1, 1]], [-size, -size, 3 * size])])
    ax = plot_partition(pr.regions(net), color="area")
    colors = ax.collections[0].get_facecolor()
    assert np.all(colors == to_rgba_array(NO_VALUE))
