"""The LP oracle: SciPy's HiGHS proposes a basis, exact arithmetic proves it or decides itself.

The float answer is only ever a hint. The basis it points to is solved over the rationals and
checked: all constraints at the vertex, all multipliers of the objective. What does not verify is
handed, with the basis, to the exact simplex method, so every answer carries a proof. Programs so
small that the exact method is faster than the hint go to it directly, and to those with integers
too long for floats balls give the hint.
(Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", 2018, for HiGHS;
the pattern follows W. Cook et al., "A hybrid branch-and-bound approach for exact rational mixed
integer programming", 2013.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    dot,
    independent_rows,
    primitive_from_rationals,
    solve,
)
from polyregions.budgets import checkpoint
from polyregions.polytopes.linear_programs.ball_simplex import longest_entry, solve_by_balls
from polyregions.polytopes.linear_programs.results import (
    Infeasible,
    Optimal,
    Result,
    Rows,
    Unbounded,
)
from polyregions.polytopes.linear_programs.simplex import solve_by_simplex

__all__ = ["LinearProgramOracle", "maximise"]


SMALL = 160
"""Programs with at most so many coefficients are solved by the exact simplex method at once.

In up to five dimensions its few pivots on small integers cost a tenth of a call of ``linprog``;
from about eight on the float proposal is worth its price (measured by tests/benchmarks).
"""

LONG = 512
"""Programs with longer integers, in bits, are proposed to in balls: floats lose their way there."""


@dataclass(slots=True)
class LinearProgramOracle:
    """Solves linear programs exactly and counts how.

    Parameters
    ----------
    small
        The number of coefficients up to which HiGHS is not asked.

    Attributes
    ----------
    programs
        Programs solved.
    proposals
        Calls of SciPy's ``linprog``; an unbounded or infeasible program takes two or three.
    proved
        Programs whose float answer was proved right.
    refuted
        Programs whose float answer did not verify: the exact simplex method decided them.
    """

    small: int = SMALL
    programs: int = field(default=0, init=False)
    proposals: int = field(default=0, init=False)
    proved: int = field(default=0, init=False)
    refuted: int = field(default=0, init=False)

    def add(self, other: LinearProgramOracle) -> None:
        """Add the counts of another oracle."""
        self.programs += other.programs
        self.proposals += other.proposals
        self.proved += other.proved
        self.refuted += other.refuted

    def maximise(self, rows: Rows, objective: IntegerVector) -> Result:
        """Maximise ``objective`` over {x : a.x <= b for every row (a, b)}.

        Parameters
        ----------
        rows
            Integer constraints ``(a_1, ..., a_n, b)``; there may be none.
        objective
            The integer vector c, of length n >= 1.

        Returns
        -------
        Optimal | Infeasible | Unbounded
            With exact certificates (see ``results.certifies``).

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        checkpoint()
        self.programs += 1
        if longest_entry(rows, objective) > LONG:
            return solve_by_balls(rows, objective)
        if len(rows) * len(objective) <= self.small:
            return solve_by_simplex(rows, objective)
        proposal = self._propose(rows, objective)
        result: Result | None = None
        if proposal.status == _OPTIMAL:
            result = _proved_optimum(rows, objective, proposal.basis)
        elif proposal.status == _INFEASIBLE:
            result = self._proved_infeasibility(rows, len(objective))
        elif proposal.status == _UNBOUNDED:
            result = self._proved_ray(rows, objective)
        if result is not None:
            self.proved += 1
            return result
        self.refuted += 1
        return solve_by_simplex(rows, objective, proposal.basis)

    def _propose(self, rows: Rows, objective: IntegerVector) -> _Proposal:
        self.proposals += 1
        return _propose(rows, objective)

    def _proved_infeasibility(self, rows: Rows, dimension: int) -> Infeasible | None:
        """Minimise the largest violation; a positive minimum's multipliers are Farkas's."""
        elastic = [(*row[:-1], -1, row[-1]) for row in rows]
        elastic.append((*[0] * dimension, -1, 0))
        lowest = (*[0] * dimension, -1)
        optimum = _proved_optimum(elastic, lowest, self._propose(elastic, lowest).basis)
        if optimum is None or optimum.value == 0:
            return None
        return Infeasible({i: y for i, y in optimum.multipliers.items() if i < len(rows)})

    def _proved_ray(self, rows: Rows, objective: IntegerVector) -> Unbounded | None:
        """Maximise the objective over the recession cone cut off at value 1."""
        cone = [(*row[:-1], 0) for row in rows]
        cone.append((*objective, 1))
        steepest = _proved_optimum(cone, objective, self._propose(cone, objective).basis)
        if steepest is None or steepest.value == 0:
            return None
        nothing = (0,) * len(objective)
        feasible = _proved_optimum(rows, nothing, self._propose(rows, nothing).basis)
        if feasible is None:
            return None
        return Unbounded(feasible.point, primitive_from_rationals(steepest.point))


def maximise(rows: Rows, objective: IntegerVector) -> Result:
    """Maximise once, without counting; see :meth:`LinearProgramOracle.maximise`.

    Examples
    --------
    >>> maximise([(1, 1, 4), (-1, 0, 0), (0, -1, 0)], (1, 2)).value
    Fraction(8, 1)
    """
    return LinearProgramOracle().maximise(rows, objective)


# The statuses of scipy.optimize.linprog that carry a claim.
_OPTIMAL, _INFEASIBLE, _UNBOUNDED, _NO_CLAIM = 0, 2, 3, 4


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What the float solver claims, and rows that should be tight at the answer, best first."""

    status: int
    basis: tuple[int, ...]


def _propose(rows: Rows, objective: IntegerVector) -> _Proposal:
    from scipy.optimize import linprog

    if not rows:
        return _Proposal(_NO_CLAIM if any(objective) else _OPTIMAL, ())
    constraints = np.array([_scaled_row(row) for row in rows])
    if not np.all(np.isfinite(constraints)):
        return _Proposal(_NO_CLAIM, ())
    largest = max(map(abs, objective)) or 1
    costs = np.array([-c / largest for c in objective])
    answer = linprog(
        costs,
        A_ub=constraints[:, :-1],
        b_ub=constraints[:, -1],
        bounds=(None, None),
        method="highs",
    )
    if answer.status not in (_OPTIMAL, _INFEASIBLE, _UNBOUNDED):
        return _Proposal(_NO_CLAIM, ())
    if answer.status != _OPTIMAL:
        return _Proposal(answer.status, ())
    slack, marginals = np.asarray(answer.slack), np.asarray(answer.ineqlin.marginals)
    return _Proposal(_OPTIMAL, _likely_tight(slack, marginals))


def _scaled_row(row: IntegerVector) -> list[float]:
    """Divide by the largest coefficient of the normal, so that HiGHS sees numbers near 1."""
    largest = max(map(abs, row[:-1]), default=0) or 1
    return [_quotient(entry, largest) for entry in row]


def _quotient(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        return np.inf if numerator > 0 else -np.inf


def _likely_tight(slack: NDArray[Any], marginals: NDArray[Any]) -> tuple[int, ...]:
    """Order the rows by how surely they belong to the optimal basis.

    Rows with a multiplier come first, the others by their slack; which of them are independent is
    decided exactly by the caller.
    """
    order = np.lexsort((np.abs(slack), marginals == 0))
    return tuple(int(i) for i in order)


def _proved_optimum(rows: Rows, objective: IntegerVector, order: Sequence[int]) -> Optimal | None:
    """Solve the first independent rows exactly; return the optimum if they prove it."""
    chosen = _first_independent(rows, order)
    if len(chosen) < len(objective):
        return None if any(objective) or rows else _origin(len(objective))
    normals = [rows[i][:-1] for i in chosen]
    point = solve(normals, [rows[i][-1] for i in chosen])
    multipliers = solve(list(zip(*normals, strict=True)), objective)
    if point is None or multipliers is None or min(multipliers) < 0:
        return None
    vertex = primitive_from_rationals((*point, Fraction(-1)))
    if any(dot(row, vertex) > 0 for row in rows):
        return None
    value = sum((c * x for c, x in zip(objective, point, strict=True)), Fraction(0))
    sparse = {i: y for i, y in zip(chosen, multipliers, strict=True) if y}
    return Optimal(value, point, sparse, tuple(sorted(chosen)))


def _first_independent(rows: Rows, order: Sequence[int]) -> list[int]:
    return [order[k] for k in independent_rows([rows[i][:-1] for i in order])]


def _origin(dimension: int) -> Optimal:
    return Optimal(Fraction(0), (Fraction(0),) * dimension, {}, ())
