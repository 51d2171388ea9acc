"""Exact elimination of a sparse matrix by pivots that are units, the cheapest first.

Of the columns one with the fewest entries gives the next pivot, of its units one in a row with the
fewest entries: so few entries arise (H. M. Markowitz, "The elimination form of the inverse and its
application to linear programming", 1957). Over the integers only +1 and -1 are pivots, and what is
left without any is brought to Smith normal form: for complexes of cells it is as small as their
torsion. Modulo 2 a small matrix that has become dense is eliminated as such.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import pairwise

from polyregions.arithmetic import rank_modulo, smith_divisors
from polyregions.budgets import checkpoint
from polyregions.complexes.topology.coefficients import Coefficients
from polyregions.complexes.topology.sparse_columns import SparseColumns

__all__ = ["Elimination"]

_LONG = 48
"""Entries of the shortest column of a matrix modulo 2 that is no longer sparse."""

_MOST_DENSE = 1 << 22
"""The most entries, zeros included, of a matrix modulo 2 that is taken to be dense."""

Column = dict[int, int]


class Elimination:
    """A matrix that is brought to diagonal form by unimodular operations on rows and columns.

    Parameters
    ----------
    matrix
        The matrix.
    coefficients
        The ring that its entries are of.

    Attributes
    ----------
    pivot_columns
        The columns in which a unit was found.
    """

    def __init__(self, matrix: SparseColumns, coefficients: Coefficients) -> None:
        self._coefficients = coefficients
        self._columns = _columns(matrix)
        self._rows: dict[int, set[int]] = {}
        for j, column in self._columns.items():
            for i in column:
                self._rows.setdefault(i, set()).add(j)
        self.pivot_columns: list[int] = []

    def divisors(self) -> list[int]:
        """Carry the elimination out, and return the diagonal entries beside those of the pivots.

        Each divides the next, and all invariant factors other than 1 are among them. The rank is
        their number and that of the pivot columns together.
        """
        lengths = [(len(column), j) for j, column in self._columns.items()]
        heapify(lengths)
        while lengths:
            length, j = heappop(lengths)
            column = self._columns.get(j)
            if column is None or len(column) != length or not column:
                continue
            if length > _LONG and self._may_be_dense():
                break
            units = [i for i, value in column.items() if abs(value) == 1]
            if units:
                checkpoint()
                row = min(units, key=lambda i: (len(self._rows[i]), i))
                for other in self._split_off(row, j):
                    heappush(lengths, (len(self._columns[other]), other))
        return self._rest()

    def _may_be_dense(self) -> bool:
        size = len(self._columns) * len(self._rows)
        return self._coefficients is Coefficients.GF2 and size <= _MOST_DENSE

    def _split_off(self, row: int, j: int) -> set[int]:
        """Clear a row by the pivot in its column j, delete both, and return the changed columns."""
        pivot_column = self._columns.pop(j)
        pivot = pivot_column.pop(row)
        others = self._rows.pop(row) - {j}
        for i in pivot_column:
            self._rows[i].discard(j)
        for other in others:
            column = self._columns[other]
            factor = -pivot * column.pop(row)
            for i, value in pivot_column.items():
                self._add(column, other, i, factor * value)
        self.pivot_columns.append(j)
        return others

    def _add(self, column: Column, j: int, i: int, value: int) -> None:
        old = column.get(i, 0)
        new = self._coefficients.residue(old + value)
        if new:
            column[i] = new
            if not old:
                self._rows[i].add(j)
        elif old:
            del column[i]
            self._rows[i].discard(j)

    def _rest(self) -> list[int]:
        columns = [column for column in self._columns.values() if column]
        if not columns:
            return []
        places = {i: place for place, i in enumerate(sorted({i for c in columns for i in c}))}
        dense = [[0] * len(places) for _ in columns]
        for entries, column in zip(dense, columns, strict=True):
            for i, value in column.items():
                entries[places[i]] = value
        if self._coefficients is Coefficients.GF2:
            return [1] * rank_modulo(dense, 2)
        return smith_divisors(dense)


def _columns(matrix: SparseColumns) -> dict[int, Column]:
    indices, values = matrix.indices.tolist(), matrix.values.tolist()
    ends = matrix.offsets.tolist()
    return {
        j: dict(zip(indices[begin:end], values[begin:end], strict=True))
        for j, (begin, end) in enumerate(pairwise(ends))
        if begin < end
    }
