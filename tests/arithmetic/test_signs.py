"""The float filter never errs, and what it leaves open is decided exactly."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions.arithmetic import (
    UNDECIDED,
    ScaledVectors,
    filtered_pair_signs,
    filtered_signs,
    nearest_float,
    signs_of_products,
)
from tests.strategies import integer_vectors, wide_integers


def exact_sign(left, right):
    value = sum(a * b for a, b in zip(left, right, strict=True))
    return (value > 0) - (value < 0)


def filtered(left, right):
    return filtered_signs(ScaledVectors(left).floats, ScaledVectors(right).floats)


WRONG = ((78025763123144670, 54937321310030554, 601117663172043245), (7, 1, -1))
"""Two vectors whose exact inner product is -1."""


def test_a_plain_float_sign_is_wrong_and_the_filter_is_undecided():
    left, right = WRONG
    assert exact_sign(left, right) == -1
    images = [ScaledVectors([vector]).floats[0].tolist() for vector in WRONG]
    accumulated = 0.0
    for a, b in zip(*images, strict=True):
        accumulated += a * b
    assert accumulated > 0  # The plain float answer, and it is wrong.
    assert filtered([left], [right]).tolist() == [[UNDECIDED]]
    assert signs_of_products(ScaledVectors([left]), ScaledVectors([right])).tolist() == [[-1]]


def test_a_plain_float_zero_is_wrong():
    left, right = (2**53 + 1, -(2**53)), (2**53 - 1, 2**53)
    assert exact_sign(left, right) == -1
    assert float(np.dot(*(ScaledVectors([vector]).floats[0] for vector in (left, right)))) == 0
    assert filtered([left], [right]).tolist() == [[UNDECIDED]]
    assert signs_of_products(ScaledVectors([left]), ScaledVectors([right])).tolist() == [[-1]]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((1, 1), (1, -1)),
        ((0, 0), (5, 7)),
        ((10**300, -1), (1, 10**300)),
        ((1, 0, 0), (0, 1, 0)),
        ((3, 5, 7), (0, 0, 0)),
    ],
)
def test_a_zero_is_never_claimed_by_the_filter(left, right):
    assert exact_sign(left, right) == 0
    assert filtered([left], [right]).tolist() == [[UNDECIDED]]
    assert signs_of_products(ScaledVectors([left]), ScaledVectors([right])).tolist() == [[0]]


def test_plain_signs_are_decided_without_integers():
    left, right = [(1, 2, 3), (-1, 0, 1)], [(1, 1, 1), (3, 0, -1), (1, 0, 0)]
    assert filtered(left, right).tolist() == [[1, UNDECIDED, 1], [UNDECIDED, -1, -1]]
    assert filtered([(10**300, 1)], [(1, 10**200)]).tolist() == [[1]]
    assert filtered([(1, 3)], [(3 * 10**200, -(10**200) + 10**190)]).tolist() == [[1]]


def test_entries_from_tiny_to_huge():
    """The entries' ratios run over 10**-600 .. 10**600, far beyond binary64."""
    ten = 10**300
    left = [(ten * ten, 1, 0), (1, ten, ten * ten), (ten, -ten, 1), (0, 0, 1)]
    right = [(-1, ten * ten, 0), (0, -1, 1), (ten * ten, 1, -1), (1, -ten * ten, 0), (1, 1, 1)]
    signs = signs_of_products(ScaledVectors(left), ScaledVectors(right))
    assert signs.tolist() == [[exact_sign(a, b) for b in right] for a in left]


@st.composite
def nearly_orthogonal(draw):
    """Draw two vectors of any size whose inner product is a small number."""
    length = draw(st.integers(2, 5))
    entries = wide_integers()
    left = list(draw(integer_vectors(length, entries)))
    right = list(draw(integer_vectors(length, entries)))
    left[-1] = draw(st.sampled_from([1, -1, 2**20]))
    rest = sum(a * b for a, b in zip(left[:-1], right[:-1], strict=True))
    right = [entry * left[-1] for entry in right]
    right[-1] = draw(st.integers(-2, 2)) - rest
    return tuple(left), tuple(right)


def _vectors(length):
    return st.lists(integer_vectors(length, wide_integers()), min_size=1, max_size=4)


ANY_PAIR = st.one_of(
    nearly_orthogonal(),
    st.integers(1, 6).flatmap(lambda n: st.tuples(*[integer_vectors(n, wide_integers())] * 2)),
)


@settings(max_examples=300)
@given(pair=ANY_PAIR)
def test_the_filter_is_right_wherever_it_decides(pair):
    left, right = pair
    decision = filtered([left], [right]).item()
    assert decision in (-1, 1, UNDECIDED)
    assert decision in (exact_sign(left, right), UNDECIDED)
    if exact_sign(left, right) == 0:
        assert decision == UNDECIDED


@settings(max_examples=100)
@given(pairs=st.integers(1, 4).flatmap(lambda n: st.tuples(*[_vectors(n)] * 2)))
def test_exact_signs_of_all_products(pairs):
    left, right = pairs
    signs = signs_of_products(ScaledVectors(left), ScaledVectors(right))
    assert signs.shape == (len(left), len(right))
    assert signs.tolist() == [[exact_sign(a, b) for b in right] for a in left]


@pytest.mark.parametrize("length", [2, 10, 100, 1000])
def test_the_error_bound_holds_in_long_sums(length):
    """Random vectors made orthogonal up to the rounding of their images."""
    rng = np.random.default_rng(length)
    for _ in range(30):
        left = [int(x) for x in rng.integers(-(2**60), 2**60, length)]
        right = [int(x) for x in rng.integers(-(2**60), 2**60, length)]
        left[-1] = 2**60
        excess = sum(a * b for a, b in zip(left, right, strict=True))
        right[-1] -= excess // 2**60
        decision = filtered([tuple(left)], [tuple(right)]).item()
        assert decision in (exact_sign(left, right), UNDECIDED)


def test_most_random_products_are_decided_by_floats():
    rng = np.random.default_rng(0)
    left, right = (
        [tuple(int(x) for x in row) for row in rng.integers(-(2**50), 2**50, (50, 8))]
        for _ in range(2)
    )
    signs = filtered(left, right)
    assert np.count_nonzero(signs == UNDECIDED) == 0
    assert signs.tolist() == [[exact_sign(a, b) for b in right] for a in left]


def test_images_are_scaled_and_correctly_rounded():
    vectors = ScaledVectors([(3, -9, 1), (0, 0, 0), (10**400, 1, -(10**400))])
    assert vectors.floats.tolist() == [[1 / 3, -1, 1 / 9], [0, 0, 0], [1, 2.0**-1022, -1]]
    assert vectors.floats.dtype == np.float64


def test_no_image_of_another_number_is_zero():
    for bits in range(990, 1090):
        images = ScaledVectors([(2**bits, 1, 0, -1)]).floats[0].tolist()
        assert images[1:] == [max(2.0**-bits, 2.0**-1022), 0, -max(2.0**-bits, 2.0**-1022)], bits


def test_some_vectors_turned():
    vectors = ScaledVectors([(1, -2), (3, 0)]) + ScaledVectors.of_floats(np.array([[0.5, 1]]))
    turned = vectors.turned(np.array([True, False, True]))
    assert turned.exact == ((-1, 2), (3, 0), (-1, -2))
    assert turned.floats.tolist() == [[-0.5, 1], [1, 0], [-0.5, -1]]


def test_joining_and_taking():
    first, second = ScaledVectors([(1, 2), (3, 4)]), ScaledVectors([(5, 0)])
    both = first + second
    assert len(both) == 3
    assert both.exact == ((1, 2), (3, 4), (5, 0))
    assert both.floats.tolist() == [[0.5, 1], [0.75, 1], [1, 0]]
    some = both.take([2, 0])
    assert some.exact == ((5, 0), (1, 2))
    assert some.floats.tolist() == [[1, 0], [0.5, 1]]
    assert both.take([]).floats.shape == (0, 2)


def test_no_vectors():
    none, some = ScaledVectors([], 3), ScaledVectors([(1, 2, 3)])
    assert len(none) == 0
    assert none.floats.shape == (0, 3)
    assert signs_of_products(none, some).shape == (0, 1)
    assert signs_of_products(some, none).shape == (1, 0)
    assert (none + some).exact == some.exact


# Pairs of rows


def filtered_pair(left, right):
    """The decision on one pair; the entries on the left are rounded as they are."""
    images = np.array([[nearest_float(x) for x in left]])
    return filtered_pair_signs(images, ScaledVectors([right]).floats).item()


@settings(max_examples=300)
@given(pair=ANY_PAIR, bits=st.integers(-1200, 400))
def test_the_filter_of_pairs_is_right_wherever_it_decides(pair, bits):
    """Whatever the size of the entries on the left, those of subnormal numbers too."""
    left, right = pair
    scaled = [Fraction(x) * Fraction(2) ** bits for x in left]
    assert filtered_pair(scaled, right) in ({exact_sign(left, right)} - {0} | {UNDECIDED})


@pytest.mark.parametrize("length", [2, 10, 1000])
def test_the_error_bound_of_pairs_holds_in_long_sums(length):
    rng = np.random.default_rng(length)
    for _ in range(30):
        left = [int(x) for x in rng.integers(-(2**60), 2**60, length)]
        right = [int(x) for x in rng.integers(-(2**60), 2**60, length)]
        left[-1] = 2**60
        excess = sum(a * b for a, b in zip(left, right, strict=True))
        right[-1] -= excess // 2**60
        assert filtered_pair(left, right) in (exact_sign(left, right), UNDECIDED)


def test_pairs_of_which_a_plain_float_sign_is_wrong():
    assert filtered_pair(*WRONG) == UNDECIDED
    # The entries 7/5 and -29/20 of the least positive float are rounded to 1 and -1 of it.
    tiny = [Fraction(7, 5) / 2**1074, -Fraction(29, 20) / 2**1074]
    assert exact_sign(tiny, (100, 99)) == -1
    assert filtered_pair(tiny, (100, 99)) == UNDECIDED


def test_pairs_are_decided_at_all_sizes():
    for factor in (Fraction(1, 2**900), 1, 2**900):
        assert filtered_pair([factor * x for x in (3, -1)], (1, 2)) == 1
        assert filtered_pair([factor * x for x in (3, -1)], (1, 4)) == -1
        assert filtered_pair([factor * x for x in (3, -1)], (1, 3)) == UNDECIDED
    infinite = np.array([[np.inf, 1.0], [np.inf, -np.inf], [np.nan, 1.0], [0.0, 0.0]])
    assert filtered_pair_signs(infinite, np.ones((4, 2))).tolist() == [UNDECIDED] * 4
    assert filtered_pair_signs(np.ones((0, 3)), np.ones((0, 3))).shape == (0,)
