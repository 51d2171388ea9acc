"""Bounds of norms hold for the exact ones, and largest roots compare as numbers do."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from polyregions.arithmetic import Enclosures
from polyregions.questions import LargestRoot
from polyregions.questions.steepness.largest_roots import nearest_root
from polyregions.questions.steepness.norms import exact_norms, norm_bounds

ALL = [(norm, jointly) for norm in ("l1", "l2", "linf") for jointly in (False, True)]


def exact_squares(matrix, norm, jointly):
    """Return squares of norms of a matrix of floats, as exact numbers."""
    rows = [[Fraction(float(x)) for x in row] for row in matrix]
    scale = max((x.denominator for row in rows for x in row), default=1)
    forms = np.array([[[int(x * scale) for x in row] for row in rows]], dtype=object)
    (values,) = exact_norms(forms, norm, jointly)
    if norm != "l2":
        return [Fraction(value, scale) ** 2 for value in values]
    return [v.over(scale**2) if jointly else Fraction(v, scale**2) for v in values]


def is_at_most(bound, square):
    if bound == np.inf:
        return False
    difference = Fraction(bound) ** 2
    if isinstance(square, LargestRoot):
        return square.sign_of_difference(difference) >= 0
    return difference <= square


def is_at_least(bound, square):
    if bound == np.inf:
        return True
    difference = Fraction(bound) ** 2
    if isinstance(square, LargestRoot):
        return square.sign_of_difference(difference) <= 0
    return difference >= square


def matrices():
    random = Random(5)
    for trial in range(50):
        rows, inputs = random.randint(1, 4), random.randint(1, 4)
        spread = random.choice([0, 3, 200])
        size = 10.0 ** random.choice([-300, -5, 0, 4, 290])
        yield (
            np.array(
                [
                    [
                        random.gauss(0, 1) * size * 10.0 ** -random.uniform(0, spread)
                        for _ in range(inputs)
                    ]
                    for _ in range(rows)
                ]
            ),
            trial,
        )


@pytest.mark.parametrize(("norm", "jointly"), ALL)
def test_bounds_hold_and_are_near(norm, jointly):
    for matrix, trial in matrices():
        parts = np.zeros((1, *matrix.shape, 3))
        parts[0, :, :, 0] = matrix
        levels = np.zeros(1 if jointly else len(matrix))
        lower, upper = norm_bounds(Enclosures(parts), norm, jointly, levels)
        for k, square in enumerate(exact_squares(matrix, norm, jointly)):
            assert is_at_most(lower[0, k], square), trial
            assert is_at_least(upper[0, k], square), trial
            largest = np.abs(matrix).max()
            assert upper[0, k] - lower[0, k] <= largest * 1e-13 + 1e-150, trial


@pytest.mark.parametrize(("norm", "jointly"), ALL)
def test_bounds_hold_for_all_that_is_enclosed(norm, jointly):
    random = Random(9)
    for trial in range(60):
        rows, inputs = random.randint(1, 3), random.randint(1, 3)
        high = np.array([[random.gauss(0, 1) for _ in range(inputs)] for _ in range(rows)])
        radius = np.array([[random.choice([0, 0.1]) for _ in range(inputs)] for _ in range(rows)])
        low = np.full_like(high, 0.05)
        parts = np.stack([high, low, radius], axis=-1)[None]
        levels = np.zeros(1 if jointly else rows)
        lower, upper = norm_bounds(Enclosures(parts), norm, jointly, levels)
        for way in (-1, 1, np.sign(high), -np.sign(high)):
            matrix = high + low + way * radius * 0.999
            for k, square in enumerate(exact_squares(matrix, norm, jointly)):
                assert is_at_most(lower[0, k], square), trial
                assert is_at_least(upper[0, k], square), trial


def test_small_rows_beside_large_ones():
    matrix = np.array([[1.0, 1.0], [1e-200, 1e-200], [3e-320, 0]])
    parts = np.zeros((1, 3, 2, 3))
    parts[0, :, :, 0] = matrix
    _, upper = norm_bounds(Enclosures(parts), "l2", False, np.zeros(3))
    for bound, square in zip(upper[0], exact_squares(matrix, "l2", False), strict=True):
        assert is_at_least(bound, square)
    (alone,) = norm_bounds(Enclosures(parts[:, 1:2]), "l2", True, np.zeros(1))[1][0]
    assert is_at_least(alone, exact_squares(matrix[1:2], "l2", True)[0])


def test_nothing_is_known_of_what_is_not_finite():
    parts = np.zeros((3, 1, 2, 3))
    parts[0, 0, 0] = np.inf, 0, 0
    parts[1, 0, 0] = 1, 0, np.nan
    parts[2, 0, 0] = 1, 0, 0
    for norm, jointly in ALL:
        lower, upper = norm_bounds(Enclosures(parts), norm, jointly, np.zeros(1))
        assert lower[:2, 0].tolist() == [0, 0]
        assert upper[:2, 0].tolist() == [np.inf, np.inf]
        assert lower[2, 0] <= 1 <= upper[2, 0] < 1.001


def test_largest_roots_compare_as_their_eigenvalues():
    random = Random(2)
    for trial in range(60):
        size = random.randint(1, 4)
        matrices = [
            np.array([[random.randint(-3, 3) for _ in range(size)] for _ in range(size)])
            for _ in range(2)
        ]
        roots = [exact_norms(m[None].astype(object), "l2", True)[0][0] for m in matrices]
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
