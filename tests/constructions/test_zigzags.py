"""Zigzags, and the closed formulas of fold networks recomputed from pieces on the line."""

from fractions import Fraction
from itertools import product

import pytest

from polyregions.constructions import (
    affine_regions_on_cube,
    montufar,
    whole_space_regions,
    zigzag,
)
from polyregions.errors import ConstructionError
from tests.helpers.cases import each


@each("p", [1, 2, 3, 4, 5])
@each("k", [1, 2, 3])
def test_zigzag_folds_each_branch_onto_the_unit_interval(affine_pieces, p, k):
    n = p**k
    net = zigzag(2, p, k)
    corners = [Fraction(i, n) for i in range(n + 1)]
    for i, x in enumerate(corners):
        assert net.exact([x, 1 - x]) == (i % 2, (n - i) % 2)
    pieces = affine_pieces(zigzag(1, p, k), 0, 1)
    assert len(pieces) == zigzag(1, p, k).claim.regions == n
    assert {abs(slope) for slope, _ in pieces} == {n}
    assert net.claim.regions == n**2


@each("inputs", [1, 2, 3])
@each(("p", "k"), [(1, 1), (1, 3), (2, 1), (2, 2), (2, 4), (3, 1), (3, 3), (4, 2)])
def test_whole_space_regions_recomputed(affine_pieces, inputs, p, k):
    # All breakpoints lie in [0, 1], and the network is a sum of functions of one coordinate each.
    pieces = len(affine_pieces(montufar(1, p, k + 1), -2, 3))
    assert whole_space_regions(inputs, p, k) == pieces**inputs


def test_published_whole_space_counts():
    assert [whole_space_regions(n0, 2, 2) for n0 in (1, 2)] == [6, 36]


@each("inputs", [1, 2, 3])
@each(("p", "k"), [(1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (5, 1)])
def test_affine_regions_recomputed(affine_pieces, inputs, p, k):
    pieces = affine_pieces(montufar(1, p, k + 1), 0, 1)
    maps = {
        (tuple(slope for slope, _ in cell), sum(intercept for _, intercept in cell))
        for cell in product(pieces, repeat=inputs)
    }
    assert affine_regions_on_cube(inputs, p, k) == len(maps)


def test_published_affine_counts():
    assert [
        affine_regions_on_cube(2, p, k) for p, k in [(2, 1), (3, 1), (2, 2), (2, 3), (3, 2)]
    ] == [
        4,
        8,
        12,
        28,
        32,
    ]


@each("function", [zigzag, whole_space_regions, affine_regions_on_cube])
@each("arguments", [(0, 2, 1), (1, 0, 1), (1, 2, 0), (1, 2.5, 1)])
def test_bad_sizes(function, arguments):
    with pytest.raises(ConstructionError):
        function(*arguments)
