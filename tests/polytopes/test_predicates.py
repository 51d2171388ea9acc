"""Predicates against brute force; every witness is checked again by other code."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions.errors import InvalidDomainError, InvalidNumberError
from polyregions.polytopes import (
    Answer,
    HPolytope,
    box,
    contains,
    homogeneous_point,
    interior_point,
    irredundant,
    is_bounded,
    is_empty,
    is_full_dimensional,
    is_irredundant,
    simplex,
    slack_at,
    whole_space,
)
from tests.helpers.cases import each
from tests.polytopes.brute_force import (
    best_value,
    check_ray,
    in_cone,
    inner,
    is_interior,
    minimal_face_points,
    rank_of,
    satisfies,
)
from tests.strategies import (
    bounded_polytopes,
    full_dimensional_polytopes,
    polytopes,
    rational_points,
)

THIN = 10**30
ORDINARY = {
    "interval": box([0], [1]),
    "cube": box([-1, -1, -1], [1, 1, 1]),
    "simplex": simplex(4),
    "halfplane": HPolytope(2, [(1, 1, 0)]),
    "strip": HPolytope(2, [(1, 1, 1), (-1, -1, 1)]),
    "orthant": HPolytope(3, [(-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0)]),
    "whole space": whole_space(2),
    "line": whole_space(1),
    "1e-30 wide": HPolytope(2, [(THIN, 0, 1), (-1, 0, 0), (0, 1, 1), (0, -1, 0)]),
    "1e-30 wide and far": HPolytope(1, [(THIN, THIN**2 + 1), (-1, -THIN)]),
    "sliver": HPolytope(2, [(THIN, 1, 1), (-THIN, 0, 0), (0, -1, 0)]),
}
FLAT = {
    "point": box([1, 2], [1, 2]),
    "segment": box([0, 0], [1, 0]),
    "flat line": HPolytope(2, [(1, 1, 1), (-1, -1, -1)]),
    "apex": HPolytope(2, [(-1, 0, 0), (0, -1, 0), (1, 1, 0)]),
    "third of a point": box(["1/3"], ["1/3"]),
}
EMPTY = {
    "crossed interval": HPolytope(1, [(1, 0), (-1, -1)]),
    "gap of 1e-30": HPolytope(1, [(1, 0), (-THIN, -1)]),
    "impossible row": HPolytope(2, [(0, 0, -1)]),
    "impossible row among others": HPolytope(2, [(1, 0, 1), (0, 0, -3), (0, 1, 1)]),
    "three halfplanes": HPolytope(2, [(-1, 0, -1), (0, -1, -1), (1, 1, 1)]),
    "parallel planes": HPolytope(3, [(1, 2, 3, 0), (-2, -4, -6, -1)]),
}
UNBOUNDED = {"halfplane", "strip", "orthant", "whole space", "line"}


def every(*groups):
    return [
        pytest.param(name, polytope, id=name)
        for group in groups
        for name, polytope in group.items()
    ]


def check_empty(polytope):
    answer = is_empty(polytope)
    assert isinstance(answer, Answer)
    rows = polytope.rows
    if answer:
        weights = [answer.witness.get(i, 0) for i in range(len(rows))]
        assert set(answer.witness) <= set(range(len(rows)))
        assert min(weights) >= 0
        assert not any(inner(weights, [row[j] for row in rows]) for j in range(polytope.dimension))
        assert inner(weights, [row[-1] for row in rows]) < 0
    else:
        assert len(answer.witness) == polytope.dimension
        assert satisfies(rows, answer.witness)
    return bool(answer)


def check_full_dimensional(polytope):
    answer = is_full_dimensional(polytope)
    rows = polytope.rows
    if answer:
        assert len(answer.witness) == polytope.dimension
        assert is_interior(rows, answer.witness)
        assert interior_point(polytope) == answer.witness
    else:
        weights = [answer.witness.get(i, 0) for i in range(len(rows))]
        assert set(answer.witness) <= set(range(len(rows)))
        assert min(weights) >= 0
        assert max(weights) > 0
        assert not any(inner(weights, [row[j] for row in rows]) for j in range(polytope.dimension))
        assert inner(weights, [row[-1] for row in rows]) <= 0
        with pytest.raises(InvalidDomainError, match="no interior"):
            interior_point(polytope)
    return bool(answer)


def check_bounded(polytope):
    answer = is_bounded(polytope)
    if not answer:
        check_ray(polytope.rows, answer.witness)
        assert not is_empty(polytope)
    elif answer.witness is None:
        assert is_empty(polytope)
    else:
        for j, (least, largest) in enumerate(answer.witness):
            unit = [int(i == j) for i in range(polytope.dimension)]
            assert best_value(polytope.rows, unit) == ("optimal", largest)
            assert best_value(polytope.rows, [-u for u in unit]) == ("optimal", -least)
    return bool(answer)


@each(("name", "polytope"), every(ORDINARY))
def test_ordinary_polytopes(name, polytope):
    assert not check_empty(polytope)
    assert check_full_dimensional(polytope)
    assert check_bounded(polytope) == (name not in UNBOUNDED)


@pytest.mark.parametrize(("name", "polytope"), every(FLAT))
def test_flat_polytopes(name, polytope):
    assert not check_empty(polytope)
    assert not check_full_dimensional(polytope)
    assert check_bounded(polytope) == (name != "flat line")
    with pytest.raises(InvalidDomainError, match="no interior"):
        irredundant(polytope)


@pytest.mark.parametrize(("name", "polytope"), every(EMPTY))
def test_empty_polytopes(name, polytope):
    assert check_empty(polytope)
    assert not check_full_dimensional(polytope)
    assert check_bounded(polytope)
    with pytest.raises(InvalidDomainError, match="no interior"):
        irredundant(polytope)


def has_interior(polytope):
    """Brute force: no nonzero y >= 0 with y A = 0 and y.b <= 0 (Gordan's theorem)."""
    rows = polytope.rows
    lifted = [(*row, 1) for row in rows] + [(*[0] * polytope.dimension, 1, 0)]
    return not in_cone(lifted, (*[0] * (polytope.dimension + 1), 1))


@settings(max_examples=80)
@given(polytope=polytopes())
def test_random_polytopes_agree_with_brute_force(polytope):
    rows, n = polytope.rows, polytope.dimension
    assert check_empty(polytope) == (not minimal_face_points(rows, n))
    assert check_full_dimensional(polytope) == has_interior(polytope)
    values = [
        best_value(rows, [sign * int(i == j) for i in range(n)])
        for j in range(n)
        for sign in (-1, 1)
    ]
    assert check_bounded(polytope) == (("unbounded",) not in values)


@given(polytope=full_dimensional_polytopes())
def test_polytopes_built_around_a_point_have_an_interior(polytope):
    assert check_full_dimensional(polytope)


@given(polytope=polytopes(), data=st.data())
def test_contains(polytope, data):
    point = data.draw(rational_points(polytope.dimension))
    slacks = [row[-1] - inner(row[:-1], point) for row in polytope.rows]
    answer = contains(polytope, point)
    assert bool(answer) == all(slack >= 0 for slack in slacks)
    if answer:
        assert answer.witness == tuple(i for i, slack in enumerate(slacks) if slack == 0)
    else:
        assert answer.witness in polytope.rows
        assert inner(answer.witness[:-1], point) > answer.witness[-1]


def test_contains_takes_numbers_of_every_kind():
    square = box([0, 0], [1, 1])
    assert contains(square, [0.5, "1/3"]) == Answer(True, ())
    assert contains(square, (1, 0)).witness == (0, 3)
    assert not contains(square, [1, Fraction(THIN + 1, THIN)])
    assert not contains(square, [1, 1.0000000000000002])
    with pytest.raises(InvalidDomainError):
        contains(square, [1])
    with pytest.raises(InvalidNumberError):
        contains(square, [1, "x"])
    with pytest.raises(InvalidNumberError):
        contains(square, [1, float("nan")])


@given(polytope=polytopes(), data=st.data())
def test_homogeneous_points_and_slacks(polytope, data):
    point = data.draw(rational_points(polytope.dimension))
    *coordinates, weight = homogeneous = homogeneous_point(point)
    assert weight > 0
    assert [Fraction(x, weight) for x in coordinates] == list(point)
    for row in polytope.rows:
        assert slack_at(row, homogeneous) == weight * (row[-1] - inner(row[:-1], point))


# Facets.


def affine_dimension(points):
    first, *others = points
    return rank_of([[a - b for a, b in zip(point, first, strict=True)] for point in others])


def check_irredundant(polytope, index):
    answer = is_irredundant(polytope, index)
    rows = polytope.rows
    others = [row for i, row in enumerate(rows) if i != index]
    *normal, offset = rows[index]
    if answer:
        assert inner(normal, answer.witness) > offset
        assert satisfies(others, answer.witness)
    else:
        assert set(answer.witness) <= set(range(len(rows))) - {index}
        assert min(answer.witness.values()) >= 0
        combination = [
            sum(y * rows[i][j] for i, y in answer.witness.items()) for j in range(len(rows[index]))
        ]
        assert combination[:-1] == normal
        assert combination[-1] <= offset
    return bool(answer)


@settings(max_examples=40)
@given(polytope=bounded_polytopes())
def test_facets_are_the_rows_that_carry_enough_vertices(polytope):
    vertices = minimal_face_points(polytope.rows, polytope.dimension)
    expected = set()
    for index, row in enumerate(polytope.rows):
        on_it = [vertex for vertex in vertices if inner(row[:-1], vertex) == row[-1]]
        carries = bool(on_it) and affine_dimension(on_it) == polytope.dimension - 1
        assert check_irredundant(polytope, index) == carries
        if carries:
            expected.add(row)
    reduced = irredundant(polytope)
    assert set(reduced.rows) == expected
    assert irredundant(reduced) == reduced


@settings(max_examples=60)
@given(polytope=full_dimensional_polytopes())
def test_facets_of_unbounded_polytopes(polytope):
    kept = set(irredundant(polytope).rows)
    for index, row in enumerate(polytope.rows):
        others = [other for other in polytope.rows if other != row]
        best = best_value(others, row[:-1])
        needed = best == ("unbounded",) or best[1] > row[-1]
        assert check_irredundant(polytope, index) == needed
        assert (row in kept) == needed


def test_touching_hyperplanes_are_redundant():
    """A line through a corner of the square, and one 1e-30 inside it."""
    square = box([0, 0], [1, 1])
    touching = HPolytope(2, [*square.rows, (1, 1, 2)])
    assert irredundant(touching) == square
    cutting = HPolytope(2, [*square.rows, (THIN, THIN, 2 * THIN - 1)])
    assert len(irredundant(cutting).rows) == 5


def test_negative_indices_count_from_the_end():
    touching = HPolytope(1, [(1, 1), (-1, 0)])
    assert is_irredundant(touching, -1) == is_irredundant(touching, 1)
    with pytest.raises(IndexError):
        is_irredundant(touching, 2)


def test_whole_space_has_no_facets():
    assert irredundant(whole_space(3)) == whole_space(3)
    assert len(interior_point(whole_space(3))) == 3


def test_an_answer_is_its_truth_value():
    assert bool(Answer(True, None)) is True
    assert bool(Answer(False, (1,))) is False
