"""The region complex as a sequence, and its single regions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions import (
    Facet,
    Halfspace,
    HPolytope,
    Layer,
    Network,
    Region,
    box,
    montufar,
    regions,
)
from polyregions.errors import InvalidDomainError, InvalidNetworkError
from tests.refinement.strategies import networks


@pytest.fixture(name="grid", scope="module")
def _grid():
    return regions(montufar(2, 4, 2))


def test_a_sequence_of_regions(grid):
    assert len(grid) == 4
    assert [region.index for region in grid] == [0, 1, 2, 3]
    assert grid[-1] == grid[3]
    assert grid[-1] != grid[0]
    assert grid[0] != "region"
    assert len({grid[0], grid[0], grid[1]}) == 2
    assert list(reversed(grid)) == list(grid)[::-1]
    for index in (4, -5):
        with pytest.raises(IndexError, match="of a complex of 4"):
            grid[index]


def test_order_of_patterns(grid):
    patterns = [region.pattern for region in grid]
    assert [str(pattern) for pattern in patterns] == ["1100", "1101", "1110", "1111"]
    assert patterns == sorted(patterns)


def test_texts(grid):
    assert repr(grid[0]) == "<Region 0 1100>"
    assert repr(grid) == (
        "<RegionComplex of montufar 2 inputs, width 4, depth 2 2-4-1: 4 regions, engine "
        f"{grid.engine!r}>"
    )


def test_a_single_region(grid):
    (region,) = grid.locate([Fraction(1, 4), Fraction(3, 4)])
    assert isinstance(region, Region)
    assert str(region.pattern) == "1101"
    assert region.bits == (1, 1, 0, 1)
    assert region.polytope == box([0, "1/2"], ["1/2", 1])
    assert region.affine_map([0, 1]) == (0,)
    assert region.affine_map.weights == ((2, -2),)
    inner = {facet for facet in region.facets if facet.neighbour is not None}
    assert inner == {
        Facet(Halfspace([2, 0], 1), ((0, 2),), 3),
        Facet(Halfspace([0, -2], -1), ((0, 3),), 0),
    }
    assert {facet.halfspace for facet in region.facets} - {f.halfspace for f in inner} == {
        Halfspace([-1, 0], 0),
        Halfspace([0, 1], 1),
    }
    assert {neighbour.index for neighbour in region.neighbours} == {0, 3}
    assert region.contains([0, 1])
    assert not region.contains([1, 1])


def test_a_unit_on_the_boundary_is_named_on_the_facet_of_the_domain(grid):
    (region,) = grid.locate([Fraction(1, 4), Fraction(1, 4)])
    (left,) = [f for f in region.facets if f.halfspace == Halfspace([-1, 0], 0)]
    assert left == Facet(Halfspace([-1, 0], 0), ((0, 0),), None)
    (region,) = grid.locate([Fraction(3, 4), Fraction(3, 4)])
    (right,) = [f for f in region.facets if f.halfspace == Halfspace([1, 0], 1)]
    assert right.units == ()


def test_a_unit_that_vanishes_on_one_side_only():
    network = Network([Layer([[1]]), Layer([[3]])])
    low, high = regions(network)
    assert [str(low.pattern), str(high.pattern)] == ["0|0", "1|1"]
    for region in (low, high):
        (facet,) = region.facets
        assert facet.units == ((0, 0), (1, 0))
    # The constant unit 0 of layer 1 leaves zero only across.
    ((_, units, _),) = regions(network).one_sided_facets(0)
    assert units == ((0, 0),)


def test_a_unit_that_vanishes_on_both_sides_is_not_on_the_facet():
    network = Network([Layer([[1], [0]]), Layer([[0, 1], [1, -1]])])
    _, high = regions(network)
    assert high.facets[0].units == ((0, 0), (1, 1))


def test_locate_on_faces(grid):
    assert [r.index for r in grid.locate(["1/2", "1/2"])] == [0, 1, 2, 3]
    assert [r.index for r in grid.locate(["1/2", "1/4"])] == [0, 2]
    assert [r.index for r in grid.locate([0, 0])] == [0]
    assert grid.locate([2, 0]) == []
    with pytest.raises(InvalidDomainError):
        grid.locate([0])


def test_find(grid):
    for region in grid:
        assert grid.find(region.pattern) == grid.find(str(region.pattern)) == region
    assert grid.find("0000") is None
    for pattern in ("000", "00|00", "1100|1"):
        with pytest.raises(InvalidNetworkError, match="does not fit"):
            grid.find(pattern)


@settings(max_examples=25)
@given(network=networks(), data=st.data())
def test_labels(network, data):
    complex = regions(network)
    affine, linear = complex.affine_labels, complex.linear_region_labels
    assert affine.shape == linear.shape == (len(complex),)
    for labels in (affine, linear):
        assert labels.dtype == np.int64
        first = [int(np.flatnonzero(labels == k)[0]) for k in range(int(labels.max()) + 1)]
        assert first == sorted(first)
        assert labels[0] == 0
    maps = [region.affine_map for region in complex]
    i, j = (data.draw(st.integers(0, len(complex) - 1)) for _ in range(2))
    assert (affine[i] == affine[j]) == (maps[i] == maps[j])
    assert linear[i] != linear[j] or affine[i] == affine[j]
    for a, b in zip(*complex.adjacent_pairs, strict=True):
        assert a < b
        assert (linear[a] == linear[b]) == (maps[a] == maps[b])


def test_equal_maps_apart_are_one_affine_but_two_linear_regions():
    hat = Network([Layer([[1], [1], [1]], [1, 0, -1]), Layer([[1, -2, 1]], [0], "identity")])
    complex = regions(hat)
    assert [complex.count(d) for d in ("proper_activation", "open_connected", "affine")] == [
        4,
        4,
        3,
    ]
    assert complex.affine_labels.tolist() == [0, 1, 2, 0]
    assert complex.linear_region_labels.tolist() == [0, 1, 2, 3]


def test_everything_is_one_region_without_units():
    complex = regions(Network([Layer([[1, 2]], [3], "identity")]))
    (region,) = complex
    assert str(region.pattern) == ""
    assert region.facets == region.neighbours == ()
    assert region.polytope == HPolytope(2)
    assert complex.find("") == region
    assert complex.locate([10**100, 0]) == [region]
    assert complex.graph().number_of_nodes() == 1


def test_chebyshev_ball_of_a_region(grid):
    (region,) = grid.locate([Fraction(1, 4), Fraction(1, 4)])
    ball = region.chebyshev_ball()
    assert ball.radius == pytest.approx(0.25)
    np.testing.assert_allclose(np.array(ball.center, dtype=float), [0.25, 0.25])


def test_convex_queries_of_a_region(grid):
    (region,) = grid.locate([Fraction(1, 4), Fraction(1, 4)])
    np.testing.assert_allclose(region.project([1.0, 0.25]), [0.5, 0.25], atol=1e-5)
    assert region.distance([1.5, 0.25]) == pytest.approx(1, abs=1e-5)
    ellipsoid = region.inscribed_ellipsoid()
    np.testing.assert_allclose(np.array(ellipsoid.center, dtype=float), [0.25, 0.25], atol=1e-4)
