"""Meshes of complexes: closed, oriented, exact, and the same in OBJ and PLY files."""

import os
import struct
from collections import Counter
from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.arithmetic import determinant
from polyregions.errors import InvalidDomainError, UnboundedError, UnknownOptionError
from polyregions.files import region_mesh
from polyregions.polytopes import volume
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.data import NETWORKS
from tests.strategies import bounded_polytopes, degenerate_networks

TRIANGLES = pr.Network(
    [
        pr.Layer([["1/3", 1], [1, "-2/7"], [1, 1]], [0, "1/3", -1]),
        pr.Layer([["1/3", 1, 1], [1, "1/9", -1]], [0, "-1/7"]),
        pr.Layer([[1, 1], [2, "-1/3"]], None, "identity"),
    ],
    [["-1/3", 1], [-1, "22/7"]],
    name="two\nlines",
)
CUBES = pr.Network(
    [
        pr.Layer([[1, 0, 0], [0, 1, 0], ["1/3", 1, 1], [1, 1, 1]], [0, "1/7", 0, "-1/2"]),
        pr.Layer([[1, 1, -1, 2], ["1/3", 1, 1, 0]], [0, "-1/7"]),
        pr.Layer([[1, 1]], None, "identity"),
    ],
    [[-1, 1]] * 3,
)


def point_of(vertex):
    return tuple(Fraction(x, vertex[-1]) for x in vertex[:-1])


def edges(polygon):
    return list(zip(polygon, polygon[1:] + polygon[:1], strict=True))


def signed_volume(mesh, faces):
    """Return the volume inside of closed oriented faces, exact: cones over the origin."""
    total = Fraction(0)
    for face in faces:
        first = mesh.vertices[face.vertices[0]]
        for second, third in edges(face.vertices)[1:-1]:
            corners = [first, mesh.vertices[second], mesh.vertices[third]]
            scale = np.prod([corner[-1] for corner in corners], dtype=object)
            total += Fraction(determinant([corner[:-1] for corner in corners]), 6 * scale)
    return total


def signed_area(mesh, polygon):
    total = Fraction(0)
    for a, b in edges(polygon):
        u, v = mesh.vertices[a], mesh.vertices[b]
        total += Fraction(determinant([u[:-1], v[:-1]]), 2 * u[-1] * v[-1])
    return total


def check_shared_vertices(mesh):
    assert len(set(mesh.vertices)) == len(mesh.vertices)
    used = {index for face in mesh.faces for index in face.vertices}
    assert used == set(range(len(mesh.vertices)))


def by_region(mesh):
    groups = [(index, list(faces)) for index, faces in groupby(mesh.faces, lambda f: f.region)]
    assert len({index for index, _ in groups}) == len(groups)
    return dict(groups)


def check_in_space(cells):
    """Check that the regions are closed oriented polyhedra that fit together."""
    mesh = region_mesh(cells)
    check_shared_vertices(mesh)
    regions = by_region(mesh)
    assert list(regions) == list(range(len(cells)))
    for index, faces in regions.items():
        region = cells[index]
        directed = Counter(edge for face in faces for edge in edges(face.vertices))
        assert set(directed.values()) == {1}
        assert all(edge[::-1] in directed for edge in directed)
        corners = {k for face in faces for k in face.vertices}
        assert len(corners) - len(directed) // 2 + len(faces) == 2
        points = {
            tuple(Fraction(x, v[-1]) for x in v[:-1])
            for v in map(mesh.vertices.__getitem__, corners)
        }
        assert points == set(region.vertices)
        assert [face.neighbour for face in faces] == [
            -1 if facet.neighbour is None else facet.neighbour for facet in region.facets
        ]
        for face, facet in zip(faces, region.facets, strict=True):
            for k in face.vertices:
                *x, w = mesh.vertices[k]
                normal, offset = facet.halfspace.normal, facet.halfspace.offset
                assert sum(a * b for a, b in zip(normal, x, strict=True)) == offset * w
        assert signed_volume(mesh, faces) == region.volume > 0
    assert signed_volume(mesh, mesh.faces) == volume(cells.domain)
    inner = {(f.region, f.neighbour): f.vertices for f in mesh.faces if f.neighbour >= 0}
    for (here, across), polygon in inner.items():
        back = inner[across, here]
        assert set(edges(back)) == {edge[::-1] for edge in edges(polygon)}


def check_in_the_plane(cells):
    mesh = region_mesh(cells)
    check_shared_vertices(mesh)
    assert [face.region for face in mesh.faces] == list(range(len(cells)))
    assert all(face.neighbour is None for face in mesh.faces)
    for face in mesh.faces:
        assert signed_area(mesh, face.vertices) == cells[face.region].volume > 0
        assert len(face.vertices) == len(cells[face.region].vertices)
    directed = Counter(edge for face in mesh.faces for edge in edges(face.vertices))
    assert set(directed.values()) == {1}
    undirected = {frozenset(edge) for edge in directed}
    # A disc: and as regions meet edge to edge, no vertex lies inside of an edge.
    assert len(mesh.vertices) - len(undirected) + len(mesh.faces) == 1
    assert len(directed) - len(undirected) == len(cells.adjacent_pairs[0])


def test_in_space():
    check_in_space(pr.regions(CUBES))


def test_in_the_plane():
    check_in_the_plane(pr.regions(TRIANGLES))


@pytest.mark.parametrize("depth", [2, 3])
def test_many_vertices_in_one_point(depth):
    check_in_space(pr.regions(pr.montufar(inputs=3, width=6, depth=depth)))
    check_in_the_plane(pr.regions(pr.montufar(inputs=2, width=6, depth=depth)))


def test_pyramids_and_flat_tips():
    # Four planes meet in the origin, and two more through it touch regions in edges.
    rows = [[1, 0, 1], [-1, 0, 1], [0, 1, 1], [0, -1, 1], [1, 1, 0], [1, -1, 0]]
    net = pr.Network([pr.Layer(rows), pr.Layer([[1] * 6], None, "identity")], [[-1, 1]] * 3)
    check_in_space(pr.regions(net))


bounded_2_or_3 = st.integers(2, 3).flatmap(lambda n: bounded_polytopes(dimension=n))


@settings(max_examples=40)
@given(domain=bounded_2_or_3, data=st.data())
def test_degenerate_networks(domain, data):
    nets = degenerate_networks(most_inputs=3, most_units=3, most_hidden_layers=2)
    net = data.draw(nets.filter(lambda net: net.inputs == domain.dimension))
    cells = pr.regions(net, domain)
    (check_in_the_plane if domain.dimension == 2 else check_in_space)(cells)


AWKWARD_MESHES = [c for c in AWKWARD if c.network.inputs in (2, 3)]


@each("case", AWKWARD_MESHES, ids=str)
def test_awkward_networks_in_view(case):
    """Cut off at a box, the mesh is that of the complex whose domain is cut off there."""
    box = [[-2, "5/2"]] * case.network.inputs
    cells = pr.regions(case.network)
    around = cells.domain.intersection(pr.HPolytope(*_as_polytope(box)))
    try:
        expected = pr.regions(case.network, around)
    except InvalidDomainError:
        assert region_mesh(cells, box).faces == ()
        return
    mesh = region_mesh(cells, box)
    assert set(mesh.vertices) == set(region_mesh(expected).vertices)
    patterns = {str(cells[index].pattern) for index in by_region(mesh)}
    assert patterns == {str(region.pattern) for region in expected}


def _as_polytope(intervals):
    around = pr.box([low for low, _ in intervals], [high for _, high in intervals])
    return around.dimension, around.rows


# The view


def test_neighbours_in_view():
    net = pr.Network([pr.Layer([[1, 0, 0], [0, 1, 0]])], [[-1, 1], [-1, 9], [-9, 9]])
    cells = pr.regions(net)
    # The view ends on the domain's boundary x = 1, on the facet y = 0, and inside elsewhere.
    mesh = region_mesh(cells, [[-2, 1], [0, 5], [-2, 2]])
    assert signed_volume(mesh, mesh.faces) == 2 * 5 * 4
    seen = {
        str(cells[i].pattern): sorted(f.neighbour for f in fs) for i, fs in by_region(mesh).items()
    }
    left, right = (cells.find(pattern).index for pattern in ("01", "11"))
    assert seen == {
        "01": sorted([-1, right, -2, -2, -2, -2]),
        "11": sorted([-1, left, -2, -2, -2, -2]),
    }


def test_unbounded_complexes_need_a_view():
    cells = pr.regions(TRIANGLES, pr.whole_space(2))
    with pytest.raises(UnboundedError, match=r"the domain is unbounded: cut .* view=\[\["):
        region_mesh(cells)
    with pytest.raises(UnboundedError, match="the view is unbounded"):
        region_mesh(cells, pr.HPolytope(2, [(1, 0, 1)]))
    with pytest.raises(InvalidDomainError, match="no interior"):
        region_mesh(cells, [[0, 0], [0, 1]])
    with pytest.raises(InvalidDomainError, match="dimension"):
        region_mesh(cells, [[0, 1]] * 3)
    mesh = region_mesh(cells, [[-1, 1], [-1, 1]])
    assert sum(signed_area(mesh, face.vertices) for face in mesh.faces) == 4


@pytest.mark.parametrize("inputs", [1, 4])
def test_other_dimensions(tmp_path, inputs):
    cells = pr.regions(pr.montufar(inputs=inputs, width=4, depth=2))
    with pytest.raises(InvalidDomainError, match="two or three"):
        pr.write_mesh(cells, tmp_path / "cells.obj")
    assert not os.listdir(tmp_path)


# Files


def read_obj(path):
    """Return the vertices, and the groups with their faces."""
    vertices, groups = [], []
    for line in path.read_text(encoding="ascii").splitlines():
        word, *rest = line.split()
        if word == "v":
            vertices.append([float(x) for x in rest])
        elif word == "g":
            groups.append((rest, []))
        elif word == "f":
            groups[-1][1].append(tuple(int(index) - 1 for index in rest))
        else:
            assert word == "#"
    return np.array(vertices), groups


def read_ply(path):
    """Return the vertices and the triangles with their properties."""
    content = path.read_bytes()
    head, _, body = content.partition(b"end_header\n")
    lines = head.decode("ascii").splitlines()
    assert lines[:2] == ["ply", "format binary_little_endian 1.0"]
    sizes = {line.split()[1]: int(line.split()[2]) for line in lines if line.startswith("element")}
    extra = [line.split()[-1] for line in lines if line.startswith("property int")]
    end = 24 * sizes["vertex"]
    vertices = np.frombuffer(body[:end], "<f8").reshape(-1, 3)
    faces = []
    for _ in range(sizes["face"]):
        count = body[end]
        numbers = struct.unpack_from(f"<{count + len(extra)}i", body, end + 1)
        faces.append((numbers[:count], dict(zip(extra, numbers[count:], strict=True))))
        end += 1 + 4 * (count + len(extra))
    assert end == len(body)
    return vertices, faces


@pytest.mark.parametrize("net", [CUBES, TRIANGLES], ids=str)
def test_files(tmp_path, net):
    cells = pr.regions(net)
    mesh = region_mesh(cells)
    for suffix in ("obj", "ply"):
        path = tmp_path / f"cells.{suffix}"
        assert pr.write_complex(cells, path) == pr.write_mesh(cells, path) == (os.fspath(path),)
    vertices, groups = read_obj(tmp_path / "cells.obj")
    assert np.array_equal(vertices, mesh.coordinates())
    assert [name for name, _ in groups] == [
        [f"region_{region.index}", str(region.pattern)] for region in cells
    ]
    assert [f for _, faces in groups for f in faces] == [face.vertices for face in mesh.faces]
    vertices, faces = read_ply(tmp_path / "cells.ply")
    assert np.array_equal(vertices, mesh.coordinates())
    expected = [
        ((f.vertices[0], *pair), {"region": f.region, "neighbour": f.neighbour})
        for f in mesh.faces
        for pair in pairwise(f.vertices[1:])
    ]
    if net.inputs == 2:
        expected = [(polygon, {"region": names["region"]}) for polygon, names in expected]
        assert np.all(vertices[:, 2] == 0)
    assert faces == expected


def test_coordinates_are_the_nearest_floats():
    mesh = region_mesh(pr.regions(CUBES))
    expected = [[float(x) for x in point_of(vertex)] for vertex in mesh.vertices]
    assert mesh.coordinates().tolist() == expected


@pytest.mark.parametrize("output", [0, 1])
def test_lifted_to_the_graph_of_the_function(tmp_path, output):
    cells = pr.regions(TRIANGLES)
    mesh = region_mesh(cells)
    coordinates = mesh.coordinates(lift=output)
    for vertex, (_, _, z) in zip(mesh.vertices, coordinates.tolist(), strict=True):
        assert z == float(TRIANGLES.exact(point_of(vertex))[output])
    pr.write_mesh(cells, tmp_path / "graph.ply", lift=output)
    assert np.array_equal(read_ply(tmp_path / "graph.ply")[0], coordinates)


@pytest.mark.parametrize(
    ("net", "lift"), [(TRIANGLES, 2), (TRIANGLES, -1), (TRIANGLES, True), (CUBES, 0)]
)
def test_what_cannot_be_lifted(tmp_path, net, lift):
    with pytest.raises(UnknownOptionError, match=r"count from 0 to 1|leave lift out"):
        pr.write_mesh(pr.regions(net), tmp_path / "graph.obj", lift=lift)
    assert not os.listdir(tmp_path)


def test_points_that_floats_cannot_tell_apart_stay_apart(tmp_path):
    # Two lines 1e-30 apart cut a strip whose vertices round to the same floats.
    net = pr.Network([pr.Layer([[1, 0], [1, 0]], [-1, -1 - Fraction(1, 10**30)])], [[0, 2], [0, 1]])
    cells = pr.regions(net)
    pr.write_mesh(cells, tmp_path / "cells.obj")
    vertices, groups = read_obj(tmp_path / "cells.obj")
    assert (len(vertices), len(groups)) == (8, 3)
    assert len({tuple(vertex) for vertex in vertices}) == 6
    assert all(len(set(polygon)) == 4 for _, faces in groups for polygon in faces)


def test_points_beyond_floats(tmp_path):
    cells = pr.regions(TRIANGLES, [[0, 10**400], [0, 1]])
    with pytest.raises(InvalidDomainError, match="beyond the range of binary64"):
        pr.write_mesh(cells, tmp_path / "cells.ply")
    assert not os.listdir(tmp_path)
    pr.write_mesh(cells, tmp_path / "cells.ply", view=[[0, 1], [0, 1]])


def test_a_region_without_a_pattern(tmp_path):
    cells = pr.regions(pr.Network([pr.Layer([[1, 2]], None, "identity")], [[0, 1], [0, 1]]))
    pr.write_mesh(cells, tmp_path / "cells.obj")
    _, groups = read_obj(tmp_path / "cells.obj")
    assert groups == [(["region_0"], [(0, 1, 2, 3)])]


@pytest.mark.parametrize("low", [50, 1])
def test_a_view_beside_the_domain_or_at_its_side(tmp_path, low):
    cells = pr.regions(TRIANGLES)
    with pytest.raises(InvalidDomainError, match="the view lies beside the domain"):
        pr.write_mesh(cells, tmp_path / "cells.obj", view=[[low, 60], [0, 60]])
    assert not os.listdir(tmp_path)


def test_a_name_of_two_lines_stays_in_one(tmp_path):
    pr.write_mesh(pr.regions(TRIANGLES), tmp_path / "cells.obj")
    first, second, *_ = (tmp_path / "cells.obj").read_text(encoding="ascii").splitlines()
    assert first == "# polyregions: two\\nlines 2-3-2-2, 9 regions"
    assert second.startswith("v ")


@pytest.mark.parametrize("name", ["cells", "cells.stl", "cells.json"])
def test_an_unknown_format(tmp_path, name):
    with pytest.raises(UnknownOptionError, match="use one of obj, ply"):
        pr.write_mesh(pr.regions(TRIANGLES), tmp_path / name)


@pytest.mark.slow
def test_a_trained_network_in_space():
    """20,340 regions of a trained network, the distance from a torus: half a minute."""
    cells = pr.regions(pr.read_network(NETWORKS / "torus_3d_3x16.json"))
    mesh = region_mesh(cells)
    check_shared_vertices(mesh)
    assert len(mesh.faces) == len(cells.enumeration.facet_neighbours)
    assert signed_volume(mesh, mesh.faces) == volume(cells.domain)
    directed = Counter((f.region, *edge) for f in mesh.faces for edge in edges(f.vertices))
    assert set(directed.values()) == {1}
    # The boundary complexes of 20,340 polyhedra, each with Euler characteristic 2.
    corners = len({(f.region, k) for f in mesh.faces for k in f.vertices})
    assert corners - len(directed) // 2 + len(mesh.faces) == 2 * len(cells)
    # And of the subdivided cube: vertices - edges + faces - cells = 1.
    edges_of_all = {frozenset(edge) for f in mesh.faces for edge in edges(f.vertices)}
    faces_of_all = len(mesh.faces) - len(cells.adjacent_pairs[0])
    assert len(mesh.vertices) - len(edges_of_all) + faces_of_all - len(cells) == 1
