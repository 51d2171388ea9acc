"""Along polylines: exact crossings, the patterns between, and gradients that add up."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import segment_regions
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.clocks import stopped_everywhere

POLYLINE = [(Fraction(-1, 3), 0), (Fraction(1, 2), Fraction(1, 5)), (0, 1), (1, 0)]


def check_along(network, points):
    along = pr.regions_along(network, points)
    check_partition(along, len(points) - 1)
    for piece in along.pieces:
        signs = network.signs(along.point(piece.segment, piece.middle))
        assert tuple(int(sign > 0) for sign in signs) == piece.pattern.bits
    for segment, t in along.crossings:
        before, after = (p for p in along.pieces if p.segment == segment and t in (p.start, p.end))
        there = network.signs(along.point(segment, t))
        changed = [a != b for a, b in zip(before.pattern.bits, after.pattern.bits, strict=True)]
        assert any(changed)
        assert all(sign == 0 for sign, change in zip(there, changed, strict=True) if change)
    ends = [network.exact(point) for point in (points[0], points[-1])]
    for row, start, end in zip(along.integrated_gradients(), *ends, strict=True):
        assert sum(row) == end - start
    return along


def check_partition(along, segments):
    for segment in range(segments):
        own = [piece for piece in along.pieces if piece.segment == segment]
        assert own[0].start == 0
        assert own[-1].end == 1
        assert all(piece.length > 0 for piece in own)
        assert all(a.end == b.start for a, b in pairwise(own))


@each("case", [case for case in AWKWARD if case.network.inputs == 2][::2], ids=str)
def test_awkward_networks(case):
    check_along(case.network, POLYLINE)


def test_regions_and_counts_agree_with_others():
    network = pr.he_random((3, 8, 8, 2), seed=2)
    points = np.random.default_rng(0).uniform(-2, 2, (4, 3))
    along = check_along(network, points)
    counts = [segment_regions(network, a, b).proper_activation for a, b in pairwise(points)]
    own = [sum(piece.segment == i for piece in along.pieces) for i in range(3)]
    assert own == counts
    for region, piece in zip(along.regions, along.pieces, strict=True):
        assert region.pattern == piece.pattern
        assert region.contains(along.point(piece.segment, piece.start))
    assert str(along).startswith(f"{len(along)} regions along 3 segments")


def test_gradients_are_those_between_crossings():
    network = pr.he_random((3, 6, 2), seed=1)
    points = [[-1, 0, 1], [1, "1/2", 0]]
    along = pr.regions_along(network, points)
    expected = np.zeros((2, 3))
    for piece in along.pieces:
        weights = np.array(network.affine_map(piece.pattern).weights, dtype=float)
        expected += float(piece.length) * weights * np.array([2, 0.5, -1])
    found = np.array(along.integrated_gradients(), dtype=float)
    assert np.abs(found - expected).max() < 1e-12


def test_a_segment_inside_a_hyperplane():
    network = pr.Network(
        [pr.Layer([[1, 0], [0, 1], [1, 1]]), pr.Layer([[1, 1, 1]], None, "identity")]
    )
    along = check_along(network, [[0, -1], [0, 1]])
    assert [str(piece.pattern) for piece in along.pieces] == ["000", "011"]
    assert [str(region.pattern) for region in along.regions] == ["000", "011"]
    assert along.crossings == ((0, Fraction(1, 2)),)


def test_the_domain_plays_no_part():
    folds = pr.montufar(inputs=2, width=4, depth=2)
    along = check_along(folds, [[-1, "1/8"], [2, "1/8"]])
    assert len(along.regions) == len(along) > 1


def test_images_are_flattened():
    network = pr.he_random((4, 6, 1), seed=0)
    image = np.arange(4.0).reshape(2, 2)
    assert len(pr.regions_along(network, [image, -image])) >= 1


def test_json():
    along = pr.regions_along(pr.montufar(inputs=1, width=2, depth=2), [[0], [1]])
    value = along.to_json()
    assert value["points"] == [[0], [1]]
    assert [piece["end"] for piece in value["pieces"]] == [0.5, 1]


def test_time_is_asked():
    network = pr.he_random((3, 6, 1), seed=1)
    whole = stopped_everywhere(lambda: pr.regions_along(network, [[0, 0, 0], [1, 1, 1]]).pieces)
    assert len(whole) > 1


BAD = {
    "none": (None, "points is a NoneType: give"),
    "number": (5, "points is a int: give"),
    "one": ([[0, 0]], "number of points is 1"),
    "equal": ([[0, 0], [1, 1], [1, 1]], r"points\[1\] and points\[2\] are equal"),
    "lengths": ([[0, 0], [1]], "coordinates"),
    "inputs": ([[0], [1]], "no slice of the inputs"),
    "texts": ([["a", 0], [1, 1]], "text"),
}


@each("name", BAD)
def test_bad_points(name):
    points, message = BAD[name]
    with pytest.raises(pr.PolyregionsError, match=message):
        pr.regions_along(pr.montufar(inputs=2, width=4, depth=2), points)
