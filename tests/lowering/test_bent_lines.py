"""Piecewise linear functions of one variable equal the same functions evaluated point by point."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.bent_line import MOST_KINKS, BentLine, decided

NUMBERS = st.fractions(-3, 3, max_denominator=2)
KINKS = st.dictionaries(NUMBERS, NUMBERS.filter(bool), max_size=4)
LINES = st.builds(
    lambda slope, constant, kinks: BentLine(slope, constant, tuple(sorted(kinks.items()))),
    NUMBERS,
    NUMBERS,
    KINKS,
)
PLACES = [Fraction(n, 4) for n in range(-30, 31)]


@given(LINES, LINES, NUMBERS)
def test_sums_and_multiples(f, g, factor):
    for t in PLACES:
        assert f.plus(g)(t) == f(t) + g(t)
        assert f.times(factor)(t) == factor * f(t)


@given(LINES)
def test_rectification_and_zeros(f):
    rectified = f.rectified()
    for t in (*PLACES, *f.zeros()):
        assert rectified(t) == max(f(t), 0)
    assert all(f(zero) == 0 for zero in f.zeros())
    assert [place for place, _ in rectified.kinks] == sorted({p for p, _ in rectified.kinks})
    assert all(change for _, change in rectified.kinks)


def holds(condition, at_zero, t):
    value = condition(t)
    return value > 0 or (at_zero and value == 0)


@given(st.lists(LINES, min_size=3, max_size=3), LINES, LINES, st.booleans(), st.booleans())
def test_decisions(functions, first, second, at_zero, again):
    f, g, h = functions
    if again:  # A jump less as a rule.
        f, g = first.plus(h), h

    def expected(t):
        if holds(first, at_zero, t):
            return f(t)
        return g(t) if holds(second, not at_zero, t) else h(t)

    chosen = decided((first, at_zero, f, (second, not at_zero, g, h)))
    changes = [
        *(zero for condition in (first, second) for zero in condition.zeros()),
        *(place for line in (first, second) for place, _ in line.kinks),
    ]
    tiny = Fraction(1, 10**9)
    if chosen is None:  # Two places that are as near as can be have values that are not.
        assert any(
            max(values) - min(values) > 1000 * tiny
            for place in changes
            for values in [[expected(place + step) for step in (-tiny, 0, tiny)]]
        )
    else:
        for t in (*PLACES, *changes, *(c + tiny for c in changes), *(c - tiny for c in changes)):
            assert chosen(t) == expected(t)


def teeth(doublings):
    """Return the zigzag with a power of two many teeth on [0, 1]."""
    tent = BentLine.identity()
    for _ in range(doublings):
        beyond = tent.plus(BentLine(constant=Fraction(-1, 2))).rectified()
        tent = tent.rectified().times(2).plus(beyond.times(-4))
    return tent


def test_too_many_kinks():
    assert len(teeth(6).kinks) == 2**6 + 1
    with pytest.raises(InvalidNetworkError, match=f"more than {MOST_KINKS}"):
        teeth(7)
