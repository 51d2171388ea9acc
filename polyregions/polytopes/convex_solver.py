"""How cvxpy is called: one solver, its accuracy, and floats made from exact numbers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float

__all__ = ["nearest_floats", "solve_convex_program"]

_GAP = 1e-12  # Less than Clarabel reaches, so that it stops where it no longer improves.


def solve_convex_program(problem: Any) -> None:
    """Solve with Clarabel as far as floats allow; a failure leaves the variables without value."""
    import cvxpy as cp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cvxpy warns of inaccurate answers, which we check.
        try:
            problem.solve(solver=cp.CLARABEL, tol_gap_abs=_GAP, tol_gap_rel=_GAP, tol_feas=_GAP)
        except cp.error.SolverError:
            return


def nearest_floats(values: Sequence[Fraction]) -> NDArray[np.float64]:
    """Return exact numbers rounded to binary64."""
    return np.array([nearest_float(value) for value in values], dtype=np.float64)
