"""Lossless conversion of every kind of number, and refusal of everything else."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.arithmetic import (
    exact_matrix,
    exact_rational,
    exact_vector,
    nearest_float,
    shortest_number,
)
from polyregions.errors import InvalidNumberError
from tests.strategies import wide_integers

GOOD = [
    (0, Fraction(0)),
    (-7, Fraction(-7)),
    (10**400, Fraction(10**400)),
    (Fraction(3, 7), Fraction(3, 7)),
    (0.5, Fraction(1, 2)),
    (0.1, Fraction(3602879701896397, 2**55)),
    (-0.0, Fraction(0)),
    (5e-324, Fraction(1, 2**1074)),
    (1.7976931348623157e308, Fraction(2**1024 - 2**971)),
    (np.int8(-128), Fraction(-128)),
    (np.uint64(2**64 - 1), Fraction(2**64 - 1)),
    (np.int64(2**62 + 1), Fraction(2**62 + 1)),
    (np.float16(0.1), Fraction(819, 8192)),
    (np.float32(0.1), Fraction(13421773, 2**27)),
    (np.float64(0.1), Fraction(3602879701896397, 2**55)),
    (np.longdouble(3) / 4, Fraction(3, 4)),
    ("12", Fraction(12)),
    ("-3/7", Fraction(-3, 7)),
    ("+6/4", Fraction(3, 2)),
    (" 1/3\n", Fraction(1, 3)),
    ("0.1", Fraction(1, 10)),
    ("-.5", Fraction(-1, 2)),
    ("2.", Fraction(2)),
    ("1e-30", Fraction(1, 10**30)),
    ("2.5E+3", Fraction(2500)),
    ("1e-4000", Fraction(1, 10**4000)),
    ("007", Fraction(7)),
    (Decimal("0.1"), Fraction(1, 10)),
    (Decimal("-2.50"), Fraction(-5, 2)),
    (Decimal("-0"), Fraction(0)),
    (Decimal("0E+999999999"), Fraction(0)),
    (Decimal("1e4000"), Fraction(10**4000)),
    (Decimal("1e-4000"), Fraction(1, 10**4000)),
    (Decimal(10) ** -3 + Decimal(10) ** 20, 10**20 + Fraction(1, 1000)),
    (Decimal.from_float(0.1), Fraction(3602879701896397, 2**55)),
]


@pytest.mark.parametrize(("value", "expected"), GOOD, ids=lambda value: str(value)[:20])
def test_numbers_are_converted_without_loss(value, expected):
    result = exact_rational(value)
    assert type(result) is Fraction
    assert result == expected
    assert type(result.numerator) is type(result.denominator) is int


BAD = [
    math.nan,
    math.inf,
    -math.inf,
    np.float32("nan"),
    np.float64("-inf"),
    True,
    np.False_,
    None,
    1j,
    np.complex128(1),
    b"1",
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1e4001"),
    Decimal("1e-4001"),
    Decimal("1E+999999999"),
    [1],
    (1,),
    {},
    object(),
    np.array(3),
    np.array([3]),
    "",
    " ",
    "abc",
    "nan",
    "inf",
    "-Infinity",
    "1/0",
    "-0/0",
    "1/2/3",
    "1/-2",
    "1.5/2",
    "1 / 2",
    "1_000",
    "0x10",
    "--1",
    "1e",
    "e5",
    ".",
    "1e5000",
    "1e-999999999999",
    "1e99999999999999999999",
    "\uff11",
    "1\u00bd",
    [10**5000],
]


@pytest.mark.parametrize(
    "value", BAD, ids=lambda value: repr(value)[:20] if value != [10**5000] else "huge"
)
def test_what_is_no_finite_rational_is_refused(value):
    with pytest.raises(InvalidNumberError, match=r"^the weight "):
        exact_rational(value, "the weight")


def test_messages_stay_short():
    with pytest.raises(InvalidNumberError) as caught:
        exact_rational("x" * 10**6)
    assert len(str(caught.value)) < 200


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_floats_stand_for_their_dyadic_value(value):
    exact = exact_rational(value)
    assert exact == Fraction(*value.as_integer_ratio())
    assert float(exact) == value
    assert exact_rational(repr(exact.numerator)) == exact.numerator


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False).filter(
        lambda value: -4000 <= value.adjusted() <= 4000
    )
)
def test_decimals_stand_for_what_they_say(value):
    assert exact_rational(value) == Fraction(*value.as_integer_ratio())
    assert exact_rational(value) == exact_rational(str(value))


@given(numerator=wide_integers(), denominator=wide_integers().filter(bool))
def test_the_shortest_number_reads_back(numerator, denominator):
    value = Fraction(numerator, denominator)
    literal = shortest_number(value)
    assert exact_rational(literal) == value
    if isinstance(literal, str):  # Neither an int nor a float would have held it.
        assert value.denominator > 1
        assert "/" in literal
        assert math.isinf(nearest_float(value)) or Fraction(nearest_float(value)) != value


def test_the_shortest_number_prefers_ints_then_floats():
    assert [repr(shortest_number(Fraction(p, q))) for p, q in [(4, 2), (1, 4), (1, 3)]] == [
        "2",
        "0.25",
        "'1/3'",
    ]
    assert shortest_number(Fraction(1, 10)) == "1/10"
    assert shortest_number(Fraction(1, 2**1074)) == 5e-324
    assert shortest_number(Fraction(10**400 + 1, 2)) == f"{10**400 + 1}/2"


@given(numerator=wide_integers(), denominator=wide_integers().filter(bool))
def test_the_nearest_float_has_no_nearer_neighbour(numerator, denominator):
    value = Fraction(numerator, denominator)
    rounded = nearest_float(value)
    error = abs(Fraction(rounded) - value)
    for neighbour in (math.nextafter(rounded, math.inf), math.nextafter(rounded, -math.inf)):
        assert error <= abs(Fraction(neighbour) - value)


def test_beyond_the_floats_the_nearest_is_infinite():
    assert nearest_float(Fraction(10**400)) == math.inf
    assert nearest_float(Fraction(-(10**400), 3)) == -math.inf
    assert nearest_float(Fraction(1, 10**400)) == 0


def test_vectors():
    expected = (Fraction(1), Fraction(1, 3), Fraction(1, 2))
    assert exact_vector([1, "1/3", 0.5]) == expected
    assert exact_vector(x for x in (1, "1/3", 0.5)) == expected
    assert exact_vector(np.array([1, 2], dtype=np.uint8)) == (1, 2)
    assert exact_vector([]) == ()


@pytest.mark.parametrize(
    "values",
    [
        5,
        None,
        "12",
        b"12",
        {1: 2},
        {1, 2},
        frozenset([1]),
        np.array(1),
        np.zeros((1, 1)),
        [[1]],
        ["1/0"],
    ],
    ids=repr,
)
def test_what_is_no_vector_is_refused(values):
    with pytest.raises(InvalidNumberError, match=r"^normal"):
        exact_vector(values, "normal")


def test_the_message_names_the_entry():
    with pytest.raises(InvalidNumberError, match=r"^weights\[1\]\[2\] is nan"):
        exact_matrix([[1, 2, 3], [4, 5, math.nan]], "weights")


def test_matrices():
    assert exact_matrix([[1, "1/2"], (0.5, 2)]) == ((1, Fraction(1, 2)), (Fraction(1, 2), 2))
    assert exact_matrix(np.eye(2)) == ((1, 0), (0, 1))
    assert exact_matrix([]) == ()
    assert exact_matrix([[], []]) == ((), ())


@pytest.mark.parametrize(
    "rows",
    [5, None, "12", {}, {(1, 2)}, [1, 2], [[1], 2], [[1], [1, 2]], [[1, 2], []], ["12"],
     np.array(1), np.zeros(2), np.zeros((2, 2, 2)), [np.array(5)]],
    ids=lambda rows: repr(rows)[:20],
)  # fmt: skip
def test_what_is_no_matrix_is_refused(rows):
    with pytest.raises(InvalidNumberError, match=r"^A"):
        exact_matrix(rows, "A")


@pytest.mark.parametrize("container", [list, tuple, iter])
def test_vectors_of_fractions_are_taken_as_they_are(container):
    values = [Fraction(1, 3), Fraction(2)]
    assert exact_vector(container(values)) == tuple(values)
    mixed = exact_vector(container([*values, 3]))
    assert mixed == (*values, 3)
    assert {type(value) for value in mixed} == {Fraction}
