"""Meshes of level sets: exact, closed where the set is, oriented towards larger outputs."""

from collections import Counter
from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.constructions import shell, solid_torus
from polyregions.errors import (
    InvalidDomainError,
    InvalidNumberError,
    UnboundedError,
    UnknownOptionError,
)
from polyregions.files import level_mesh, region_mesh
from tests.files.test_meshes import check_shared_vertices, edges, point_of, signed_volume

WIDE = [[-9, 9]] * 3
CUBE = [[-1, 1]] * 3


def check_level(mesh, net, level=0):
    """Every corner has the level, and every polygon lies in the regions that it names."""
    check_shared_vertices(mesh)
    assert all(net.exact(point_of(vertex)) == (Fraction(level),) for vertex in mesh.vertices)
    for face in mesh.faces:
        corners = [point_of(mesh.vertices[index]) for index in face.vertices]
        middle = [sum(x) / len(corners) for x in zip(*corners, strict=True)]
        around = {region.index for region in mesh.complex.locate(middle)}
        assert face.region in around
        assert face.neighbour in {*around, -1, -2}


def check_closed(mesh):
    """Each edge is run along as often one way as the other; return the Euler characteristic."""
    runs = Counter(edge for face in mesh.faces for edge in edges(face.vertices))
    assert all(count == runs[b, a] for (a, b), count in runs.items())
    return len(mesh.vertices) - len(runs) // 2 + len(mesh.faces)


def test_a_shell_has_two_spheres():
    """Octahedra of the radii 1 and 3, where 1 - ||x|_1 - 2| is zero: it is larger in between."""
    mesh = level_mesh(pr.regions(shell(3)), view=WIDE)
    check_level(mesh, shell(3))
    assert check_closed(mesh) == 4
    radii = {sum(map(abs, point_of(vertex))) for vertex in mesh.vertices}
    assert len(radii) == 2
    low, high = sorted(radii)
    # Seen from between them, the outer one is turned inside out.
    assert signed_volume(mesh, mesh.faces) == Fraction(4, 3) * (low**3 - high**3)


def test_a_torus_is_a_torus():
    net = solid_torus()
    mesh = level_mesh(pr.regions(net), view=WIDE)
    check_level(mesh, net)
    assert check_closed(mesh) == 0
    assert pr.regions(net).topology("level").betti_numbers == (1, 2, 1)


@pytest.mark.parametrize("seed", range(4))
def test_level_sets_of_random_networks_end_on_the_boundary(seed):
    net = pr.he_random((3, 5, 4, 1), seed=seed, bias_std=0.3).with_domain(CUBE)
    level = net.exact([0, "1/7", "1/5"])[0]
    mesh = level_mesh(pr.regions(net), level)
    check_level(mesh, net, level)
    runs = Counter(edge for face in mesh.faces for edge in edges(face.vertices))
    assert mesh.faces
    for (a, b), count in runs.items():
        if runs[b, a] != count:
            ends = [point_of(mesh.vertices[index]) for index in (a, b)]
            assert any(
                first == second and abs(first) == 1 for first, second in zip(*ends, strict=True)
            )


def test_polygons_in_facets_name_both_regions():
    net = pr.Network([pr.Layer([[1, 0, 0]]), pr.Layer([[1]], None, "identity")], CUBE)
    (face,) = level_mesh(pr.regions(net)).faces
    assert {face.region, face.neighbour} == {0, 1}


def test_a_set_where_the_output_only_touches_is_shown_once():
    """|x_0| is zero on a plane, and larger on either side of it."""
    sizes = pr.Layer([[1, 0, 0], [-1, 0, 0]])
    net = pr.Network([sizes, pr.Layer([[1, 1]], None, "identity")], CUBE)
    mesh = level_mesh(pr.regions(net))
    assert len(mesh.faces) == 1
    check_level(mesh, net)


def test_the_surface_of_a_set_with_an_inside():
    """relu(|x|_1 - 1) is zero in an octahedron."""
    units = [[int(i == j) for j in range(3)] for i in range(3)]
    sizes = pr.Layer([*units, *([-x for x in row] for row in units)])
    layers = [sizes, pr.Layer([[1] * 6], [-1]), pr.Layer([[1]], None, "identity")]
    mesh = level_mesh(pr.regions(pr.Network(layers, [[-2, 2]] * 3)))
    assert len(mesh.faces) == 8
    assert check_closed(mesh) == 2
    assert signed_volume(mesh, mesh.faces) == Fraction(4, 3)


def test_a_level_on_the_boundary_of_the_domain():
    net = pr.Network([pr.Layer([[1, 0, 0]], None, "identity")], CUBE)
    (face,) = level_mesh(pr.regions(net), 1).faces
    assert face.neighbour == -1
    assert level_mesh(pr.regions(net), 2).faces == ()


def test_files(tmp_path):
    cells = pr.regions(solid_torus())
    mesh = level_mesh(cells, view=WIDE)
    (path,) = pr.write_level_set(cells, tmp_path / "torus.obj", view=WIDE)
    lines = (tmp_path / "torus.obj").read_text().splitlines()
    assert path == str(tmp_path / "torus.obj")
    kinds = Counter(line.split()[0] for line in lines)
    assert (kinds["v"], kinds["f"]) == (len(mesh.vertices), len(mesh.faces))
    pr.write_level_set(cells, tmp_path / "torus.ply", view=WIDE)
    content = (tmp_path / "torus.ply").read_bytes()
    assert f"element vertex {len(mesh.vertices)}\n".encode() in content


def test_what_has_no_surface_is_refused(tmp_path):
    cells = pr.regions(shell(3))
    with pytest.raises(UnboundedError):
        level_mesh(cells)
    with pytest.raises(InvalidDomainError, match="the network has 2"):
        level_mesh(pr.regions(shell(2)), view=[[-9, 9]] * 2)
    with pytest.raises(InvalidNumberError):
        level_mesh(cells, "x", view=WIDE)
    with pytest.raises(UnknownOptionError, match="no output 1"):
        level_mesh(cells, 0, 1, WIDE)
    with pytest.raises(UnknownOptionError):
        pr.write_level_set(cells, tmp_path / "a.stl", view=WIDE)
    assert not [*tmp_path.iterdir()]


def test_regions_beside_the_level_set_are_enough(monkeypatch):
    """A constant output has no faces but space; others have polygons beside the level set alone."""
    constant = pr.Network([pr.Layer([[0, 0, 0]], [1], "identity")])
    assert not level_mesh(pr.regions(constant), 0, view=CUBE).faces
    cells = pr.regions(shell(3))
    mesh = region_mesh(cells, WIDE, only=[5, 2])
    assert [face.region for face in mesh.faces] == sorted(
        (face.region for face in region_mesh(cells, WIDE).faces if face.region in (2, 5)),
        reverse=True,
    )
    monkeypatch.setattr("polyregions.files.meshes.level_surfaces._beside", lambda found: None)
    everywhere = level_mesh(cells, "-1/2", view=WIDE)
    monkeypatch.undo()
    beside = level_mesh(cells, "-1/2", view=WIDE)
    assert (beside.vertices, beside.faces) == (everywhere.vertices, everywhere.faces)
