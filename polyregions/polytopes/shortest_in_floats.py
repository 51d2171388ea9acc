"""What floats take for the shortest vector of a polytope: a proposal, which decides nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, nearest_quotient, repr_of_fields
from polyregions.budgets import checkpoint
from polyregions.polytopes.linear_programs import new_solver
from polyregions.polytopes.norms import Norm

__all__ = ["Proposal", "nearly_shortest", "propose"]

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

    __repr__ = repr_of_fields

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
    found = nearly_shortest(np.array(images), np.array(levels), norm)
    if found is None or found[0] is None:
        return None
    return Proposal(found[0], found[1], scale)


def nearly_shortest(
    normals: Floats, levels: Floats, norm: Norm
) -> tuple[Floats | None, Floats] | None:
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
    kept = np.isfinite(levels)
    if not kept.all():
        found = nearly_shortest(normals[kept], levels[kept], norm)
        if found is None:
            return None
        multipliers = np.zeros(len(levels))
        multipliers[kept] = found[1]
        return found[0], multipliers
    solve = _by_least_squares if norm is Norm.L2 else _by_linear_program
    found = solve(normals, levels, norm)
    if found is None or not np.isfinite(found[1]).all():
        return None
    vector = found[0]
    has_vector = vector is not None and bool(np.isfinite(vector).all())
    return vector if has_vector else None, np.maximum(found[1], 0.0)


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
    """Minimise the sum of p + q for d = p - q, or t with -t <= d_j <= t for all coordinates."""
    count, size = normals.shape
    if norm is Norm.L1:
        rows = [np.hstack([normals, -normals])]
        right = levels
        program = _Program(np.ones(2 * size), np.zeros(2 * size))
    else:
        rows = [np.hstack([normals, np.zeros((count, 1))])]
        right = np.append(levels, np.zeros(2 * size))
        program = _Program(np.append(np.zeros(size), 1.0), np.append(np.full(size, -np.inf), 0.0))
    columns = len(program.costs)
    index = [np.tile(np.arange(columns, dtype=np.int32), count)]
    starts = [np.arange(count, dtype=np.int32) * columns]
    values = [rows[0].ravel()]
    if norm is Norm.LINF:
        pairs = np.empty((size, 2), dtype=np.int32)
        pairs[:, 0], pairs[:, 1] = np.arange(size), size
        for sign in (1.0, -1.0):
            starts.append(
                count * columns
                + 2 * np.arange(size * len(values) - size, size * len(values), dtype=np.int32)
            )
            index.append(pairs.ravel())
            values.append(np.tile([sign, -1.0], size))
    found = program.solved(
        np.concatenate(starts), np.concatenate(index), np.concatenate(values), right
    )
    if found is None:
        return None
    vector, duals = found
    vector = vector[:size] - vector[size:] if norm is Norm.L1 else vector[:size]
    return vector, -duals[:count]


@dataclass(frozen=True, slots=True, eq=False)
class _Program:
    """Minimise costs . x over x >= lower and rows that are at most their right sides."""

    costs: Floats
    lower: Floats

    def solved(
        self, starts: NDArray[np.int32], index: NDArray[np.int32], values: Floats, right: Floats
    ) -> tuple[Floats, Floats] | None:
        """Return the solution and the duals of rows; None where HiGHS gives up."""
        import highspy

        highs = _solver()
        size = len(self.costs)
        highs.passModel(
            size,
            len(right),
            len(values),
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            self.costs,
            self.lower,
            np.full(size, np.inf),
            np.full(len(right), -np.inf),
            right,
            starts.astype(np.int32),
            index,
            values,
            np.zeros(size, dtype=np.int32),
        )
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = highs.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)


_ONE_PER_THREAD = threading.local()


def _solver() -> Any:
    """Return the thread's solver."""
    if not hasattr(_ONE_PER_THREAD, "solver"):
        _ONE_PER_THREAD.solver = new_solver()
    return _ONE_PER_THREAD.solver
