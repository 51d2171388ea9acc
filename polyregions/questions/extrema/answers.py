"""The answers to the question for an extremum: attained, unbounded, or not known in a budget."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from polyregions.arithmetic import shortest_number
from polyregions.networks import Pattern
from polyregions.questions.answers import (
    LONGEST_BRIEF,
    brief_point,
    brief_repr,
    brief_text,
    json_point,
)

__all__ = ["Extremum", "PartialExtremum", "UnboundedExtremum"]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Extremum:
    """An extremum that is attained.

    Attributes
    ----------
    kind
        "maximum" or "minimum".
    value
        Its exact value.
    point
        An exact point of the domain where it is attained.
    pattern
        The pattern of a region that contains the point.
    regions, dropped
        How many regions were visited to prove it, and how many cells were dropped before they were
        regions, each with all regions in it.

    Examples
    --------
    >>> import polyregions as pr
    >>> print(pr.minimise(pr.montufar(inputs=1, width=2, depth=2), 0))
    minimum 0 at (1), in the region 11
    """

    kind: str
    value: Fraction
    point: Point
    pattern: Pattern
    regions: int
    dropped: int

    __repr__ = brief_repr

    def __str__(self) -> str:
        place = f"{brief_text(self.value)} at {brief_point(self.point)}"
        return f"{self.kind} {place}{_region_text(self.pattern)}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "kind": self.kind,
            "complete": True,
            "bounded": True,
            "value": shortest_number(self.value),
            "point": json_point(self.point),
            "pattern": str(self.pattern),
            **_counts(self),
        }


@dataclass(frozen=True, slots=True)
class UnboundedExtremum:
    """There is no extremum: the values go on without end along a ray of the domain.

    Attributes
    ----------
    kind
        What there is none of, "maximum" or "minimum".
    point, ray
        An exact point of the domain, and a direction: all of point + t ray, t >= 0, is in one
        region.
    slope
        By how much the value changes along it for each unit of t.
    pattern
        The pattern of that region.
    regions, dropped
        As for :class:`Extremum`, until then.
    """

    kind: str
    point: Point
    ray: tuple[int, ...]
    slope: Fraction
    pattern: Pattern
    regions: int
    dropped: int

    __repr__ = brief_repr

    @property
    def value(self) -> float:
        """Infinity, with the sign of the way that the values go."""
        return math.inf if self.kind == "maximum" else -math.inf

    @property
    def step(self) -> tuple[tuple[Fraction | int, ...], Fraction]:
        """The ray and the slope; where the ray is long, both scaled: its largest entry is 1."""
        largest = max(map(abs, self.ray))
        if largest.bit_length() <= LONGEST_BRIEF // 3:
            return self.ray, self.slope
        return tuple(Fraction(entry, largest) for entry in self.ray), self.slope / largest

    def __str__(self) -> str:
        ray, slope = self.step
        way = f"from {brief_point(self.point)} along {brief_point(ray)}"
        steps = f"the value changes by {brief_text(slope)} a step"
        return f"no {self.kind}: {way}{_region_text(self.pattern)}, {steps}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "kind": self.kind,
            "complete": True,
            "bounded": False,
            "value": None,
            "point": json_point(self.point),
            "ray": json_point(self.ray),
            "slope": shortest_number(self.slope),
            "pattern": str(self.pattern),
            **_counts(self),
        }


@dataclass(frozen=True, slots=True)
class PartialExtremum:
    """What is known of an extremum where a budget ended the search: it is no extremum.

    Attributes
    ----------
    kind
        "maximum" or "minimum".
    reason
        The budget that was used up, "max_regions" or "max_seconds"; or "worker_lost".
    value, point, pattern
        The best value found, where it is attained, and a region there; None where none was.
    bound
        What the extremum cannot be beyond: it comes before the search. None where the time did not
        suffice for it, and where bounds of the whole domain know none.
    regions, dropped
        As for :class:`Extremum`, until then.
    """

    kind: str
    reason: str
    value: Fraction | None
    point: Point | None
    pattern: Pattern | None
    bound: Fraction | None
    regions: int
    dropped: int

    __repr__ = brief_repr

    def __str__(self) -> str:
        signs = (">=", "<=") if self.kind == "maximum" else ("<=", ">=")
        bound = "" if self.bound is None else f"{signs[1]} {brief_text(self.bound)}"
        if self.value is None or self.point is None:
            known = bound and f"; {self.kind} {bound}"
            return f"unknown: stopped at {self.reason} before a value was found{known}"
        known = f"{self.kind} {signs[0]} {brief_text(self.value)}, found at "
        known += brief_point(self.point) + (bound and f", and {bound}")
        return f"unknown: stopped at {self.reason}; {known}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "kind": self.kind,
            "complete": False,
            "stopped_at": self.reason,
            "value": None,
            "best": None if self.value is None else shortest_number(self.value),
            "point": None if self.point is None else json_point(self.point),
            "pattern": None if self.pattern is None else str(self.pattern),
            "bound": None if self.bound is None else shortest_number(self.bound),
            **_counts(self),
        }

    def __bool__(self) -> NoReturn:
        raise TypeError("a search that was stopped has no extremum: look at its value and bound")


def _region_text(pattern: Pattern) -> str:
    return f", in the region {pattern}" if len(pattern) else ""


def _counts(answer: Extremum | UnboundedExtremum | PartialExtremum) -> dict[str, int]:
    return {"regions_visited": answer.regions, "dropped": answer.dropped}
