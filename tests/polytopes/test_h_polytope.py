import copy
import math
import pickle
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.errors import InvalidDomainError, InvalidNumberError
from polyregions.polytopes import (
    Halfspace,
    HPolytope,
    box,
    exact_point,
    from_inequalities,
    simplex,
    whole_space,
)
from tests.helpers.cases import each
from tests.polytopes.brute_force import satisfies
from tests.strategies import polytopes, rational_points

GRID = [Fraction(k, 2) for k in range(-5, 6)]


@each(
    ("rows", "normal_form"),
    [
        ([], ()),
        ([(2, 4, 6)], ((1, 2, 3),)),
        ([(2, 4, 7)], ((2, 4, 7),)),
        ([(1, 2, 3), (1, 2, 4)], ((1, 2, 3),)),
        ([(1, 2, 4), (2, 4, 7)], ((2, 4, 7),)),
        ([(3, 6, 10), (2, 4, 7)], ((3, 6, 10),)),
        ([(1, 0, 5), (0, 1, 1), (2, 0, 3)], ((2, 0, 3), (0, 1, 1))),
        ([(1, 0, 1), (-1, 0, 1)], ((1, 0, 1), (-1, 0, 1))),
        ([(0, 0, 0), (0, 0, 7)], ()),
        ([(0, 0, -5), (1, 0, 1), (0, 0, -2)], ((0, 0, -1), (1, 0, 1))),
        ([(1, 1, -2), (1, 1, -1)], ((1, 1, -2),)),
        ([(10**200, 0, 10**199)], ((10, 0, 1),)),
    ],
)
def test_normal_form(rows, normal_form):
    assert HPolytope(2, rows).rows == normal_form


@given(rows=st.lists(st.tuples(*[st.integers(-3, 3)] * 3), max_size=6), data=st.data())
def test_the_normal_form_keeps_the_set(rows, data):
    polytope = HPolytope(2, rows)
    for point in product(GRID, repeat=2):
        assert satisfies(rows, point) == satisfies(polytope.rows, point)
    assert HPolytope(2, polytope.rows).rows == polytope.rows
    factors = data.draw(st.lists(st.integers(1, 9), min_size=len(rows), max_size=len(rows)))
    scaled = [tuple(k * a for a in row) for k, row in zip(factors, rows, strict=True)]
    assert HPolytope(2, data.draw(st.permutations(scaled))) == polytope


@given(polytope=polytopes())
def test_every_copy_is_equal(polytope):
    twins = [
        eval(repr(polytope)),
        pickle.loads(pickle.dumps(polytope)),
        copy.deepcopy(polytope),
        HPolytope(polytope.dimension, reversed(polytope.rows)),
    ]
    for twin in twins:
        assert twin == polytope
        assert hash(twin) == hash(polytope)
    assert twins[0].rows == twins[1].rows == twins[2].rows == polytope.rows


def test_what_differs_is_unequal():
    square = box([0, 0], [1, 1])
    assert square != box([0, 0], [1, 2])
    assert square != simplex(2)
    assert whole_space(1) != whole_space(2)
    assert square != square.rows
    assert len({square, box([0, 0], [1, 1]), HPolytope(2, square.rows[::-1])}) == 1


def test_immutability():
    square = box([0, 0], [1, 1])
    for change in (
        lambda: setattr(square, "rows", ()),
        lambda: setattr(square, "dimension", 3),
        lambda: setattr(square, "name", "square"),
        lambda: delattr(square, "rows"),
    ):
        with pytest.raises(AttributeError, match="immutable"):
            change()
    assert isinstance(square.rows, tuple)
    assert all(isinstance(row, tuple) for row in square.rows)
    assert square == box([0, 0], [1, 1])


def test_numpy_integers_become_python_integers():
    polytope = HPolytope(1, np.array([[2, 6], [-1, 2**62]]))
    assert polytope.rows == ((1, 3), (-1, 2**62))
    assert all(type(entry) is int for row in polytope.rows for entry in row)


@pytest.mark.parametrize("dimension", [0, -1, 1.0, "2", None, True])
def test_bad_dimensions(dimension):
    for build in (HPolytope, whole_space, simplex):
        with pytest.raises(InvalidDomainError, match="positive whole dimension"):
            build(dimension)


@pytest.mark.parametrize("rows", [[(1,)], [(1, 2)], [(1, 2, 3, 4)], [(1, 2, 3), ()]])
def test_rows_of_the_wrong_length(rows):
    with pytest.raises(InvalidDomainError, match="a row has"):
        HPolytope(2, rows)


@pytest.mark.parametrize("entry", [1.5, 1.0, Fraction(1, 2), "1", math.nan, None])
def test_rows_that_are_not_whole_are_never_rounded(entry):
    with pytest.raises(InvalidDomainError, match="no integer"):
        HPolytope(1, [(entry, 1)])


def test_from_inequalities():
    polytope = from_inequalities([["1/2", 0.25], [np.float32(0.1), 0]], [1, "0.1"])
    assert polytope.rows == ((2, 1, 4), (67108865, 0, 67108864))
    assert from_inequalities(np.eye(2), np.zeros(2)).rows == ((1, 0, 0), (0, 1, 0))
    assert from_inequalities([], [], dimension=3) == whole_space(3)
    assert from_inequalities([[0, 0]], [-1]).rows == ((0, 0, -1),)


@each(
    ("A", "b", "dimension"),
    [
        ([[1, 2]], [1, 2], None),
        ([[1], [2]], [1], None),
        ([], [], None),
        ([[]], [1], None),
        ([[1, 2]], [1], 1),
        ([], [1], 2),
        ([], [], 0),
    ],
)
def test_inequalities_of_the_wrong_shape(A, b, dimension):
    with pytest.raises(InvalidDomainError):
        from_inequalities(A, b, dimension)


@each(
    ("A", "b"),
    [
        ([[math.nan]], [1]),
        ([[1]], [math.inf]),
        ([["1/0"]], [1]),
        ([[1], [1, 2]], [1, 1]),
        (1, [1]),
        ([[1]], 1),
        ([[True]], [1]),
        (np.array(1), [1]),
    ],
)
def test_inequalities_that_are_no_numbers(A, b):
    with pytest.raises(InvalidNumberError):
        from_inequalities(A, b)


def test_box():
    cuboid = box([-1, "1/3"], [0.5, 2])
    for x, y in product([-2, -1, 0, 0.5, 1], ["0", "1/3", "1", "2", "3"]):
        point = (Fraction(x), Fraction(y))
        inside = -1 <= point[0] <= Fraction(1, 2) and Fraction(1, 3) <= point[1] <= 2
        assert satisfies(cuboid.rows, point) == inside
    assert len(cuboid.rows) == 4
    assert len(box([1], [1]).rows) == 2  # A point is a box, though a flat one.


@each(
    ("lower", "upper", "error"),
    [
        ([0, 0], [1], InvalidDomainError),
        ([1], [0], InvalidDomainError),
        ([0, "1/3"], [1, "1/4"], InvalidDomainError),
        ([10**5000], [0], InvalidDomainError),
        ([], [], InvalidDomainError),
        ([0], [math.inf], InvalidNumberError),
        ([math.nan], [1], InvalidNumberError),
        (0, 1, InvalidNumberError),
        ([[0]], [[1]], InvalidNumberError),
        (None, [1], InvalidNumberError),
    ],
)
def test_bad_boxes(lower, upper, error):
    with pytest.raises(error):
        box(lower, upper)


@pytest.mark.parametrize("dimension", [1, 2, 3, 5])
def test_simplex(dimension):
    rows = simplex(dimension).rows
    assert len(rows) == dimension + 1
    third = Fraction(1, dimension + 1)
    assert all(row[-1] - sum(row[:-1]) * third > 0 for row in rows)
    assert not satisfies(rows, [third * 2] * dimension) or dimension == 1
    corners = [[int(i == j) for i in range(dimension)] for j in range(dimension)]
    assert all(satisfies(rows, corner) for corner in [*corners, [0] * dimension])


@given(first=polytopes(2), second=polytopes(2), data=st.data())
def test_intersection(first, second, data):
    if first.dimension != second.dimension:
        with pytest.raises(InvalidDomainError, match="same dimension"):
            first.intersection(second)
        return
    both = first.intersection(second)
    assert both == second.intersection(first)
    point = data.draw(rational_points(first.dimension))
    inside = satisfies(first.rows, point) and satisfies(second.rows, point)
    assert satisfies(both.rows, point) == inside


def test_inequalities_in_floats():
    A, b = HPolytope(2, [(3, -6, 5), (10**300, 1, 10**301), (1, 1, 10**400)]).inequalities()
    assert A.tolist() == [[0.5, -1], [1, 1e-300], [1, 1]]
    assert b.tolist() == [5 / 6, 10, math.inf]
    A, b = whole_space(3).inequalities()
    assert (A.shape, b.shape) == ((0, 3), (0,))
    A, b = HPolytope(1, [(0, -1)]).inequalities()
    assert (A.tolist(), b.tolist()) == ([[0]], [-1])


# Halfspaces.


def test_halfspaces_of_a_polytope():
    triangle = simplex(2)
    assert [halfspace.row for halfspace in triangle.halfspaces] == list(triangle.rows)
    assert HPolytope(1, [(0, -1), (1, 2)]).halfspaces == (Halfspace([1], 2),)


def test_equal_halfspaces_are_equal():
    first, second = Halfspace(["1/2", -1], 1.5), Halfspace([2, -4], 6)
    assert first == second
    assert hash(first) == hash(second)
    assert (first.normal, first.offset, first.row) == ((1, -2), 3, (1, -2, 3))
    assert first != Halfspace([-1, 2], -3)
    assert eval(repr(first)) == first
    assert pickle.loads(pickle.dumps(first)) == first
    with pytest.raises(AttributeError):
        first.offset = 1


@pytest.mark.parametrize(
    ("normal", "offset", "error"),
    [
        ([0, 0], 1, InvalidDomainError),
        ([], 1, InvalidDomainError),
        ([math.nan], 1, InvalidNumberError),
        ([1], "x", InvalidNumberError),
        (1, 1, InvalidNumberError),
    ],
)
def test_bad_halfspaces(normal, offset, error):
    with pytest.raises(error):
        Halfspace(normal, offset)


def test_exact_point():
    assert exact_point([0.5, "1/3"], 2) == (Fraction(1, 2), Fraction(1, 3))
    with pytest.raises(InvalidDomainError, match="3 coordinates"):
        exact_point([1, 2, 3], 2)
    with pytest.raises(InvalidNumberError):
        exact_point(["x"], 1)
