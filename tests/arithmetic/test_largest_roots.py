"""Largest roots compare as numbers do, and are rounded correctly."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from polyregions.arithmetic import LargestRoot, nearest_root


def test_largest_roots_compare_as_their_eigenvalues():
    random = Random(2)
    for trial in range(60):
        size = random.randint(1, 4)
        matrices = [
            np.array([[random.randint(-3, 3) for _ in range(size)] for _ in range(size)])
            for _ in range(2)
        ]
        roots = [LargestRoot.of_matrix((m @ m.T).tolist()) for m in matrices]
        values = [np.linalg.norm(m, 2) ** 2 for m in matrices]
        for root, value in zip(roots, values, strict=True):
            assert float(root) == pytest.approx(value, abs=1e-9), trial
            assert root.nearest_root() == pytest.approx(value**0.5, abs=1e-6), trial
        if abs(values[0] - values[1]) > 1e-6:
            assert (roots[0] < roots[1]) == (values[0] < values[1]), trial


def test_equal_largest_roots_of_other_polynomials():
    # (x^2 - 3 x + 1) times others with smaller roots, and powers
    golden = [1, -3, 1]
    times_two = [-2, 7, -5, 1]  # (x - 2)
    times_itself = [1, -6, 11, -6, 1]
    larger = [-3, 10, -6, 1]  # (x - 3)
    roots = [LargestRoot(p) for p in (golden, times_two, times_itself, larger)]
    assert roots[0] == roots[1] == roots[2] < roots[3]
    assert len({*roots[:3]}) == 1
    assert roots[0].rational() is None
    assert roots[3].rational() == 3
    # Both have the root 2 too, which is not the largest of the second one.
    assert LargestRoot([-2, 1]) < LargestRoot([-2, 7, -5, 1])
    tiny = 10**40
    near = LargestRoot([tiny + 1, -3 * tiny, tiny])
    assert near < roots[0]
    assert LargestRoot([1, -3, 1]).sign_of_difference(Fraction(3)) == -1


def test_zero_is_a_largest_root():
    zero = LargestRoot([0, 0, 1])
    assert (zero.rational(), float(zero), zero.nearest_root()) == (0, 0.0, 0.0)
    assert zero == LargestRoot([0, 5]) < LargestRoot([0, -1, 1])
    assert LargestRoot([0, -2, 1]).rational() == 2


def test_roots_are_rounded_correctly():
    random = Random(3)
    for trial in range(300):
        root = random.random() * 2.0 ** random.randint(-1080, 1000)
        neighbours = np.nextafter(root, 0), root, np.nextafter(root, np.inf)
        below, itself, above = map(Fraction, neighbours)
        assert nearest_root(itself**2) == root, trial
        for middle, sides in (((below + itself) / 2, (0, 1)), ((itself + above) / 2, (1, 2))):
            small = middle**2 / 10**40
            assert nearest_root(middle**2 - small) == neighbours[sides[0]], trial
            assert nearest_root(middle**2 + small) == neighbours[sides[1]], trial
    for n in range(1, 50):
        assert LargestRoot([n, -n - 1, 1]).nearest_root() == n**0.5
        assert float(LargestRoot([-1, 0, n + 1])) == (1 / (n + 1)) ** 0.5 or n


def test_roots_that_are_nearer_than_the_first_bits():
    tiny = 10**30  # the roots are 1 and 1 + 1 / tiny
    near = LargestRoot([tiny + 1, -2 * tiny - 1, tiny])
    assert near > LargestRoot([-1, 1])
    assert near == LargestRoot([-tiny - 1, tiny])
    assert near.rational() == Fraction(tiny + 1, tiny)


def test_a_rational_root_that_is_not_the_largest():
    assert LargestRoot([-5, 10, -6, 1]).rational() is None  # (x - 1)(x^2 - 5 x + 5)
