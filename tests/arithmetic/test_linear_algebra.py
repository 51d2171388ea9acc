"""FLINT's answers against plain elimination over Fractions, written here."""

import pickle
from fractions import Fraction
from itertools import permutations
from math import gcd, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions.arithmetic import (
    IntegerMatrix,
    determinant,
    independent_rows,
    inverse_columns,
    null_space,
    rank,
    solve,
)
from tests.strategies import integer_matrices, integer_vectors, square_matrices, wide_integers


def reduced(rows):
    """Return the nonzero rows of the reduced echelon form and their pivot columns."""
    table = [[Fraction(entry) for entry in row] for row in rows]
    pivots = []
    for column in range(len(table[0]) if table else 0):
        top = len(pivots)
        row = next((r for r in range(top, len(table)) if table[r][column]), None)
        if row is None:
            continue
        table[top], table[row] = table[row], table[top]
        table[top] = [entry / table[top][column] for entry in table[top]]
        for r in range(len(table)):
            if r != top:
                factor = table[r][column]
                table[r] = [a - factor * b for a, b in zip(table[r], table[top], strict=True)]
        pivots.append(column)
    return table[: len(pivots)], pivots


def times(rows, vector):
    return [sum(a * x for a, x in zip(row, vector, strict=True)) for row in rows]


ANY_SIZE = st.one_of(integer_matrices(), integer_matrices(entries=wide_integers()))
ANY_SQUARE = st.one_of(square_matrices(), square_matrices(3, entries=wide_integers()))


@given(matrix=ANY_SIZE)
def test_rank(matrix):
    rows, _ = matrix
    assert rank(rows) == len(reduced(rows)[1])


@given(matrix=ANY_SIZE)
def test_independent_rows_are_the_first_possible(matrix):
    rows, _ = matrix
    expected = []
    for i in range(len(rows)):
        if len(reduced([rows[j] for j in [*expected, i]])[1]) == len(expected) + 1:
            expected.append(i)
    assert independent_rows(rows) == expected


@given(rows=ANY_SQUARE, data=st.data())
def test_solve(rows, data):
    right = data.draw(integer_vectors(len(rows), wide_integers()))
    solution = solve(rows, right)
    if len(reduced(rows)[1]) < len(rows):
        assert solution is None
    else:
        assert times(rows, solution) == list(right)
        assert all(type(x) is Fraction for x in solution)


@given(rows=ANY_SQUARE)
def test_inverse_columns(rows):
    columns = inverse_columns(rows)
    if len(reduced(rows)[1]) < len(rows):
        assert columns is None
        return
    for j, column in enumerate(columns):
        assert gcd(*column) == 1
        image = times(rows, column)
        assert image[j] > 0
        assert all(value == 0 for i, value in enumerate(image) if i != j)


@given(matrix=ANY_SIZE)
def test_null_space(matrix):
    rows, columns = matrix
    basis = null_space(rows, columns)
    order = len(reduced(rows)[1])
    assert len(basis) == columns - order
    assert len(reduced(basis)[1]) == len(basis)
    for vector in basis:
        assert len(vector) == columns
        assert gcd(*vector) == 1
        assert not any(times(rows, vector))


@given(rows=square_matrices(4, entries=st.one_of(st.integers(-3, 3), wide_integers())))
def test_determinant_by_the_sum_over_permutations(rows):
    size = len(rows)
    total = 0
    for order in permutations(range(size)):
        inversions = sum(order[i] > order[j] for i in range(size) for j in range(i, size))
        total += (-1) ** inversions * prod(rows[i][order[i]] for i in range(size))
    assert determinant(rows) == total


@given(matrix=ANY_SIZE, data=st.data())
def test_products(matrix, data):
    rows, columns = matrix
    width = data.draw(st.integers(1, 3))
    right = [data.draw(integer_vectors(width, wide_integers())) for _ in range(columns)]
    expected = [tuple(times(zip(*right, strict=True), row)) for row in rows]
    assert IntegerMatrix(rows, columns) @ right == expected


@pytest.mark.parametrize("size", [1, 2, 5])
def test_empty_and_zero_matrices(size):
    zero = [(0,) * size] * size
    assert rank([]) == rank(zero) == 0
    assert independent_rows([]) == independent_rows(zero) == []
    identity = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    assert sorted(null_space([], size)) == sorted(null_space(zero, size)) == sorted(identity)
    assert null_space(identity, size) == []
    assert solve(zero, [0] * size) is None
    assert inverse_columns(zero) is None
    assert inverse_columns(identity) == identity
    assert determinant(zero) == 0
    assert solve([], []) == ()
    assert determinant([]) == 1


def test_a_matrix_that_floats_think_singular():
    """Determinant -1 with entries of 40 digits."""
    big = 10**40
    rows = [(big, big + 1), (big - 1, big)]
    assert determinant(rows) == 1
    assert solve(rows, [1, 0]) == (big, 1 - big)


@settings(max_examples=40)
@given(st.data())
def test_products_of_sparse_matrices(data):
    """Few nonzero entries take another way than many; both are sums of products."""
    rows, columns, width = 6, 12, data.draw(st.integers(0, 3))
    places = data.draw(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 11)), max_size=14))
    entries = {place: data.draw(wide_integers()) for place in sorted(places)}
    matrix = [[entries.get((i, j), 0) for j in range(columns)] for i in range(rows)]
    right = [[data.draw(wide_integers()) for _ in range(width)] for _ in range(columns)]
    expected = [
        tuple(sum(row[j] * right[j][k] for j in range(columns)) for k in range(width))
        for row in matrix
    ]
    product = IntegerMatrix(matrix) @ right
    assert product == expected
    assert pickle.loads(pickle.dumps(IntegerMatrix(matrix))) @ right == expected
