"""Faces are drawn where they are, in the colours of their dimensions, with their sign vectors."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

from fractions import Fraction

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex

import polyregions as pr
from polyregions.constructions import max_min, slab
from polyregions.drawing import DIMENSION_COLORS, view_of_complex
from polyregions.errors import InvalidDomainError, InvalidNumberError
from polyregions.plotting import plot_faces, plot_faces_3d, plot_partition
from polyregions.plotting.sign_vectors import sign_texts

matplotlib.use("Agg")

SQUARE, CUBE = [[-1, 1]] * 2, [[-1, 1]] * 3
SIGNS = {"+": 1, "0": 0, "\N{MINUS SIGN}": -1}


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def plane():
    return pr.regions(pr.he_random((2, 5, 4, 1), seed=1, bias_std=0.4), SQUARE)


def space():
    return pr.regions(pr.he_random((3, 4, 1), seed=2, bias_std=0.3), CUBE)


def drawn(ax):
    """Return the polygons, the outer and inner segments, the outer and inner dots."""
    polygons, outer, inner, hollow, full = ax.collections[-5:]
    segments = [np.array(part.get_segments()).reshape(-1, 2, 2) for part in (outer, inner)]
    return polygons.get_paths(), *segments, *(np.array(d.get_offsets()) for d in (hollow, full))


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_every_face_of_a_plane_complex_is_drawn_once():
    cells = plane()
    ax = plot_faces(cells)
    polygons, outer, inner, hollow, full = drawn(ax)
    assert len(polygons) == len(cells)
    assert (len(hollow) + len(full), len(outer) + len(inner)) == cells.face_lattice.f_vector[:2]
    assert (len(full), len(inner)) == cells.face_lattice.inner_f_vector[:2]
    exact = {tuple(map(float, vertex)) for vertex in cells.face_lattice.vertices}
    assert {tuple(point) for point in [*hollow.tolist(), *full.tolist()]} == exact
    # An outer segment runs along a side of the square; an inner one has a point inside.
    assert np.all(np.abs(outer.mean(axis=1)).max(axis=1) == 1)
    assert np.all(np.abs(inner.mean(axis=1)).max(axis=1) < 1)
    assert ax.get_xlim() == ax.get_ylim() == (-1, 1)


def test_colours_and_sizes_are_those_of_dimensions():
    ax = plot_faces(plane())
    polygons, outer, inner, hollow, full = ax.collections[-5:]
    assert to_hex(polygons.get_facecolor()[0]).upper() == DIMENSION_COLORS[2]
    for part, color in ((outer, 1), (inner, 1)):
        assert to_hex(part.get_edgecolor()[0]).upper() == DIMENSION_COLORS[color]
    assert to_hex(full.get_facecolor()[0]).upper() == DIMENSION_COLORS[0]
    assert to_hex(hollow.get_facecolor()[0]) == "#ffffff"
    assert full.get_sizes()[0] > inner.get_linewidth()[0] ** 2
    assert polygons.get_zorder() < inner.get_zorder() < full.get_zorder()


def test_the_legend_counts_all_faces():
    cells = plane()
    vertices, edges, regions = cells.face_lattice.f_vector
    inner = cells.face_lattice.inner_f_vector
    assert legend(plot_faces(cells, view=[[0, "1/2"], [0, "1/2"]])) == [
        f"dimension 0: {vertices} ({inner[0]} inside)",
        f"dimension 1: {edges} ({inner[1]} inside)",
        f"dimension 2: {regions}",
    ]
    assert legend(plot_faces(pr.regions(slab(2)))) == ["dimension 1: 2", "dimension 2: 3"]


def test_unbounded_faces_end_at_the_view():
    cells = pr.regions(max_min())
    ax = plot_faces(cells, view=[[-2, 2], [-1, 3]])
    polygons, outer, inner, hollow, full = drawn(ax)
    assert len(polygons) == 5
    assert len(outer) == len(hollow) == 0
    assert full.tolist() == [[0, 0]]
    ends = sorted(max(segment.tolist(), key=lambda point: np.abs(point).max()) for segment in inner)
    assert ends == [[-2, 0], [0, -1], [0, 3], [2, 0], [2, 2]]


def test_sign_vectors_stand_at_their_faces():
    """Where coordinates are binary fractions, the network tells the signs at the very point."""
    cells = pr.regions(pr.montufar(2, 4, 3))
    ax = plot_faces(cells, signs=True)
    assert len(ax.texts) == sum(cells.face_lattice.f_vector)
    places = set()
    for text in ax.texts:
        point = [Fraction(x) for x in text.xy]
        signs = [SIGNS[letter] for letter in text.get_text().replace("\n", "")]
        assert signs == list(cells.network.signs(point))
        assert len(text.get_text().split("\n")) == 2
        places.add(tuple(point))
    assert len(places) == len(ax.texts)


def test_signs_in_space_stand_at_vertices():
    cells = space()
    ax = plot_faces(cells, signs=True)
    written = [text.get_text() for text in ax.texts if set(text.get_text()) <= set(SIGNS)]
    assert sorted(written) == sorted(sign_texts(cells.faces(0).signs, [4]))


def test_too_many_signs_are_refused():
    with pytest.raises(InvalidNumberError, match="40 units are too long"):
        plot_faces(pr.regions(pr.he_random((2, 40, 1)), SQUARE), signs=True)
    many = pr.regions(pr.he_random((2, 16, 8, 1), seed=1, bias_std=0.4), SQUARE)
    with pytest.raises(InvalidNumberError, match="faces are in view, and a picture has room"):
        plot_faces(many, signs=True)
    assert plot_faces(many, signs=True, view=[[0, "1/8"], [0, "1/8"]]).texts


def test_faces_may_be_drawn_over_a_partition():
    cells = plane()
    ax = plot_partition(cells)
    assert plot_faces(cells, ax) is ax


@pytest.mark.parametrize("plot", [plot_faces, plot_faces_3d])
def test_other_dimensions_are_refused(plot):
    with pytest.raises(InvalidDomainError, match="1 inputs"):
        plot(pr.regions(pr.montufar(1, 2, 2)))


# Space


def test_every_face_in_space_is_projected():
    cells = space()
    ax = plot_faces(cells, elevation=90, azimuth=-90)
    polygons, outer, inner, hollow, full = drawn(ax)
    vertices, edges, sides, _ = cells.face_lattice.f_vector
    assert len(polygons) == sides
    assert (len(outer) + len(inner), len(hollow) + len(full)) == (edges, vertices)
    # Seen from above, the projection leaves the first two coordinates as they are.
    exact = np.array([[float(x) for x in vertex[:2]] for vertex in cells.face_lattice.vertices])
    places = np.concatenate([hollow, full])
    np.testing.assert_allclose(np.sort(places[:, 0]), np.sort(exact[:, 0]), atol=1e-9)
    np.testing.assert_allclose(np.sort(places[:, 1]), np.sort(exact[:, 1]), atol=1e-9)
    assert legend(ax)[3] == f"dimension 3: {len(cells)}"


def test_the_interactive_figure_has_a_layer_for_each_dimension():
    cells = space()
    figure = plot_faces_3d(cells, title="faces")
    points, lines, polygons, *others = figure.data
    assert not others
    vertices, edges, _, _ = cells.face_lattice.f_vector
    assert len(points.x) == vertices
    assert np.count_nonzero(np.isnan(np.array(lines.x, dtype=float))) == edges
    corners = np.diff(cells.faces(2).generator_offsets)
    assert len(polygons.i) == np.sum(corners - 2)
    assert [trace.name for trace in figure.data] == [
        f"dimension {k}: {cells.face_lattice.f_vector[k]} "
        f"({cells.face_lattice.inner_f_vector[k]} inside)"
        for k in range(3)
    ]
    assert figure.layout.title.text == "faces"
    assert list(figure.layout.scene.zaxis.range) == [-1, 1]


def test_hovering_tells_signs_and_place():
    cells = space()
    text = plot_faces_3d(cells).data[0].hovertext
    for vertex, words in enumerate(text):
        assert words.startswith(f"face {vertex} of dimension 0")
        assert ("on the boundary" in words) == cells.faces(0).are_on_boundary[vertex]
        assert words.endswith(sign_texts(cells.faces(0).signs[[vertex]], [4])[0])
    whole = plot_faces_3d(pr.regions(pr.he_random((3, 3, 1), seed=1)))
    assert all("unbounded" in words for words in whole.data[1].hovertext)


def test_many_faces_are_refused_by_browsers():
    with pytest.raises(InvalidNumberError, match="limit is 10"):
        plot_faces_3d(space(), limit=10)


def test_lines_and_planes_of_a_complex_with_lineality():
    cells = pr.regions(pr.Network([pr.Layer([[1, 0, 1], [1, 2, 0]], [0, 1])]))
    figure = plot_faces_3d(cells)
    assert [trace.name for trace in figure.data] == ["dimension 1: 1", "dimension 2: 4"]
    ax = plot_faces(cells)
    assert legend(ax) == ["dimension 1: 1", "dimension 2: 4", "dimension 3: 4"]
    box = view_of_complex(cells)
    ends = np.array([figure.data[0].x[:2], figure.data[0].y[:2], figure.data[0].z[:2]]).T
    for end in ends:
        assert np.min(np.abs(box - end)) < 1e-5
