"""Counts along segments: against the engines, and on functions known by hand."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings

import polyregions as pr
from polyregions.complexes import (
    LineDensity,
    SegmentRegions,
    density_along,
    random_segments,
    segment_regions,
    segments_between,
)
from polyregions.errors import InvalidDomainError, InvalidNumberError, UnknownOptionError
from tests.helpers.engines import ENGINE_NAMES
from tests.strategies import degenerate_networks, rational_points

FOLDS = pr.montufar(inputs=2, width=8, depth=3)  # 16 folds of [0, 1] along each axis


@settings(max_examples=60)
@given(net=degenerate_networks(with_domain=True), start=rational_points(3), end=rational_points(3))
def test_the_engines_find_the_same(net, start, end):
    start, end = start[: net.inputs], end[: net.inputs]
    assume(start != end)
    found = segment_regions(net, start, end)
    line = net.restrict(pr.through(start, end), domain=[[0, 1]])
    for engine in ENGINE_NAMES:
        cells = pr.regions(line, engine=engine)
        assert found.proper_activation == len(cells)
        assert found.open_connected == cells.count()
    assert segment_regions(net, end, start) == found


def test_folds():
    across = segment_regions(FOLDS, [0, 0], [1, 0])
    assert across == SegmentRegions(16, 16, Fraction(1))
    assert (across.length, across.density, across.activation_density) == (1.0, 15.0, 15.0)
    half = segment_regions(FOLDS, [0, "1/3"], ["1/2", "1/3"])
    assert half == SegmentRegions(8, 8, Fraction(1, 4))
    assert half.density == 14.0


def test_units_that_change_without_bending():
    net = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, -1]], None, "identity")])  # x
    assert segment_regions(net, [-1], [2]) == SegmentRegions(1, 2, Fraction(9))


def test_statistics():
    segments = [([0, 0], [1, 0]), ([0, 0], [0, "1/2"]), ([0, 0], [2, 0])]
    found = density_along(FOLDS, segments)
    assert [s.open_connected for s in found.segments] == [16, 8, 17]  # a piece more beyond 1
    assert found.length == 3.5
    assert found.density == found.activation_density == (15 + 7 + 16) / 3.5
    residuals = [15 - found.density, 7 - found.density / 2, 16 - 2 * found.density]
    variance = sum(r * r for r in residuals) / 2
    assert found.standard_error == pytest.approx(math.sqrt(3 * variance) / 3.5)
    assert "on 3 segments" in str(found)
    assert math.isnan(density_along(FOLDS, segments[:1]).standard_error)
    assert density_along(FOLDS, iter(segments)) == found == LineDensity(found.segments)


def test_the_standard_error_is_that_of_the_mean_for_equal_lengths():
    counts = [3, 5, 4, 9]
    found = LineDensity(tuple(SegmentRegions(n, n, Fraction(4)) for n in counts))
    densities = [(n - 1) / 2 for n in counts]
    assert found.density == pytest.approx(np.mean(densities))
    assert found.standard_error == pytest.approx(np.std(densities, ddof=1) / 2)


def test_random_segments():
    box = [[0, 1], [-5, -4], [2, 2.5]]
    drawn = random_segments(box, 50, seed=3)
    assert len(drawn) == 50
    points = np.array(drawn).reshape(-1, 3)
    assert (points >= [0, -5, 2]).all()
    assert (points <= [1, -4, 2.5]).all()
    assert np.array_equal(np.array(random_segments(box, 50, seed=3)), np.array(drawn))
    assert not np.array_equal(np.array(random_segments(box, 50, seed=4)), np.array(drawn))
    counts = density_along(FOLDS, random_segments([[0, 1], [0, 1]], 20, seed=0))
    assert all(1 <= s.open_connected <= s.proper_activation for s in counts.segments)
    for malformed in ([[1, 0]], [0, 1], [[0, 1, 2]], [[0, float("nan")]]):
        with pytest.raises(InvalidDomainError, match="the box"):
            random_segments(malformed, 1, seed=0)


def test_segments_between_points():
    points = [np.full((2, 2), k) for k in range(5)]
    drawn = segments_between(points, 40, seed=0)
    ends = {(int(start[0, 0]), int(end[0, 0])) for start, end in drawn}
    assert all(start != end for start, end in ends)
    assert {end for pair in ends for end in pair} == set(range(5))
    with pytest.raises(InvalidDomainError, match="give two or more"):
        segments_between(points[:1], 3, seed=0)


@pytest.mark.parametrize(
    ("start", "end", "error", "what"),
    [
        ([0, 0], [0, 0], InvalidDomainError, r"points\[1\] is points\[0\]"),
        ([0, 0, 0], [1, 0, 0], InvalidDomainError, "which are 2 numbers"),
        ([0, 0], [1], InvalidDomainError, r"points\[1\] has 1 coordinates"),
        ([0, 0], [1, "x"], InvalidNumberError, r"points\[1\]\[1\]"),
    ],
)
def test_malformed_segments(start, end, error, what):
    with pytest.raises(error, match=what):
        segment_regions(FOLDS, start, end)


def test_no_segments():
    with pytest.raises(InvalidDomainError, match="no segments"):
        density_along(FOLDS, [])


@pytest.mark.parametrize(
    ("segments", "what"),
    [
        (None, "segments is None: give pairs of points"),
        ([([0, 0], [1, 1]), 2], r"segments\[1\] is 2: give a pair of points"),
        ([([0, 0], [1, 1], [2, 2])], r"segments\[0\] is .*: give a pair of points"),
    ],
)
def test_what_are_no_segments(segments, what):
    with pytest.raises(InvalidDomainError, match=what):
        density_along(FOLDS, segments)


@pytest.mark.parametrize("length", ["1e-300", "1e300"])
def test_lengths_whose_squares_are_no_floats(length):
    found = segment_regions(FOLDS, [0, 0], [length, 0])
    assert found.length == float(length)
    assert found.open_connected == (1 if length == "1e-300" else 17)


@pytest.mark.parametrize("number", [-1, 2.5, "2", True, None])
def test_counts_and_seeds_are_whole_numbers(number):
    for draw, place in ((random_segments, [[0, 1]]), (segments_between, [[0], [1]])):
        for options in ({"count": number, "seed": 0}, {"count": 2, "seed": number}):
            with pytest.raises(UnknownOptionError, match="give a whole number from 0 on"):
                draw(place, **options)
