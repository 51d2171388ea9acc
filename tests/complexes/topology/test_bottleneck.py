"""Bottleneck distances are those of the best of all matchings, and diagrams are stable."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.complexes.topology import VertexValues
from polyregions.complexes.topology.bottleneck import bottleneck
from polyregions.errors import OutOfTime, UnknownOptionError
from tests.strategies import bounded_polytopes, degenerate_networks, rationals


def best_of_all(left, right):
    """Try all matchings of points, and of each with a point of the diagonal."""
    cost = {
        (p, q): max(abs(left[p][0] - right[q][0]), abs(left[p][1] - right[q][1]))
        for p in range(len(left))
        for q in range(len(right))
    }
    alone = [[abs(d - b) / 2 for b, d in side] for side in (left, right)]
    places = [*range(len(right)), *[None] * len(left)]
    best = None
    for chosen in set(permutations(places, len(left))):
        sizes = [cost[p, q] if q is not None else alone[0][p] for p, q in enumerate(chosen)]
        sizes += [alone[1][q] for q in range(len(right)) if q not in chosen]
        size = max(sizes, default=Fraction(0))
        best = size if best is None else min(best, size)
    return best


def points(most):
    return st.lists(st.tuples(rationals(), rationals(denominator=3)), max_size=most)


@settings(max_examples=60)
@given(points(4), points(4))
def test_best_matching(left, right):
    distance = bottleneck(left, right)
    assert distance == best_of_all(left, right) == bottleneck(right, left)
    assert bottleneck(left, left) == 0


def test_known_distances():
    far, near = (Fraction(0), Fraction(10)), (Fraction(1), Fraction(9))
    assert bottleneck([far, far], [near]) == 5
    assert bottleneck([far, far], [near, near]) == 1
    assert bottleneck([], []) == 0
    # It pays to leave the points alone that are the nearest to each other.
    assert bottleneck([(Fraction(0), Fraction(1))], [(Fraction(5), Fraction(6))]) == Fraction(1, 2)


def test_diagrams_far_apart():
    tent = pr.regions(pr.montufar(1, 2, 2))
    diagram = tent.persistence()
    higher = pr.Network([*tent.network.layers, pr.Layer([[1]], [7], "identity")], tent.domain)
    assert diagram.bottleneck_distance(pr.regions(higher).persistence()) == 7
    # Of the four components of the plane one lasts as long as that of the line does.
    plane = pr.regions(pr.montufar(2, 4, 2)).persistence()
    assert (
        plane.bottleneck_distance(diagram) == diagram.bottleneck_distance(plane) == Fraction(1, 2)
    )
    # | |x| + |y| - 2 | has a hole from 0 to 2.
    sides = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
    distance = pr.Layer([[1] * 4, [-1] * 4], [-2, 2])
    shell = pr.Network([sides, distance, pr.Layer([[1, 1]])], [[-3, 3], [-3, 3]])
    ring = pr.regions(shell).persistence()
    assert diagram.bottleneck_distance(ring) == ring.bottleneck_distance(diagram) == 1
    with pytest.raises(UnknownOptionError, match="give two of the same"):
        diagram.bottleneck_distance(tent.persistence(of="superlevel"))
    with pytest.raises(OutOfTime), pr.time_limit(0):
        diagram.bottleneck_distance(diagram)


@settings(max_examples=25)
@given(st.data())
def test_stability(data):
    """Outputs that differ by e at most have diagrams that are e apart at most."""
    layers = data.draw(degenerate_networks(most_units=3)).layers
    domain = data.draw(bounded_polytopes(dimension=layers[0].inputs))
    cells = pr.regions(pr.Network(layers, domain))
    assume(cells.network.outputs == 2)
    vertices = range(cells.face_lattice.vertex_count)
    values = [VertexValues(cells.face_lattice, output).exact(vertices) for output in (0, 1)]
    # Both are affine on each cell, so that they differ the most at a vertex.
    apart = max(abs(first - second) for first, second in zip(*values, strict=True))
    for of in ("sublevel", "superlevel"):
        first, second = (cells.persistence(output, of) for output in (0, 1))
        assert first.bottleneck_distance(second) <= apart
