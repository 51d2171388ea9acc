"""Sums of square roots, correctly rounded: against decimals of many digits, and next to ties."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from polyregions.arithmetic import nearest_root, nearest_sum_of_roots
from tests.helpers.cases import each
from tests.helpers.clocks import stopped_everywhere

squares = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)


def by_decimals(terms, digits=200):
    with localcontext(prec=digits):
        roots = [(Decimal(t.numerator) / Decimal(t.denominator)).sqrt() for t in terms]
        return float(Fraction(sum(roots, Decimal(0))))


@given(st.lists(squares, max_size=8))
def test_decimals_of_two_hundred_digits_are_rounded_to_the_same(terms):
    assert nearest_sum_of_roots(terms) == by_decimals(terms)


@given(squares)
def test_one_root(square):
    assert nearest_sum_of_roots([square]) == nearest_root(square)


TIE = 1 + Fraction(1, 2**53)  # in the middle of 1 and the next float, which is odd
NEXT = 1 + 2.0**-52
DUST = Fraction(2, 10**600)  # the root of no rational, 1e-300 or so


@each(
    ("terms", "expected"),
    [
        ([TIE**2], 1.0),
        ([TIE**2, DUST], NEXT),  # some more than the tie, told apart by a thousand bits
        ([Fraction(1, 4), Fraction(1, 4)], 1.0),
        ([2, 2, 2, 2], nearest_root(32)),
        ([2, 8, 18], nearest_root(72)),
        ([Fraction(2) ** 3000], math.inf),
        ([Fraction(2) ** 3001, 3], math.inf),
        ([Fraction(2, 10**800)], 0.0),
        ([0, 0], 0.0),
    ],
)
def test_ties_and_ends(terms, expected):
    assert nearest_sum_of_roots(terms) == expected
    assert nearest_sum_of_roots(iter(terms)) == expected


def test_time():
    assert stopped_everywhere(lambda: nearest_sum_of_roots([2] * 5)) == nearest_root(50)
