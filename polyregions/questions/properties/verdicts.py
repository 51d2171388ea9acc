"""What comes of checking a property: it holds, it is violated, or a budget ended the search."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from polyregions.arithmetic import nearest_float, repr_of_fields
from polyregions.networks import Pattern
from polyregions.questions.answers import counted, json_point
from polyregions.questions.properties.constraint import exact_text

__all__ = ["Holds", "Unknown", "Verdict", "Violated", "written_point"]

_MOST, _LONGEST = 16, 120


@dataclass(frozen=True, slots=True)
class Holds:
    """No input is a counterexample, proved by exact arithmetic. It is true.

    Attributes
    ----------
    visited
        The number of regions visited.
    dropped
        The number of cells on which the property was proved before they were cut into regions;
        None in a run folder, where they are not counted.
    """

    visited: int
    dropped: int | None

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"holds: {_work(self.visited, self.dropped)}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {"verdict": "unsat", "regions_visited": self.visited, "dropped": self.dropped}


@dataclass(frozen=True, slots=True)
class Violated:
    """A counterexample was found, exact and evaluated exactly. It is false.

    Attributes
    ----------
    input, outputs
        The counterexample, and what the network makes of it, in rationals.
    case
        The index of the property's case that it satisfies.
    pattern
        The activation pattern of the network there.
    decimal
        The input in decimals, as other programs read it: equal to ``input`` where
        ``is_confirmed``, else rounded.
    is_confirmed
        Whether these decimals, and the float32 and binary64 numbers nearest to them, are
        counterexamples too, by exact evaluation.
    visited, dropped
        As for :class:`Holds`; 0 where cheap points were enough.
    """

    input: tuple[Fraction, ...]
    outputs: tuple[Fraction, ...]
    case: int
    pattern: Pattern
    decimal: tuple[str, ...]
    is_confirmed: bool
    visited: int
    dropped: int | None

    __repr__ = repr_of_fields

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return (
            f"violated: at the input {written_point(self.input)} the outputs are "
            f"{written_point(self.outputs)}; {_work(self.visited, self.dropped)}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes, the exact numbers without loss."""
        return {
            "verdict": "sat",
            "input": json_point(self.input),
            "outputs": json_point(self.outputs),
            "case": self.case,
            "pattern": str(self.pattern),
            "decimal": list(self.decimal),
            "decimal_confirmed": self.is_confirmed,
            "regions_visited": self.visited,
            "dropped": self.dropped,
        }


@dataclass(frozen=True, slots=True)
class Unknown:
    """A budget ended the search before a verdict. It is neither true nor false.

    Attributes
    ----------
    reason
        The budget that was used up, "max_regions" or "max_seconds"; "part" where a part of a run
        is done.
    visited, dropped
        As for :class:`Holds`: on none of these regions there is a counterexample.
    """

    reason: str
    visited: int
    dropped: int | None

    def __bool__(self) -> NoReturn:
        raise TypeError("the verdict is unknown, neither true nor false: look at its reason")

    def __str__(self) -> str:
        is_part = self.reason == "part"
        why = "this part is done, others are not" if is_part else f"stopped at {self.reason}"
        return f"unknown: {why}; {_work(self.visited, self.dropped)}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "verdict": "unknown",
            "stopped_at": self.reason,
            "regions_visited": self.visited,
            "dropped": self.dropped,
        }


Verdict = Holds | Violated | Unknown
"""What :func:`polyregions.check_property` returns."""


def written_point(point: tuple[Fraction, ...]) -> str:
    """Return a point in exact decimals and fractions, in floats where that would be long.

    Examples
    --------
    >>> written_point((Fraction(1, 10), Fraction(1, 3))), written_point((Fraction(10**200, 7),))
    ('(0.1, 1/3)', 'about (1.42857143e+199)')
    >>> written_point((Fraction(0),) * 784)
    '784 numbers'
    """
    if len(point) > _MOST:
        return f"{len(point)} numbers"
    text = f"({', '.join(map(exact_text, point))})"
    if len(text) <= _LONGEST:
        return text
    return f"about ({', '.join(f'{nearest_float(x):.9g}' for x in point)})"


def _work(visited: int, dropped: int | None) -> str:
    cells = f" and {counted(dropped, 'cell')} dropped" if dropped else ""
    return f"{counted(visited, 'region')} visited{cells}"
