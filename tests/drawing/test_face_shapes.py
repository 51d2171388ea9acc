"""Faces as points, segments and polygons are the exact ones, up to the accuracy of pictures."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.drawing import face_shapes, level_set, outline, polygon_table, view_of_complex
from polyregions.drawing.faces.clipping import clipped
from polyregions.drawing.plane import clipped_polygon
from polyregions.errors import InvalidDomainError, InvalidNumberError, UnknownOptionError
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.data import golden_cases, golden_network
from tests.strategies import degenerate_networks

ACCURACY = 1e-6


def known(inputs):
    """Return awkward and golden networks with so many inputs, each with its name."""
    golden = [case for case in golden_cases() if case["n0"] == inputs]
    golden = [case for case in golden_cases() if case["n0"] == inputs]
    return [
        *(pytest.param(c.network, id=c.name) for c in AWKWARD if c.network.inputs == inputs),
        *(pytest.param(golden_network(case), id=case["name"]) for case in golden),
    ]


def with_lines(inputs):
    """Return networks along whose lines, planes or space nothing changes."""
    rows = np.eye(inputs, dtype=int)[:, ::-1]
    strips = [pr.Network([pr.Layer([rows[0].tolist()] * 2, [0, -1])])]
    slanted = [pr.Network([pr.Layer([[1] * inputs, [2] * inputs], [0, 1])])]
    halves = [pr.Network([pr.Layer([rows[0].tolist()])]), pr.Network([pr.Layer([[0] * inputs])])]
    corners = [pr.Network([pr.Layer([[1, 0, 1], [1, 2, 0]], [0, 1])])] if inputs == 3 else []
    return [*strips, *slanted, *halves, *corners]


def views(cells):
    """Return the usual view of a complex, and a window that cuts its faces, both as arrays."""
    whole = view_of_complex(cells)
    window = whole[0] + (whole[1] - whole[0]) * np.array([[1 / 7], [0.8]])
    return whole, window


def pairs_of(view):
    return [[low, high] for low, high in view.T.tolist()]


def size_of(view):
    return float(np.max(view[1] - view[0]))


def area(corners):
    ahead = np.roll(corners, -1, axis=0)
    return abs(float(np.sum(corners[:, 0] * ahead[:, 1] - corners[:, 1] * ahead[:, 0]))) / 2


def check_plane(cells):
    for view in views(cells):
        tolerance = 4 * ACCURACY * size_of(view)
        box = [tuple(Fraction(x) for x in corner) for corner in view.tolist()]
        shapes = face_shapes(cells.face_lattice, 2, view)
        drawn = dict(zip(shapes.faces.tolist(), range(len(shapes)), strict=True))
        for index in range(len(cells)):
            exact = np.array(clipped_polygon(cells.polytope(index), box), dtype=float)
            if index not in drawn:
                # Only what no float tells from a segment may be missing.
                assert area(exact.reshape(-1, 2)) <= tolerance * size_of(view)
                continue
            distances = np.abs(shapes[drawn[index]][:, None] - exact[None]).max(axis=2)
            assert distances.min(axis=0).max() <= tolerance
            assert distances.min(axis=1).max() <= tolerance
        check_edges(cells, view, tolerance)


def check_edges(cells, view, tolerance):
    """Edges have the length that they have around the regions, those on the boundary too."""
    edges = face_shapes(cells.face_lattice, 1, view)
    assert np.array_equal(np.diff(edges.offsets), np.full(len(edges), 2))
    inner = np.linalg.norm(edges.points[1::2] - edges.points[::2], axis=1)
    if len(edges):
        inner = inner[~cells.faces(1).are_on_boundary[edges.faces]]
    table = polygon_table(cells, pairs_of(view))
    around = np.linalg.norm(table.points[table.followers()] - table.points, axis=1)
    on_facets = table.facets >= 0
    across = cells.enumeration.facet_neighbours[table.facets[on_facets]]
    assert inner.sum() == pytest.approx(
        around[on_facets][across >= 0].sum() / 2, abs=tolerance * (len(edges) + 1)
    )
    points = face_shapes(cells.face_lattice, 0, view)
    assert np.all((view[0] <= points.points) & (points.points <= view[1]))


@each("net", [*sampled(known(2), 3), *with_lines(2)], size=12)
def test_plane_faces_are_the_exact_ones(net):
    check_plane(pr.regions(net))


@settings(max_examples=25)
@given(degenerate_networks(most_hidden_layers=2).filter(lambda net: net.inputs == 2))
def test_plane_faces_of_networks_of_all_kinds(net):
    check_plane(pr.regions(net))


def areas(shapes):
    """Return the area of each polygon in space."""
    corners = shapes.points[shapes.triangles()]
    products = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    owners = np.repeat(np.arange(len(shapes)), np.diff(shapes.offsets) - 2)
    return np.bincount(owners, np.linalg.norm(products, axis=1) / 2, minlength=len(shapes))


def exact_areas(cells, view):
    """Return the area of the facet of each pair of neighbours within a view, computed exactly."""
    sides = pr.box(*([Fraction(x) for x in corner] for corner in view.tolist()))
    found = {}
    for index in range(len(cells)):
        region = cells.polytope(index)
        seen = outline(region.intersection(sides))
        rows = dict(zip(region.rows, cells.facet_column("facet_neighbours", index), strict=True))
        for row, polygon in {} if seen is None else seen.polygons.items():
            neighbour = rows.get(region.intersection(sides).rows[row], -1)
            if neighbour > index:
                corners = [
                    [Fraction(x, v[-1]) for x in v[:-1]]
                    for v in map(seen.vertices.__getitem__, polygon)
                ]
                found[index, neighbour] = exact_area(corners)
    return found


def exact_area(corners):
    """Return half the length of the sum of the cross products of the sides, rounded."""
    total = [Fraction(0)] * 3
    for here, ahead in zip(corners, [*corners[1:], corners[0]], strict=True):
        for k in range(3):
            i, j = (k + 1) % 3, (k + 2) % 3
            total[k] += here[i] * ahead[j] - here[j] * ahead[i]
    return float(np.linalg.norm([float(x) for x in total])) / 2


@each("net", [*sampled(known(3), 4), *with_lines(3)], size=6)
def test_polygons_in_space_are_the_facets_of_the_regions(net):
    cells = pr.regions(net)
    for view in views(cells):
        shapes = face_shapes(cells.face_lattice, 2, view)
        scale = size_of(view) ** 2
        drawn, normals = areas(shapes), shapes.normals()
        known_areas = exact_areas(cells, view)
        for k, face in enumerate(shapes.faces.tolist()):
            start, stop = cells.faces(2).cell_offsets[face : face + 2]
            pair = tuple(cells.faces(2).cells[start:stop].tolist())
            if len(pair) == 2:
                assert drawn[k] == pytest.approx(known_areas.pop(pair, 0), abs=1e-5 * scale)
            if drawn[k] > 1e-6 * scale:
                assert np.ptp(shapes[k] @ normals[k]) <= 1e-5 * size_of(view)
        assert all(area <= 1e-5 * scale for area in known_areas.values())


def test_every_polygon_runs_around_itself():
    cells = pr.regions(pr.he_random((2, 8, 6, 1), seed=2), [[-1, 1], [-1, 1]])
    shapes = face_shapes(cells.face_lattice, 2, view_of_complex(cells))
    assert len(shapes) == len(cells) > 20
    for k in range(len(shapes)):
        sides = np.roll(shapes[k], -1, axis=0) - shapes[k]
        ahead = np.roll(sides, -1, axis=0)
        turns = sides[:, 0] * ahead[:, 1] - sides[:, 1] * ahead[:, 0]
        assert np.all(turns > 0) or np.all(turns < 0)


def test_what_lies_far_out_is_cut_off_exactly():
    """Two lines meet at a distance of 10^17: in floats, their ends are 16 apart."""
    far = Fraction(1, 10**17)
    rows = [[1, -1], [1, -1 - far]]
    cells = pr.regions(pr.Network([pr.Layer(rows, [Fraction(-1, 3), 0])]))
    view = np.array([[-1.0, -1.0], [1.0, 1.0]])
    edges = face_shapes(cells.face_lattice, 1, view)
    assert len(edges) == 2
    gaps = [edges[k][:, 0] - edges[k][:, 1] for k in range(2)]
    np.testing.assert_allclose(sorted(gaps, key=max), [[0, 0], [1 / 3, 1 / 3]], atol=1e-9)
    assert len(face_shapes(cells.face_lattice, 2, view)) == 3


def test_what_only_touches_the_view_is_left_out():
    cells = pr.regions(pr.montufar(2, 4, 3))
    lattice = cells.face_lattice
    view = np.array([[0.25, 0.25], [0.5, 0.5]])
    assert [len(face_shapes(lattice, dimension, view)) for dimension in (0, 1, 2)] == [4, 4, 1]
    assert face_shapes(lattice, 2, view)[0].sum() == 3.0
    # The region on the left shares a side with this view, and reaches beyond it upwards and down.
    beside = np.array([[0.5, 0.3125], [0.75, 0.4375]])
    assert [len(face_shapes(lattice, dimension, beside)) for dimension in (0, 1, 2)] == [0, 2, 1]


def test_clipping_takes_fractions_as_they_are():
    third = Fraction(1, 3)
    segment = [[third, Fraction(0), Fraction(1)], [Fraction(0), Fraction(1), Fraction(0)]]
    ends = clipped(segment, [Fraction(0), third], [Fraction(1), Fraction(1)], closes=False)
    assert ends == [[third, third], [third, 1]]
    assert clipped(segment, [Fraction(1), third], [Fraction(2), Fraction(1)], closes=False) == []


@pytest.mark.parametrize("inputs", [1, 4])
def test_other_dimensions_have_no_view(inputs):
    with pytest.raises(InvalidDomainError, match=f"{inputs} inputs, and faces are drawn"):
        view_of_complex(pr.regions(pr.he_random((inputs, 2, 1))))


# Level sets


def distance_network(n):
    """Return |x|_1 with n inputs."""
    rows = [[sign * int(i == j) for j in range(n)] for i in range(n) for sign in (1, -1)]
    return pr.Network([pr.Layer(rows), pr.Layer([[1] * 2 * n], None, "identity")])


def test_a_level_set_is_cut_out_exactly():
    for inputs in (2, 3):
        found = level_set(pr.regions(distance_network(inputs)), "1/3")
        facets = found.refinement.faces(inputs - 1)
        shown = np.flatnonzero(found.visible(inputs - 1))
        assert len(shown) == 2**inputs
        assert set(found.signs(inputs).tolist()) == {-1, 1}
        assert np.bincount(found.cell_regions).tolist() == [2] * 2**inputs
        for face in shown.tolist():
            start, stop = facets.generator_offsets[face : face + 2]
            for vertex in facets.generators[start:stop].tolist():
                point = found.refinement.face_lattice.vertices[vertex]
                assert sum(map(abs, point)) == Fraction(1, 3)


def test_single_points_and_insides_are_shown_once():
    point = level_set(pr.regions(distance_network(2)), 0)
    assert [int(point.visible(dimension).sum()) for dimension in (0, 1, 2)] == [1, 0, 0]
    hidden = [*distance_network(2).layers[:-1], pr.Layer([[1] * 4], [-1])]
    plateau = level_set(pr.regions(pr.Network([*hidden, pr.Layer([[1]], None, "identity")])), 0)
    # The inside is four triangles, the outline four segments; the axes inside are no level lines.
    assert [int(plateau.visible(dimension).sum()) for dimension in (0, 1, 2)] == [0, 4, 4]


def test_levels_and_outputs_are_checked():
    cells = pr.regions(distance_network(2))
    with pytest.raises(InvalidNumberError):
        level_set(cells, "a")
    with pytest.raises(UnknownOptionError, match="no output 1 of 1"):
        level_set(cells, 0, 1)
