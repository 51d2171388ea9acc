"""`refine_generator`: a point where hyperplanes with errors meet, by Krawczyk's bound.

With R the approximate inverse of the stored A, E its errors and x the point stored in the end,

- rho_r = |A x| + gamma sum(|A x|) + sum(E |x|), and TINY for products that underflow;
- alpha = max of sum |I - R A| + gamma (1 + sum(|R| |A|)) + |R| E, which must stay below 1/2;
- the bound is max (|R| rho) / (1 - alpha), INFLATION for its own rounding, and TINY.

The gamma in alpha counts where the rows are so nearly dependent that rounding alone makes them
appear independent.  INFLATION is room to spare in alpha, where gamma (1 + ...) outweighs rounding.
"""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from polyregions.arithmetic import null_space, primitive_from_rationals
from tests.refinement.kernel.plain import GAMMA, arrays, kernel


def refined(rows, errors, start, w=1.0):
    """Return the refined point (x, w) and its bound."""
    count, dimension = len(rows), len(rows[0])
    scratch = np.full((arrays.SCRATCH, count + 1, dimension), np.nan)
    scratch[arrays.SYSTEM, :count], scratch[arrays.SYSTEM_ERROR, :count] = rows, errors
    pool = np.array([[*start, w, 7.0, arrays.INTERPOLATED]])
    with np.errstate(all="ignore"):
        kernel.enclosures.refine_generator(scratch, count, pool, 0, GAMMA)
    assert pool[0, -1] == arrays.REFINED
    return pool[0, :-2], pool[0, -2]


def meeting_point(rows, pivot, value):
    """Return the exact point on hyperplanes whose coordinate `pivot` has a value, None if none."""
    line = null_space([primitive_from_rationals(row) for row in rows], len(rows[0]))
    if len(line) != 1 or not line[0][pivot]:
        return None
    return [Fraction(value) * v / line[0][pivot] for v in line[0]]


def check_refined(rows, errors, start, w=1.0):
    """Check that the bound holds the meeting points of all that the hyperplanes may be."""
    x, bound = refined(rows, errors, start, w)
    if not bound < math.inf:
        return False
    pivot = len(start)
    if not w:
        pivot = max(range(len(start)), key=lambda i: abs(start[i]))
        assert x[pivot] == start[pivot]
        assert x[-1] == 0.0
    inputs = len(start)
    uncertain = [(r, i) for r in range(len(rows)) for i in range(inputs + 1) if errors[r][i]]
    for signs in itertools.product((-1, 1), repeat=len(uncertain)):
        exact = [[Fraction(v) for v in row] for row in rows]
        for (r, i), s in zip(uncertain, signs, strict=True):
            exact[r][i] += s * Fraction(errors[r][i])
        point = meeting_point(exact, pivot, x[pivot])
        case = (rows, errors, start, w)
        assert point is not None, case
        off = max(abs(p - Fraction(v)) for p, v in zip(point, x, strict=True))
        assert off <= Fraction(bound), (*case, float(off), bound)
    return True


@pytest.mark.parametrize("error", [0.0, 2.0**-40, 0.1, 0.3, 0.4, 0.45])
def test_errors_of_a_hyperplane(error):
    """x = 1 on h x = w, where h may be anything in [1 - error, 1 + error]."""
    assert check_refined([[1.0, -1.0]], [[error, 0.0]], [1.0]) or error > 0.4
    assert check_refined([[1.0, -1.0]], [[0.0, error]], [1.0])
    assert check_refined([[2.0, -1.0]], [[0.0, error]], [1.0])
    _, bound = refined([[1.0, -1.0]], [[error, 0.0]], [1.0])
    assert error > 0.3 or bound < 2 * error + 2.0**-40


def test_hyperplanes_that_may_be_parallel_are_not_bounded():
    for error in (0.6, 1.2, 3.0):
        _, bound = refined([[1.0, -1.0]], [[error, 0.0]], [1.0])
        assert bound == math.inf
        _, bound = refined(
            [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]], [[0.0] * 3, [0.0, error, 0.0]], [1.0, 1.0]
        )
        assert bound == math.inf


def test_the_worst_row_counts():
    for error in (0.0, 0.3):
        for row in range(2):
            rows = [[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]]
            errors = [[0.0] * 3, [0.0] * 3]
            errors[row][row] = error
            errors[1 - row][2] = 2.0**-30
            assert check_refined(rows, errors, [0.0, 0.0])


def test_random_systems():
    rng = random.Random(1)
    bounded = 0
    for _ in range(150):
        inputs = rng.randint(1, 3)
        rows = [[rng.uniform(-1, 1) for _ in range(inputs + 1)] for _ in range(inputs)]
        errors = [[0.0] * (inputs + 1) for _ in rows]
        for _ in range(rng.randint(0, 4)):
            place = rng.randrange(inputs), rng.randrange(inputs + 1)
            errors[place[0]][place[1]] = rng.uniform(1, 2) * 2.0 ** -rng.randint(3, 60)
        bounded += check_refined(rows, errors, [rng.uniform(-9, 9) for _ in range(inputs)])
    assert bounded > 100


def test_rays():
    """The greatest coordinate is held fixed, whichever it is."""
    rng = random.Random(2)
    bounded = 0
    for _ in range(100):
        start = [rng.choice([-1.0, 1.0]), rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9)]
        rng.shuffle(start)
        rows = []
        for _ in range(2):
            normal = [rng.uniform(-1, 1) for _ in range(3)]
            k = max(range(3), key=lambda i: abs(start[i]))
            normal[k] -= sum(a * b for a, b in zip(normal, start, strict=True)) / start[k]
            rows.append([*normal, rng.uniform(-1, 1)])
        rows.append([0.0, 0.0, 0.0, 1.0])
        errors = [[0.0] * 4 for _ in rows]
        errors[0][rng.randrange(3)] = 2.0 ** -rng.randint(5, 60)
        bounded += check_refined(rows, errors, start, 0.0)
    assert bounded > 60


def test_a_start_far_away():
    """Newton's two steps do not arrive; what is left of the way is in the bound."""
    rng = random.Random(3)
    for exponent in (60, 150, 200):
        rows = [[rng.uniform(0.5, 1), 0.3, 0.7], [-0.2, rng.uniform(0.5, 1), 0.1]]
        assert check_refined(rows, np.zeros((2, 3)), [2.0**exponent * 1.1, 2.0**exponent * 1.3])


def test_more_hyperplanes_than_needed():
    """Dependent rows in front; the independent ones carry errors of their own."""
    rows = [[1.0, 1.0, -2.0], [2.0, 2.0, -4.0], [1.0, -1.0, 0.0]]
    for error in (0.0, 0.25):
        errors = [[0.0] * 3, [0.0] * 3, [error, 0.0, 0.0]]
        x, bound = refined(rows, errors, [0.5, 0.5])
        for sign in (-1, 1):
            exact = [[1, 1, -2], [1 + sign * Fraction(error), -1, 0]]
            point = meeting_point(exact, 2, 1)
            assert max(abs(p - Fraction(v)) for p, v in zip(point, x, strict=True)) <= bound < 1


def test_nearly_dependent_hyperplanes():
    """Rows that are dependent, or almost, in fractions, and appear independent in floats."""
    rng = random.Random(4)
    for _ in range(600):
        row = [rng.uniform(-1, 1) for _ in range(2)]
        factor = rng.uniform(-2, 2)
        other = [factor * v * (1 + rng.choice([0, 0, 1, 40]) * 2.0**-52) for v in row]
        rows = [[*row, -1.0], [*other, -factor]]
        check_refined(rows, np.zeros((2, 3)), [0.5, 0.5])


def test_dependent_rows_that_an_inverse_seems_to_have():
    """I - R A rounds to less than 1/2 for this dependent pair: only gamma sees it."""
    found = 0
    rng = random.Random(5)
    for _ in range(3000):
        a, b, k = rng.randint(1, 2**20), rng.randint(1, 2**20), rng.randint(3, 99)
        rows = [[a / 2**20, b / 2**20, 1.0], [a * k / 2**26, b * k / 2**26, 1.0]]
        _, bound = refined(rows, np.zeros((2, 3)), [0.5, 0.5])
        found += bound < math.inf
    assert not found


def test_points_that_underflow():
    for scale, w in ((2.0**100, 1.3 * 2.0**-974), (2.0**-100, 1.3 * 2.0**-1074), (1.0, 2.0**-1074)):
        for factor in (0.7, 1.1, 0.3):
            check_refined([[factor * scale, -w]], [[0.0, 0.0]], [0.0])
    assert check_refined([[2.0**-100 * 1.7, -(2.0**-1074)]], [[0.0, 0.0]], [0.0])
    assert check_refined([[2.0**100 * 1.7, -(2.0**-974)]], [[0.0, 0.0]], [0.0])


def test_a_residual_that_underflows():
    """A x is rounded to the constant, so that no step is taken."""
    for off in (0.6, 0.8, 1.2, 1.4):
        start = off * 2.0**-974 / 1.7
        assert check_refined([[2.0**-100 * 1.7, -(2.0**-1074)]], [[0.0, 0.0]], [start])


def test_the_bound_is_rounded_upwards():
    """Errors alone, of a system whose inverse is itself, or a power of two."""
    rng = random.Random(6)
    for _ in range(100):
        errors = [[0.0, 0.0, rng.uniform(1, 2)], [0.0, 0.0, rng.uniform(1, 2)]]
        rows = [[2.0**-70, 0.0, 0.0], [0.0, 2.0**-70, 0.0]]
        assert check_refined(rows, errors, [0.0, 0.0])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_not_bounded(bad):
    for r, i in itertools.product(range(2), range(3)):
        for plane in range(2):
            system = [np.array([[1.0, 0.5, -1.0], [-0.5, 1.0, -1.0]]), np.zeros((2, 3))]
            system[plane][r, i] = bad
            _, bound = refined(*system, [1.0, 1.0])
            assert bound == math.inf, (r, i, plane)
    diagonal = np.array([[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]])
    for r in range(2):
        errors = np.zeros((2, 3))
        errors[r, r] = bad
        assert refined(diagonal, errors, [1.0, 1.0])[1] == math.inf


def test_which_hyperplanes_meet():
    """The facets of a set of slots, and one more unit."""
    from tests.refinement.kernel.plain import network, stack, work

    planes = np.arange(2 * 3 * 2 * 4, dtype=float).reshape(2, 3, 2, 4)
    net = network(
        depth=2,
        dimension=2,
        units=np.array([[1, 0], [1, 0], [1, 1], [1, 1]]),
    )
    buffers = work(
        planes=planes,
        layers=np.array([[2, 0, 0], [2, 2, 0]]),
        scratch=np.zeros((arrays.SCRATCH, 9, 2)),
    )
    slots = arrays.FRAME + 2 + 2
    frames = np.zeros((1, slots + 128), dtype=np.int64)
    frames[0, slots + 5], frames[0, slots + 64] = 3, -2
    table = np.array([[0, 1 << 5, 1]])
    cell = stack(frames=frames, words=2)
    gather = kernel.enclosures.gather_system
    for extra, places in ((-1, [(1, 1), (2, 1)]), (0, [(1, 1), (2, 1), (0, 0)])):
        assert gather(net, buffers, planes, cell, 0, table, 0, 1, extra) == len(places)
        for row, (layer, column) in enumerate(places):
            for plane, which in (
                (arrays.SYSTEM, arrays.VALUE),
                (arrays.SYSTEM_ERROR, arrays.ERROR),
            ):
                expected = planes[which, layer, :, column]
                assert np.array_equal(buffers.scratch[plane, row], expected)
