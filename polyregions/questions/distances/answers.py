"""How far it is: exactly, at least so far where a budget ended the search, or not at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import repr_of_fields, shortest_number
from polyregions.polytopes import Norm
from polyregions.questions.answers import brief_point, brief_repr, brief_text, counted, json_point
from polyregions.questions.local import LocalRegion

__all__ = [
    "CertifiedRadius",
    "Distance",
    "DistanceAtLeast",
    "InfiniteDistance",
    "RadiusAtLeast",
    "Sought",
]


@dataclass(frozen=True, slots=True)
class Sought:
    """What the distance is to.

    Attributes
    ----------
    kind
        "boundary", "class" or "facet".
    norm
        The norm.
    origin
        The class at the point; None where outputs tie there, or no class matters.
    target
        The class that is sought; None but for a class.
    """

    kind: str
    norm: Norm
    origin: int | None = None
    target: int | None = None

    __repr__ = repr_of_fields

    @property
    def what(self) -> str:
        """What it is, in words."""
        if self.kind == "boundary":
            return "the decision boundary"
        return f"class {self.target}" if self.kind == "class" else "the nearest facet"

    def to_json(self) -> dict[str, Any]:
        """Return the facts as JSON has them."""
        facts: dict[str, Any] = {"to": self.kind, "norm": self.norm.value}
        if self.kind != "facet":
            facts["class"] = self.origin
        if self.kind == "class":
            facts["target"] = self.target
        return facts


@dataclass(frozen=True, slots=True)
class Distance:
    """An exact distance, and a point in which it is attained.

    Attributes
    ----------
    sought
        What it is the distance to, and in which norm.
    measure
        The distance; in l2 its square.
    point
        A nearest point.
    region
        A region that contains the point.
    classes
        The outputs that are largest there, in ascending order: at least two on a decision boundary.
        Of a network with one output, 0 and 1 for what is below and above the level.
    units
        For a facet the ReLU units that vanish on it, by their positions in the pattern.
    regions
        The number of regions that were visited.
    """

    sought: Sought
    measure: Fraction
    point: tuple[Fraction, ...]
    region: LocalRegion
    classes: tuple[int, ...]
    units: tuple[int, ...]
    regions: int

    __repr__ = brief_repr

    @property
    def value(self) -> Fraction | float:
        """The distance: a Fraction in l1 and linf, in l2 the float nearest to it."""
        norm = self.sought.norm
        return norm.length(self.measure) if norm is Norm.L2 else self.measure

    @property
    def square(self) -> Fraction:
        """The square of the distance, exactly."""
        return self.measure if self.sought.norm is Norm.L2 else self.measure**2

    @property
    def number_text(self) -> str:
        """The distance for the eye."""
        return _length_text(self.sought.norm, self.measure)

    @property
    def where(self) -> str:
        """What holds at the point, in words: units are told as layer:unit, counted from 0."""
        if self.sought.kind == "facet":
            units = [f"{layer}:{unit}" for layer, unit in self.region.unit_names(self.units)]
            more = len(units) != 1
            return f"unit{'s' * more} {_listed(units)} {'vanish' if more else 'vanishes'}"
        if len(self.classes) == 1:
            return f"the class is {self.classes[0]}"
        return f"classes {_listed([*map(str, self.classes)])} tie"

    def __str__(self) -> str:
        return (
            f"the {self.sought.norm.value} distance to {self.sought.what} is {self.number_text}\n"
            f"attained at {brief_point(self.point)}, where {self.where}\n"
            f"{_visited(self.regions)}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            **self.sought.to_json(),
            "complete": True,
            **_length_json(self.sought.norm, self.measure, self.value),
            "point": json_point(self.point),
            "classes": list(self.classes),
            "units": [list(unit) for unit in self.region.unit_names(self.units)],
            "pattern": str(self.region.pattern),
            "regions_visited": self.regions,
        }


@dataclass(frozen=True, slots=True)
class DistanceAtLeast:
    """A proved lower bound of a distance: a budget ended the search.

    Attributes
    ----------
    sought
        What it is the distance to, and in which norm.
    measure
        The distance, in l2 its square, is at least this.
    candidate
        The nearest point found, whose distance is at least the one sought; None if there is none.
    reason
        The budget that was used up, "max_regions" or "max_seconds".
    regions
        The number of regions that were visited.
    """

    sought: Sought
    measure: Fraction
    candidate: Distance | None
    reason: str
    regions: int

    __repr__ = brief_repr

    @property
    def value(self) -> Fraction | float:
        """The bound: a Fraction in l1 and linf, in l2 a float that is no larger."""
        norm = self.sought.norm
        if norm is not Norm.L2:
            return self.measure
        length = norm.length(self.measure)
        if math.isinf(length) or Fraction(length) ** 2 > self.measure:
            return math.nextafter(length, 0.0)
        return length

    @property
    def number_text(self) -> str:
        """What is known, for the eye."""
        known = "" if self.candidate is None else f", and at most {_short(self.candidate.value)}"
        return f"at least {_short(self.value)}{known}"

    def __str__(self) -> str:
        return (
            f"the {self.sought.norm.value} distance to {self.sought.what} is {self.number_text}\n"
            f"stopped at {self.reason}, {_visited(self.regions)}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        candidate = self.candidate
        return {
            **self.sought.to_json(),
            "complete": False,
            "stopped_at": self.reason,
            "at_least": _json_number(self.value),
            "at_most": None if candidate is None else _json_number(candidate.value),
            "point": None if candidate is None else json_point(candidate.point),
            "regions_visited": self.regions,
        }


@dataclass(frozen=True, slots=True)
class InfiniteDistance:
    """There is no such point in the domain: all of it was searched.

    Attributes
    ----------
    sought
        What was sought.
    regions
        The number of regions that were visited.
    """

    sought: Sought
    regions: int

    __repr__ = brief_repr

    @property
    def value(self) -> float:
        """Infinity."""
        return math.inf

    @property
    def reason(self) -> str:
        """Why it is infinite."""
        return {
            "boundary": "the class does not change in the domain",
            "class": f"class {self.sought.target} has the largest output nowhere in the domain",
            "facet": "the region of the point is the whole domain",
        }[self.sought.kind]

    def __str__(self) -> str:
        return f"{self.reason}\n{_visited(self.regions)}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            **self.sought.to_json(),
            "complete": True,
            "distance": None,
            "reason": self.reason,
            "regions_visited": self.regions,
        }


@dataclass(frozen=True, slots=True)
class CertifiedRadius:
    """The radius of the largest open ball, within the domain, in which the class is constant.

    Attributes
    ----------
    boundary
        The distance to the decision boundary, which is the radius.
    """

    boundary: Distance | InfiniteDistance

    __repr__ = brief_repr

    @property
    def value(self) -> Fraction | float:
        """The radius: 0 where classes tie at the point itself, infinite without a boundary."""
        return self.boundary.value

    def __str__(self) -> str:
        sought = self.boundary.sought
        if isinstance(self.boundary, InfiniteDistance):
            return f"the class is {sought.origin} in the whole domain"
        if sought.origin is None:
            return "classes tie at the point: the certified radius is 0"
        radius = _length_text(sought.norm, self.boundary.measure)
        return (
            f"the class is {sought.origin} in the open {sought.norm.value} ball of radius "
            f"{radius}, and in no larger one"
        )

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return self.boundary.to_json()


@dataclass(frozen=True, slots=True)
class RadiusAtLeast:
    """A radius in which the class is proved to be constant; larger ones were not searched.

    Attributes
    ----------
    boundary
        What is known of the distance to the decision boundary.
    """

    boundary: DistanceAtLeast

    __repr__ = brief_repr

    @property
    def value(self) -> Fraction | float:
        """The radius; in l2 rounded down."""
        return self.boundary.value

    def __str__(self) -> str:
        sought = self.boundary.sought
        if self.boundary.measure == 0:
            return (
                f"no certified radius is known\nstopped at {self.boundary.reason}, "
                f"{_visited(self.boundary.regions)}"
            )
        return (
            f"the class is {sought.origin} at least in the open {sought.norm.value} ball of radius "
            f"{_short(self.value)}\nstopped at {self.boundary.reason}, "
            f"{_visited(self.boundary.regions)}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return self.boundary.to_json()


def _length_json(norm: Norm, measure: Fraction, value: Fraction | float) -> dict[str, Any]:
    if norm is Norm.L2:
        return {"distance": _json_number(value), "square": shortest_number(measure)}
    return {"distance": shortest_number(measure)}


def _json_number(value: Fraction | float) -> int | float | str | None:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return shortest_number(value)


def _length_text(norm: Norm, measure: Fraction) -> str:
    if norm is not Norm.L2:
        return _short(measure)
    length = norm.length(measure)
    if math.isinf(length):  # beyond all floats
        return f"the root of {_short(measure)}"
    if Fraction(length) ** 2 == measure:
        return _short(Fraction(length))
    return f"about {length!r}, the root of {_short(measure)}"


def _short(value: Fraction | float) -> str:
    """Return a number for the eye; floats here are no rounded ones but bounds."""
    if isinstance(value, Fraction):
        return brief_text(value)
    return str(int(value)) if value in (0, 1) else repr(value)


def _visited(regions: int) -> str:
    return f"{counted(regions, 'region')} visited"


def _listed(texts: list[str]) -> str:
    *others, last = texts
    return f"{', '.join(others)} and {last}" if others else last
