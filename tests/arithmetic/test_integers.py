from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.arithmetic import (
    common_denominator,
    dot,
    primitive,
    primitive_from_rationals,
    sign,
)
from tests.strategies import integer_vectors, rationals, wide_integers


def greatest_divisor(entries):
    """Return the greatest common divisor by Euclid's algorithm."""

    def euclid(a, b):
        while b:
            a, b = b, a % b
        return abs(a)

    return reduce(euclid, entries, 0)


@pytest.mark.parametrize(
    ("vector", "expected"),
    [
        ((6, -9, 0), (2, -3, 0)),
        ((0, 0), (0, 0)),
        ((-4,), (-1,)),
        ((), ()),
        ((3, 5), (3, 5)),
        ((10**200, -(10**199)), (10, -1)),
    ],
)
def test_primitive(vector, expected):
    assert primitive(vector) == expected


@given(vector=integer_vectors(3, wide_integers()), factor=wide_integers().filter(lambda k: k > 0))
def test_primitive_is_the_shortest_vector_on_the_ray(vector, factor):
    shortest = primitive(vector)
    assert type(shortest) is tuple
    assert primitive([factor * entry for entry in vector]) == shortest
    if any(vector):
        assert greatest_divisor(shortest) == 1
        ratios = {Fraction(v, s) for v, s in zip(vector, shortest, strict=True) if s}
        assert len(ratios) == 1
        assert ratios.pop() > 0
    assert all((v == 0) == (s == 0) for v, s in zip(vector, shortest, strict=True))


@given(vector=st.lists(rationals(), min_size=1, max_size=4))
def test_primitive_from_rationals(vector):
    shortest = primitive_from_rationals(vector)
    assert all(type(entry) is int for entry in shortest)
    if any(vector):
        assert greatest_divisor(shortest) == 1
        ratios = {v / s for v, s in zip(vector, shortest, strict=True) if s}
        assert len(ratios) == 1
        assert ratios.pop() > 0
    assert all((v == 0) == (s == 0) for v, s in zip(vector, shortest, strict=True))


@given(values=st.lists(rationals(denominator=30), max_size=4))
def test_the_common_denominator_is_least(values):
    least = common_denominator(values)
    assert all((value * least).denominator == 1 for value in values)
    smaller = [
        k for k in range(1, min(least, 2000)) if all((v * k).denominator == 1 for v in values)
    ]
    assert smaller == []


def test_sign():
    assert [sign(x) for x in (-(10**300), 0, Fraction(1, 10**300), Fraction(-1, 3))] == [
        -1,
        0,
        1,
        -1,
    ]
    assert all(type(sign(x)) is int for x in (5, Fraction(5), 0))


def test_dot():
    assert dot((10**100, 1), (1, -(10**100))) == 0
    assert dot((), ()) == 0
    with pytest.raises(ValueError, match=r"shorter|longer"):
        dot((1,), (1, 2))
