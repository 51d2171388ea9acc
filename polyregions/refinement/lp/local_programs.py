"""Linear programs over one cell, solved in floats by HiGHS: they propose, and decide nothing.

They are posed in coordinates about the cell's interior point in which every constraint reads
1 + row . d >= 0, so that cells of any size and place look alike to the solver's tolerances, and the
start d = 0 is feasible. The model is passed once; each program changes the objective alone and
starts where the last one ended. (Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised
simplex method", 2018, for HiGHS.)
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, ScaledVectors, dot, nearest_quotient
from polyregions.budgets import checkpoint
from polyregions.polytopes.linear_programs import new_solver

__all__ = ["LocalPrograms", "Proposal", "thread_solver"]

Floats = NDArray[np.float64]

# Below this share of the magnitudes that it sums, a slack is computed exactly.
_CANCELLED: Final = 2.0**-20
# Unbounded cells are cut off here, in units of the nearest constraint's distance.
_FAR: Final = 2.0**30
# Slacks below this are taken to be zero at a proposed optimum; those at the centre are 1.
_TIGHT: Final = 2.0**-24


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What HiGHS takes for an optimum.

    Attributes
    ----------
    step
        Where it is, relative to the centre.
    slack
        The values of all constraints there, which are 1 at the centre.
    multipliers
        The dual solution, for the constraints' images.
    """

    step: Floats
    slack: Floats
    multipliers: Floats

    @property
    def tight(self) -> NDArray[np.intp]:
        """The constraints that seem to vanish there."""
        return (self.slack < _TIGHT).nonzero()[0]


class LocalPrograms:
    """The programs over one cell.

    Parameters
    ----------
    constraints
        Forms that are >= 0 exactly on the cell.
    interior
        A point strictly inside.

    Attributes
    ----------
    centre
        The interior point, rounded.
    values
        The values of the constraints' images there.
    rows
        The constraints' linear parts over their values at the interior point.
    """

    def __init__(self, constraints: ScaledVectors, interior: IntegerVector) -> None:
        images, point = constraints.floats, ScaledVectors([interior]).floats[0]
        with np.errstate(all="ignore"):
            self.values: Floats = images @ point / point[-1]
            magnitudes = np.abs(images) @ np.abs(point) / point[-1]
            for i in (~(self.values > _CANCELLED * magnitudes)).nonzero()[0]:
                form = constraints.vector(int(i))
                scale = max(map(abs, form)) * interior[-1]
                self.values[i] = nearest_quotient(dot(form, interior), scale)
            self.centre: Floats = point[:-1] / point[-1]
            self.rows: Floats = images[:, :-1] / self.values[:, np.newaxis]

    def maximise(self, objective: Floats, relaxed: int | None = None) -> Proposal | None:
        """Propose a maximum of a linear objective over the cell; None where HiGHS gives up.

        Parameters
        ----------
        objective
            The objective (n,).
        relaxed
            A constraint that may go down to -1.
        """
        checkpoint()
        highs = thread_solver()
        if highs.passed_by is not self and not self._pass_model(highs):
            return None
        scaled = objective * self.units
        largest = np.abs(scaled).max()
        if not 0 < largest < np.inf:
            return None
        highs.changeColsCost(len(scaled), self._columns, scaled / -largest)
        if relaxed is not None:
            highs.changeRowBounds(relaxed, -2.0, np.inf)
        highs.run()
        solution = highs.getSolution()
        optimal = highs.getModelStatus() == _optimal()
        if relaxed is not None:
            highs.changeRowBounds(relaxed, -1.0, np.inf)
        if not optimal:
            return None
        step = np.array(solution.col_value) * self.units
        duals = np.maximum(np.array(solution.row_dual), 0.0) * largest
        return Proposal(step, 1 + self.rows @ step, duals / self.values)

    @cached_property
    def units(self) -> Floats:
        """The powers of two in which steps are measured, so that no column is very large."""
        largest = np.abs(self.rows).max(axis=0, initial=0.0)
        return np.ldexp(1.0, -np.frexp(np.where(largest > 0, largest, 1.0))[1])

    def solution_beside(
        self, rows: Floats, least: Floats, nonnegative: int, costs: Floats
    ) -> tuple[Floats, Floats, Floats] | None:
        """Minimise over steps of the cell and other variables; None where HiGHS gives up.

        Parameters
        ----------
        rows, least
            Constraints row . v >= least, beside those of the cell, which come first; the steps, in
            ``units``, are the first variables.
        nonnegative
            How many of the variables after the steps are at least 0; the others are free.
        costs
            The objective.

        Returns
        -------
        tuple of ndarray, or None
            The variables, their reduced costs, and the multipliers of all constraints.
        """
        checkpoint()
        highs = thread_solver()
        n, width = len(self.centre), len(costs)
        with np.errstate(all="ignore"):
            own = np.zeros((len(self.rows), width))
            own[:, :n] = self.rows * self.units
        lowest = np.full(width, -np.inf)
        lowest[:n] = -_FAR
        lowest[n : n + nonnegative] = 0.0
        highest = np.full(width, np.inf)
        highest[:n] = _FAR
        bounds = np.concatenate([np.full(len(own), -1.0), least])
        highs.passed_by = None
        if not _passed(highs, np.concatenate([own, rows]), bounds, lowest, highest, costs):
            return None
        highs.run()
        if highs.getModelStatus() != _optimal():
            return None
        found = highs.getSolution()
        return np.array(found.col_value), np.array(found.col_dual), np.array(found.row_dual)

    def _pass_model(self, highs: Any) -> bool:
        with np.errstate(all="ignore"):
            rows = self.rows * self.units
        count, width = rows.shape
        far = np.full(width, _FAR)
        if not _passed(highs, rows, np.full(count, -1.0), -far, far, np.zeros(width)):
            return False
        self._columns = np.arange(width, dtype=np.int32)
        highs.passed_by = self
        return True


def _optimal() -> Any:
    import highspy

    return highspy.HighsModelStatus.kOptimal


def _passed(
    highs: Any, rows: Floats, least: Floats, lowest: Floats, highest: Floats, costs: Floats
) -> bool:
    """Pass a model to HiGHS: minimise over the rows' values from the least on; return if it can."""
    import highspy

    if not np.all(np.isfinite(rows)) or not np.all(np.isfinite(least)):
        return False
    count, width = rows.shape
    entries = np.nonzero(rows)
    starts = np.searchsorted(entries[0], np.arange(count)).astype(np.int32)
    highs.passModel(
        width,
        count,
        len(entries[0]),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs,
        lowest,
        highest,
        least,
        np.full(count, np.inf),
        starts,
        entries[1].astype(np.int32),
        rows[entries],
        np.zeros(width, dtype=np.int32),
    )
    return True


_ONE_PER_THREAD = threading.local()


def thread_solver() -> Any:
    """Return the thread's solver, set up once: that takes longer than to pass a small model."""
    if not hasattr(_ONE_PER_THREAD, "solver"):
        solver = _ONE_PER_THREAD.solver = new_solver()
        solver.passed_by = None
        # The start stays feasible while objectives change, and the rows are scaled already.
        solver.setOptionValue("simplex_strategy", 4)
        solver.setOptionValue("simplex_scale_strategy", 0)
    return _ONE_PER_THREAD.solver
