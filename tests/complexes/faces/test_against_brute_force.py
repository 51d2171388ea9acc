"""All faces of small complexes are those that an independent brute force finds."""

from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.constructions import max_min, pinch, plateau, shell, slab, solid_torus, three_lines
from tests.helpers.awkward import AWKWARD
from tests.helpers.brute import brute_complex
from tests.helpers.brute.pieces import dot, whole_multiple
from tests.helpers.cases import each
from tests.helpers.folded_networks import folded_networks

SHAPES = [max_min(), pinch(), plateau(), shell(2), shell(3), slab(), solid_torus(), three_lines()]
SMALL = [case for case in AWKWARD if sum(case.network.pattern_sizes) < 12]


def modulo(lines, vector):
    """Return the part of a vector that is orthogonal to lines."""
    vector, orthogonal = [Fraction(x) for x in vector], []
    for target in (*lines, vector):
        rest = [Fraction(x) for x in target]
        for basis in orthogonal:
            factor = dot(basis, rest) / dot(basis, basis)
            rest = [x - factor * b for x, b in zip(rest, basis, strict=True)]
        orthogonal.append(rest)
    return tuple(orthogonal[-1])


def found_faces(cells):
    """Return what a lattice says of each face, by its vertices and rays modulo the lines."""
    lattice = cells.face_lattice
    lines = lattice.lines
    corners = [modulo(lines, vertex) for vertex in lattice.vertices]
    corners += [("ray", *whole_multiple(modulo(lines, ray))) for ray in lattice.rays]
    assert len(set(corners)) == len(corners)
    names, found = {}, {}
    for dimension in lattice.dimensions:
        faces = lattice.faces(dimension)
        for i in range(len(faces)):
            own = faces.generators[slice(*faces.generator_offsets[i : i + 2])].tolist()
            assert own == sorted(set(own))
            names[dimension, i] = (dimension, frozenset(corners[g] for g in own))
    for dimension in lattice.dimensions:
        faces = lattice.faces(dimension)
        for i in range(len(faces)):
            inside = faces.cells[slice(*faces.cell_offsets[i : i + 2])].tolist()
            facets = faces.facets[slice(*faces.facet_offsets[i : i + 2])].tolist()
            assert inside == sorted(inside)
            assert inside[0] == faces.first_cells[i]
            assert facets == sorted(facets)
            found[names[dimension, i]] = (
                tuple(faces.signs[i].tolist()),
                bool(faces.are_bounded[i]),
                bool(faces.are_on_boundary[i]),
                {names[cells.network.inputs, cell] for cell in inside},
                {names[dimension - 1, facet] for facet in facets},
            )
    assert len(found) == sum(lattice.f_vector)
    return found


def expected_faces(complex):
    name = {
        face: (
            face.dimension,
            face.vertices | {("ray", *ray) for ray in face.rays},
        )
        for face in complex.faces
    }
    return {
        name[face]: (
            face.signs,
            face.is_bounded,
            face.is_on_boundary,
            {name[cell] for cell in complex.cells if face.is_in_closure_of(cell)},
            {
                name[facet]
                for facet in complex.of_dimension(face.dimension - 1)
                if facet.is_in_closure_of(face)
            },
        )
        for face in complex.faces
    }


def check(network, domain=None, **options):
    cells = pr.regions(network, domain, **options)
    complex = brute_complex(network, domain)
    assert cells.face_lattice.f_vector == complex.f_vector()
    assert cells.face_lattice.inner_f_vector == complex.f_vector(inner=True)
    assert len(cells.face_lattice.lines) == len(complex.faces[0].piece.lines)
    assert found_faces(cells) == expected_faces(complex)
    regions = cells.faces(network.inputs)
    patterns = [region.pattern.bits for region in cells]
    assert (regions.signs > 0).astype(int).tolist() == list(map(list, patterns))


@pytest.mark.parametrize("network", SHAPES, ids=str)
def test_shapes(network):
    check(network)


@each("case", SMALL, ids=str)
def test_awkward_networks(case):
    check(case.network)


@each("network", folded_networks(range(30)), ids=str)
def test_folded_networks(network):
    check(network)


@pytest.mark.slow
@each("network", folded_networks(range(30, 120)), ids=str)
def test_more_folded_networks(network):
    check(network)


@each("network", folded_networks(range(10)), ids=str)
def test_engines_agree(network):
    check(network, engine="lp")
