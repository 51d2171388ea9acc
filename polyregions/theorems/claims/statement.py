"""Published statements that enumeration can check, one point of a grid at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

__all__ = ["Grid", "Outcome", "Parameters", "Statement", "Value", "Verdict", "points"]

Value = int | str
Parameters = Mapping[str, Value]
Grid = Mapping[str, Sequence[Value]]
"""For each parameter its values; the points are all combinations."""


class Verdict(StrEnum):
    """What came of a check."""

    HOLDS = "holds"
    """What is claimed is what was computed."""

    REFUTED = "refuted"
    """It is not: this is a counterexample."""

    NOT_STATED = "not stated"
    """The statement says nothing for these parameters."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found.

    Attributes
    ----------
    claimed, computed
        A number, or a short text.
    holds
        Whether they agree.
    remark
        What else is worth knowing, such as the point at which two functions differ.
    """

    claimed: Value
    computed: Value
    holds: bool
    remark: str = ""

    @classmethod
    def of_counts(cls, claimed: int, computed: int, remark: str = "") -> Outcome:
        """Compare two numbers for equality."""
        return cls(claimed, computed, claimed == computed, remark)


@dataclass(frozen=True, slots=True)
class Statement:
    """A published statement and how to check it.

    Attributes
    ----------
    name
        Its name in the registry.
    text
        What it says.
    source
        Where it says so.
    check
        Called with ``engine`` and the parameters of one point; raises ConstructionError or
        BoundNotApplicableError where the statement says nothing for them.
    defaults
        The points that are checked where no grid is given; they name all parameters.
    expected
        What the check is known to find: a statement may be known to be false.
    """

    name: str
    text: str
    source: str
    check: Callable[..., Outcome]
    defaults: tuple[Parameters, ...]
    expected: Verdict = Verdict.HOLDS

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order of the columns of a table."""
        return tuple(self.defaults[0])


def points(*grids: Grid) -> tuple[Parameters, ...]:
    """Return all combinations of the values of each grid, one grid after the other.

    Examples
    --------
    >>> points({"inputs": [1, 2], "width": [4]})
    ({'inputs': 1, 'width': 4}, {'inputs': 2, 'width': 4})
    """
    return tuple(point for grid in grids for point in _combinations(grid))


def _combinations(grid: Grid) -> Iterable[Parameters]:
    for values in product(*grid.values()):
        yield dict(zip(grid, values, strict=True))
