"""The simplex method on balls: a proposal where numbers are too long or too far apart for floats.

The pivots are those of the exact method, as long as no entry is in doubt; one that may be zero
counts as zero. The exact method starts where that ends, and most often has nothing left to do.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from polyregions.arithmetic import IntegerVector, ball_matrix, precision, without_doubtful
from polyregions.budgets import checkpoint
from polyregions.polytopes.linear_programs.results import Result, Rows
from polyregions.polytopes.linear_programs.simplex import Dictionary, solve_by_simplex

__all__ = ["longest_entry", "solve_by_balls"]

# Pivots for each row and coordinate after which the method must have lost its way.
_PATIENCE: Final = 4


def solve_by_balls(rows: Rows, objective: IntegerVector) -> Result:
    """Maximise ``objective`` over ``rows`` exactly, from the basis that balls propose.

    Parameters
    ----------
    rows, objective
        The program, as for :func:`.solve_by_simplex`.

    Examples
    --------
    >>> solve_by_balls([(2**2000, 1), (-1, 0)], (1,)).value * 2**2000
    Fraction(1, 1)
    """
    basis = _proposed_basis(rows, objective)
    return solve_by_simplex(rows, objective, basis, at_once=len(basis) == len(objective))


def longest_entry(rows: Rows, objective: IntegerVector) -> int:
    """Return the bits of a program's longest integer."""
    return max(entry.bit_length() for row in (*rows, objective) for entry in row)


def _proposed_basis(rows: Rows, objective: IntegerVector) -> tuple[int, ...]:
    """Return rows that are tight where the method ends: the answer if nothing misled it."""
    # Forms of the units of one layer may differ in their last digits alone.
    with precision(longest_entry(rows, objective)):
        dictionary = _BallDictionary(rows, objective)
        try:
            dictionary.enter_rows(())
            if dictionary.reach_feasibility() is None:
                dictionary.reach_optimality()
        except _LostError:
            pass
    return dictionary.tight_rows()


class _LostError(Exception):
    """The method goes round in circles."""


class _BallDictionary(Dictionary):
    """A dictionary of balls, over the denominator 1."""

    def __init__(self, rows: Rows, objective: IntegerVector) -> None:
        super().__init__(rows, objective)
        self.table = without_doubtful(ball_matrix(self.table))
        self._pivots_left = _PATIENCE * sum(self.table.shape)

    def pivot(self, row: int, column: int) -> None:
        checkpoint()
        if not self._pivots_left:
            raise _LostError
        self._pivots_left -= 1
        table, k = self.table, column + 1
        inverse = 1 / table[row, k]
        pivot_row, pivot_column = table[row] * inverse, table[:, k] * inverse
        table = table - np.outer(table[:, k], pivot_row)
        table[:, k] = pivot_column
        table[row] = -pivot_row
        table[row, k] = inverse
        self.table = without_doubtful(table)
        self.basic[row], self.nonbasic[column] = self.nonbasic[column], self.basic[row]
