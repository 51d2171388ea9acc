"""Complexes in space: their faces, the still picture and the interactive one."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

import json
from fractions import Fraction

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from matplotlib.colors import to_hex, to_rgb

import polyregions as pr
from polyregions.drawing.coloring import region_colors
from polyregions.drawing.palettes import LAYER_COLORS, PALETTE
from polyregions.drawing.space.face_table import face_table
from polyregions.errors import InvalidDomainError, InvalidNumberError, UnknownOptionError
from polyregions.plotting import plot_complex_3d, plot_complex_3d_static
from polyregions.plotting.depth_order import painted_order
from polyregions.polytopes import volume
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.pixels import color_at, new_axes, pixels
from tests.strategies import degenerate_networks

matplotlib.use("Agg")

CUBE = [[-1, 1]] * 3


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def small():
    return pr.regions(pr.he_random((3, 5, 5, 1), seed=1).with_domain(CUBE))


SPATIAL = [
    *(pytest.param(case.network, id=case.name) for case in AWKWARD if case.network.inputs == 3),
    *(
        pytest.param(golden_network(case), id=case["name"])
        for case in golden_cases()
        if case["n0"] == 3
    ),
]


def check_faces(cells, table):
    """Compare volumes, facets and vertices with the exact ones."""
    low, high = ([Fraction(x) for x in corner] for corner in table.view.tolist())
    view = pr.box(low, high)
    size = float(np.max(table.view[1] - table.view[0]))
    exact = [float(volume(region.polytope.intersection(view))) for region in cells]
    np.testing.assert_allclose(table.volumes(), exact, atol=1e-8 * size**3)
    for face in range(len(table)):
        points = table.points[table.offsets[face] : table.offsets[face + 1]]
        assert np.ptp(points @ table.normals[face]) <= 1e-6 * size
        index, facet = table.owners[face], table.facets[face]
        if facet < 0:
            gaps = np.abs(points[:, np.newaxis] - table.view).max(axis=0).min()
            assert gaps <= 1e-6 * size
            continue
        region = cells[int(index)]
        row = region.polytope.rows[facet - cells.enumeration.facet_offsets[index]]
        largest = max(map(abs, row[:-1]))
        *normal, level = (float(Fraction(a, largest)) for a in row)
        assert np.abs(points @ normal - level).max() <= 1e-6 * size
        assert np.dot(normal, table.normals[face]) > 0
    return exact


@each("net", sampled(SPATIAL, 4))
def test_faces_enclose_the_exact_volumes(net):
    cells = pr.regions(net)
    table = face_table(cells)
    exact = check_faces(cells, table)
    if net.domain is not None:
        assert sum(exact) == pytest.approx(float(volume(net.domain)))
        wide = [i for i, v in enumerate(exact) if v > 1e-6]
        for i in wide:
            faces = table.facets[table.owners == i]
            first, last = cells.enumeration.facet_offsets[i : i + 2]
            assert set(faces) <= set(range(first, last))
    check_faces(cells, face_table(cells, [["-1/2", "1/3"], [0, 1], ["-1/4", "5/4"]]))


@settings(max_examples=25)
@given(degenerate_networks(with_domain=True).filter(lambda net: net.inputs == 3))
def test_networks_of_all_kinds(net):
    cells = pr.regions(net)
    check_faces(cells, face_table(cells))


def test_planes_that_floats_do_not_know_are_computed_exactly():
    low = Fraction(1, 2**40)
    domain = pr.box([low] * 3, [low + Fraction(1, 2**44)] * 3)
    cells = pr.regions(pr.montufar(3, 6, 46).with_domain(domain))
    table = face_table(cells)
    assert table.volumes().sum() == pytest.approx(2.0**-132)
    assert len(cells) > 1


def test_the_view_of_an_unbounded_complex_shows_its_vertices():
    cells = pr.regions(pr.he_random((3, 4, 1), seed=2))
    table = face_table(cells)
    for region in cells:
        for vertex in region.vertices:
            point = np.array([float(x) for x in vertex])
            assert np.all(table.view[0] < point)
            assert np.all(point < table.view[1])
    central = face_table(pr.regions(pr.he_random((3, 5, 1), seed=2, bias_std=0)))
    np.testing.assert_allclose(central.view, [[-1] * 3, [1] * 3], atol=1e-4)


# The still picture


def test_the_nearest_region_is_seen_on_the_surface():
    cells = small()
    ax = new_axes()
    plot_complex_3d_static(cells, ax, shrink=0, elevation=90, azimuth=-90)
    image = pixels(ax)
    colors = region_colors(cells, len(PALETTE))
    checked = 0
    for x, y in np.random.default_rng(0).uniform(-0.95, 0.95, (60, 2)):
        around = [cells.locate([Fraction(x) + dx, Fraction(y) + dy, 1]) for dx, dy in STEPS]
        regions = {region.index for found in around for region in found}
        if len(regions) > 1:
            continue  # too near to a line
        wanted = np.array(to_rgb(PALETTE[colors[regions.pop()]]))
        seen = color_at(ax, image, (x, y))
        # Shaded, but of the same hue.
        np.testing.assert_allclose(seen / seen.max(), wanted / wanted.max(), atol=0.02)
        checked += 1
    assert checked > 30


STEPS = [(Fraction(dx, 50), Fraction(dy, 50)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]


def test_regions_are_painted_after_those_behind_them():
    cells = small()
    table = face_table(cells)
    for eye in ([1, 2, 3], [-1, 0.5, 0.2], [0, 0, -1]):
        eye = np.array(eye) / np.linalg.norm(eye)
        order = painted_order(cells, table, eye)
        assert sorted(order) == list(range(len(cells)))
        for region in cells:
            for facet in region.facets:
                towards = np.dot([float(a) for a in facet.halfspace.normal], eye)
                if facet.neighbour is not None and towards > 0:
                    assert order[region.index] < order[facet.neighbour]


def test_relations_in_a_circle_end_too():
    from polyregions.plotting.depth_order import _topological

    places = _topological([[1], [2], [0], [0]], [2, 1, 1, 0], np.array([3.0, 1.0, 2.0, 9.0]))
    assert sorted(places) == [0, 1, 2, 3]
    assert places[3] == 0


def test_shrunk_regions_leave_gaps():
    cells = pr.regions(pr.montufar(3, 6, 2))
    ax = new_axes()
    plot_complex_3d_static(cells, ax, shrink=0.5, elevation=90, azimuth=-90)
    image = pixels(ax)
    np.testing.assert_allclose(color_at(ax, image, (0.5, 0.3)), [1, 1, 1], atol=0.01)
    assert color_at(ax, image, (0.3, 0.3)).min() < 0.9


@pytest.mark.parametrize(
    ("color", "label"),
    [
        ("volume", "volume (cubic input units)"),
        ("activation count", "active units (of 10)"),
        ("gradient norm", "norm of the gradient (output per input unit)"),
    ],
)
def test_values_have_a_color_bar(color, label):
    ax = plot_complex_3d_static(small(), color=color)
    assert ax.child_axes[0].get_ylabel() == label
    figure = plot_complex_3d(small(), color=color)
    assert figure.data[2].marker.colorbar.title.text == label
    assert len(figure.data[2].marker.colorbar.tickvals) >= 2


def test_layers_and_classes_have_a_legend():
    ax = plot_complex_3d_static(small(), color="layer")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["layer 1", "layer 2"]
    figure = plot_complex_3d(small(), color="layer")
    assert [(t.name, t.marker.color) for t in figure.data[2:]] == [
        ("layer 1", to_hex(LAYER_COLORS[0])),
        ("layer 2", to_hex(LAYER_COLORS[1])),
    ]
    names = [text.get_text() for text in _legend(plot_complex_3d_static(small(), color="class"))]
    assert set(names) <= {"output ≤ 0", "output > 0"}


def _legend(ax):
    return ax.get_legend().get_texts()


def test_many_regions_show_their_surface_only():
    cells = small()
    figure = plot_complex_3d(cells, limit=5)
    mesh = figure.data[0]
    on_surface = np.abs(np.column_stack([mesh.x, mesh.y, mesh.z])).max(axis=1)
    np.testing.assert_allclose(on_surface, 1, atol=1e-6)
    with pytest.raises(InvalidNumberError, match="cells are to be drawn apart, and the limit is 5"):
        plot_complex_3d(cells, limit=5, shrink=0.1)


# The interactive figure


def test_the_mesh_has_all_cells_and_their_texts():
    cells = small()
    figure = plot_complex_3d(cells, title="small", shrink=0.2)
    mesh, edges = figure.data[:2]
    points = np.column_stack([mesh.x, mesh.y, mesh.z]).astype(float)
    triangles = np.column_stack([mesh.i, mesh.j, mesh.k])
    owners = np.array(
        [int(text.split("<br>")[0].removeprefix("region ")) for text in mesh.hovertext]
    )
    middle = [points[owners == i].mean(axis=0) for i in range(len(cells))]
    corners = points[triangles] - np.array(middle)[owners[triangles[:, 0]]][:, np.newaxis]
    volumes = np.bincount(owners[triangles[:, 0]], np.linalg.det(corners) / 6)
    exact = np.array([float(region.volume) for region in cells])
    np.testing.assert_allclose(volumes, 0.8**3 * exact, rtol=1e-3, atol=1e-6)
    for text in set(mesh.hovertext):
        number, pattern = text.split("<br>")
        assert str(cells[int(number.removeprefix("region "))].pattern) == pattern
    colors = region_colors(cells, len(PALETTE))
    for triangle, color in zip(triangles, mesh.facecolor, strict=True):
        red, green, blue = (int(c) for c in color[4:-1].split(","))
        assert f"#{red:02X}{green:02X}{blue:02X}" == PALETTE[colors[owners[triangle[0]]]]
    assert np.isnan(np.asarray(edges.x, float)).sum() == len(cells.enumeration.facet_neighbours)
    assert figure.layout.title.text == "small"
    assert figure.layout.scene.xaxis.range == (-1, 1)
    json.loads(figure.to_json())


def test_refusals():
    for draw in (plot_complex_3d, plot_complex_3d_static):
        with pytest.raises(InvalidDomainError, match="2 inputs"):
            draw(pr.regions(pr.montufar(2, 2, 2)))
        cells = pr.regions(pr.montufar(3, 3, 2))
        with pytest.raises(InvalidDomainError, match="the view is no box"):
            draw(cells, view=[[0, 1], [0, 1]])
        with pytest.raises(InvalidDomainError, match="too narrow or too far out"):
            draw(cells, view=[[10**30, 10**30 + 1]] * 3)
        with pytest.raises(InvalidNumberError, match="shrink is 1"):
            draw(cells, shrink=1)
        with pytest.raises(UnknownOptionError, match="no value of regions in a picture"):
            draw(cells, color="output")
        with pytest.raises(InvalidDomainError, match="use 'gradient_norm'"):
            draw(cells, color="gradient")
        with pytest.raises(UnknownOptionError, match="have no area: their size is their volume"):
            draw(cells, color="area")


def test_a_view_beside_the_domain_is_empty():
    cells = pr.regions(pr.montufar(3, 3, 2))
    ax = plot_complex_3d_static(cells, view=[[5, 6]] * 3)
    assert not ax.collections[-1].get_paths()
    assert len(plot_complex_3d(cells, view=[[5, 6]] * 3).data[0].i) == 0
