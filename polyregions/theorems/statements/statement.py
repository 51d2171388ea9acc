"""Published statements that can be checked, one point of a grid of parameters at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from polyregions.arithmetic import repr_of_fields
from polyregions.theorems.counting import Count

__all__ = [
    "Grid",
    "Outcome",
    "Parameters",
    "Publication",
    "Statement",
    "Value",
    "Verdict",
    "points",
]

Value = int | str
Parameters = Mapping[str, Value]
Grid = Mapping[str, Sequence[Value]]
"""For each parameter its values; the points are all combinations."""


class Verdict(StrEnum):
    """What came of a check."""

    HOLDS = "holds"
    """What is claimed is what was computed."""

    CONSISTENT = "consistent with the sample"
    """A mean is claimed, and that of a seeded sample is not too far from it: no proof."""

    REFUTED = "refuted"
    """What is claimed is not what was computed: this is a counterexample."""

    IMPLAUSIBLE = "contradicted by the sample"
    """A mean is claimed, and that of a seeded sample is too far from it to be chance."""

    STOPPED = "stopped at max_seconds"
    """The time was up: nothing is known."""

    NOT_STATED = "not stated"
    """The statement says nothing for these parameters."""

    @property
    def is_positive(self) -> bool:
        """Whether nothing speaks against the statement, and something for it."""
        return self in (Verdict.HOLDS, Verdict.CONSISTENT)


@dataclass(frozen=True, slots=True)
class Publication:
    """Where statements were published.

    Attributes
    ----------
    authors
        Their family names.
    year
        The year, None for what only this package says.
    reference
        How to find it, such as an arXiv number.
    """

    authors: str
    year: int | None = None
    reference: str = ""

    def __str__(self) -> str:
        named = self.authors if self.year is None else f"{self.authors} {self.year}"
        return ", ".join(part for part in (named, self.reference) if part)


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
    sampled
        Whether this compares means of a random sample, which proves nothing.
    """

    claimed: Value
    computed: Value
    holds: bool
    remark: str = ""
    sampled: bool = False

    __repr__ = repr_of_fields

    @classmethod
    def of_counts(cls, claimed: int, computed: int, remark: str = "") -> Outcome:
        """Compare two numbers for equality."""
        return cls(claimed, computed, claimed == computed, remark)

    @classmethod
    def of_count(cls, claimed: int, found: Count) -> Outcome:
        """Compare a number with a count, and remark how it was counted."""
        return cls.of_counts(claimed, found.count, f"by {found.method}")

    @property
    def verdict(self) -> Verdict:
        """The verdict for this point."""
        if self.sampled:
            return Verdict.CONSISTENT if self.holds else Verdict.IMPLAUSIBLE
        return Verdict.HOLDS if self.holds else Verdict.REFUTED


@dataclass(frozen=True, slots=True)
class Statement:
    """A published statement and how to check it.

    Attributes
    ----------
    name
        Its name in the registry.
    text
        What it says.
    publication, place
        Who says so, and where in the publication.
    check
        Called with an ``execution`` and the parameters of one point; raises ConstructionError or
        BoundNotApplicableError where the statement says nothing for them.
    defaults
        The points that are checked where no grid is given; they name all parameters.
    expected
        What the check is known to find: a statement may be known to be false.
    """

    name: str
    text: str
    publication: Publication
    place: str
    check: Callable[..., Outcome]
    defaults: tuple[Parameters, ...]
    expected: Verdict = Verdict.HOLDS

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order of the columns of a table."""
        return tuple(self.defaults[0])

    @property
    def source(self) -> str:
        """The publication and the place in it."""
        return f"{self.publication}, {self.place}"

    @property
    def file(self) -> str:
        """The file of the package that holds the check."""
        return f"{self.check.__module__.replace('.', '/')}.py"

    @property
    def command(self) -> str:
        """The command that checks it."""
        return f"polyregions verify --statement {self.name}"


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
