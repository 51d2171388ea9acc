"""Decimals as parameters, as points and as domains stand for exactly what they say."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import exact_points
from polyregions.errors import InvalidNumberError
from tests.helpers.cases import each

TENTH, THIRD = Decimal("0.1"), Decimal("0.3")
NETWORK = pr.Network(
    [pr.Layer([[TENTH, 1], [-1, Decimal("2.5")]], [-THIRD, 0]), pr.Layer([[1, TENTH]])],
    [[0, Decimal("0.7")], [0, 1]],
)


def test_parameters_and_domains_are_exact():
    assert NETWORK.layers[0].weights == ((Fraction(1, 10), 1), (-1, Fraction(5, 2)))
    assert NETWORK.layers[0].bias == (Fraction(-3, 10), 0)
    assert NETWORK.domain == pr.box([0, 0], ["7/10", 1])
    texts = pr.Layer([["0.1", 1], [-1, "2.5"]], ["-0.3", 0])
    assert NETWORK.layers[0] == texts
    assert pr.Layer(np.array([[TENTH, THIRD]])) == pr.Layer([["0.1", "0.3"]])
    assert pr.Layer([[TENTH]]) != pr.Layer([[0.1]])


def test_values_at_decimal_points_are_exact():
    assert NETWORK.exact([THIRD, Decimal("0.27")]) == (Fraction(3, 80),)
    # On the hyperplane x/10 + y = 3/10, which no float with this x or y meets.
    assert NETWORK.signs([TENTH, Decimal("0.29")]) == (0, 1, 1)
    points = [[TENTH, Decimal("0.29")], [TENTH, Decimal("0.291")]]
    assert NETWORK.signs(points).tolist() == [[0, 1, 1], [1, 1, 1]]
    assert NETWORK.signs(np.array(points)).tolist() == [[0, 1, 1], [1, 1, 1]]
    assert pr.region_at(NETWORK, [TENTH, Decimal("0.291")]).pattern == pr.Pattern("11|1")


def test_columns_of_decimals_are_exact():
    expected = exact_points([["1/10", "0.5"], ["3/10", "2"]], 2).exact
    columns = {"x": [TENTH, THIRD], "y": [Decimal("0.5"), Decimal(2)]}
    for name in ("pandas", "polars"):
        package = pytest.importorskip(name)
        assert exact_points(package.DataFrame(columns), 2).exact == expected
        beside_floats = package.DataFrame({"x": columns["x"], "y": [0.5, 2.0]})
        assert exact_points(beside_floats, 2).exact == expected


@each("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_what_is_not_finite_is_refused(value):
    for use in (
        lambda: pr.Layer([[value]]),
        lambda: NETWORK.exact([value, 0]),
        lambda: NETWORK.signs([[value, 0]]),
        lambda: pr.box([value], [1]),
    ):
        with pytest.raises(InvalidNumberError, match="must be finite"):
            use()
