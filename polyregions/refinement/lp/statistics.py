"""Counts of how the questions of a refinement were decided."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from polyregions.polytopes.linear_programs import LinearProgramOracle

__all__ = ["LpStatistics"]


@dataclass(slots=True)
class LpStatistics:
    """How engine ``lp`` decided.

    A question is: does this hyperplane cut this cell?

    Attributes
    ----------
    regions
        Regions found so far.
    questions
        Pairs of a cell and a hyperplane of the current layer that were not settled in a larger
        cell.
    decided_by_points
        Questions that points already known in the cell answer (on both sides: it cuts).
    decided_by_bounds
        Questions that a corner or a cone already known to contain the cell answers (it does not
        cut).
    decided_by_floats
        Questions that needed a linear program, and were decided by proving its float answer.
    decided_by_lp
        Questions that needed an exact linear program.
    facet_lps
        Exact linear programs that decided whether a constraint carries a facet.
    float_programs
        Linear programs that HiGHS solved in floats, for questions and for facets.
    oracle
        The oracle that solved the exact ones, with its own counts.
    """

    regions: int = 0
    questions: int = 0
    decided_by_points: int = 0
    decided_by_bounds: int = 0
    decided_by_floats: int = 0
    decided_by_lp: int = 0
    facet_lps: int = 0
    float_programs: int = 0
    oracle: LinearProgramOracle = field(default_factory=LinearProgramOracle)

    def add(self, other: LpStatistics) -> None:
        """Add the counts of a search in another process."""
        for name in self._own_counts():
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.oracle.add(other.oracle)

    def as_mapping(self) -> dict[str, int | float]:
        """Return all counts by name."""
        return {name: getattr(self, name) for name in self._own_counts()} | {
            "linear_programs": self.oracle.programs,
            "linprog_calls": self.oracle.proposals,
            "linprog_answers_proved": self.oracle.proved,
            "linprog_answers_refuted": self.oracle.refuted,
        }

    @classmethod
    def _own_counts(cls) -> list[str]:
        return [f.name for f in fields(cls) if f.name != "oracle"]
