"""Many points located at once, and regions chosen by indices, masks and patterns."""

import random
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions import Pattern
from polyregions.errors import InvalidDomainError, InvalidNetworkError, InvalidNumberError
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each


def grid_of(cells, rng):
    """Points inside regions, on a grid, and outside of the domain."""
    inside = [region.interior_point for region in cells]
    inputs = cells.network.inputs
    grid = [[Fraction(rng.randint(-8, 8), 4) for _ in range(inputs)] for _ in range(20)]
    return [*inside[:20], *grid]


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    cells = pr.regions(case.network)
    points = grid_of(cells, random.Random(3))
    expected = []
    for point in points:
        indices = [region.index for region in cells.locate(point)]
        expected.append(indices[0] if indices else -1)
    assert cells.locate(points).tolist() == expected


def test_floats_of_a_trained_like_network():
    network = pr.he_random((2, 12, 12, 1), seed=2, bias_std=0.5)
    cells = pr.regions(network, [[-1, 1]] * 2)
    points = np.random.default_rng(0).uniform(-1.2, 1.2, (300, 2))
    found = cells.locate(points)
    assert found.dtype == np.int64
    for point, index in zip(points, found.tolist(), strict=True):
        assert [region.index for region in cells.locate(point)] == [index] * (index >= 0)
    assert (found == -1).any()
    assert len(set(found.tolist())) > 20
    assert cells.locate(np.zeros((0, 2))).tolist() == []
    assert cells.locate([]).tolist() == []
    patterns = network.patterns(points[found >= 0])
    assert np.array_equal(cells.index_of_patterns(patterns), found[found >= 0])


def test_points_on_the_boundary_and_on_facets():
    cross = pr.Network([pr.Layer([[1, 0], [0, 1]])], [[-1, 1], [-1, 1]])
    cells = pr.regions(cross)
    points = [[1, 1], [1, -1], [0, 0], [0, 1], [-1, 0], [1, Fraction(9, 8)], [0.5, 1.0000001]]
    assert cells.locate(points).tolist() == [3, 2, 0, 1, 0, -1, -1]


def test_a_network_without_units():
    cells = pr.regions(pr.Network([pr.Layer([[1, 2]], None, "identity")], [[0, 1]] * 2))
    assert cells.locate([[0.5, 1], [2, 2]]).tolist() == [0, -1]
    assert cells.index_of_patterns(np.zeros((2, 0))).tolist() == [0, 0]
    assert "" in cells


def test_patterns_that_are_there():
    cells = pr.regions(pr.montufar(2, 4, 2))
    present = [str(region.pattern) for region in cells]
    assert all(text in cells and cells[k].pattern in cells for k, text in enumerate(present))
    assert all(region in cells for region in cells)
    for other in ("0" * 4, "0000|1", "x", 3, None, cells):
        assert other not in cells
    assert pr.regions(pr.montufar(2, 4, 2))[0] not in cells
    bits = np.array([[0, 0, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]])
    expected = [cells.find("".join(map(str, row))) for row in bits.tolist()]
    assert cells.index_of_patterns(bits).tolist() == [
        -1 if r is None else r.index for r in expected
    ]
    assert -1 in cells.index_of_patterns(bits)
    assert cells.index_of_patterns(bits).max() >= 0
    texts = ["".join(map(str, row)) for row in bits.tolist()]
    for many in (bits, texts, [Pattern(text) for text in texts], np.array(texts), Column(bits)):
        assert cells.find(many).tolist() == cells.index_of_patterns(bits).tolist()
    assert cells.find([]).shape == (0,)
    for wrong in (bits[:, :3], bits[0], 2 * bits, bits / 2):
        for ask in (cells.index_of_patterns, cells.find):
            with pytest.raises(InvalidNetworkError, match="give rows of 4 bits 0 or 1"):
                ask(wrong)


def test_several_regions_at_once():
    cells = pr.regions(pr.montufar(1, 3, 3))
    assert len(cells) == 9

    def chosen(index):
        return [region.index for region in cells[index]]

    assert chosen(slice(2, 5)) == [2, 3, 4]
    assert chosen(slice(None, None, -4)) == [8, 4, 0]
    assert chosen([0, -1, 3]) == [0, 8, 3]
    assert chosen(np.array([1, 1])) == [1, 1]
    assert chosen(np.arange(9) % 4 == 1) == [1, 5]
    assert chosen([True, *[False] * 8]) == [0]
    assert chosen([]) == []
    assert chosen((1, 2)) == [1, 2]
    assert cells[np.array(3)].index == cells[np.int8(-6)].index == 3
    for wrong in ([9], np.array([True]), [0.5], np.array(["a"]), [10**30]):
        with pytest.raises(IndexError):
            cells[wrong]
    for wrong in ("x", None, 0.5, np.zeros((2, 2), dtype=int), [[1], [2, 3]], {1}):
        with pytest.raises(IndexError, match=r"chosen by a whole number.*, not "):
            cells[wrong]


class Column:
    """What of a column of a data frame counts."""

    def __init__(self, values):
        self.values = values

    def to_numpy(self):
        return self.values


def test_regions_chosen_by_columns_of_frames():
    cells = pr.regions(pr.montufar(1, 3, 3))
    for values in (np.array([0, -1]), np.arange(9) == 4):
        expected = [region.index for region in cells[values]]
        assert [region.index for region in cells[Column(values)]] == expected


def test_patterns_of_the_wrong_kind():
    cells = pr.regions(pr.montufar(1, 3, 3))
    for wrong in (None, 3, [3], [[0, 1, 1]], "0x", ["0x"]):
        with pytest.raises(InvalidNetworkError, match="is no activation pattern: "):
            cells.find(wrong)


def test_points_of_the_wrong_shape():
    cells = pr.regions(pr.montufar(2, 4, 2))
    with pytest.raises(InvalidNumberError, match=r"give k points in rows of 2 coordinates"):
        cells.locate(np.zeros((4, 3)))
    with pytest.raises(InvalidDomainError):
        cells.locate([1, 2, 3])
