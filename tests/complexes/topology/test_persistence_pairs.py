"""Pairs of faces that begin and end homology are those of the plain elimination."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.budgets import time_limit
from polyregions.complexes.topology import persistence_pairs as persistence_pairs_module
from polyregions.complexes.topology.persistence_pairs import BoundaryMatrix, persistence_pairs
from polyregions.errors import OutOfTime
from tests.helpers.plain_elimination import plain_pairs


def matrices_of(faces, order=lambda face: face):
    """Return the boundary matrices of a simplicial complex, each dimension in an order."""
    found = []
    below = sorted(faces[0], key=order)
    for simplices in faces[1:]:
        simplices = sorted(simplices, key=order)
        place = {face: i for i, face in enumerate(below)}
        columns = [[place[tuple(f)] for f in combinations(s, len(s) - 1)] for s in simplices]
        found.append(matrix(len(below), columns))
        below = simplices
    return found


def matrix(rows, columns):
    offsets = np.cumsum([0, *map(len, columns)])
    return BoundaryMatrix(rows, offsets, np.array([r for c in columns for r in c], dtype=np.int64))


def columns_of(boundary):
    if not boundary.columns:
        return []
    return [column.tolist() for column in np.split(boundary.entries, boundary.offsets[1:-1])]


def sets_of_pairs(matrices):
    pairs = persistence_pairs(matrices)
    for found in pairs:
        assert len(set(found.births.tolist())) == len(found.births) == len(found.deaths)
    return [set(zip(p.births.tolist(), p.deaths.tolist(), strict=True)) for p in pairs]


def closed(simplices):
    """Return all faces of simplices, by dimension."""
    top = max(map(len, simplices))
    return [
        sorted({f for s in simplices for f in combinations(sorted(s), size)})
        for size in range(1, top + 1)
    ]


@st.composite
def filtered_complexes(draw):
    vertices = st.integers(0, draw(st.integers(0, 8)))
    simplices = draw(st.lists(st.sets(vertices, min_size=1, max_size=5), min_size=1, max_size=12))
    faces = closed(simplices)
    shuffled = {f: i for i, f in enumerate(draw(st.permutations([f for d in faces for f in d])))}
    return matrices_of(faces, shuffled.__getitem__)


@given(filtered_complexes())
def test_pairs_are_those_of_the_plain_elimination(matrices):
    assert sets_of_pairs(matrices) == [plain_pairs(columns_of(boundary)) for boundary in matrices]


def betti_numbers(matrices):
    ranks = [len(pairs.births) for pairs in persistence_pairs(matrices)]
    sizes = [matrices[0].rows, *(boundary.columns for boundary in matrices)]
    cycles = [sizes[0], *(size - r for size, r in zip(sizes[1:], ranks, strict=True))]
    return [c - r for c, r in zip(cycles, [*ranks, 0], strict=True)]


def faces_of_sphere(dimension):
    return closed([*combinations(range(dimension + 2), dimension + 1)])


# The seven-vertex torus, and the projective plane of six vertices: over GF(2) it has a void.
TORUS = [((i, i + 1, i + 3), (i, i + 2, i + 3)) for i in range(7)]
TORUS = [tuple(sorted(v % 7 for v in t)) for pair in TORUS for t in pair]
PLANE = ["012", "023", "034", "045", "051", "124", "235", "341", "452", "513"]


@pytest.mark.parametrize(
    ("faces", "expected"),
    [
        ([[(0,)], []], [1, 0]),
        (closed([(0, 1, 2, 3)]), [1, 0, 0, 0]),
        (faces_of_sphere(1), [1, 1]),
        (faces_of_sphere(2), [1, 0, 1]),
        (faces_of_sphere(4), [1, 0, 0, 0, 1]),
        (closed(TORUS), [1, 2, 1]),
        (closed([tuple(map(int, t)) for t in PLANE]), [1, 1, 1]),
    ],
)
def test_pairs_give_betti_numbers(faces, expected):
    assert betti_numbers(matrices_of(faces)) == expected


def grid(size, seed):
    """Return the boundaries of the squares of a grid, entering by random values of vertices."""
    rng = np.random.default_rng(seed)
    values = rng.permutation((size + 1) ** 2).reshape(size + 1, size + 1)
    points = [(x, y) for x in range(size + 1) for y in range(size + 1)]
    edges = [((x, y), (x + 1, y)) for x, y in points if x < size]
    edges += [((x, y), (x, y + 1)) for x, y in points if y < size]
    squares = [(x, y) for x, y in points if x < size and y < size]
    points.sort(key=lambda p: values[p])
    edges.sort(key=lambda e: max(values[p] for p in e))
    squares.sort(key=lambda p: values[p[0] : p[0] + 2, p[1] : p[1] + 2].max())
    point = {p: i for i, p in enumerate(points)}
    edge = {e: i for i, e in enumerate(edges)}
    sides = []
    for x, y in squares:
        a, b, c, d = (x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)
        sides.append([edge[side] for side in ((a, b), (a, c), (b, d), (c, d))])
    return [
        matrix(len(points), [[point[p] for p in e] for e in edges]),
        matrix(len(edges), sides),
    ]


def test_many_faces_of_a_rough_function():
    """Long columns, sums of many others, of which most cancel."""
    matrices = grid(30, seed=0)
    found = sets_of_pairs(matrices)
    assert found == [plain_pairs(columns_of(boundary)) for boundary in matrices]
    # A disk: every class but that of the first point ends.
    assert [len(pairs) for pairs in found] == [31 * 31 - 1, 30 * 30]


def test_the_clock_is_asked_as_entries_are_added(monkeypatch):
    asked = []
    monkeypatch.setattr(persistence_pairs_module, "checkpoint", lambda: asked.append(1))
    monkeypatch.setattr(persistence_pairs_module, "_ENTRIES_AT_ONCE", 100)
    persistence_pairs(grid(30, seed=0))
    assert len(asked) > 20


def test_the_elimination_ends_in_time():
    with pytest.raises(OutOfTime), time_limit(0):
        persistence_pairs(grid(4, seed=0))
