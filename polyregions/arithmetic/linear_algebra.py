"""Exact linear algebra over the integers and the rationals, computed by FLINT.

This is the only module that touches python-flint: everything outside speaks Python integers and
fractions. W. Hart, "FLINT: Fast Library for Number Theory" (2010), https://flintlib.org.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat, fmpz_mat, nmod_mat

from polyregions.arithmetic.integers import IntegerVector, negated, primitive
from polyregions.budgets import in_time

__all__ = [
    "IntegerMatrix",
    "determinant",
    "independent_rows",
    "inverse_columns",
    "null_space",
    "rank",
    "rank_modulo",
    "reduced_rows",
    "row_space",
    "smith_divisors",
    "solve",
]

Rows = Sequence[Sequence[int]]


# Below this share of nonzero entries Python's sums over them are faster than FLINT's products,
# with their conversions.
_SPARSE = 1 / 8


class IntegerMatrix:
    """An immutable integer matrix kept in FLINT's form, for repeated products.

    A sparse one also keeps its nonzero entries, and multiplies by them.

    Parameters
    ----------
    rows
        The entries, row by row.
    columns
        The number of columns; needed only where there are no rows.

    Examples
    --------
    >>> IntegerMatrix([[1, 2], [3, 4]]) @ [[1, 0], [1, 1]]
    [(3, 2), (7, 4)]
    """

    __slots__ = ("_matrix", "_nonzero", "columns", "rows")

    def __init__(self, rows: Rows, columns: int | None = None) -> None:
        self.rows = len(rows)
        self.columns = len(rows[0]) if columns is None else columns
        self._matrix = _flint_matrix(rows, self.columns)
        self._nonzero = _nonzero_entries(rows, self.columns)

    def __reduce__(self) -> tuple[type[IntegerMatrix], tuple[list[list[int]], int]]:
        rows = [[int(entry) for entry in row] for row in self._matrix.tolist()]
        return IntegerMatrix, (rows, self.columns)

    def __matmul__(self, right: Rows) -> list[IntegerVector]:
        width = len(right[0]) if right else 0
        if self._nonzero is not None:
            return self._sparse_product(right)
        product = self._matrix * _flint_matrix(right, width)
        entries = [int(entry) for entry in product.entries()]
        return [tuple(entries[i * width : (i + 1) * width]) for i in range(self.rows)]

    def _sparse_product(self, right: Rows) -> list[IntegerVector]:
        assert self._nonzero is not None
        columns = [
            [sum([factor * column[j] for j, factor in row]) for row in self._nonzero]
            for column in zip(*right, strict=True)
        ]
        return list(zip(*columns, strict=True)) if columns else [()] * self.rows

    def __pow__(self, exponent: int) -> IntegerMatrix:
        """Return the power of a square matrix, by repeated squaring; the exponent is >= 0."""
        power = object.__new__(IntegerMatrix)
        power.rows, power.columns = self.rows, self.columns
        power._matrix, power._nonzero = self._matrix**0, None
        for digit in in_time(f"{exponent:b}"):
            power._matrix *= power._matrix
            if digit == "1":
                power._matrix *= self._matrix
        return power


def _nonzero_entries(rows: Rows, columns: int) -> list[list[tuple[int, int]]] | None:
    """Return column and value of the nonzero entries of each row, None if they are many."""
    if sum(columns - row.count(0) for row in rows) > _SPARSE * len(rows) * columns:
        return None
    return [[(j, entry) for j, entry in enumerate(row) if entry] for row in rows]


def _flint_matrix(rows: Rows, columns: int) -> Any:
    return fmpz_mat(len(rows), columns, [entry for row in rows for entry in row])


def rank(rows: Rows) -> int:
    """Return the rank of an integer matrix.

    Examples
    --------
    >>> rank([(1, 2), (2, 4)])
    1
    """
    return int(_flint_matrix(rows, len(rows[0])).rank()) if rows else 0


def rank_modulo(rows: Rows, prime: int) -> int:
    """Return the rank of an integer matrix over the field of so many elements, a prime number.

    Examples
    --------
    >>> rank_modulo([(1, 1), (1, -1)], 2), rank_modulo([(1, 1), (1, -1)], 3)
    (1, 2)
    """
    if not rows:
        return 0
    entries = [entry % prime for row in rows for entry in row]
    return int(nmod_mat(len(rows), len(rows[0]), entries, prime).rank())


def smith_divisors(rows: Rows) -> list[int]:
    """Return the nonzero diagonal of the Smith normal form: positive, each divides the next.

    Their number is the rank, and they are the invariant factors of the group that the columns span
    among all integer vectors.

    Examples
    --------
    >>> smith_divisors([(2, 4), (6, 8)]), smith_divisors([(2, 0), (0, 3)])
    ([2, 4], [1, 6])
    """
    if not rows:
        return []
    # Of singular matrices FLINT's normal form has entries that grow without measure: so it is that
    # of a basis of what the rows span, and then of what the columns of this basis span.
    square = _basis(_basis(_flint_matrix(rows, len(rows[0]))).transpose())
    diagonal = square.snf()
    return [abs(int(diagonal[k, k])) for k in range(square.nrows())]


def _basis(matrix: fmpz_mat) -> fmpz_mat:
    """Return a matrix whose rows are a basis of the integer combinations of the rows of another."""
    columns, echelon = matrix.ncols(), matrix.hnf()
    entries = [[echelon[i, j] for j in range(columns)] for i in range(matrix.nrows())]
    nonzero = [row for row in entries if any(row)]
    return fmpz_mat(len(nonzero), columns, [entry for row in nonzero for entry in row])


def determinant(rows: Rows) -> int:
    """Return the determinant of a square integer matrix.

    Examples
    --------
    >>> determinant([(1, 2), (3, 4)])
    -2
    """
    return int(_flint_matrix(rows, len(rows)).det())


def independent_rows(rows: Rows) -> list[int]:
    """Return the indices of the first rows that are independent of those before them.

    They are the pivot columns of the reduced echelon form of the transpose, so the choice is the
    lexicographically first basis of the row space.

    Examples
    --------
    >>> independent_rows([(0, 0), (1, 2), (2, 4), (0, 1)])
    [1, 3]
    """
    if not rows:
        return []
    echelon, _, order = _flint_matrix(rows, len(rows[0])).transpose().rref()
    pivots, row = [], 0
    for column in range(len(rows)):
        if row < order and echelon[row, column] != 0:
            pivots.append(column)
            row += 1
    return pivots


def solve(rows: Rows, right: Sequence[int]) -> tuple[Fraction, ...] | None:
    """Return the only solution of a square integer system, or None where it is singular.

    Examples
    --------
    >>> solve([(2, 0), (1, 1)], [1, 1])
    (Fraction(1, 2), Fraction(1, 2))
    """
    size = len(rows)
    try:
        solution = _flint_matrix(rows, size).solve(fmpz_mat(size, 1, list(right)))
    except ZeroDivisionError:
        return None
    return tuple(_fraction(entry) for entry in fmpq_mat(solution).entries())


def inverse_columns(rows: Rows) -> list[IntegerVector] | None:
    """Return each column of the inverse of a square integer matrix, as a primitive ray.

    Column j is the direction that leaves rows other than j unchanged and increases row j. None
    where the matrix is singular.
    """
    size = len(rows)
    try:
        inverse, _ = _flint_matrix(rows, size).inv().numer_denom()
    except ZeroDivisionError:
        return None
    entries = [int(entry) for entry in inverse.entries()]
    return [primitive(entries[column::size]) for column in range(size)]


def null_space(rows: Rows, columns: int) -> list[IntegerVector]:
    """Return a basis of the null space, as primitive integer vectors.

    Parameters
    ----------
    rows
        The matrix, row by row; it may have no rows.
    columns
        The number of its columns.

    Examples
    --------
    >>> null_space([(1, 1)], 2)
    [(-1, 1)]
    """
    if not rows:
        return [tuple(int(i == j) for i in range(columns)) for j in range(columns)]
    basis, nullity = _flint_matrix(rows, columns).nullspace()
    vectors = []
    for j in range(nullity):
        vector = primitive([int(basis[i, j]) for i in range(columns)])
        last = next(entry for entry in reversed(vector) if entry)
        vectors.append(vector if last > 0 else negated(vector))
    return vectors


def row_space(rows: Rows, columns: int) -> list[IntegerVector]:
    """Return the canonical basis of the row space: its reduced echelon form, in primitive rows.

    Two matrices have the same row space iff their bases are equal. The leading entries are
    positive, and each is the only nonzero one of its column.

    Parameters
    ----------
    rows
        The matrix, row by row; it may have no rows.
    columns
        The number of its columns.

    Examples
    --------
    >>> row_space([(2, 4, 0), (1, 2, 3)], 3)
    [(1, 2, 0), (0, 0, 1)]
    """
    if not rows:
        return []
    echelon, denominator, order = _flint_matrix(rows, columns).rref()
    orientation = 1 if denominator > 0 else -1
    return [
        primitive([orientation * int(echelon[i, j]) for j in range(columns)]) for i in range(order)
    ]


def reduced_rows(rows: Rows) -> tuple[list[IntegerVector], int]:
    """Return integers over a positive denominator: the reduced echelon form of a matrix.

    Examples
    --------
    >>> reduced_rows([(2, 0, 1), (0, 3, 1)])
    ([(6, 0, 3), (0, 6, 2)], 6)
    """
    echelon, denominator, _ = _flint_matrix(rows, len(rows[0])).rref()
    orientation = 1 if denominator > 0 else -1
    reduced = [tuple(orientation * int(entry) for entry in row) for row in echelon.tolist()]
    return reduced, orientation * int(denominator)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
