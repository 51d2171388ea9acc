"""The brute force finds what is known by hand, before the package is compared with it."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest

from polyregions import HPolytope, Layer, Network, box, montufar, whole_space
from polyregions.constructions import (
    absolute_value,
    cancelling_facet,
    max_min,
    pinch,
    plateau,
    shell,
    slab,
    solid_torus,
    three_lines,
)
from tests.helpers.brute import (
    brute_complex,
    brute_decision,
    brute_level,
    brute_persistence,
    coarsest_convex,
    homology,
    number_of_components,
    six_counts,
)
from tests.helpers.brute.homology import invariant_factors
from tests.helpers.folded_networks import folded_networks

PLANE = whole_space(2)


@pytest.mark.parametrize(
    ("network", "domain", "counts"),
    [
        (max_min(), None, (7, 5, 4, 3, 3, 3)),
        (cancelling_facet(), None, (5, 5, 4, 4, 4, 4)),
        (absolute_value(), None, (3, 2, 2, 2, 2, 2)),
        (three_lines(), None, (6, 6, 6, 6, 6, 6)),
        (slab("1e-30"), None, (3, 3, 3, 3, 3, 3)),
        (montufar(2, 4, 3), None, (16, 16, 16, 16, 12, 12)),
        (montufar(2, 4, 3), PLANE, (36, 36, 36, 36, 24, 21)),
        (montufar(1, 3, 3), None, (10, 9, 9, 9, 9, 9)),
    ],
    ids=str,
)
def test_the_six_definitions(network, domain, counts):
    complex = brute_complex(network, domain)
    assert six_counts(complex) == {i: counts[i - 1] for i in (1, 2, 4, 5, 6)}
    assert coarsest_convex(complex) == counts[2]


def test_faces_of_three_lines():
    complex = brute_complex(three_lines(), box([-1, -1], [1, 1]))
    assert complex.f_vector() == (9, 14, 6)
    assert complex.f_vector(inner=True) == (1, 6, 6)
    (centre,) = [face for face in complex.inner if face.dimension == 0]
    assert (centre.signs, centre.vertices) == ((0, 0, 0), {(0, 0)})
    assert all(face.is_bounded for face in complex.faces)


def test_faces_of_a_cone_have_rays():
    complex = brute_complex(absolute_value(), HPolytope(1, [(-1, 1)]))
    assert {(f.dimension, f.vertices, f.rays, f.is_on_boundary) for f in complex.faces} == {
        (0, frozenset({(-1,)}), frozenset(), True),
        (1, frozenset({(-1,), (0,)}), frozenset(), False),
        (0, frozenset({(0,)}), frozenset(), False),
        (1, frozenset({(0,)}), frozenset({(1,)}), False),
    }


def test_faces_of_a_slab_hold_lines():
    complex = brute_complex(slab(1, inputs=3))
    assert complex.f_vector() == (0, 0, 2, 3)
    assert {len(face.piece.lines) for face in complex.faces} == {2}
    assert not any(face.is_bounded for face in complex.faces)


class Simplex(frozenset):
    def is_in_closure_of(self, other):
        return self <= other


def closure(triangles):
    return {Simplex(part) for t in triangles for k in (1, 2, 3) for part in combinations(t, k)}


def grid(length, twisted):
    """Return the triangles of a torus or a Klein bottle: a square grid, its sides glued."""

    def at(i, j):
        across, i = divmod(i, length)
        return i, (-j if across and twisted else j) % length

    for i in range(length):
        for j in range(length):
            yield at(i, j), at(i + 1, j), at(i + 1, j + 1)
            yield at(i, j), at(i, j + 1), at(i + 1, j + 1)


PROJECTIVE_PLANE = [
    *[(0, 1, 2), (0, 1, 3), (0, 2, 4), (0, 3, 5), (0, 4, 5)],
    *[(1, 2, 5), (1, 3, 4), (1, 4, 5), (2, 3, 4), (2, 3, 5)],
]


@pytest.mark.parametrize(
    ("triangles", "betti", "betti_gf2", "torsion"),
    [
        ([(0, 1, 2)], (1, 0, 0), (1, 0, 0), ((), (), ())),
        (combinations(range(4), 3), (1, 0, 1), (1, 0, 1), ((), (), ())),
        (PROJECTIVE_PLANE, (1, 0, 0), (1, 1, 1), ((), (2,), ())),
        (grid(4, twisted=False), (1, 2, 1), (1, 2, 1), ((), (), ())),
        (grid(4, twisted=True), (1, 1, 0), (1, 2, 1), ((), (2,), ())),
    ],
    ids=["disk", "sphere", "projective plane", "torus", "Klein bottle"],
)
def test_homology_of_surfaces(triangles, betti, betti_gf2, torsion):
    found = homology(list(closure(triangles)), 3)
    assert (found.betti, found.betti_gf2, found.torsion) == (betti, betti_gf2, torsion)


def test_invariant_factors_are_those_of_flint():
    flint = pytest.importorskip("flint")
    rng = Random(5)
    for _ in range(200):
        size = rng.randint(1, 5), rng.randint(1, 5)
        matrix = [
            [rng.choice([0, 0, 1, -2, 3, 4, 6]) for _ in range(size[1])] for _ in range(size[0])
        ]
        normal = flint.fmpz_mat(matrix).snf()
        expected = [abs(int(normal[i, i])) for i in range(min(size)) if normal[i, i]]
        rows = [{j: entry for j, entry in enumerate(row) if entry} for row in matrix]
        assert invariant_factors(rows) == expected


@pytest.mark.parametrize(
    ("network", "name", "closed", "betti"),
    [
        (shell(2), "superlevel", False, (1, 1, 0)),
        (shell(2), "sublevel", False, (2, 1, 0)),
        (shell(3), "superlevel", False, (1, 0, 1, 0)),
        (shell(3), "sublevel", True, (2, 0, 1, 0)),
        (shell(3), "level", True, (2, 0, 2, 0)),
        (solid_torus(), "superlevel", True, (1, 1, 0, 0)),
        (solid_torus(), "sublevel", False, (1, 1, 1, 0)),
        (solid_torus(), "level", True, (1, 2, 1, 0)),
        (pinch(), "superlevel", False, (2, 0, 0)),
        (pinch(), "superlevel", True, (1, 0, 0)),
        (plateau(), "superlevel", False, (1, 1, 0)),
        (plateau(), "level", True, (1, 0, 0)),
        (plateau(), "sublevel", False, (0, 0, 0)),
    ],
    ids=str,
)
def test_level_sets(network, name, closed, betti):
    faces = brute_level(brute_complex(network), name, closed=closed)
    assert homology(faces, len(betti)).betti == betti
    assert number_of_components(faces) == betti[0]


def test_decisions_between_two_outputs():
    """The outputs are 1 and |x|."""
    network = Network([Layer([[1], [-1]]), Layer([[0, 0], [1, 1]], [1, 0], "identity")])
    complex = brute_complex(network)
    assert [number_of_components(brute_decision(complex, label)) for label in (0, 1)] == [1, 2]
    boundary = brute_decision(complex)
    assert sorted(vertex for face in boundary for vertex in face.vertices) == [(-1,), (1,)]


@pytest.mark.parametrize(
    ("network", "bars"),
    [
        (montufar(2, 4, 3), {(0, 0, 1): 8, (1, 1, 2): 4, (0, 0, None): 1}),
        (montufar(1, 3, 3), {(0, 0, 1): 4, (0, 0, None): 1}),
        # Four corners, and the middle; what lies between them is filled at 1.
        (
            shell().with_domain(box([-4, -4], [4, 4])),
            {(0, -5, None): 1, (0, -5, -1): 3, (0, -1, 1): 1, (1, -1, 1): 1},
        ),
    ],
    ids=str,
)
def test_persistence(network, bars):
    assert brute_persistence(brute_complex(network)) == bars


@pytest.mark.slow
def test_folded_networks_tell_the_definitions_apart():
    """They are what comparisons stand on: every pair of definitions differs on some of them."""
    apart, kinds = Counter(), Counter()
    for network in folded_networks(range(60)):
        complex = brute_complex(network)
        inner = complex.f_vector(inner=True)
        assert sum((-1) ** d * f for d, f in enumerate(inner)) == (-1) ** network.inputs
        kinds[network.inputs, network.outputs] += 1
        kinds["bounded"] += all(face.is_bounded for face in complex.faces)
        kinds["lines"] += bool(complex.faces[0].piece.lines)
        if len(complex.cells) > 25:
            continue
        counts = six_counts(complex)
        assert counts[6] <= counts[5] <= counts[4] <= counts[2] <= counts[1]
        for lower, upper in ((6, 5), (5, 4), (4, 2), (2, 1)):
            apart[lower, upper] += counts[lower] < counts[upper]
    assert min(apart.values()) >= 3, apart
    assert all(kinds[n, m] for n in (1, 2, 3) for m in (1, 2)), kinds
    assert min(kinds["bounded"], kinds["lines"]) >= 3, kinds
