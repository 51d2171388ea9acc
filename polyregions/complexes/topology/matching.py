"""Pivots that cost nothing: entries +-1 that are alone in their column or in their row.

If column j of a boundary map has the single entry +-1, in row i, then adding multiples of column j
clears row i and changes nothing else: the pair is split off by deleting row i and column j. This is
a coreduction (M. Mrozek and B. Batko, "Coreduction homology algorithm", 2009). An entry that is
alone in its row is split off in the same way, which is an elementary collapse (J. H. C. Whitehead,
1939). Both are exact over any ring, and boundaries of cells that fill a domain consist of such
pairs almost alone.

They are found in rounds, all pairs of a round together, like a front that runs through the complex.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.topology.sparse_columns import SparseColumns

__all__ = ["Matching"]

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

_FREE_ROUNDS = 64
_PAIRS_PER_ROUND = 32
"""After the first rounds those have to find so many pairs on average: a pair of a round of its own
costs as much as so many that the elimination of what is left finds one by one."""


class Matching:
    """A matrix from which rows and columns are deleted together, at entries +-1 that are alone.

    Parameters
    ----------
    matrix
        The matrix.
    rows
        bool array (rows,): the rows that are there; the others count as deleted.

    Attributes
    ----------
    rows, columns
        bool arrays: what is not deleted.
    pairs
        How many pairs were deleted.
    """

    def __init__(self, matrix: SparseColumns, rows: Mask) -> None:
        self.rows = rows.copy()
        self.columns = np.ones(matrix.columns, dtype=np.bool_)
        self.pairs = 0
        self._sides = (_Side(matrix, rows), _Side(matrix.transposed(), self.columns))
        self._rounds = 0

    def run(self) -> None:
        """Delete pairs, as long as many are found at a time."""
        by_columns, by_rows = self._sides
        changed = True
        while changed:
            deleted = self._run(by_columns, self.rows, by_rows, self.columns)
            changed = self._run(by_rows, self.columns, by_columns, self.rows) + deleted > 0

    def _run(self, lines: _Side, others: Mask, crossing: _Side, own: Mask) -> int:
        """Delete all lines with one entry, with the crossing line of that; return how many."""
        deleted = 0
        candidates = np.flatnonzero(own & (lines.counts == 1))
        while len(candidates) and self._is_worth_it():
            checkpoint()
            crossed, first = np.unique(lines.sums[candidates], return_index=True)
            chosen = candidates[first]
            units = np.abs(lines.weights[chosen]) == 1
            crossed, chosen = crossed[units], chosen[units]
            own[chosen], others[crossed] = False, False
            # What else was in the chosen lines is deleted already: they are gone with their entry.
            touched = lines.delete(crossing, crossed)
            candidates = touched[own[touched] & (lines.counts[touched] == 1)]
            deleted += len(chosen)
            self.pairs += len(chosen)
            self._rounds += 1
        return deleted

    def _is_worth_it(self) -> bool:
        return self._rounds < _FREE_ROUNDS + self.pairs // _PAIRS_PER_ROUND


class _Side:
    """What is left in each column of a matrix, or in each row: how much, and where if it is one.

    Attributes
    ----------
    counts
        How many entries are left.
    sums
        The sum of the indices of these, so that a single one is at the row ``sums[j]``.
    weights
        The sum of their values.
    """

    def __init__(self, matrix: SparseColumns, rows: Mask) -> None:
        self.matrix = matrix.kept(rows[matrix.indices])
        self.counts = np.diff(self.matrix.offsets)
        ones = self.matrix
        places = SparseColumns(ones.rows, ones.offsets, ones.indices, ones.indices)
        self.sums = places.column_sums()
        self.weights = self.matrix.column_sums()

    def delete(self, other: _Side, lines: Indices) -> Indices:
        """Take away the entries in some lines across, and return the lines that had some."""
        entries = other.matrix.entries_in(lines)
        touched = other.matrix.indices[entries]
        np.subtract.at(self.counts, touched, 1)
        np.subtract.at(self.sums, touched, np.repeat(lines, np.diff(other.matrix.offsets)[lines]))
        np.subtract.at(self.weights, touched, other.matrix.values[entries])
        return np.unique(touched)
