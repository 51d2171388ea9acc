"""Linear programs decided exactly: an oracle guided by HiGHS and an exact simplex method."""

from polyregions.polytopes.linear_programs.ball_simplex import solve_by_balls
from polyregions.polytopes.linear_programs.oracle import LinearProgramOracle, maximise
from polyregions.polytopes.linear_programs.results import (
    Infeasible,
    Optimal,
    Result,
    Unbounded,
    certifies,
)
from polyregions.polytopes.linear_programs.simplex import solve_by_simplex
from polyregions.polytopes.linear_programs.solver import new_solver

__all__ = [
    "Infeasible",
    "LinearProgramOracle",
    "Optimal",
    "Result",
    "Unbounded",
    "certifies",
    "maximise",
    "new_solver",
    "solve_by_balls",
    "solve_by_simplex",
]
