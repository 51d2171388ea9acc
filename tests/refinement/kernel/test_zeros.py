"""Zeros known without arithmetic: each condition alone missing, and no zero by rounding."""

import math
import random

import numpy as np
import pytest

from tests.refinement.kernel.plain import (
    GAMMA,
    arrays,
    kernel,
    network,
    planes_of,
    pool_of,
    stack,
    work,
)

zeros = kernel.zeros
UNDECIDED = kernel.rounding.UNDECIDED
ENDS = ((1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0))  # w of vertices and rays


def is_marked(coordinate):
    return coordinate == 0.0 and math.copysign(1.0, coordinate) < 0.0


def test_which_coordinates_are_zero():
    for coordinate, error, expected in (
        (-0.0, 1.0, True),
        (-0.0, math.inf, True),
        (0.0, 0.0, True),
        (0.0, 2.0**-1074, False),
        (0.0, math.nan, False),
        (-(2.0**-1074), 1.0, False),
        (math.nan, 0.0, False),
    ):
        assert zeros.is_exact_zero(coordinate, error) == expected, (coordinate, error)
    assert not is_marked(zeros.without_sign(-0.0))


def test_signs_at_zero_coordinates():
    """The error of a generator is none of a coordinate that is exactly zero."""
    for x, expected in ((-0.0, 0), (0.0, UNDECIDED), (2.0**-1074, UNDECIDED)):
        buffers = work(planes=planes_of(([1.0, 0.0, 0.0], [0.5, 0.0, 0.0])))
        cell = stack(pool=pool_of(([x, 3.0, 1.0], 0.25)))
        assert kernel.signs.sign_at(network(), buffers, cell, 0, 0, 0) == expected


def test_hyperplanes_of_one_coordinate():
    for h, errors, expected in (
        ([0.0, 3.0, 0.0], [0.0, 1.0, 0.0], 1),
        ([0.0, -3.0, 0.0], [0.0, 1.0, 0.0], 1),
        ([0.0, 3.0, 0.0], [0.0, 3.0, 0.0], -1),
        ([0.0, 3.0, 0.0], [0.0, math.nan, 0.0], -1),
        ([0.0, 3.0, 0.0], [0.0, 0.0, 0.5], -1),
        ([0.0, 3.0, 1.0], [0.0, 0.0, 0.0], -1),
        ([2.0, 3.0, 0.0], [0.0, 0.0, 0.0], -1),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], -1),
    ):
        assert zeros.coordinate_that_vanishes(planes_of((h, errors)), 0, 0) == expected, (h, errors)


def crossing(h, a, b, errors=(2.0**-20, 2.0**-20)):
    pool = pool_of((a, errors[0]), (b, errors[1]))
    with np.errstate(all="ignore"):
        kernel.generators.interpolate(planes_of((h, [0.0] * len(h))), 0, 0, pool, 0, 1, 2, GAMMA)
    return pool[2]


def test_crossings_keep_zeros():
    """Of both ends, or of the hyperplane; between vertices, a vertex and a ray, and rays."""
    for w in ENDS:
        found = crossing([1.0, 0.0, 0.25, 0.0], [1.0, -0.0, 1.0, w[0]], [-1.0, -0.0, 0.5, w[1]])
        assert is_marked(found[1]), w
        assert not is_marked(found[2]), w
        found = crossing([0.0, 3.0, 0.0, 0.0], [1.0, 1.0, 1.0, w[0]], [-1.0, -0.7, 0.5, w[1]])
        assert is_marked(found[1]), w
        for one, two in ((-0.0, 0.0), (0.0, -0.0), (0.0, 0.0)):
            found = crossing([1.0, 0.0, 0.25, 0.0], [1.0, one, 1.0, w[0]], [-1.0, two, 0.5, w[1]])
            assert not is_marked(found[1]), (w, one, two)


def test_ends_without_error_are_exact():
    h, a, b = [1.0, 0.0, 0.0], [1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]
    assert is_marked(crossing(h, a, b, (0.0, 0.0))[1])
    assert not is_marked(crossing(h, a, b, (0.0, 0.5))[1])
    assert not is_marked(crossing(h, a, b, (0.5, 0.0))[1])


def test_no_rounding_makes_a_zero():
    """Products that underflow from below, and differences of equal numbers."""
    rng = random.Random(1)
    tiny = [0.0, 2.0**-1074, -(2.0**-1074), -(2.0**-600), 2.0**-600]
    for w in ENDS:
        for _ in range(200):
            a, b = ([rng.choice(tiny), rng.choice([1.0, -1.0, *tiny])] for _ in range(2))
            h = [rng.choice([1.0, *tiny]), rng.choice([1.0, 2.0**-600]), rng.choice(tiny[1:])]
            found = crossing(h, [*a, w[0]], [*b, w[1]])
            assert not any(map(is_marked, found[:2])), (h, a, b, w)


def refined(rows, errors, point, error=7.0):
    count, dimension = len(rows), len(rows[0])
    scratch = np.full((arrays.SCRATCH, count + 1, dimension), np.nan)
    scratch[arrays.SYSTEM, :count], scratch[arrays.SYSTEM_ERROR, :count] = rows, errors
    pool = np.array([[*point, error, arrays.INTERPOLATED]])
    with np.errstate(all="ignore"):
        kernel.enclosures.refine_generator(scratch, count, pool, 0, GAMMA)
    return pool[0]


def test_refinement_keeps_zeros_and_makes_none():
    rows = [[1.0, 1.0, -1.0], [1.0, -1.0, -1.0]]
    nothing = [[0.0] * 3] * 2
    assert is_marked(refined(rows, nothing, [0.9, -0.0, 1.0])[1])
    for start in (0.0, 0.5, -(2.0**-1074)):
        assert not is_marked(refined(rows, nothing, [1.0, start, 1.0])[1])


def test_hyperplanes_through_the_origin():
    rows = [[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [2.0, 1.0, 0.0]]
    errors = np.zeros((3, 3))
    found = refined(rows, errors, [1e-17, -1e-17, 1.0])
    assert found.tolist() == [0.0, 0.0, 1.0, 0.0, arrays.EXACT]
    assert is_marked(found[0])
    for r in range(3):
        uncertain = errors.copy()
        uncertain[r, 2] = 2.0**-1074
        assert refined(rows, uncertain, [1e-17, -1e-17, 1.0])[-1] != arrays.EXACT
        shifted = np.array(rows)
        shifted[r, 2] = 2.0**-1074
        assert refined(shifted, errors, [1e-17, -1e-17, 1.0])[-1] != arrays.EXACT


@pytest.mark.parametrize("w", [1.0, 0.0])
def test_units_that_vanish_as_their_inputs_do(w):
    """Three layers of two units each; the facets are carried by units 0, 1 and 2."""
    slots = arrays.FRAME + 3
    frames = np.zeros((1, slots + 64), dtype=np.int64)
    frames[0, slots : slots + 3] = 0, 1, 2
    table = np.array([[0, 0b111]])
    pool = np.array([[1.0, w, 0.5, 0.0]])

    def vanishes(active, bias, layer=2, facets=0b111):
        table[0, 1] = facets
        net = network(dimension=2, layers=np.array([[2, 0, 0], [2, 2, 0], [2, 4, 0]]), bias=bias)
        return zeros.vanishes_with_inputs(
            net, work(active=active), stack(frames=frames, pool=pool), 0, layer, 0, table, 0, 1, 0
        )

    def biased(*place):
        bias = np.zeros((3, 2))
        if place:
            bias[place] = math.nan
        return bias

    one, all_active = np.array([1, 1, 1, 0, 1, 1]), np.ones(6, dtype=np.int64)
    ray = w == 0.0
    assert vanishes(one, biased())
    assert vanishes(all_active, biased())  # unit 3 has no facet, but inputs that vanish
    assert vanishes(one, biased(1, 1))  # an inactive unit's bias
    assert vanishes(one, biased(0, 0))  # a facet's own
    assert vanishes(one, biased(2, 1))  # another unit's
    assert vanishes(one, biased(2, 0)) == ray
    assert vanishes(all_active, biased(1, 1)) == ray
    assert not vanishes(one, biased(), facets=0b010)
    assert not vanishes(all_active, biased(), facets=0b101)
    assert vanishes(one, biased(), layer=1)
    assert not vanishes(one, biased(), layer=1, facets=0b110)
    assert not vanishes(one, biased(), layer=0)
