"""`find_point` and `sign_in_pairs`: a vertex and a value in pairs of floats, with their bounds.

With A the hyperplanes in pairs, E their errors, x the point found and R an approximate inverse,

- rho_r = |A x| + gamma**2 sum(|A x|) + sum(E |x|), and TINY for products that underflow; the point
  is off by at most max (|R| rho) / (1 - alpha), see `test_enclosures`;
- a value h.(x, w) is off by at most sum(E (|x| + e)) + sum(|h| e) + gamma**2 sum(|h| (|x| + e)),
  and TINY, with e the error of the point; INFLATION holds the rounding of |h + h'|, |x + x'| and
  of the bound itself.
"""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from tests.refinement.kernel.plain import GAMMA, arrays, kernel, network, pool_of, stack, work
from tests.refinement.kernel.test_enclosures import meeting_point

VALUE, ERROR, REST = arrays.VALUE, arrays.ERROR, arrays.REST
UNDECIDED = kernel.rounding.UNDECIDED


def pair(x):
    """Return a fraction rounded to a float, and what that leaves, rounded too."""
    value = float(x)
    return value, float(x - Fraction(value))


def exact(value, rest):
    return Fraction(value) + Fraction(rest)


def found(rows, errors, start, w=1.0, error=7.0):
    """Return the point's pairs and its bound, and the stored generator; rows are fractions."""
    count, dimension = len(rows), len(rows[0])
    scratch = np.full((arrays.SCRATCH, count + 4, dimension), np.nan)
    for r, row in enumerate(rows):
        for i, entry in enumerate(row):
            scratch[arrays.SYSTEM, r, i], scratch[arrays.SYSTEM_REST, r, i] = pair(entry)
    scratch[arrays.SYSTEM_ERROR, :count] = errors
    pool = np.array([[*start, w, error, arrays.INTERPOLATED]])
    with np.errstate(all="ignore"):
        bound = kernel.sharp_signs.find_point(scratch, count, pool, 0, GAMMA)
    return scratch[arrays.POINT, :2], bound, pool[0], scratch


def check_point(rows, errors, start, w=1.0):
    """Check that both bounds hold the meeting points of all that the hyperplanes may be."""
    rows = [[exact(*pair(Fraction(entry))) for entry in row] for row in rows]
    point, bound, stored, scratch = found(rows, errors, start, w)
    rests = scratch[arrays.POINT, REST]
    if not bound < math.inf:
        assert stored[-1] == arrays.INTERPOLATED
        return False
    inputs = len(start)
    pivot = inputs if w else max(range(inputs), key=lambda i: abs(start[i]))
    x = [exact(v, rest) for v, rest in zip(point[VALUE], rests, strict=True)]
    assert x[-1] == w
    assert w or x[pivot] == start[pivot]
    uncertain = [(r, i) for r in range(len(rows)) for i in range(inputs + 1) if errors[r][i]]
    for signs in itertools.product((-1, 1), repeat=len(uncertain)):
        moved = [list(row) for row in rows]
        for (r, i), s in zip(uncertain, signs, strict=True):
            moved[r][i] += s * Fraction(errors[r][i])
        meeting = meeting_point(moved, pivot, x[pivot])
        case = (rows, errors, start, w)
        assert meeting is not None, case
        assert max(abs(p - v) for p, v in zip(meeting, x, strict=True)) <= Fraction(bound), case
        if stored[-1] == arrays.REFINED:
            off = [abs(p - Fraction(v)) for p, v in zip(meeting, stored[:-2].tolist(), strict=True)]
            assert max(off) <= Fraction(stored[-2]), case
    return True


def fraction(rng):
    return Fraction(rng.randint(-(2**100), 2**100), 2**100)


def test_random_points():
    rng = random.Random(1)
    bounded = 0
    for k in range(150):
        inputs = rng.randint(1, 3)
        rows = [[fraction(rng) for _ in range(inputs + 1)] for _ in range(inputs)]
        errors = [[0.0] * (inputs + 1) for _ in rows]
        for _ in range(rng.randint(0, 4) if k % 2 else 0):
            place = rng.randrange(inputs), rng.randrange(inputs + 1)
            errors[place[0]][place[1]] = rng.uniform(1, 2) * 2.0 ** -rng.randint(40, 110)
        start = [rng.choice([math.nan, rng.uniform(-9, 9)]) for _ in range(inputs)]
        bounded += check_point(rows, errors, start)
    assert bounded > 130


def test_points_are_found_to_a_hundred_bits():
    rows = [[Fraction(1, 3), Fraction(2, 7), 1], [Fraction(1, 9), Fraction(-5, 7), Fraction(1, 11)]]
    assert check_point(rows, np.zeros((2, 3)), [0.3, math.inf])
    point, bound, stored, _ = found(rows, np.zeros((2, 3)), [0.3, 0.4])
    assert bound < 2.0**-88
    assert stored[-1] == arrays.REFINED
    assert stored[-2] < 2.0**-50
    assert np.array_equal(stored[:3], point[VALUE])


def test_each_error_of_a_hyperplane():
    for error in (2.0**-100, 2.0**-40, 0.1, 0.3, 0.45):
        for errors in ([error, 0.0], [0.0, error]):
            assert check_point([[1, -1]], [errors], [1.0]) or error > 0.4
        check_point([[2, -1]], [[0.0, error]], [1.0])
    for error in (0.6, 1.2):
        assert not check_point([[1, -1]], [[error, 0.0]], [1.0])


def test_rays():
    """The greatest coordinate is held fixed, whichever it is, and w is 0."""
    rng = random.Random(2)
    bounded = 0
    for _ in range(60):
        start = [rng.choice([-1.0, 1.0]), rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9)]
        rng.shuffle(start)
        rows = []
        for _ in range(2):
            normal = [fraction(rng) for _ in range(3)]
            k = max(range(3), key=lambda i: abs(start[i]))
            normal[k] -= Fraction(
                float(
                    sum(a * Fraction(b) for a, b in zip(normal, start, strict=True)) / int(start[k])
                )
            )
            rows.append([*normal, fraction(rng)])
        rows.append([0, 0, 0, 1])
        errors = [[0.0] * 4 for _ in rows]
        errors[0][rng.randrange(3)] = 2.0 ** -rng.randint(5, 100)
        bounded += check_point(rows, errors, start, 0.0)
    assert bounded > 40
    for rows in ([[1, 1, 0], [0, 0, 1]], [[1, 2, 1], [1, 3, 1]]):
        lost = found(rows, np.zeros((2, 3)), [math.nan] * 2, 0.0)
        assert lost[1] == math.inf  # no direction to start from
    # Two hyperplanes that meet at infinity alone.
    assert check_point(
        [[3, -5, Fraction(1 / 3)], [21, -35, Fraction(0.7)]], np.zeros((2, 3)), [1.0, 0.6], 0.0
    )


def test_a_start_far_away():
    """Newton's steps do not arrive; what is left of the way is in the bound."""
    rng = random.Random(5)
    for exponent in (60, 200, 250, 300):
        rows = [[rng.uniform(0.5, 1), 0.3, 0.7], [-0.2, rng.uniform(0.5, 1), 0.1]]
        assert check_point(rows, np.zeros((2, 3)), [2.0**exponent * 1.1, 2.0**exponent * 1.3])


def test_points_that_underflow():
    for scale, w in ((2.0**100, 1.3 * 2.0**-974), (2.0**-100, 1.3 * 2.0**-1074), (1.0, 2.0**-1074)):
        for factor in (0.7, 1.1, 0.3, 1.7):
            for off in (0.0, 0.6, 0.8, 1.2, 1.4):
                start = off * 2.0**-974 / factor
                check_point([[factor * scale, -w]], [[0.0, 0.0]], [start])
    assert check_point([[2.0**-100 * 1.7, -(2.0**-1074)]], [[0.0, 0.0]], [0.0])


def test_exact_generators_stay():
    """A generator without error, the origin, and coordinates that are zero for sure."""
    point, bound, stored, _ = found([[3, -1]], np.zeros((1, 2)), [5.0], 3.0, error=0.0)
    assert (bound, *point[VALUE], *stored) == (0.0, 5.0, 3.0, 5.0, 3.0, 0.0, arrays.INTERPOLATED)
    point, bound, stored, _ = found([[3, 0]], np.zeros((1, 2)), [1e-9])
    assert (bound, *point[VALUE], stored[-1]) == (0.0, 0.0, 1.0, arrays.EXACT)
    third = Fraction(1, 3)
    rows = [[third, 1, -1], [0, third, 0]]
    _, bound, stored, scratch = found(rows, np.zeros((2, 3)), [3.1, -0.0])
    assert math.copysign(1.0, scratch[arrays.POINT, VALUE, 1]) == -1.0
    assert math.copysign(1.0, stored[1]) == -1.0
    _, _, stored, _ = found(rows, np.zeros((2, 3)), [3.1, 0.0])
    assert math.copysign(1.0, stored[1]) == 1.0


def test_a_better_bound_is_kept():
    rows, error = [[Fraction(1, 3), -1]], 2.0**-70
    _, _, stored, _ = found(rows, [[0.0, 2.0**-60]], [3.0], error=error)
    assert (stored[0], stored[-2], stored[-1]) == (3.0, error, arrays.INTERPOLATED)


@pytest.mark.parametrize("bad", [math.nan, math.inf, 2.0**1000])
def test_what_is_no_number_is_not_bounded(bad):
    for r, i in itertools.product(range(2), range(3)):
        scratch = np.zeros((arrays.SCRATCH, 6, 3))
        scratch[arrays.SYSTEM, :2] = [[1.0, 0.5, -1.0], [-0.5, 1.0, -1.0]]
        for plane in (arrays.SYSTEM, arrays.SYSTEM_ERROR):
            system = scratch.copy()
            system[plane, r, i] = bad
            pool = np.array([[1.0, 1.0, 1.0, math.inf, arrays.REFINED]])
            with np.errstate(all="ignore"):
                bound = kernel.sharp_signs.find_point(system, 2, pool, 0, GAMMA)
            assert not bound < 2.0**900, (r, i, plane)


# sign_in_pairs


def sign_of(h, h_errors, x, x_error):
    """Return the sign at a point, of fractions, checked against all that h and x may be."""
    dimension = len(h)
    sharp = np.zeros((3, 1, dimension, 1))
    scratch = np.zeros((arrays.SCRATCH, 6, dimension))
    for i in range(dimension):
        sharp[[VALUE, REST], 0, i, 0] = pair(h[i])
        scratch[arrays.POINT, [VALUE, REST], i] = pair(x[i])
    sharp[ERROR, 0, :, 0] = h_errors
    buffers = work(sharp=sharp, scratch=scratch)
    with np.errstate(all="ignore"):
        sign = kernel.sharp_signs.sign_in_pairs(buffers, 0, 0, x_error, dimension, GAMMA)
    least = greatest = Fraction(0)
    for i, (a, a_error, b) in enumerate(zip(h, h_errors, x, strict=True)):
        e = Fraction(x_error) if i < dimension - 1 else 0
        a, b = exact(*pair(a)), exact(*pair(b))
        ends = [
            (a + s * Fraction(a_error)) * (b + t * e)
            for s, t in itertools.product((-1, 1), (-1, 1))
        ]
        least, greatest = least + min(ends), greatest + max(ends)
    case = (h, h_errors, x, x_error)
    assert sign in (1, -1, UNDECIDED), case
    assert sign != 1 or least > 0, case
    assert sign != -1 or greatest < 0, case
    return sign, max(least, -greatest)


def test_each_error_decides_alone():
    """Values just below the sum of some of the terms, all of them powers of two."""
    rng = random.Random(3)
    undecided = 0
    for _ in range(1500):
        size = rng.randint(1, 3)
        x = [Fraction(2) ** rng.randint(-3, 3) for _ in range(size)]
        h = [Fraction(2) ** rng.randint(-3, 3) * rng.choice([-1, 1]) for _ in range(size)]
        errors = [rng.choice([0.0, 1.0]) * 2.0 ** -rng.randint(6, 12) for _ in range(size + 1)]
        x_error = rng.choice([0.0, 1.0]) * 2.0 ** -rng.randint(6, 12)
        spread = sum(
            Fraction(e) * (b + Fraction(x_error)) + abs(a) * Fraction(x_error)
            for a, e, b in zip(h, errors, x, strict=False)
        ) + Fraction(errors[-1])
        value = rng.choice([-1, 1]) * spread * Fraction(rng.choice([63, 64, 65]), 64)
        h.append(value - sum(a * b for a, b in zip(h, x, strict=True)))
        sign, _ = sign_of(h, errors, [*x, Fraction(1)], x_error)
        undecided += sign == UNDECIDED
    assert 500 < undecided < 1200


def test_values_near_zero():
    """Random values of all sizes: what is decided is right, and what is large enough decided."""
    rng = random.Random(4)
    decided = 0
    for _ in range(1500):
        size = rng.randint(1, 3)
        h, x = [fraction(rng) for _ in range(size)], [fraction(rng) for _ in range(size)]
        value = rng.choice([-1, 1]) * Fraction(1, 2 ** rng.randint(80, 110))
        h.append(value - sum(a * b for a, b in zip(h, x, strict=True)))
        sign, distance = sign_of(h, [0.0] * (size + 1), [*x, Fraction(1)], 0.0)
        decided += sign != UNDECIDED
        assert sign != UNDECIDED or distance < Fraction(1, 2**88)
    assert 300 < decided < 1200


def test_products_that_underflow():
    """Values that underflow decide nothing, however their products add up."""
    tiny = Fraction(2) ** -537
    for side in (1, -1):
        h = [Fraction(3, 2) * tiny, Fraction(3, 2) * tiny, Fraction(-13, 4) * tiny, Fraction(0)]
        x = [side * tiny] * 3 + [Fraction(1)]
        assert sign_of(h, [0.0] * 4, x, 0.0)[0] == UNDECIDED
    least = Fraction(2) ** -1074
    assert sign_of([least, Fraction(0)], [0.0] * 2, [Fraction(1)] * 2, 0.0)[0] == UNDECIDED


def test_what_overflows_decides_nothing():
    """Values that floats hold, of products whose halves do not."""
    large = Fraction(2) ** 511 * (2 - Fraction(1, 2**50))
    for side in (1, -1):
        greatest = Fraction(np.finfo(float).max)
        for h in ([large, 0], [large, -greatest], [large, greatest], [2**1000, 1], [1, 2**1000]):
            x = [side * large, Fraction(1)]
            sign_of([Fraction(a) for a in h], [0.0] * 2, x, 0.0)
    # The leading halves of the first product overflow, and it does not decide the sign.
    first, second, third = (2**512 - 2**485 + 2**482, 2**512 - 2**486 - 2**483, 2**500)
    for side in (1, -1):
        h = [Fraction(-side * a) for a in (first, -second, -third, 0)]
        x = [Fraction(a) for a in (first, second, third, 1)]
        assert sign_of(h, [0.0] * 4, x, 0.0)[0] == UNDECIDED
    for bad in (math.nan, math.inf):
        for place in range(4):
            sharp, scratch = np.ones((3, 1, 2, 1)), np.ones((arrays.SCRATCH, 6, 2))
            sharp[ERROR] = 0.0
            sharp[REST] = scratch[arrays.POINT, REST] = 0.0
            if place < 3:
                sharp[place] = bad
            else:
                scratch[arrays.POINT, VALUE] = bad
            buffers = work(sharp=sharp, scratch=scratch)
            with np.errstate(all="ignore"):
                sign = kernel.sharp_signs.sign_in_pairs
                assert sign(buffers, 0, 0, 0.0, 2, GAMMA) == UNDECIDED, (bad, place)
                assert place or sign(buffers, 0, 0, math.inf, 2, GAMMA) == UNDECIDED


def test_w_and_zeros_have_no_error():
    one, nothing = Fraction(1), [0.0, 0.0]
    assert sign_of([Fraction(0), one], nothing, [one, one], 0.5)[0] == 1  # w is exact
    sharp, scratch = np.zeros((3, 1, 2, 1)), np.zeros((arrays.SCRATCH, 6, 2))
    sharp[VALUE, 0, :, 0] = 1.0
    scratch[arrays.POINT, VALUE] = -0.0, 1.0
    buffers = work(sharp=sharp, scratch=scratch)
    assert kernel.sharp_signs.sign_in_pairs(buffers, 0, 0, 2.0, 2, GAMMA) == 1
    scratch[arrays.POINT, VALUE] = 0.0, 1.0
    assert kernel.sharp_signs.sign_in_pairs(buffers, 0, 0, 2.0, 2, GAMMA) == UNDECIDED


def test_nothing_is_decided_before_there_are_pairs():
    buffers, cell = work(sharp=np.zeros((0, 0, 0, 0))), stack(pool=pool_of(([1.0, 1.0], 0.0)))
    sign = kernel.sharp_signs.sharp_sign(network(), buffers, cell, 0, 0, 0, None, 0, 0, -1, 0)
    assert sign == UNDECIDED
