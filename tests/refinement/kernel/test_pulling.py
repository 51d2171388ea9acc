"""Corners and triangulations: volumes and centroids of polytopes with known faces, uncompiled."""

import random
from fractions import Fraction

import numpy as np

import polyregions as pr
from polyregions.polytopes import centroid, generators, volume
from tests.refinement.kernel.plain import kernel


def enclosed(x):
    return Fraction(float(x[0])) + Fraction(float(x[1])), Fraction(float(x[2]))


def agrees(x, value):
    centre, radius = enclosed(x)
    return abs(centre - value) <= radius < Fraction(1, 2**80)


def measured(polytope, rng):
    """Return the corners, the volume and the centroid, from the incidences of shuffled vertices."""
    inputs = polytope.dimension
    vertices = list(generators(polytope).vertices)
    rng.shuffle(vertices)
    rows = np.zeros((len(polytope.rows), inputs + 1, 3))
    rows[:, :, 0] = [(*(-a for a in row[:-1]), row[-1]) for row in polytope.rows]
    words = -(-len(vertices) // 64)
    facets = np.zeros((len(rows), words), dtype=np.int64)
    corners = np.zeros((len(vertices), inputs, 3))
    for v, vertex in enumerate(vertices):
        tight = [f for f, row in enumerate(polytope.rows)
                 if sum(a * x for a, x in zip(row, vertex, strict=False)) == row[-1]]  # fmt: skip
        rng.shuffle(tight)
        for f in tight:
            facets[f, v >> 6] |= np.int64(1) << (v & 63)
        system = np.zeros((len(rows), inputs + 1, 3))
        kernel.corners.gather_rows(rows, np.array(tight), 0, len(tight), system)
        kernel.corners.solve_corner(system, len(tight), corners, v)
        assert all(agrees(c, x) for c, x in zip(corners[v], vertex, strict=True))
    faces = np.zeros((inputs + 1, words), dtype=np.int64)
    faces[0] = np.bitwise_or.reduce(facets, axis=0)
    chain, following = np.zeros((2, inputs + 1), dtype=np.int64)
    sums = np.zeros((inputs + 1, 3))
    minors = np.zeros((inputs, 1 << inputs, 3))
    with np.errstate(all="ignore"):
        simplices = kernel.pulling.pull(
            corners, facets, len(rows), faces, following, chain, minors, sums
        )
        size, middle = np.zeros(3), np.zeros((inputs, 3))
        kernel.pulling.finish(corners, chain, sums, size, middle)
    return simplices, size, middle


def polytopes():
    yield pr.box([2], ["7/3"])
    yield pr.simplex(2)
    yield pr.box([0, -1], ["1/3", 2])
    hexagon = [(1, 0, 3), (0, 1, 3), (1, 1, 4), (-1, 0, 1), (0, -1, 1), (-1, -1, 1)]
    yield pr.HPolytope(2, hexagon)
    yield pr.box([-1] * 3, [1, 2, 3])
    yield pr.HPolytope(3, [(a, b, c, 1) for a in (1, -1) for b in (1, -1) for c in (1, -1)])
    yield pr.HPolytope(3, [(1, 0, 2, 2), (-1, 0, 2, 2), (0, 1, 2, 2), (0, -1, 2, 2), (0, 0, -1, 0)])
    yield pr.HPolytope(
        3, [(*row[:2], 0, row[2]) for row in hexagon] + [(0, 1, 3, 9), (0, 0, -1, 0)]
    )
    cone = [(a, b, c, 1, 1) for a in (1, -1) for b in (1, -1) for c in (1, -1)]
    yield pr.HPolytope(4, [*cone, (0, 0, 0, -1, 2)])
    yield pr.simplex(4)
    # Two squares joined: facets meet in the whole of one, which is no facet of a facet.
    sides = [(0, 1), (0, -1), (1, 1), (1, -1)]
    rows = [(*(s * (i == k) for k in range(2)), 0, 0, 1, 1) for i, s in sides]
    yield pr.HPolytope(
        5, rows + [(0, 0, *(s * (i == k) for k in range(2)), -1, 0) for i, s in sides]
    )


def test_volumes_and_centroids():
    rng = random.Random(12)
    for polytope in polytopes():
        for _ in range(3):
            simplices, size, middle = measured(polytope, rng)
            assert simplices >= 1
            assert agrees(size, volume(polytope)), polytope
            centre = centroid(polytope)
            assert all(agrees(x, c) for x, c in zip(middle, centre, strict=True)), polytope


def test_a_simplex_is_one():
    for n in (1, 2, 3, 4):
        assert measured(pr.simplex(n), random.Random(n))[0] == 1


def test_coordinates_that_are_zero_are_exact():
    corner = np.zeros((1, 2, 3))
    system = np.zeros((2, 3, 3))
    system[:, :, 0] = [[1, 0, 0], [3, 7, -1]]
    system[1, :, 2] = 2.0**-100
    kernel.corners.solve_corner(system, 2, corner, 0)
    assert corner[0, 0].tolist() == [0.0, 0.0, 0.0]
    assert corner[0, 1, 2] > 0.0


def test_boxes():
    corners = np.zeros((3, 2, 3))
    corners[:, :, 0] = [[1, 5], [0, 4], [7, -9]]
    corners[:, :, 2] = [[0.25, 0], [0, 0], [0, 0]]
    box = np.full((3, 2, 3), np.nan)
    kernel.corners.write_box(corners, 3, np.array([1, 0, 0, 1]), 1, np.array([0, 2]), box)
    assert box[0].tolist() == [[0, 0, 0], [-1, 0, 0.25]]
    assert box[2].tolist() == [[4, 0, 0], [-5, 0, 0]]
    assert np.isnan(box[1]).all()
