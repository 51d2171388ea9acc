"""Regular cell complexes whose homology is known, as incidences in sparse columns."""

from itertools import combinations, pairwise, product

import numpy as np

from polyregions.complexes.topology import SparseColumns

# Triangulations of least vertices (T. F. Banchoff, W. Kuehnel; A. F. Moebius).
PROJECTIVE_PLANE = ["012", "023", "034", "045", "051", "124", "235", "341", "452", "513"]
TORUS = [[v % 7 for v in t] for i in range(7) for t in ([i, i + 1, i + 3], [i, i + 2, i + 3])]


def matrix(rows, columns):
    """Return the matrix of ones with these rows in its columns."""
    offsets = np.cumsum([0, *map(len, columns)])
    return SparseColumns.of_ones(rows, offsets, np.array([r for c in columns for r in c], int))


def signed(rows, columns):
    """Return the integer matrix with these entries, a dictionary of rows for each column."""
    ones = matrix(rows, columns)
    values = np.array([value for column in columns for value in column.values()], int)
    return SparseColumns(rows, ones.offsets, ones.indices, values)


def simplicial(simplices):
    """Return the numbers of faces of some simplices, by dimension, and their incidences."""
    simplices = [tuple(sorted(map(int, simplex))) for simplex in simplices]
    longest = max(map(len, simplices))
    faces = [
        sorted({face for s in simplices for face in combinations(s, size)})
        for size in range(1, longest + 1)
    ]
    return _incidences(faces, lambda face: combinations(face, len(face) - 1))


def cubical(cubes):
    """Return the same of cubes: tuples of intervals (a,) and (a, a + 1), one a coordinate."""
    faces = {face for cube in cubes for face in product(*map(_parts, cube))}
    dimension = max(map(_dimension, faces))
    by_dimension = [
        sorted(face for face in faces if _dimension(face) == k) for k in range(dimension + 1)
    ]
    return _incidences(by_dimension, _facets)


def solid(*sides):
    """Return the cubes of a grid, of any sizes."""
    return [tuple((a, a + 1) for a in corner) for corner in product(*map(range, sides))]


def klein_bottle(size=4):
    """Return a square grid of which two opposite sides are glued, and the others with a twist."""

    def vertex(x, y):
        turns, y = divmod(y, size)
        return (-x if turns % 2 else x) % size, y

    def edge(*ends):
        return tuple(sorted(vertex(*end) for end in ends))

    squares = [
        [
            edge((x, y), (x + 1, y)),
            edge((x, y + 1), (x + 1, y + 1)),
            edge((x, y), (x, y + 1)),
            edge((x + 1, y), (x + 1, y + 1)),
        ]
        for x, y in product(range(size), repeat=2)
    ]
    vertices = [*product(range(size), repeat=2)]
    edges = sorted({side for square in squares for side in square})
    sizes = len(vertices), len(edges), len(squares)
    return sizes, [_incidence(vertices, edges), _incidence(edges, squares)]


def _incidence(lower, boundaries):
    places = {face: i for i, face in enumerate(lower)}
    return matrix(len(lower), [[places[face] for face in boundary] for boundary in boundaries])


def _incidences(faces, boundary):
    levels = pairwise(faces)
    incidences = [_incidence(lower, map(boundary, upper)) for lower, upper in levels]
    return tuple(map(len, faces)), incidences


def _dimension(face):
    return sum(len(interval) == 2 for interval in face)


def _parts(interval):
    return [interval, *((a,) for a in interval)] if len(interval) == 2 else [interval]


def _facets(face):
    for k, interval in enumerate(face):
        if len(interval) == 2:
            yield from ((*face[:k], (a,), *face[k + 1 :]) for a in interval)
