"""What samples tell about totals: by all samples that there are, and in words."""

import math
from itertools import combinations

import numpy as np
import pytest
from scipy.special import stdtrit

from polyregions.estimates import Estimate, about, estimate_of_total

TOTALS = [5, 1, 8, 0, 20, 3, 3]


@pytest.mark.parametrize("size", [2, 3, 6])
def test_estimates_and_their_variances_are_unbiased_over_all_samples(size):
    """With one cell a piece, by the mean over all subsets of this size."""
    samples = combinations(TOTALS, size)
    found = [estimate_of_total(sample, [1] * size, len(TOTALS)) for sample in samples]
    values = np.array([estimate.value for estimate in found])
    assert values.mean() == pytest.approx(sum(TOTALS))
    variances = np.array([estimate.standard_error**2 for estimate in found])
    assert variances.mean() == pytest.approx(values.var())
    assert all(estimate.degrees == size - 1 for estimate in found)


def test_pieces_of_several_cells_count_by_their_cells():
    """Pieces whose regions go with their cells leave no doubt; one that does not leaves some."""
    even = estimate_of_total([10, 30, 20], [1, 3, 2], 60)
    assert (even.value, even.standard_error, even.cells) == (600, 0, 6)
    assert estimate_of_total([10, 31, 20], [1, 3, 2], 60).standard_error > 0
    equal = estimate_of_total([4, 6, 11], [2, 2, 2], 10)
    single = estimate_of_total([4, 6, 11], [1, 1, 1], 5)
    assert (equal.value, equal.standard_error) == (single.value, single.standard_error)


def test_all_pieces_give_the_number_itself():
    estimate = estimate_of_total(TOTALS, [2] * 7, 14)
    assert (estimate.value, estimate.standard_error, estimate.is_exact) == (40, 0, True)
    assert str(estimate) == "exactly 40"
    large = estimate_of_total([10**12 + 1, 10**12], [1, 1], 2)
    assert large.value == 2 * 10**12 + 1


def test_equal_pieces_are_no_proof():
    estimate = estimate_of_total([7, 7, 7], [1, 1, 1], 9)
    assert not estimate.is_exact
    assert about(estimate) == "about 63 ± ?"


def test_one_piece_or_none_tells_no_error():
    one, none = estimate_of_total([7], [1], 10), estimate_of_total([], [], 10)
    assert (one.value, one.margin) == (70, math.inf)
    assert str(one) == "about 70 ± ? (95 %), from 1 of 10 cells"
    assert math.isnan(none.value)
    assert str(none) == "unknown: no cell was searched"
    assert about(none) == "unknown"


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (1234567.0, 1.0, "about 1.235e6 ± 0.00016 %"),
        (123456.0, 10000.0, "about 120,000 ± 16 %"),
        (9.96e11, 1e11, "about 1.0e12 ± 20 %"),
        (87.4, 2.0, "about 87 ± 4.5 %"),
        (5e300, 4e300, "about 5.0e300 ± 157 %"),
        (0.0, 1.0, "about 0 ± ?"),
    ],
)
def test_an_estimate_shows_the_digits_that_its_error_leaves(value, error, text):
    assert about(Estimate(value, error, cells=100)) == text


def test_margins_are_those_of_students_distribution():
    """W. S. Gosset's table: 12.71 with one degree of freedom, 2.228 with ten, 1.960 with all."""
    for degrees in [*range(1, 100), math.inf]:
        margin = Estimate(100.0, 1.0, 3, degrees=degrees).margin
        assert margin == pytest.approx(stdtrit(degrees, 0.975), rel=0.01 if degrees < 8 else 0.001)
    assert Estimate(100.0, 1.0, 3, degrees=10).margin == pytest.approx(2.228, abs=1e-3)
    assert Estimate(5.0, 1.0, 3, degrees=1).interval == (0.0, pytest.approx(17.706, abs=1e-3))


def test_an_estimate_is_no_count():
    with pytest.raises(TypeError, match=r"an estimate is no count: take round"):
        int(Estimate(5.0, 1.0, 3))


def test_few_pieces_that_are_alike_leave_the_error_unknown():
    for pieces in range(1, 12):
        estimate = estimate_of_total([7] * pieces, [2] * pieces, all_cells=1000)
        assert estimate.margin == (math.inf if pieces < 6 else 0), pieces
        assert not estimate.is_exact
    assert estimate_of_total([7, 8], [2, 2], all_cells=1000).margin < math.inf
    assert estimate_of_total([7, 7], [2, 2], all_cells=4).is_exact
