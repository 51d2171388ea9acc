"""The exact simplex method on an integer dictionary, from any starting basis.

Phase 1 is the dual simplex method for the zero objective (for which every basis is dual feasible),
phase 2 the primal one; both choose by least index, so both are finite on degenerate programs
(R. G. Bland, "New finite pivoting rules for the simplex method", 1977). Pivots keep the entries
integral over one common denominator (J. Edmonds 1967; the form of D. Avis, "lrs", 2000), which
costs one exact division an entry and never a greatest common divisor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerMatrix, IntegerVector, primitive, reduced_rows
from polyregions.budgets import checkpoint
from polyregions.polytopes.linear_programs.results import (
    Infeasible,
    Optimal,
    Point,
    Result,
    Rows,
    Unbounded,
)

__all__ = ["Dictionary", "solve_by_simplex"]


def solve_by_simplex(
    rows: Rows, objective: IntegerVector, basis: Iterable[int] = (), at_once: bool = False
) -> Result:
    """Maximise ``objective`` over ``rows`` exactly, whatever the program's degeneracy.

    Parameters
    ----------
    rows
        Constraints ``(a_1, ..., a_n, b)``, each meaning a.x <= b.
    objective
        The integer vector c, of length n.
    basis
        Indices of rows to start from: those that are independent are made tight, in this order,
        and completed by others. Any choice is correct; one near the optimum is fast.
    at_once
        Whether `basis` is n rows that are made tight in one elimination, if they are independent:
        faster where numbers are long.

    Returns
    -------
    Optimal | Infeasible | Unbounded
        With exact certificates.

    Examples
    --------
    >>> solve_by_simplex([(1, 3), (-1, 0)], (1,)).value
    Fraction(3, 1)
    """
    dictionary = Dictionary(rows, objective)
    if not (at_once and dictionary.enter_at_once(tuple(basis))):
        dictionary.enter_rows(basis)
    infeasible_row = dictionary.reach_feasibility()
    if infeasible_row is not None:
        return Infeasible(dictionary.row_multipliers(infeasible_row))
    unbounded_column = dictionary.reach_optimality()
    if unbounded_column is not None:
        return Unbounded(dictionary.point(), dictionary.ray(unbounded_column))
    multipliers = dictionary.multipliers()
    value = Fraction(dictionary.table[-1, 0], dictionary.denominator)
    return Optimal(value, dictionary.point(), multipliers, dictionary.tight_rows())


class Dictionary:
    """Every basic variable and the objective as affine functions of the nonbasic variables.

    Variables 0..n-1 are the coordinates x (free), n+i is the slack of row i (nonnegative). Row r of
    the table, over the common denominator, is (constant, coefficients of the nonbasic variables);
    the last row is the objective.
    """

    def __init__(self, rows: Rows, objective: IntegerVector) -> None:
        self.dimension = len(objective)
        table = np.zeros((len(rows) + 1, self.dimension + 1), dtype=object)
        for i, row in enumerate(rows):
            table[i, 0] = row[-1]
            table[i, 1:] = [-a for a in row[:-1]]
        table[-1, 1:] = objective
        self.table: NDArray[Any] = table
        self.denominator = 1
        self.basic = [self.dimension + i for i in range(len(rows))]
        self.nonbasic = list(range(self.dimension))

    def enter_at_once(self, basis: Sequence[int]) -> bool:
        """Make n rows tight in one elimination, fast where numbers are long; if independent."""
        size, table = self.dimension, self.table
        chosen = list(basis)
        tight = np.concatenate([-table[chosen, 1:], np.eye(size, dtype=object)], axis=1)
        system = np.concatenate([tight, table[chosen, :1]], axis=1)
        solved, denominator = reduced_rows(system.tolist())
        if any(row[k] != denominator for k, row in enumerate(solved)):
            return False
        # x = (constants - inverse . slacks) / denominator
        entered = np.array([(row[-1], *(-c for c in row[size:-1])) for row in solved], dtype=object)
        product = np.array(IntegerMatrix(table[:, 1:].tolist()) @ entered.tolist(), dtype=object)
        product[:, 0] += denominator * table[:, 0]
        product[chosen] = entered
        self.table, self.denominator = product, denominator
        for column, row in enumerate(chosen):
            self.basic[row], self.nonbasic[column] = column, size + row
        return True

    def pivot(self, row: int, column: int) -> None:
        """Exchange the basic variable of ``row`` with the nonbasic one of ``column`` (from 0)."""
        checkpoint()
        table, k = self.table, column + 1
        pivot_row = table[row].copy()
        pivot_entry = pivot_row[k]
        pivot_column = table[:, k].copy()
        table *= pivot_entry
        table -= np.outer(pivot_column, pivot_row)
        table //= self.denominator
        table[:, k] = pivot_column
        table[row] = -pivot_row
        table[row, k] = self.denominator
        if pivot_entry < 0:
            np.negative(table, out=table)
        self.denominator = abs(pivot_entry)
        self.basic[row], self.nonbasic[column] = self.nonbasic[column], self.basic[row]

    def enter_rows(self, basis: Iterable[int]) -> None:
        """Make rows tight until no free coordinate is left that some row restricts."""
        preferred = list(dict.fromkeys(basis))
        others = sorted(set(range(len(self.basic))).difference(preferred))
        for row in [*preferred, *others]:
            if not any(variable < self.dimension for variable in self.nonbasic):
                return
            for column, variable in enumerate(self.nonbasic):
                if variable < self.dimension and self.table[row, column + 1]:
                    self.pivot(row, column)
                    break

    def _slack_rows(self) -> list[int]:
        by_variable = sorted((v, r) for r, v in enumerate(self.basic) if v >= self.dimension)
        return [row for _, row in by_variable]

    def _columns_by_variable(self) -> list[int]:
        return sorted(range(self.dimension), key=self.nonbasic.__getitem__)

    def reach_feasibility(self) -> int | None:
        """Dual simplex for the zero objective; return a row that proves infeasibility, or None."""
        while True:
            leaving = next((r for r in self._slack_rows() if self.table[r, 0] < 0), None)
            if leaving is None:
                return None
            # A free coordinate that is still nonbasic occurs in no slack: its entry here is zero.
            entering = next(
                (c for c in self._columns_by_variable() if self.table[leaving, c + 1] > 0), None
            )
            if entering is None:
                return leaving
            self.pivot(leaving, entering)

    def reach_optimality(self) -> int | None:
        """Primal simplex; return a column along which the objective is unbounded, or None."""
        while True:
            entering = next((c for c in self._columns_by_variable() if self._improves(c)), None)
            if entering is None:
                return None
            leaving = self._blocking_row(entering)
            if leaving is None:
                return entering
            self.pivot(leaving, entering)

    def _improves(self, column: int) -> bool:
        gain = self.table[-1, column + 1]
        return bool(gain > 0 or (gain and self.nonbasic[column] < self.dimension))

    def _blocking_row(self, column: int) -> int | None:
        best = None
        for row in self._slack_rows():
            entry = self.table[row, column + 1]
            if entry < 0 and (
                best is None
                or self.table[row, 0] * self.table[best, column + 1] > self.table[best, 0] * entry
            ):
                best = row
        return best

    def point(self) -> Point:
        """Return the basic solution."""
        values = [Fraction(0)] * self.dimension
        for row, variable in enumerate(self.basic):
            if variable < self.dimension:
                values[variable] = Fraction(self.table[row, 0], self.denominator)
        return tuple(values)

    def ray(self, column: int) -> IntegerVector:
        """Return the direction in which the nonbasic variable of ``column`` improves."""
        # Only a free coordinate may move down, and then it appears in no constraint.
        orientation = 1 if self.table[-1, column + 1] > 0 else -1
        direction = [0] * self.dimension
        if self.nonbasic[column] < self.dimension:
            direction[self.nonbasic[column]] = orientation * self.denominator
        for row, variable in enumerate(self.basic):
            if variable < self.dimension:
                direction[variable] = orientation * self.table[row, column + 1]
        return primitive(direction)

    def multipliers(self) -> dict[int, Fraction]:
        """Return the dual solution of the objective row."""
        return self._sparse(-self.table[-1, 1:], {})

    def row_multipliers(self, row: int) -> dict[int, Fraction]:
        """Return the Farkas combination that a row with no positive entry spells out."""
        own = {self.basic[row] - self.dimension: Fraction(1)}
        return self._sparse(-self.table[row, 1:], own)

    def _sparse(self, entries: NDArray[Any], start: dict[int, Fraction]) -> dict[int, Fraction]:
        for variable, entry in zip(self.nonbasic, entries, strict=True):
            if entry:
                start[variable - self.dimension] = Fraction(entry, self.denominator)
        return start

    def tight_rows(self) -> tuple[int, ...]:
        """Return the rows whose slacks are nonbasic."""
        return tuple(sorted(v - self.dimension for v in self.nonbasic if v >= self.dimension))
