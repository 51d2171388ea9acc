"""Rows in binary64: every kind of number, and which of them binary64 holds."""

import random
from fractions import Fraction

import numpy as np
import pytest

from polyregions.arithmetic import exact_matrix, float_row, float_rows, rationals_of
from polyregions.budgets import time_limit
from polyregions.errors import InvalidNumberError, OutOfTime
from tests.helpers.cases import each
from tests.helpers.clocks import fake_clock

THIRD = Fraction(1, 3)


@each(
    ("values", "held"),
    [
        ([1, -2, 0.5, -0.0], True),
        ((1e308, 5e-324), True),
        ([2**53, 2**60 + 2**10, -(2**1023)], True),
        ([2**53 + 1], False),
        ([0.5, 2**53 + 1], False),
        ([2**1024], False),
        ([0.5, "0.1"], False),
        ([0.5, "0.25"], True),
        ([THIRD, 1], False),
        ([Fraction(3, 8), 1], True),
        ([Fraction(1, 2**1075)], False),
        (np.array([0.1, 3], dtype=np.float16), True),
        (np.array([0.1, 3], dtype=np.float32), True),
        (np.array([2**53 - 1, -3]), True),
        (np.array([2**53 + 1, 0]), False),
        (np.array([2**64 - 1], dtype=np.uint64), False),
        (np.array([-(2**63)]), True),
        (np.array([0.5, "1/3"], dtype=object), False),
        (np.array([0.1], dtype=np.longdouble) / 3, False),
        (iter([1, 2]), True),
        ([], True),
    ],
)
def test_rows_are_what_they_were(values, held):
    given = list(values)  # an iterator is read but once
    (expected,) = exact_matrix([given])
    floats, exact = float_row(given if iter(values) is values else values)
    assert floats.dtype == np.float64
    assert (exact is None) == held
    assert (rationals_of(floats) if exact is None else exact) == expected
    for value, nearest in zip(expected, floats.tolist(), strict=True):
        if abs(value) < 2**1023:
            assert nearest == float(value)


def test_matrices_of_all_kinds_of_rows():
    rng = random.Random(1)
    kinds = [
        lambda: [rng.uniform(-1, 1) for _ in range(4)],
        lambda: [rng.randint(-9, 9) for _ in range(4)],
        lambda: [Fraction(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(4)],
        lambda: np.array([rng.uniform(-1, 1) for _ in range(4)], dtype=np.float32),
        lambda: [str(rng.randint(-9, 9)) for _ in range(4)],
    ]
    for _ in range(60):
        rows = [rng.choice(kinds)() for _ in range(rng.randint(1, 6))]
        floats, others = float_rows(rows)
        found = [others.get(i, None) or rationals_of(row) for i, row in enumerate(floats)]
        assert tuple(found) == exact_matrix(rows), rows
        assert all(rationals_of(floats[i]) != row for i, row in others.items())


@each(
    ("rows", "message"),
    [
        ([[1.0, float("nan")]], r"m\[0\]\[1\] is nan"),
        ([[1], [np.inf]], r"m\[1\]\[0\] is inf"),
        (np.array([[1.0], [-np.inf]]), r"m\[1\]\[0\] is -inf"),
        (np.array([[True]]), "truth value"),
        ([[True, 1]], "truth value"),
        (np.array([[1j]]), "no number"),
        (np.ma.array([[1.0, 2.0]], mask=[[True, False]]), r"m\[0\]\[0\]"),
        ([[1, 2], [3.5]], "ragged, with rows of length 1 and 2"),
        ([1, 2], r"m\[0\] is 1"),
        ("12", "m is '12'"),
    ],
)
def test_what_is_no_matrix_of_numbers(rows, message):
    with pytest.raises(InvalidNumberError, match=message):
        float_rows(rows, "m")


def test_large_matrices_are_read_in_time():
    rows = np.ones((40, 1 << 16))
    with fake_clock() as clock, time_limit(3), pytest.raises(OutOfTime):
        float_rows(rows)
    assert clock.questions <= 5
