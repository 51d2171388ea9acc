"""Integer matrices with few nonzero entries, in compressed columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.refinement import entries_of

__all__ = ["SparseColumns"]

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SparseColumns:
    """A matrix of integers by the nonzero entries of its columns.

    Attributes
    ----------
    rows
        The number of rows.
    offsets
        int64 array (columns + 1,): the entries of column j are ``offsets[j]:offsets[j + 1]``.
    indices
        int64 array: the row of each entry; no row occurs twice in a column.
    values
        int64 array: the entries, none of them zero.
    """

    rows: int
    offsets: Indices
    indices: Indices
    values: Indices

    __repr__ = repr_of_fields

    @classmethod
    def of_ones(cls, rows: int, offsets: Indices, indices: Indices) -> SparseColumns:
        """Return the matrix whose entries are all 1: an incidence."""
        return cls(rows, offsets, indices, np.ones(len(indices), dtype=np.int64))

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.offsets) - 1

    @cached_property
    def owners(self) -> Indices:
        """int64 array: the column of each entry."""
        return np.repeat(np.arange(self.columns, dtype=np.int64), np.diff(self.offsets))

    def transposed(self) -> SparseColumns:
        """Return the transpose, the entries of its columns in ascending order.

        Examples
        --------
        >>> matrix = SparseColumns.of_ones(2, np.array([0, 1, 3]), np.array([1, 0, 1]))
        >>> matrix.transposed().offsets, matrix.transposed().indices
        (array([0, 1, 3]), array([1, 0, 1]))
        """
        order = np.argsort(self.indices, kind="stable")
        counts = np.bincount(self.indices, minlength=self.rows)
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return SparseColumns(self.columns, offsets, self.owners[order], self.values[order])

    def entries_in(self, columns: Indices) -> Indices:
        """Return where the entries of some columns stand, those of one after those of the other."""
        return entries_of(self.offsets[columns], np.diff(self.offsets)[columns])

    def kept(self, entries: Mask) -> SparseColumns:
        """Return the matrix of the same shape in which all other entries are zero."""
        before = np.concatenate([[0], np.cumsum(entries)])
        offsets = before[self.offsets]
        return SparseColumns(self.rows, offsets, self.indices[entries], self.values[entries])

    def modulo_two(self) -> SparseColumns:
        """Return the matrix of remainders modulo 2."""
        odd = self.kept(self.values % 2 != 0)
        return SparseColumns.of_ones(odd.rows, odd.offsets, odd.indices)

    def column_sums(self) -> Indices:
        """Return the sum of each column, int64 array (columns,)."""
        before = np.concatenate([[0], np.cumsum(self.values)])
        sums: Indices = before[self.offsets[1:]] - before[self.offsets[:-1]]
        return sums
