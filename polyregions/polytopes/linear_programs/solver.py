"""A silent solver of HiGHS, for those that keep one and pass it many small models."""

from __future__ import annotations

from typing import Any

__all__ = ["new_solver"]


def new_solver() -> Any:
    """Return a solver for one thread, set up for small models.

    That takes longer than to pass and to solve one: who uses it keeps it.
    """
    import highspy

    # HiGHS prints its name when callbacks are enabled, before it can be told to be silent.
    silent: Any = type("Silent", (highspy.Highs,), {"enableCallbacks": lambda _: None})
    solver = silent()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    return solver
