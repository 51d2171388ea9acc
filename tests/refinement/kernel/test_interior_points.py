"""Points of regions: on which side of facets they are, and roundings of means that are decided.

`side_of`: a float point is exact; the hyperplane h has errors E. The bound is sum(E |x|) + E_w +
gamma sum(|h| |x|), and TINY for what underflows. INFLATION is room to spare, as in `sign_at`.
"""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from tests.refinement.kernel.extremes import power, product_range, sometimes
from tests.refinement.kernel.plain import GAMMA, arrays, kernel, network, planes_of, stack, work

points = kernel.interior_points
UNDECIDED = kernel.rounding.UNDECIDED


def side_of(h, h_errors, x):
    with np.errstate(all="ignore"):
        return points.side_of(planes_of((h, h_errors)), 0, 0, GAMMA, np.array([x]), 0)


def check_side(h, h_errors, x):
    """Check an answer against all that the hyperplane may be; return whether there is one."""
    least, greatest = product_range(h, h_errors, [*x, 1.0], 0.0)
    side = side_of(h, h_errors, x)
    assert side in (1, -1, UNDECIDED)
    assert side != 1 or least > 0, (h, h_errors, x)
    assert side != -1 or greatest < 0, (h, h_errors, x)
    return side != UNDECIDED


def test_each_error_decides_alone():
    rng = random.Random(1)
    answers = 0
    for _ in range(600):
        size = rng.randint(1, 3)
        x = [power(rng, -3, 3) * rng.choice([-1, 1]) for _ in range(size)]
        h = [power(rng, -3, 3) for _ in range(size)]
        errors = [sometimes(rng, power(rng, -12, -6)) for _ in range(size + 1)]
        _, spread = product_range([0.0] * (size + 1), errors, [*x, 1.0], 0.0)
        value = rng.choice([-1, 1]) * float(spread) * rng.choice([63, 64, 65]) / 64
        h.append(value - sum(a * b for a, b in zip(h, x, strict=True)))
        answers += check_side(h, errors, x)
    assert answers > 150


def test_rounding_and_underflow():
    for exponent in range(27, 33):
        t = 2.0**-exponent
        check_side([1 - t, -1.0, t * t / 2], [0.0] * 3, [1 + t, 1.0])
        check_side([-(1 - t), 1.0, -t * t / 2], [0.0] * 3, [1 + t, 1.0])
    h = [1.5 * 2.0**-537, 1.5 * 2.0**-537, -3.25 * 2.0**-537, 0.0]
    for side in (1, -1):
        check_side(h, [0.0] * 4, [side * 2.0**-537] * 3)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_on_no_side(bad):
    for place in range(4):
        h, e, x, c = (bad if place == k else v for k, v in enumerate([1.0, 0.0, 1.0, 1.0]))
        assert side_of([h, c], [e, 0.0], [x]) == UNDECIDED
        assert side_of([h, c], [0.0, e], [x]) == UNDECIDED


def interval(words=2):
    """Return the cell -1 <= x <= 1, with facets in either word, the second one an inactive unit."""
    planes = np.zeros((2, 2, 2, 1))
    planes[0, :, :, 0] = [[1.0, -1.0], [1.0, 1.0]]
    frames = np.zeros((1, arrays.FRAME + 2 + 65 * words), dtype=np.int64)
    slots = arrays.FRAME + 2 + words
    frames[0, slots + 3], frames[0, slots + 64 + 7] = -1, 0
    frames[0, arrays.FRAME + 2], frames[0, arrays.FRAME + 3] = 1 << 3, 1 << 7
    frames[0, arrays.COUNT] = 2
    members = np.zeros((2, arrays.MEMBER + words), dtype=np.int64)
    members[:, arrays.POOL] = 1, 0
    members[0, arrays.MEMBER], members[1, arrays.MEMBER + 1] = 1 << 3, 1 << 7
    net = network(dimension=2, depth=1, units=np.array([[1, 0, 0]]), layers=np.array([[1, 0, 1]]))
    buffers = work(
        planes=planes,
        active=np.array([0]),
        scratch=np.zeros((arrays.SCRATCH, 64, 2)),
        sharp=np.zeros((0, 0, 0, 0)),
    )
    pool = np.array([[1.0, 1.0, 0.0, 0.0], [-1.0, 1.0, 0.0, 0.0]])
    return net, buffers, stack(frames=frames, words=words, members=members, pool=pool)


def test_every_facet_is_looked_at():
    """A point beyond one of the facets of a cell, in either word of its facet set."""
    net, buffers, cell = interval()
    for x, side in ((0.0, 1), (2.0, -1), (-2.0, -1), (1.0, UNDECIDED), (-1.0, UNDECIDED)):
        point = np.array([[x]])
        assert points.side_of_facets(net, buffers, cell, 0, False, point, 0) == side, x
    buffers.planes[1, 1] = 9.0  # one is not known, but the point is beyond the other
    assert points.side_of_facets(net, buffers, cell, 0, False, np.array([[0.0]]), 0) == UNDECIDED
    assert points.side_of_facets(net, buffers, cell, 0, False, np.array([[2.0]]), 0) == -1


def test_the_proposal_is_half_the_way_from_the_first_simple_vertex():
    net, buffers, cell = interval()
    point = np.array([[math.nan]])
    for vertex, way in ((0, 1.0), (1, 3.0)):
        cell.members[:, arrays.POOL] = vertex, 1 - vertex
        buffers.planes[0, 1, 1, 0] = way  # x >= -way
        assert points.propose_point(net, buffers, cell, 0, point, 0)
        assert point[0, 0] == (1.0 - way) / 2
    buffers.planes[0, 0, 0, 0] = 0.0  # no facet opposite: a ray
    assert points.propose_point(net, buffers, cell, 0, point, 0)
    assert point[0, 0] == -3.0 + 1.0
    cell.pool[:, 1] = 0.0
    assert not points.propose_point(net, buffers, cell, 0, point, 0)


def test_equations_with_two_sides():
    rng = np.random.default_rng(3)
    for inputs in range(5):
        system, sides = rng.normal(size=(inputs, inputs + 1)), rng.normal(size=(inputs, 3))
        if inputs > 1:
            system[0, 0] = 0.0
        expected = np.linalg.solve(system[:, :inputs], sides[:, :2])
        points.solve(system, sides, inputs)
        assert np.allclose(sides[:, :2], expected)


# means that are rounded


def exact_point(vertices, rays, bits):
    """Return the exponents and the rounded mean of vertices and rays, as rows of fractions."""
    exponents, rounded = [], []
    for i in range(len(vertices[0]) if vertices else 0):
        values = [v[i] for v in vertices]
        entries = [r[i] / max(map(abs, r)) for r in rays]
        extent = (max(values) - min(values) + sum(map(abs, entries))) * Fraction(points.SPREAD)
        guess = extent.numerator.bit_length() - extent.denominator.bit_length()
        exponent = next(e for e in range(guess, guess + 3) if extent < Fraction(2) ** e)
        grid = Fraction(2) ** (exponent - bits)
        mean = sum(values) / len(values) + sum(entries)
        exponents.append(exponent)
        rounded.append(math.floor(mean / grid + Fraction(points.OFFSET)) * grid)
    return exponents, rounded


def found_point(pool, bits, far=2.0**-52):
    """Return the decided exponents and point of all generators of a pool, or None."""
    inputs = pool.shape[1] - 3
    centre = np.full((10, inputs + 1), np.nan)
    members = np.arange(len(pool))[:, np.newaxis]
    with np.errstate(all="ignore"):
        count, error = points.sum_up(centre, pool, members, 0, len(pool), inputs)
        if not points.choose_grids(centre, count, len(pool), error, far, inputs):
            return None
        point = np.full((1, inputs), np.nan)
        if not points.round_centre(centre, bits, point, 0, inputs):
            return None
    exponents = [math.frexp(p)[1] for p in centre[points.POWER, :inputs].tolist()]
    return exponents, [Fraction(x) for x in point[0].tolist()]


def check_rounding(pool, bits):
    """Check a decided point for all that the generators may be; return whether there is one."""
    found = found_point(pool, bits)
    if found is None:
        return False
    inputs = pool.shape[1] - 3
    generators = [[Fraction(x) for x in row] for row in pool[:, : inputs + 2].tolist()]
    for signs in itertools.product((-1, 0, 1), repeat=len(pool)):
        vertices, rays = [], []
        for (*x, w, error), sign in zip(generators, signs, strict=True):
            if w:
                vertices.append([a / w + sign * error for a in x])
            else:
                rays.append([x[0] + sign * error, *(a - sign * error for a in x[1:])])
        assert exact_point(vertices, rays, bits) == found, (pool.tolist(), bits, signs)
    return True


def generators(rng, origin, size, error):
    """Return the pool of a few vertices and rays within a size of an origin."""
    inputs = rng.randint(1, 2)
    rows = []
    for k in range(rng.randint(2, 4)):
        x = [origin + size * rng.uniform(-1, 1) for _ in range(inputs)]
        bound = error * rng.choice([0, 0.5, 1]) * size
        if k and rng.random() < 0.2:
            x[rng.randrange(inputs)] = rng.choice([-1.0, 1.0]) * rng.choice([1.0, 1e3])
            rows.append([*x, 0.0, bound * max(map(abs, x)), 2.0])
        else:
            rows.append([*x, 1.0, bound, 1.0])
    return np.array(rows)


def test_the_errors_of_generators():
    rng = random.Random(7)
    decided = 0
    for _ in range(500):
        bits = rng.choice([6, 14])
        size = 2.0 ** rng.randint(-4, 4)
        pool = generators(rng, rng.choice([0.0, 5.0]), size, 2.0 ** -(bits + rng.randint(1, 4)))
        decided += check_rounding(pool, bits)
    assert 100 < decided < 400


def test_extents_near_powers_of_two():
    rng = random.Random(8)
    decided = 0
    for _ in range(400):
        error = 2.0 ** -rng.randint(8, 30)
        extent = 2.0 ** rng.randint(-3, 3) / points.SPREAD
        width = extent * (1 + rng.uniform(-20, 20) * error)
        start = rng.uniform(-1, 1)
        pool = np.array(
            [[start, 1.0, error * extent, 1.0], [start + width, 1.0, error * extent, 1.0]]
        )
        decided += check_rounding(pool, 2)
    assert 50 < decided < 350


def test_the_rounding_of_quotients_and_of_sums():
    rng = random.Random(9)
    decided = 0
    for _ in range(2500):
        if rng.random() < 0.5:  # a small region far from the origin
            bits, base = 26, 2**20
        else:
            bits, base = 46, 0
        pool = np.array(
            [
                [float(round((base + rng.uniform(-1, 1)) * w)), float(w), 0.0, 0.0]
                for w in (rng.choice([1, 3, 1001, 2**25 + 1]) for _ in range(rng.randint(2, 9)))
            ]
        )
        found = found_point(pool, bits)
        if found is not None:
            vertices = [[Fraction(x) / Fraction(w)] for x, w, *_ in pool.tolist()]
            assert found == exact_point(vertices, [], bits), (pool.tolist(), bits)
            decided += 1
    assert decided > 1000


def test_the_rounding_of_sums_alone():
    """Vertices that floats are: near the origin, and so far from it that the point is long."""
    rng = random.Random(10)
    decided = 0
    for _ in range(1500):
        bits, base = rng.choice([(48, 0.0), (20, 2.0**30)])
        values = [base + rng.uniform(-1, 1) for _ in range(rng.randint(3, 12))]
        pool = np.array([[x, 1.0, 0.0, 1.0] for x in values])
        found = found_point(pool, bits, far=0.0)
        if found is not None:
            vertices = [[Fraction(x)] for x in values]
            assert found == exact_point(vertices, [], bits), (values, bits)
            decided += 1
    assert decided > 700


def test_rays_with_large_errors():
    rng = random.Random(11)
    for _ in range(300):
        ray = [1.0, rng.uniform(-1, 1)]
        vertices = [[x, y, 1.0, 0.0, 1.0] for x, y in rng.choices([(0, 0), (99, 9), (5, 71)], k=3)]
        pool = np.array([*vertices, [*ray, 0.0, rng.uniform(0.2, 0.9), 2.0]])
        check_rounding(pool, 2)


def test_a_side_that_is_open_ends_the_rounding():
    """Finer grids are for points that are proved to lie outside."""
    net, buffers, cell = interval()
    cell.pool[:, 0] = 1.0001, -1.0
    (coarse,), (fine,) = (found_point(cell.pool, bits)[1] for bits in (14, 28))
    assert coarse < fine
    point = np.array([[math.nan]])
    for least, answer in ((coarse - 1, True), (coarse, False), ((coarse + fine) / 2, True)):
        buffers.planes[0, 1, :, 0] = 1.0, -float(least)
        assert points.round_with_care(net, buffers, cell, 0, point, 0) == answer
        assert point[0, 0] == (fine if coarse < least else coarse)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_not_rounded(bad):
    for row, column in itertools.product(range(3), (0, 2)):
        pool = np.array([[0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 1.0], [1.0, 0.0, 0.0, 1.0]])
        pool[row, column] = bad
        assert found_point(pool, 14) is None, (row, column)
    zeros = np.zeros((1, 4))
    zeros[0, 1] = 1.0
    assert found_point(zeros, 14) is None  # no extent
    assert found_point(np.array([[0.0, 1.0, 0.0, 1.0], [2.0**-1070, 1.0, 0.0, 1.0]]), 14) is None
