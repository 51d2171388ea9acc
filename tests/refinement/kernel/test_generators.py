"""`place_exactly` and `interpolate`: where an edge meets a hyperplane.

`place_exactly` answers only where every number stays below 2**52: the two values with the sizes of
their sums, and the coordinates of the new generator.

`interpolate` bounds a new vertex by

    max(e_a, e_b) + (spread / clear + 4 gamma) length + 4 gamma size.

The values at the two ends are off by sum(|x| (E + gamma |h|)) + sum((E + gamma |h| + |h|) e); the
greater is the spread, with TINY for what underflows, and their difference `clear` divides it.
Room to spare: the 2 spread taken off `clear`, as the error of the fraction t is
((1 - t') d_a + t' d_b) / gap for the true t' in [0, 1]; 4 gamma length, as length <= 2 size;
INFLATION and TINY, as 4 gamma size, w = 1 being among the coordinates, outweighs them.

Where a ray is at an end the bound is infinite, and only the direction is promised: between two rays
that of the greatest coordinate, which `refine_generator` then holds fixed.
"""

import itertools
import math
import random
from fractions import Fraction

import numpy as np

from tests.refinement.kernel.plain import GAMMA, arrays, kernel, planes_of, pool_of

INTEGER_LIMIT = 2**52


# place_exactly


def placed(h, a, b, h_errors=None, grid=1.0):
    """Return the generator placed between a and b, None where a number would not fit."""
    pool = pool_of((a, 0.0), (b, 0.0), state=arrays.EXACT)
    planes = planes_of((h, h_errors or [0.0] * len(h)))
    with np.errstate(all="ignore"):
        done = kernel.generators.place_exactly(planes, 0, 0, pool, 0, 1, 2, grid)
    if not done:
        return None
    assert tuple(pool[2, -2:]) == (0.0, arrays.EXACT)
    return pool[2, :-2]


def check_placed(h, a, b):
    """Check that a generator is on the hyperplane and between a and b, exactly."""
    found = placed(h, a, b)
    if found is None:
        return False
    x, a, b = ([Fraction(v) for v in point] for point in (found, a, b))
    first, second = (sum(Fraction(c) * v for c, v in zip(h, p, strict=True)) for p in (a, b))
    exact = [first * q - second * p for p, q in zip(a, b, strict=True)]
    factor = sum(map(abs, x)) / sum(map(abs, exact))
    assert factor > 0, (h, a, b)
    assert [factor * v for v in exact] == x, (h, a, b)
    assert all(abs(v) < INTEGER_LIMIT and v.denominator == 1 for v in x), (h, a, b)
    return True


def test_places_are_exact_or_refused():
    """Numbers of all lengths, where values cancel and where they do not."""
    rng = random.Random(1)
    answers = {True: 0, False: 0}
    for _ in range(2000):
        bits, size = rng.randint(2, 51), rng.randint(1, 3)
        low = max(1, bits - rng.randint(0, 12))
        h = [float(rng.randint(-(2 ** rng.randint(1, 30)), 2**30 >> rng.randint(0, 28)))
             for _ in range(size + 1)]  # fmt: skip
        a, b = (
            [float(rng.randint(-(2**low), 2**low)) for _ in range(size)]
            + [float(rng.randint(1, 2**low))]
            for _ in range(2)
        )
        values = [sum(int(c) * int(v) for c, v in zip(h, p, strict=True)) for p in (a, b)]
        if values[0] * values[1] < 0:
            ends = (a, b) if values[0] > 0 else (b, a)
            answers[check_placed(h, *ends)] += 1
    assert min(answers.values()) > 200


def test_values_that_cancel_beyond_the_limit():
    """2**27 * 2**26 + 1 - 2**53 is computed as 0: nothing may be placed."""
    large = 2.0**26
    h = [large, 1.0, -large]
    a, b = [2 * large, 3.0, 2 * large], [1.0, -1.0, 1.0]
    assert placed(h, a, b) is None
    assert placed([-c for c in h], b, a) is None


def test_coordinates_beyond_the_limit():
    """Both values fit, the coordinates they give do not."""
    a, b = [2.0**40 + 1, 0.0, 3.0], [-(2.0**40), 2.0**51 - 1, 5.0]
    assert placed([1.0, 0.0, 0.0], a, b) is None


def test_common_divisors_are_taken_out():
    """Else the numbers would grow until none fits."""
    found = placed([1.0, 0.0, 0.0], [2.0**25, 1.0, 1.0], [-(2.0**25), 3.0, 1.0])
    assert list(found) == [0.0, 2.0, 1.0] or list(found) == [0.0, 4.0, 2.0]


def test_places_on_a_grid():
    """The place is that of the hyperplane in integers; without a grid nothing is exact."""
    rng = random.Random(5)
    for _ in range(100):
        h = [float(rng.randint(-99, 99)) for _ in range(3)]
        a, b = ([float(rng.randint(-99, 99)) for _ in range(2)] + [1.0] for _ in range(2))
        values = [sum(c * v for c, v in zip(h, p, strict=True)) for p in (a, b)]
        if values[0] > 0 > values[1]:
            for grid in (2.0**-7, 2.0**-800):
                found = placed([c * grid for c in h], a, b, grid=grid)
                assert list(found) == list(placed(h, a, b))
            assert placed(h, a, b, grid=0.0) is None
            assert placed([c * 2.0**300 for c in h], a, b, grid=2.0**-900) is None


def test_a_hyperplane_with_an_error_is_refused():
    for errors in ([2.0**-60, 0.0], [0.0, 2.0**-60], [math.nan, 0.0]):
        assert placed([1.0, 0.0], [1.0, 1.0], [-1.0, 1.0], errors) is None


# interpolate


def interpolated(h, h_errors, a, a_error, b, b_error):
    pool = pool_of((a, a_error), (b, b_error))
    with np.errstate(all="ignore"):
        planes = planes_of((h, h_errors))
        kernel.generators.interpolate(planes, 0, 0, pool, 0, 1, 2, GAMMA)
    return pool[2, :-2], pool[2, -2]


def moved(x, error, signs):
    return [Fraction(v) + s * Fraction(error) for v, s in zip(x, signs, strict=False)]


def check_crossing(h, h_errors, a, a_error, b, b_error):
    """Check that a crossing's bound holds, whatever the ends and the hyperplane are."""
    x, bound = interpolated(h, h_errors, a, a_error, b, b_error)
    if not bound < math.inf:
        return False
    inputs = len(a) - 1
    end_signs = list(itertools.product((-1, 1), repeat=inputs))
    h_signs = list(itertools.product((-1, 1), repeat=inputs + 1)) if any(h_errors) else [(0,) * 9]
    points = [[Fraction(v) / Fraction(end[-1]) for v in end[:-1]] for end in (a, b)]
    for signs in h_signs:
        plane = [Fraction(c) + s * Fraction(e) for c, s, e in zip(h, signs, h_errors, strict=False)]
        for one, two in itertools.product(end_signs if a_error else end_signs[:1], end_signs):
            p, q = moved(points[0], a_error, one), moved(points[1], b_error, two)
            first, second = (
                sum(c * v for c, v in zip(plane, end, strict=False)) + plane[-1] for end in (p, q)
            )
            if not first >= 0 >= second or first == second:
                continue
            t = first / (first - second)
            off = max(abs(u + t * (v - u) - Fraction(c)) for u, v, c in zip(p, q, x, strict=False))
            assert off <= Fraction(bound), (h, h_errors, a, a_error, b, b_error, float(off), bound)
    return True


def test_the_greater_error_of_the_ends_counts():
    """Both ends moved so that the crossing moves by one error along the edge and one besides."""
    for errors in ((2.0**-10, 2.0**-10), (2.0**-10, 0.0), (0.0, 2.0**-10)):
        for t in (-0.49, 0.0, 0.49):
            assert check_crossing(
                [1.0, 0.0, t], [0.0] * 3, [0.5, 0.5, 1.0], errors[0], [-0.5, -0.5, 1.0], errors[1]
            )


def test_crossings_of_a_line_with_an_error():
    for errors in ([2.0**-6, 0.0], [0.0, 2.0**-6], [2.0**-4, 2.0**-4]):
        for last in (-0.9, -0.5, 0.0, 0.5, 0.9):
            assert check_crossing([1.0, last], errors, [1.0, 1.0], 0.0, [-1.0, 1.0], 0.0)


def test_random_crossings():
    rng = random.Random(2)
    bounded = 0
    for _ in range(100):
        inputs = rng.randint(1, 2)
        size = rng.choice([1.0, 2.0**-10, 2.0**10])
        h = [rng.uniform(-1, 1) for _ in range(inputs)]
        ends = [[rng.uniform(-1, 1) * size for _ in range(inputs)] for _ in range(2)]
        values = [sum(c * v for c, v in zip(h, end, strict=True)) for end in ends]
        h.append(-rng.uniform(*sorted(values)))
        if values[0] < values[1]:
            ends.reverse()
        errors = [rng.choice([0.0, 1.0, 0.5]) * size * 2.0 ** -rng.randint(4, 12) for _ in ends]
        h_errors = [rng.choice([0.0, 0.0, 2.0**-9]) for _ in h]
        w = [rng.choice([1.0, 3.0]) if not errors[k] else 1.0 for k in range(2)]
        a, b = ([*(v * w[k] for v in ends[k]), w[k]] for k in range(2))
        bounded += check_crossing(h, h_errors, a, errors[0], b, errors[1])
    assert bounded > 60


def test_rounding_of_crossings():
    """Edges nearly parallel to the hyperplane, and short ones far from the origin."""
    rng = random.Random(3)
    bounded = 0
    for _ in range(300):
        slope = rng.choice([0.0, rng.uniform(-1, 1)])
        far = rng.choice([0.0, 1.0, 2.0**20])
        gap = 2.0 ** -rng.randint(1, 40)
        start = rng.uniform(-1, 1) + far
        a = [start, rng.uniform(0, 1) * gap - slope * start, 1.0]
        step = rng.choice([1.0, gap, 2.0**-20]) * rng.choice([-1, 1])
        b = [start + step, -rng.uniform(0, 1) * gap - slope * (start + step), 1.0]
        bounded += check_crossing([slope, 1.0, 0.0], [0.0] * 3, a, 0.0, b, 0.0)
    assert bounded > 100


def test_crossings_that_underflow():
    least = 2.0**-1074
    _, bound = interpolated(
        [2.0**100, 0.0], [0.0] * 2, [5 * least, 1.0], 0.0, [-3 * least, 1.0], 0.0
    )
    assert bound >= least
    for last in (-(2.0**-975), -(2.0**-976), 3 * 2.0**-977):
        check_crossing([2.0**100, last], [0.0] * 2, [5 * least, 1.0], 0.0, [-3 * least, 1.0], 0.0)
    for k in (1.3, 1.7, 2.4):
        # The plane is not that of a coordinate, which would be a zero without arithmetic.
        check_crossing([k * 2.0**-1072, least], [0.0] * 2, [0.8, 1.0], 0.0, [-0.6, 1.0], 0.0)


def test_a_crossing_that_may_be_anywhere_is_not_bounded():
    """The error of the values is as large as their difference."""
    _, bound = interpolated([1.0, 0.0], [0.0, 0.0], [1.0, 1.0], 1.0, [-1.0, 1.0], 1.0)
    assert bound == math.inf
    for bad in (math.nan, math.inf):
        for place in range(5):
            h, e, x, x_error, y = (bad if place == i else v for i, v in enumerate([1, 0, 1, 0, -1]))
            _, bound = interpolated([h, 0.0], [e, 0.0], [x, 1.0], x_error, [y, 1.0], 0.0)
            assert bound == math.inf


def test_directions_between_rays():
    """The greatest coordinate of a ray between two rays has the sign that it may only have."""
    rng = random.Random(4)
    answers = [0, 0]
    for _ in range(400):
        # Rays almost opposite, values almost equal and opposite: what is between is nearly nothing.
        small = 2.0 ** -rng.randint(3, 50)
        a = [1.0, rng.uniform(-1, 1) * small, 0.0]
        b = [-1.0, rng.uniform(-1, 1) * small, 0.0]
        h = [1.0 + rng.uniform(-1, 1) * small, rng.uniform(-1, 1), 0.5]
        errors = [rng.choice([0.0, small * 2.0 ** -rng.randint(0, 9)]) for _ in range(2)]
        h_errors = [rng.choice([0.0, small * 2.0 ** -rng.randint(0, 9)]) for _ in range(2)] + [0.0]
        if rng.random() < 0.5:
            # The values at both rays are themselves what is left of a sum.
            h_errors, errors, ulp = [0.0] * 3, [0.0] * 2, 2.0**-52
            h = [(a[1] / small) * (1 + rng.randint(-9, 9) * ulp), -1.0, 0.5]
            a[1] /= small
            b[1] = -a[1] * (1 + rng.randint(-9, 9) * ulp)
        check = _check_direction(h, h_errors, a, errors[0], b, errors[1])
        answers[check] += 1
    assert min(answers) > 5


def _check_direction(h, h_errors, a, a_error, b, b_error):
    x, bound = interpolated(h, h_errors, a, a_error, b, b_error)
    assert bound == math.inf
    assert x[-1] == 0.0
    if math.isnan(x[0]):
        return False
    pivot = int(np.argmax(np.abs(x[:-1])))
    planes = _corners(h[:-1], h_errors)
    # The greatest coordinate of a ray is held fixed and so is exact.
    ends = [
        _corners(ray[:-1], [error if i != np.argmax(np.abs(ray)) else 0.0 for i in range(len(ray))])
        for ray, error in ((a, a_error), (b, b_error))
    ]
    for plane, p, q in itertools.product(planes, *ends):
        first, second = (sum(c * v for c, v in zip(plane, r, strict=True)) for r in (p, q))
        if first > 0 > second:
            between = first * q[pivot] - second * p[pivot]
            assert between * Fraction(x[pivot]) > 0, (h, h_errors, a, a_error, b, b_error)
    return True


def _corners(x, errors):
    """Return the corners of the box of all that x may be."""
    sides = [
        {Fraction(v) - Fraction(e), Fraction(v) + Fraction(e)}
        for v, e in zip(x, errors, strict=False)
    ]
    return list(itertools.product(*sides))


def test_each_value_of_two_rays_counts():
    """Rays a and b whose second coordinate alone gives the values, y and -z, 1024 times.

    What lies between is (z - y, 0) times 1024, and an error of y or z far below 1 may turn it
    round. Of all terms of the bound only that of the end's own value is large enough to tell.
    """
    y = 2.0**-20
    for ratio in (1.0 - 2.0**-5, 1.0 + 2.0**-5):
        a, b = [1.0, y, 0.0], [-1.0, -y * ratio, 0.0]
        for error, known in ((2.0**-24, False), (2.0**-28, True)):
            for errors in ((error, 0.0), (0.0, error)):
                case = ([0.0, 1024.0, 0.0], [0.0] * 3, a, errors[0], b, errors[1])
                assert _check_direction(*case) == known, case


def test_products_of_errors_of_two_rays_count():
    """The coefficient 0 of (1, 1, 0) may be E, and (0, 0, -1) may be (-e, e, -1).

    With the third coefficient 3/2 E e, the first coordinate of what lies between changes from
    3/2 E e to -1/2 E e; products of errors apart, the bound is E e and what is far below it.
    """
    e, coefficient_error = 2.0**-10, 2.0**-4
    a, b = [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, -1.0, 0.0]
    h_errors = [0.0, coefficient_error, 0.0, 0.0]
    for ratio, known in ((1.5, False), (2.5, True)):
        h = [2.0**-60, 0.0, ratio * coefficient_error * e, 0.0]
        assert _check_direction(h, h_errors, a, 0.0, b, e) == known
        assert _check_direction([-c for c in h], h_errors, b, e, a, 0.0) == known


def test_a_vertex_far_along_a_ray_stays_a_vertex():
    """Where the value at the ray is computed as zero, nothing is known of the point but w = 1."""
    ray, vertex = [1.0, 0.0, 0.0], [0.5, -1.0, 1.0]
    for slope in (0.0, 2.0**-60):
        for ends, h in (((ray, vertex), [slope, 1.0, 0.0]), ((vertex, ray), [-slope, -1.0, 0.0])):
            x, bound = interpolated(h, [2.0**-50, 0.0, 0.0], ends[0], 0.0, ends[1], 0.0)
            assert np.isnan(x[:2]).all()
            assert x[2] == 1.0
            assert bound == math.inf
