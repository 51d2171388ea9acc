"""The comparison of the regions used with the least number needed."""

import math
from fractions import Fraction

import pytest

from polyregions.constructions import zigzag
from polyregions.errors import InvalidFunctionError, InvalidNetworkError, InvalidNumberError
from polyregions.one_dimension import PiecewiseLinear, region_adaptive_sparsity
from polyregions.theorems import random_ensemble

SQUARE = PiecewiseLinear.through((Fraction(k, 128), Fraction(k * k, 128**2)) for k in range(129))


def test_folds_are_region_optimal():
    function = PiecewiseLinear.from_network(zigzag(1, 3, 2))
    table = region_adaptive_sparsity(function, ["1/9", "1/3"], zigzag(1, 3, 2))
    assert [row.ratio for row in table.rows] == [1, 1]
    assert math.isnan(table.alpha)
    assert table.c == pytest.approx(9)


def test_a_power_law_is_recovered():
    epsilons = [Fraction(1, 8 * k * k) + Fraction(1, 10**6) for k in (2, 4, 8)]
    pieces = [row.complexity for row in region_adaptive_sparsity(SQUARE, epsilons, 1).rows]
    table = region_adaptive_sparsity(SQUARE, epsilons, [5 * n**2 for n in pieces])
    assert table.alpha == pytest.approx(2)
    assert table.c == pytest.approx(5)
    assert table.epsilon_0 == epsilons[0]


def test_the_inequality_holds_in_every_row():
    table = region_adaptive_sparsity(SQUARE, ["1/50", "1/500", "1/2000"], [9, 11, 40])
    for row in table.rows:
        assert row.regions <= table.c * row.complexity**table.alpha * (1 + 1e-12)
    assert len(str(table).splitlines()) == 5


def test_an_ensemble_counts_by_its_mean():
    ensemble = random_ensemble([10], samples=3)
    assert region_adaptive_sparsity(SQUARE, ["1/50"], ensemble).rows[0].regions == 11


def test_bad_input_is_refused():
    with pytest.raises(InvalidNumberError, match="0 epsilons"):
        region_adaptive_sparsity(SQUARE, [], 3)
    with pytest.raises(InvalidNumberError, match="2 networks"):
        region_adaptive_sparsity(SQUARE, ["1/3"], [1, 2])
    with pytest.raises(InvalidNumberError, match="positive"):
        region_adaptive_sparsity(SQUARE, [0], 3)
    with pytest.raises(InvalidFunctionError, match="no number of regions"):
        region_adaptive_sparsity(SQUARE, ["1/3"], 0)
    with pytest.raises(InvalidNetworkError, match="'many' is no network"):
        region_adaptive_sparsity(SQUARE, ["1/3"], "many")
