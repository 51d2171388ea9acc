"""Bounds of norms hold for the exact ones."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from polyregions.arithmetic import Enclosures, LargestRoot
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
