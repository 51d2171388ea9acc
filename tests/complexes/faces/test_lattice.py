"""The faces of a complex: each seen the same from every region, by vertices, signs and numbers."""

import math
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import nearest_float, primitive_from_rationals, rank
from polyregions.complexes.faces import building, incidence, memory
from polyregions.errors import InternalError, TooLargeError, UnknownOptionError
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.data import golden_cases, golden_network

MOST_REGIONS = 50  # of a complex whose faces are checked one by one


def rows_of(offsets, entries):
    return [part.tolist() for part in np.split(entries, offsets[1:-1])]


def generators_of(lattice, ids):
    """Return the vertices and the rays with these numbers."""
    count = lattice.vertex_count
    return [lattice.vertices[i] for i in ids if i < count], [
        lattice.rays[i - count] for i in ids if i >= count
    ]


def span(rows):
    rows = [primitive_from_rationals(tuple(map(Fraction, row))) for row in rows if any(row)]
    return rank(rows) if rows else 0


def is_tight(row, point):
    return sum(a * x for a, x in zip(row, point, strict=False)) == row[-1]


def check_lattice(cells):
    """Check every face in rationals: at a point inside it, and by the rank of its generators."""
    lattice, units = cells.face_lattice, cells.integer_form.units
    assert len({*lattice.vertices}) == lattice.vertex_count
    assert len({*lattice.rays}) == lattice.ray_count
    for dimension in lattice.dimensions:
        faces = lattice.faces(dimension)
        seen = set()
        held = rows_of(faces.cell_offsets, faces.cells)
        for index, ids in enumerate(rows_of(faces.generator_offsets, faces.generators)):
            corners, rays = generators_of(lattice, ids)
            differences = [np.subtract(corner, corners[0]) for corner in corners]
            assert ids == sorted(set(ids))
            assert span([*differences, *rays, *lattice.lines]) == dimension
            assert faces.are_bounded[index] == (not rays and not lattice.lines)
            # The mean of the vertices and a step along all rays is in no proper face.
            point = np.sum(corners, axis=0) / len(corners) + sum(map(np.array, rays))
            signs = cells.network.signs(point.tolist())
            tight = tuple(row for row in cells.domain.rows if is_tight(row, point))
            assert faces.signs[index].tolist() == list(signs)[:units]
            assert faces.are_on_boundary[index] == bool(tight)
            assert [region.index for region in cells.locate(point.tolist())] == held[index]
            seen.add((tuple(signs), tight))
        assert len(seen) == len(faces) == lattice.f_vector[dimension]
        check_facets(lattice, faces)


def check_facets(lattice, faces):
    """Check that the facets of faces are all faces of one dimension less with fewer generators."""
    if faces.dimension == lattice.dimensions[0]:
        assert not len(faces.facets)
        return
    lower = lattice.faces(faces.dimension - 1)
    smaller = [set(ids) for ids in rows_of(lower.generator_offsets, lower.generators)]
    for ids, facets in zip(
        rows_of(faces.generator_offsets, faces.generators),
        rows_of(faces.facet_offsets, faces.facets),
        strict=True,
    ):
        assert facets == [i for i, own in enumerate(smaller) if own < set(ids)]


@each("case", [case for case in golden_cases() if case["n0"] <= 3], ids=lambda case: case["name"])
def test_golden_networks(case):
    cells = pr.regions(golden_network(case))
    if len(cells) <= MOST_REGIONS:
        check_lattice(cells)
    inner = cells.face_lattice.inner_f_vector
    assert sum((-1) ** d * count for d, count in enumerate(inner)) == (-1) ** case["n0"]


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    cells = pr.regions(case.network)
    if len(cells) <= MOST_REGIONS and case.network.inputs <= 4:
        check_lattice(cells)


@each("engine", ["lp", "vertices"])
def test_engines_agree(engine):
    net = pr.he_random((3, 5, 4, 1), seed=2, bias_std=0.5)
    cells = pr.regions(net, pr.whole_space(3), engine=engine)
    check_lattice(cells)
    other = pr.regions(net, pr.whole_space(3)).face_lattice
    for faces, others in zip(cells.face_lattice.levels, other.levels, strict=True):
        assert np.array_equal(faces.generators, others.generators)
        assert np.array_equal(faces.facets, others.facets)
        assert np.array_equal(faces.signs, others.signs)


def test_faces_without_the_search_are_the_same(monkeypatch):
    """Where engine vertices does not reach, the double description method says the same."""
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3), pr.whole_space(2))
    found = cells.face_lattice
    monkeypatch.setattr(building, "region_generators", lambda network, domain: iter(()))
    again = pr.regions(cells.network, cells.domain).face_lattice
    assert again.vertices == found.vertices
    assert again.rays == found.rays
    for faces, others in zip(again.levels, found.levels, strict=True):
        assert np.array_equal(faces.generators, others.generators)
        assert np.array_equal(faces.cells, others.cells)


IDENTITY_FIRST = pr.Network(
    [
        pr.Layer([[1, 1], [1, -1]], [0, 0], ["identity", "relu"]),
        pr.Layer([[1, 1], [1, 0]], [0, 1]),
    ]
)
LINES = [
    (pr.Network([pr.Layer([[1, 1, 0]], [0]), pr.Layer([[1]], [-1])]), (0, 0, 2, 3)),
    (pr.Network([pr.Layer([[1, 2, 3], [1, 1, 1]], [0, 0])]), (0, 1, 4, 4)),
    (pr.Network([pr.Layer([[0, 0, 0]], [1])]), (0, 0, 0, 1)),
]


def test_pieces_of_regions():
    """Start cells that cut regions leave no trace in the faces."""
    check_lattice(pr.regions(IDENTITY_FIRST, pr.whole_space(2)))


@each("network, f_vector", LINES)
def test_regions_with_lines(network, f_vector):
    cells = pr.regions(network, pr.whole_space(3))
    assert cells.face_lattice.f_vector == f_vector
    check_lattice(cells)
    least = cells.face_lattice.dimensions[0]
    with pytest.raises(UnknownOptionError, match=f"from {least} to 3, as all regions contain"):
        cells.faces(least - 1)


@each("dimension", [-1, 3, True, "edges", 0.5])
def test_dimensions_out_of_range(dimension):
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    with pytest.raises(UnknownOptionError, match="there are no faces of dimension"):
        cells.faces(dimension)


def test_parallel_rays_are_one():
    """Parallel halflines, and strips between them, have one ray in common."""
    net = pr.Network([pr.Layer([[1, 0]] * 4, [0, 1, 2, 3])])
    lattice = pr.regions(net, pr.HPolytope(2, [(0, -1, 0)])).face_lattice
    assert (lattice.vertex_count, lattice.ray_count) == (4, 3)
    assert sorted(lattice.rays) == [(-1, 0), (0, 1), (1, 0)]


HALFWAY = 1 + Fraction(1, 2**53)
"""Between two floats, so that no enclosure tells which is the nearest."""


@each("upper", [Fraction(1), HALFWAY, Fraction(10**400)])
def test_points_are_the_vertices_rounded(upper):
    net = pr.he_random((2, 5, 1), seed=1, bias_std=0.5)
    lattice = pr.regions(net, [["-1/3", upper], [-1, "1/7"]]).face_lattice
    rounded = [[nearest_float(x) for x in vertex] for vertex in lattice.vertices]
    assert lattice.points.tolist() == rounded


def test_thin_slabs():
    net = pr.Network([pr.Layer([[1, 0], [1, 0]], [0, f"1/{10**40}"])])
    lattice = pr.regions(net, [[-1, 1]] * 2).face_lattice
    assert lattice.f_vector == (8, 10, 3)
    assert (Fraction(-1, 10**40), Fraction(1)) in lattice.vertices


def test_regions_with_many_vertices():
    """More than a word has bits: 160 tangents of a circle, at its rational points."""
    tangents = [(t * t - 400, 40 * t, t * t + 400) for t in range(-80, 80)]
    cells = pr.regions(pr.Network([pr.Layer([[1, 0]], [0])]), pr.HPolytope(2, tangents))
    assert np.diff(cells.faces(2).generator_offsets).max() > 64
    check_lattice(cells)


def test_another_prime(monkeypatch):
    """A prime that divides the weights tells nothing, and the next one is taken."""
    primes = []
    original = building.residue_points

    def seen(enumeration, incidence, rows, prime):
        primes.append(prime)
        return original(enumeration, incidence, rows, prime)

    monkeypatch.setattr(building, "residue_points", seen)
    first = next(building.primes_for(pr.Network([pr.Layer([[1], [1]])]).integer_form))
    net = pr.Network([pr.Layer([[first], [1]], [0, -1])])
    cells = pr.regions(net, pr.whole_space(1))
    check_lattice(cells)
    assert len(primes) == 2
    assert primes[0] == first


def test_a_weight_divided_by_more_primes_than_are_tried_at_first():
    primes = list(islice(building.primes_for(pr.Network([pr.Layer([[1], [1]])]).integer_form), 66))
    net = pr.Network([pr.Layer([[1, 0], [math.prod(primes), 1]], [0, -1])])
    assert pr.regions(net, pr.whole_space(2)).face_lattice.f_vector == (1, 4, 4)


def test_no_prime_serves(monkeypatch):
    monkeypatch.setattr(building, "identity", lambda *arguments: None)
    with pytest.raises(InternalError, match="none of 64 primes"):
        pr.regions(pr.Network([pr.Layer([[1]])]), [[-1, 1]]).faces(0)


def test_memory_is_checked_before(monkeypatch):
    monkeypatch.setattr(memory, "_memory", lambda: 1000)
    with pytest.raises(TooLargeError, match=r"about 25 faces, for which some 0\.0 GB"):
        pr.regions(pr.montufar(inputs=2, width=4, depth=2)).faces(0)


@pytest.mark.parametrize("widths", [(2, 12, 12, 1), (3, 8, 8, 1), (4, 6, 4, 1)])
def test_estimates_are_near(widths):
    cells = pr.regions(pr.he_random(widths, seed=0, bias_std=0.5), [[-1, 1]] * widths[0])
    around = np.diff(cells.faces(0).cell_offsets)
    estimated = memory.estimated_faces(around, widths[0])
    assert estimated == pytest.approx(cells.face_lattice.f_vector, rel=0.1)


def test_too_many_vertices_of_one_region(monkeypatch):
    monkeypatch.setattr(building, "region_generators", lambda network, domain: iter(()))
    monkeypatch.setattr(incidence, "_MOST_GENERATORS", 15)
    cells = pr.regions(pr.Network([pr.Layer([[1] * 4])]), [[0, 1]] * 4)
    with pytest.raises(TooLargeError, match="4 dimensions has more than 15 vertices"):
        cells.faces(0)
