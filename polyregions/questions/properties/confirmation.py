"""Whether an input is a counterexample, by exact evaluation, and by how much it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import nearest_float, repr_of_fields, shortest_number
from polyregions.networks import Network
from polyregions.questions.answers import json_point
from polyregions.questions.properties.constraint import exact_text
from polyregions.questions.properties.evaluation import exact_outputs
from polyregions.questions.properties.property import Property
from polyregions.questions.properties.verdicts import written_point
from polyregions.questions.properties.witnesses import float32_point

__all__ = ["Confirmation", "Failure", "confirmed"]

Point = tuple[Fraction, ...]

_SAID = {  # whether it is one as it is written, and whether it is in float32
    (True, True): "confirmed: the input is a counterexample, as written and rounded to float32",
    (
        True,
        False,
    ): "confirmed: the input is a counterexample as written, but not rounded to float32",
    (False, True): "refuted: the input is no counterexample as written, only rounded to float32",
    (False, False): (
        "refuted: the input is no counterexample, neither as written nor rounded to float32"
    ),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A constraint that an input and its outputs violate.

    Attributes
    ----------
    constraint
        The constraint as a formula of X_0, ..., Y_0, ...
    excess
        By how much its left side exceeds its right one: 0 for a strict one with equality.
    """

    constraint: str
    excess: Fraction

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What exact evaluation says of an alleged counterexample; it is true where it is one.

    Attributes
    ----------
    is_counterexample
        Whether the input as given is a counterexample.
    is_one_in_float32
        Whether the float32 numbers nearest to it are; False where they are not finite.
    input, outputs
        The input, and what the network makes of it.
    case
        The first case of the property that is satisfied, or the one whose worst constraint fails by
        the least; None where the property has none.
    failures
        The constraints of that case that fail.
    differences
        The outputs that were stated less the exact ones, None where none were.
    """

    is_counterexample: bool
    is_one_in_float32: bool
    input: Point
    outputs: Point
    case: int | None
    failures: tuple[Failure, ...]
    differences: Point | None

    __repr__ = repr_of_fields

    def __bool__(self) -> bool:
        return self.is_counterexample

    def __str__(self) -> str:
        known = self.is_counterexample, self.is_one_in_float32
        lines = [_SAID[known], f"outputs {written_point(self.outputs)}"]
        for failure in self.failures:
            lines.append(f"violated: {failure.constraint}, by {_amount(failure.excess)}")
        if self.differences is not None:
            lines.append(_agreement(self.differences))
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes, the exact numbers without loss."""
        differences = self.differences
        return {
            "confirmed": self.is_counterexample,
            "confirmed_in_float32": self.is_one_in_float32,
            "input": json_point(self.input),
            "outputs": json_point(self.outputs),
            "case": self.case,
            "failures": [
                {"constraint": failure.constraint, "excess": shortest_number(failure.excess)}
                for failure in self.failures
            ],
            "differences": None if differences is None else json_point(differences),
        }


def confirmed(
    network: Network, property: Property, point: Point, stated: Point | None
) -> Confirmation:
    """Return what exact evaluation says of an input; see :func:`confirm_counterexample`."""
    outputs = exact_outputs(network, point)
    case = property.violated_case(point, outputs)
    failures: tuple[Failure, ...] = ()
    nearest = case
    if case is None:
        nearest, failures = _nearest(property, (*point, *outputs))
    rounded = float32_point(point)
    in_float32 = (
        rounded is not None
        and property.violated_case(rounded, exact_outputs(network, rounded)) is not None
    )
    differences = None
    if stated is not None:
        differences = tuple(a - b for a, b in zip(stated, outputs, strict=True))
    return Confirmation(
        case is not None, in_float32, point, outputs, nearest, failures, differences
    )


def _nearest(
    property: Property, values: Sequence[Fraction]
) -> tuple[int | None, tuple[Failure, ...]]:
    """Return the case whose worst constraint fails by the least, and what fails of it."""
    best: tuple[Fraction, int, tuple[Failure, ...]] | None = None
    for index, case in enumerate(property.cases):
        failing = [(row, -row.slack(values)) for row in case]
        failing = [(row, excess) for row, excess in failing if not row.holds_with(-excess)]
        worst = max(excess / row.scale for row, excess in failing)
        if best is None or worst < best[0]:
            failures = tuple(
                Failure(row.text(property.inputs), excess / row.scale) for row, excess in failing
            )
            best = worst, index, failures
    return (None, ()) if best is None else best[1:]


def _amount(excess: Fraction) -> str:
    return exact_text(excess) if excess.denominator < 1000 else f"about {nearest_float(excess):.6g}"


def _agreement(differences: Point) -> str:
    worst = max(range(len(differences)), key=lambda k: abs(differences[k]))
    if not differences[worst]:
        return "the outputs stated are the exact ones"
    return (
        f"the outputs stated differ from the exact ones by at most "
        f"{nearest_float(abs(differences[worst])):.3g}, at Y_{worst}"
    )
