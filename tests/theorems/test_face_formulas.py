"""Formulas about faces of arrangements, and about ways from region to region."""

from fractions import Fraction
from functools import cache

import pytest
from scipy.sparse.csgraph import shortest_path

from polyregions import he_random, regions
from polyregions.constructions import full_zigzags, max_min, montufar, three_lines
from polyregions.errors import InvalidNetworkError
from polyregions.theorems.bound_formulas import (
    BoundNotApplicableError,
    buck_1943_faces,
    gaines_bi_2026_diameter,
    zaslavsky_1975_maximum,
)

SHAPES = [(inputs, width) for inputs in range(1, 6) for width in range(1, 8)]


@cache
def by_deletion(inputs, width, dimension):
    """Faces by adding one hyperplane: those on it, and those of the others that it cuts in two."""
    if not 0 <= dimension <= inputs:
        return 0
    if width == 0:
        return int(dimension == inputs)
    on_it = by_deletion(inputs - 1, width - 1, dimension)
    cut = by_deletion(inputs - 1, width - 1, dimension - 1)
    return by_deletion(inputs, width - 1, dimension) + on_it + cut


@pytest.mark.parametrize(("inputs", "width"), SHAPES)
def test_faces_by_adding_one_hyperplane_after_the_other(inputs, width):
    faces = [buck_1943_faces(inputs, [width], k) for k in range(inputs + 1)]
    assert faces == [by_deletion(inputs, width, k) for k in range(inputs + 1)]
    assert faces[-1] == zaslavsky_1975_maximum(inputs, [width])


@pytest.mark.parametrize(("inputs", "width"), SHAPES)
def test_the_relation_of_euler(inputs, width):
    def alternating(bounded):
        return sum(
            (-1) ** k * buck_1943_faces(inputs, [width], k, bounded=bounded)
            for k in range(inputs + 1)
        )

    assert alternating(bounded=False) == (-1) ** inputs
    # Fewer hyperplanes than dimensions leave lines, and nothing bounded.
    assert alternating(bounded=True) == (1 if width >= inputs else 0)


def test_faces_by_hand():
    """Four lines, five planes, two planes, and a simplex with its four planes."""
    assert [buck_1943_faces(2, [4], k) for k in range(3)] == [6, 16, 11]
    assert [buck_1943_faces(2, [4], k, bounded=True) for k in range(3)] == [6, 8, 3]
    assert [buck_1943_faces(3, [5], k) for k in range(4)] == [10, 40, 55, 26]
    assert [buck_1943_faces(3, [2], k) for k in range(4)] == [0, 1, 4, 4]
    assert [buck_1943_faces(3, [2], k, bounded=True) for k in range(4)] == [0, 0, 0, 0]
    assert [buck_1943_faces(3, [4], k, bounded=True) for k in range(4)] == [4, 6, 4, 1]


@pytest.mark.parametrize("dimension", [-1, 3, True, 1.0, "2"])
def test_there_are_no_such_faces(dimension):
    with pytest.raises(InvalidNetworkError, match="give a whole number from 0 to 2"):
        buck_1943_faces(2, [3], dimension)


@pytest.mark.parametrize("widths", [[], [3, 3]])
def test_an_arrangement_is_one_layer(widths):
    with pytest.raises(BoundNotApplicableError):
        buck_1943_faces(2, widths, 1)


def test_averages_tend_to_twice_the_dimension():
    for inputs in (1, 2, 3, 4):
        for k in range(1, inputs + 1):
            facets = 2 * (inputs - k + 1)  # of dimension k around a face of dimension k - 1
            averages = [
                Fraction(
                    facets * buck_1943_faces(inputs, [width], k - 1),
                    buck_1943_faces(inputs, [width], k),
                )
                for width in (inputs, 10, 100, 10_000)
            ]
            assert averages == sorted(averages)
            assert 2 * k - Fraction(1, 50) < averages[-1] < 2 * k


def diameter(complex):
    matrix = complex.adjacency_matrix("activation_regions")
    return int(shortest_path(matrix, unweighted=True).max())


@pytest.mark.parametrize("widths", [[3], [3, 3], [3, 4, 3]])
def test_one_input_attains_the_diameter(widths):
    assert diameter(regions(full_zigzags(widths))) == gaines_bi_2026_diameter(1, widths)


@pytest.mark.parametrize(
    "network",
    [three_lines(), max_min(), montufar(2, 4, 3), montufar(1, 4, 3), he_random((3, 3, 3, 1))],
    ids=str,
)
def test_the_diameter_of_degenerate_networks(network):
    widths = [layer.units for layer in network.layers if layer.relu_units]
    complex = regions(network)
    assert 0 < diameter(complex) <= gaines_bi_2026_diameter(network.inputs, widths)


def test_the_diameter_needs_a_hidden_layer():
    with pytest.raises(BoundNotApplicableError, match="no hidden layer"):
        gaines_bi_2026_diameter(2, [])
