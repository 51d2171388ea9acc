"""Faces one by one, and edges: what a view tells is what the network and its regions say."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.arithmetic import primitive_from_rationals, rank
from polyregions.complexes.faces.face import sign_text
from polyregions.constructions import slab, three_lines
from polyregions.errors import UnknownOptionError
from tests.refinement.strategies import networks


def faces_of(lattice, dimension):
    return [lattice.face(dimension, i) for i in range(len(lattice.faces(dimension)))]


def all_faces(lattice):
    for dimension in lattice.dimensions:
        yield from faces_of(lattice, dimension)


def gathered(face):
    """Return the vertices and rays of a face, told apart by a last coordinate."""
    generators = face.generators
    return {(*vertex, 1) for vertex in generators.vertices} | {(*ray, 0) for ray in generators.rays}


def is_tight(domain, point):
    return any(
        sum(a * x for a, x in zip(row, point, strict=False)) == row[-1] for row in domain.rows
    )


@settings(max_examples=30)
@given(network=networks())
def test_a_face_is_what_is_seen_from_a_point_inside(network):
    cells = pr.regions(network)
    lattice = cells.face_lattice
    for face in all_faces(lattice):
        point = face.interior_point
        assert face.signs == network.signs(point)
        assert face.pattern == network.pattern(point)
        assert face.cells == tuple(region.index for region in cells.locate(point))
        assert face.is_on_boundary is is_tight(cells.domain, point)
        vertices, rays, lines = (
            face.generators.vertices,
            face.generators.rays,
            face.generators.lines,
        )
        assert face.is_bounded is (not rays and not lines)
        assert face.vertices == vertices
        spanned = [primitive_from_rationals([*vertex, 1]) for vertex in vertices]
        spanned += [(*direction, 0) for direction in rays + lines]
        assert rank(spanned) == face.dimension + 1
        if face.dimension == network.inputs:
            assert face.cells == (face.index,)


@settings(max_examples=30)
@given(network=networks())
def test_faces_above_and_below_hold_one_another(network):
    lattice = pr.regions(network).face_lattice
    held = {face: gathered(face) for face in all_faces(lattice)}
    for face, own in held.items():
        below = {f for f, o in held.items() if f.dimension == face.dimension - 1 and o < own}
        above = {f for f, o in held.items() if f.dimension == face.dimension + 1 and o > own}
        assert set(face.facets) == below
        assert set(face.cofaces) == above
        assert len(face.facets) == len(below)
        assert len(face.cofaces) == len(above)


@settings(max_examples=30)
@given(network=networks())
def test_signs_tell_faces_apart(network):
    """With the facets of the domain they lie on; of codimension c they have c zeros at least."""
    cells = pr.regions(network)
    lattice = cells.face_lattice
    seen = set()
    for face in all_faces(lattice):
        point = face.interior_point
        tight = tuple(
            sum(a * x for a, x in zip(row, point, strict=False)) == row[-1]
            for row in cells.domain.rows
        )
        seen.add((face.signs, tight))
        if not any(tight):
            assert face.signs.count(0) >= network.inputs - face.dimension
    assert len(seen) == sum(lattice.f_vector)
    if not cells.domain.rows:
        assert len({signs for signs, _ in seen}) == len(seen)


def test_faces_by_their_index():
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    lattice = cells.face_lattice
    faces = faces_of(lattice, 1)
    assert [face.index for face in faces] == list(range(12))
    assert lattice.face(1, -1) == faces[11] == lattice.face(np.int64(1), np.int64(11))
    assert len({*faces, *faces, lattice.face(0, 0)}) == 13
    assert faces[0] != lattice.face(0, 0)
    assert faces[0] != pr.regions(cells.network).face_lattice.face(1, 0)
    assert faces[0] != "face"
    for index in (12, -13):
        with pytest.raises(IndexError, match=f"face {index} of 12 of dimension 1"):
            lattice.face(1, index)
    with pytest.raises(UnknownOptionError, match="no faces of dimension 3"):
        lattice.face(3, 0)
    assert repr(lattice.face(2, 3)) == "<Face 3 of dimension 2: ++++>"
    assert sign_text((1, 0, -1, 0), [1, 3]) == "+|0-0"


def ends_of(lattice, row):
    """Return the exact vertices and the direction of one row of the array of edges."""
    count = lattice.vertex_count
    vertices = [lattice.vertices[i] for i in row if 0 <= i < count]
    rays = [lattice.rays[i - count] for i in row if i >= count]
    return vertices, rays


@settings(max_examples=30)
@given(network=networks())
def test_edges_are_the_faces_of_dimension_one(network):
    lattice = pr.regions(network).face_lattice
    edges = lattice.edges
    assert edges.dtype == np.int64
    if 1 not in lattice.dimensions:
        assert edges.shape == (0, 2)
        return
    assert edges.shape == (len(lattice.faces(1)), 2)
    for face, row in zip(faces_of(lattice, 1), edges.tolist(), strict=True):
        vertices, rays = ends_of(lattice, row)
        assert 0 <= row[0] < lattice.vertex_count
        assert tuple(sorted(vertices)) == face.generators.vertices
        assert tuple(rays) == face.generators.rays
        assert (row[1] == -1) is bool(lattice.lines)
        assert face.is_bounded is (0 <= row[1] < lattice.vertex_count)
        assert row[1] == -1 or row[0] < row[1]


def test_edges_of_two_lines_and_of_a_slab():
    lattice = pr.regions(pr.Network([pr.Layer([[1, 0], [0, 1]])])).face_lattice
    assert lattice.edges.tolist() == [[0, 1], [0, 2], [0, 3], [0, 4]]
    assert Counter(lattice.rays) == Counter([(1, 0), (-1, 0), (0, 1), (0, -1)])
    lattice = pr.regions(slab(1)).face_lattice
    assert lattice.edges.tolist() == [[0, -1], [1, -1]]
    assert {vertex[0] for vertex in lattice.vertices} == {0, 1}
    lattice = pr.regions(slab(1, inputs=3)).face_lattice
    assert lattice.edges.shape == (0, 2)


def test_float_coordinates_of_bounded_edges():
    lattice = pr.regions(three_lines(), [[-1, 1]] * 2).face_lattice
    points = lattice.points[lattice.edges]
    assert points.shape == (len(lattice.faces(1)), 2, 2)
    exact = [[[*map(float, lattice.vertices[i])] for i in row] for row in lattice.edges.tolist()]
    assert points.tolist() == exact


def test_bounded_faces_alone():
    lattice = pr.regions(pr.he_random((2, 5, 3, 1), seed=3)).face_lattice
    counts = [sum(face.is_bounded for face in faces_of(lattice, d)) for d in range(3)]
    assert lattice.bounded_f_vector == tuple(counts)
    assert counts[0] - counts[1] + counts[2] == 1
    assert 0 < counts[2] < len(lattice.faces(2))
    assert pr.regions(slab(1)).face_lattice.bounded_f_vector == (0, 0, 0)


def test_interior_points_of_unbounded_faces():
    lattice = pr.regions(pr.Network([pr.Layer([[1, 0], [0, 1]], [-1, 0])])).face_lattice
    points = {face.interior_point for face in faces_of(lattice, 2)}
    assert points == {(1 + s, Fraction(t)) for s in (1, -1) for t in (1, -1)}
