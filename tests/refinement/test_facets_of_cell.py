"""The facets of single cells, looked for in floats, are those that exact programs find."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from polyregions.arithmetic import ScaledVectors
from polyregions.polytopes import HPolytope, box, interior_point, irredundant, simplex
from polyregions.refinement import facets_of_cell
from polyregions.refinement.lp import facets_of_cell as module
from polyregions.refinement.lp.boxed_rows import BoxedRows
from tests.helpers.cases import each
from tests.helpers.clocks import stopped_everywhere


@pytest.fixture(autouse=True)
def floats_first(monkeypatch):
    monkeypatch.setattr(module, "_SMALL", -1)


def facets(polytope, wanted=None):
    """Find the facets' rows, after checking the proofs."""
    inside = interior_point(polytope)
    scale = np.lcm.reduce([x.denominator for x in inside], dtype=object)
    point = (*(int(x * scale) for x in inside), int(scale))
    found = facets_of_cell(polytope.rows, point, wanted)
    for index, vector in found.items():
        *beyond, weight = vector.vector(0)
        rows = [polytope.rows[i] for i in found]
        gaps = {
            row: row[-1] * weight - sum(a * x for a, x in zip(row, beyond, strict=False))
            for row in rows
        }
        assert weight > 0
        assert gaps.pop(polytope.rows[index]) < 0
        assert min(gaps.values(), default=1) >= 0
    return [polytope.rows[index] for index in found]


def touching(dimension):
    """Return a cube with rows that touch it in a vertex, in edges, or not at all."""
    cube = box([0] * dimension, [1] * dimension)
    ones = [1] * dimension
    others = [(*ones, dimension), (*ones, dimension + 1), (2, *ones[1:], dimension + 1)]
    return HPolytope(dimension, [*cube.rows, *others, (1, 1, *[0] * (dimension - 2), 2)])


def octahedron(dimension):
    signs = [[1 - 2 * (k >> j & 1) for j in range(dimension)] for k in range(2**dimension)]
    return HPolytope(dimension, [(*row, 1) for row in signs])


DEGENERATE = {
    **{f"touched cube {n}": touching(n) for n in (2, 3, 6)},
    **{f"octahedron {n}": octahedron(n) for n in (2, 3, 5)},
    "simplex": simplex(4),
    "interval": box([0], [1]),
    "ray": HPolytope(1, [(1, 3)]),
    "halfspace": HPolytope(3, [(1, 2, 3, 4)]),
    "slab": HPolytope(3, [(1, 2, 3, 4), (-1, -2, -3, 5), (1, 2, 4, 10)]),
    "cone": HPolytope(3, [(-1, 0, 0, 0), (0, -1, 0, 0), (1, 1, -2, 0), (0, 1, -2, 0)]),
    "a thin sliver": HPolytope(2, [(1, 10**20, 1), (-1, -(10**20), 1), (1, 0, 9), (-1, 0, 9)]),
    "thinner than floats": HPolytope(2, [(10**30, 1, 1), (-(10**30), 0, 1), (0, 1, 1), (0, -1, 1)]),
    "far off": box([10**30, 0], [10**30 + 1, 1]),
    "beyond floats": box([10**400, 0], [2 * 10**400, 1]),
    "tiny": HPolytope(2, [(10**310, 0, 1), (-(10**310), 0, 1), (0, 1, 1), (0, -1, 1)]),
}


@each("name", DEGENERATE)
def test_degenerate_cells(name):
    polytope = DEGENERATE[name]
    assert facets(polytope) == [*irredundant(polytope).rows]


def random_cell(random):
    """Draw a cell that contains the origin, often degenerate."""
    dimension = random.randint(1, 6)
    rows = []
    for _ in range(random.randint(1, 4 * dimension)):
        row = [random.randint(-2, 2) for _ in range(dimension)]
        if random.random() < 0.3:
            row = [
                int(j == random.randrange(dimension)) * random.choice([-1, 1])
                for j in range(dimension)
            ]
        rows.append((*row, random.randint(1, 4)))
    if random.random() < 0.5:
        rows += box([-random.randint(1, 3)] * dimension, [random.randint(1, 3)] * dimension).rows
    return HPolytope(dimension, rows)


@each("seed", [*range(40), *(pytest.param(s, marks=pytest.mark.slow) for s in range(40, 400))])
def test_random_cells(seed):
    polytope = random_cell(Random(seed))
    assert facets(polytope) == [*irredundant(polytope).rows]


def test_only_those_that_are_wanted():
    polytope = touching(3)
    expected = [*irredundant(polytope).rows]
    assert facets(polytope, [0, 3, 6, 7]) == [expected[0], expected[3]]


def test_a_cell_of_many_inputs_takes_no_exact_program(monkeypatch):
    monkeypatch.setattr(module, "Questions", None)
    generator = np.random.default_rng(0)
    normals = (generator.standard_normal((20, 60)) * 2**20).astype(int).tolist()
    cube = box([-1] * 60, [1] * 60)
    polytope = HPolytope(60, [*cube.rows, *((*row, 2**23) for row in normals)])
    found = facets_of_cell(polytope.rows, (*[0] * 60, 1))
    assert [*found] == [*range(len(found))] or len(found) > 120


def test_time_is_asked_between_programs():
    polytope = touching(6)
    point = (*[1] * 6, 2)
    stopped_everywhere(lambda: [*facets_of_cell(polytope.rows, point)])


def test_only_what_is_implied_is_dropped():
    square = box([0, 0], [1, 1])
    for offset, strict, implied in ((1, set(), set()), (2, set(), {4}), (3, {4}, set())):
        search = module._Search([*square.rows, (1, 1, offset)], (1, 1, 4), range(5))
        search.look()
        search.strict, search.implied = set(), set()
        none = np.zeros(0, dtype=np.intp)
        search._drop_if_implied(4, module.Optimum(np.ones(2), np.zeros(1), np.zeros(1), none, none))
        assert (search.strict, search.implied) == (strict, implied)


# The bound of a combination


def exact_least(rows, index, multipliers):
    """Return the least value in the box of a form less a combination of all, exactly."""
    residual = [Fraction(x) for x in rows.forms[index]]
    for y, form in zip(multipliers, rows.forms, strict=True):
        residual = [r - Fraction(y) * Fraction(x) for r, x in zip(residual, form, strict=True)]
    *slopes, least = residual
    for j, slope in enumerate(slopes):
        least += slope * Fraction(rows.outer[0 if slope > 0 else 1, j])
    return least


def boxed(random, forms):
    """Return a random box with some forms."""
    dimension = len(forms[0]) - 1
    low, size = random.choice([-1, 0]), 2 ** random.randint(-3, 20)
    cube = box([low * size] * dimension, [size] * dimension)
    rows = BoxedRows.of(cube.rows, dimension)
    return replace(rows, forms=np.array(forms), form_rows=np.arange(len(forms)))


def test_what_is_proved_strict_is_so():
    """Combinations that all but vanish, with a least value about a rounding off zero."""
    random, proved = Random(0), 0
    for seed in range(3000):
        size = random.randint(2, 4)
        others = [[random.uniform(-1, 1) for _ in range(size)] for _ in range(3)]
        weights = [0.0, *(random.random() for _ in others)]
        own = [
            sum(y * x for y, x in zip(weights[1:], column, strict=True)) / 4
            for column in zip(*others, strict=True)
        ]
        rows = boxed(random, [own, *others])
        multipliers = np.array(weights) / 4
        if random.random() < 0.5:
            rows.forms[:, : random.randint(1, size - 1)] = 0.0
        # Move the constant until the least value is a few roundings above or below zero.
        off = Fraction(random.randint(-3, 40), 2**54) * random.choice([1, 2**10, 2**20])
        rows.forms[0, -1] = float(
            Fraction(rows.forms[0, -1]) + off - exact_least(rows, 0, multipliers)
        )
        if rows.proved_strict(rows.forms[0], multipliers):
            assert exact_least(rows, 0, multipliers) > 0, seed
            proved += 1
    assert proved > 100


def test_what_underflows_is_not_forgotten():
    vast = np.array([[-(2.0**1000)], [2.0**1000]])
    none = np.zeros((2, 1), dtype=np.intp) - 1
    forms = np.array([[0.0, 2.0**-100], [2.0**-1022, 0.0]])
    rows = BoxedRows(forms, np.arange(2), none, vast, vast)
    multipliers = np.array([0.0, 2.0**-60])
    assert exact_least(rows, 0, multipliers) < 0
    assert not rows.proved_strict(forms[0], multipliers)


def test_nothing_is_proved_of_what_no_bound_holds():
    rows = BoxedRows.of([(1, 1, 1), (1, 2, 1), (0, 1, 5), (0, -1, 5)], 2)
    assert not rows.proved_strict(rows.forms[1], np.array([0.0, 0.0]))
    tiny = np.array([5e-324, 0.0])
    assert not rows.proved_strict(np.array([0.0, 0.0, 1.0]), tiny)
    assert rows.proved_strict(np.array([0.0, 0.0, 1.0]), np.zeros(2))
    assert rows.proved_strict(np.array([0.0, 1.0, 1.0]) / 8 + [0, 0, 0.6], np.zeros(2))


def test_the_least_value_is_at_the_right_bound():
    rows = replace(BoxedRows.of([(1, 8), (-1, 0)], 1), forms=np.zeros((1, 2)))
    for slope, constant, strict in ((1, 1, True), (1, -1, False), (-1, 9, True), (-1, 7, False)):
        form = np.array([slope / 8, constant / 8])
        assert rows.proved_strict(form, np.zeros(1)) == strict


@each("side", [0, 1])
def test_bounds_are_rounded_outwards_and_inwards(side):
    third = Fraction(1, 3)
    rows = BoxedRows.of([(3, 1), (-3, -1 + 3 * 10)], 1)
    exact = third if side else third - 10
    inner, outer = (Fraction(float(x[side, 0])) for x in (rows.inner, rows.outer))
    assert (inner < exact < outer) if side else (outer < exact < inner)
    assert abs(inner - outer) <= Fraction(1, 2**49)
    form = rows.bound_form(side, 0)
    assert Fraction(form[-1]) == (inner if side else -inner)


def test_points_beyond_one_row_only():
    rows = BoxedRows.of([(1, 0, 1), (-1, 0, 1), (0, 1, 1), (0, -1, 1), (1, 1, 1)], 2)
    points = ScaledVectors(
        [(0, 0, 1), (2, -3, 4), (-2, 0, 1), (1, 1, 1), (3, 3, 4), (4, -1, 4), (2, 0, 1)]
    )
    assert rows.violated(points).tolist() == [-1, -1, 1, -2, 4, -2, -2]
