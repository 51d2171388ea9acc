"""What floats take for the shortest vector of a polytope: a proposal, which decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, nearest_quotient
from polyregions.budgets import checkpoint
from polyregions.polytopes.norms import Norm

__all__ = ["Proposal", "in_floats", "propose"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A float solution.

    Attributes
    ----------
    vector
        The vector (n,) in units of ``scale``.
    multipliers
        The dual solution (k,), of the rows in any scale.
    scale
        The unit.
    """

    vector: Floats
    multipliers: Floats
    scale: Fraction

    @property
    def tight(self) -> list[int]:
        """The rows with a multiplier, the largest first."""
        order = np.argsort(-self.multipliers, kind="stable")
        return [int(i) for i in order[: np.count_nonzero(self.multipliers > 0)]]


def propose(rows: Sequence[IntegerVector], norm: Norm) -> Proposal | None:
    """Propose a shortest vector of {d : a.d <= s for every row (a, s)}, where 0 violates a row.

    None where floats find none, or the numbers are beyond them.
    """
    checkpoint()
    sizes = [max(map(abs, row[:-1]), default=0) or 1 for row in rows]
    scale = max(Fraction(-row[-1], size) for row, size in zip(rows, sizes, strict=True))
    images = [
        [nearest_quotient(a, size) for a in row[:-1]] for row, size in zip(rows, sizes, strict=True)
    ]
    unit, of_unit = scale.numerator, scale.denominator
    levels = [
        nearest_quotient(row[-1] * of_unit, size * unit)
        for row, size in zip(rows, sizes, strict=True)
    ]
    found = in_floats(np.array(images), np.array(levels), norm)
    if found is None or found[0] is None:
        return None
    return Proposal(found[0], found[1], scale)


def in_floats(normals: Floats, levels: Floats, norm: Norm) -> tuple[Floats | None, Floats] | None:
    """Return about a shortest vector of {d : normals d <= levels}, and its multipliers.

    None for the vector where the multipliers seem to prove that there is none, as they may in l2;
    None where floats find nothing.

    Parameters
    ----------
    normals
        The normals (k, n), of sizes near 1.
    levels
        The levels (k,), the most violated of a size near 1; those that are infinite do not count.
    norm
        The norm.
    """
    kept = np.flatnonzero(np.isfinite(levels))
    solve = _by_least_squares if norm is Norm.L2 else _by_linear_program
    found = solve(normals[kept], levels[kept], norm)
    if found is None or not np.isfinite(found[1]).all():
        return None
    multipliers = np.zeros(len(levels))
    multipliers[kept] = np.maximum(found[1], 0.0)
    vector = found[0]
    return (vector if vector is not None and np.isfinite(vector).all() else None), multipliers


# What is left of 1 + u.s where there is no vector, but for rounding.
_NOTHING = 1 / 2**40


def _by_least_squares(
    normals: Floats, levels: Floats, _: Norm
) -> tuple[Floats | None, Floats] | None:
    """Return the solution by the nonnegative least squares that Lawson and Hanson reduce it to."""
    from scipy.optimize import nnls

    matrix = -np.vstack([normals.T, levels])
    aim = np.zeros(len(matrix))
    aim[-1] = 1.0
    try:
        weights, _distance = nnls(matrix, aim)
    except RuntimeError:  # it loses its way
        return None
    rest = 1.0 + levels @ weights
    if not rest > _NOTHING:
        return None, weights
    return -(weights @ normals) / rest, weights / rest


def _by_linear_program(
    normals: Floats, levels: Floats, norm: Norm
) -> tuple[Floats | None, Floats] | None:
    from scipy.optimize import linprog

    size = normals.shape[1]
    if norm is Norm.L1:  # d = p - q
        costs, rows, right = np.ones(2 * size), np.hstack([normals, -normals]), levels
    else:
        costs, rows, right = _largest_coordinate(normals, levels)
    bounds = (0 if norm is Norm.L1 else None, None)
    answer = linprog(costs, A_ub=rows, b_ub=right, bounds=bounds, method="highs")
    if answer.status != _OPTIMAL:
        return None
    found = np.asarray(answer.x, dtype=np.float64)
    vector = found[:size] - found[size:] if norm is Norm.L1 else found[:size]
    return vector, -np.asarray(answer.ineqlin.marginals)[: len(levels)]


_OPTIMAL = 0  # of linprog's statuses


def _largest_coordinate(normals: Floats, levels: Floats) -> tuple[Floats, Any, Floats]:
    """Return the program for the least t >= |d_j|: its costs, rows and right sides."""
    from scipy import sparse

    size = normals.shape[1]
    unit = sparse.eye_array(size)
    own = sparse.csr_array(np.hstack([normals, np.zeros((len(normals), 1))]))
    below = sparse.csr_array(np.full((size, 1), -1.0))
    bounds: Any = sparse.vstack([sparse.hstack([s * unit, below]) for s in (1.0, -1.0)])
    costs, right = np.append(np.zeros(size), 1.0), np.append(levels, np.zeros(2 * size))
    return costs, sparse.vstack([own, bounds]), right
