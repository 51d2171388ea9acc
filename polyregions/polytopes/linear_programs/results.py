"""The three answers to a linear program, each with the certificate that proves it.

The program is always: maximise c.x subject to A x <= b, x free, with integer data; a row of the
constraints is ``(a_1, ..., a_n, b)``. The sign conventions of the certificates:

- optimal: a feasible x and multipliers y >= 0 with y A = c and y.b = c.x;
- infeasible: multipliers y >= 0 with y A = 0 and y.b < 0 (Farkas 1902);
- unbounded: a feasible x and a ray r with A r <= 0 and c.r > 0.

Multipliers are given sparsely, as a mapping from the index of a row to its positive multiplier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import IntegerVector, dot, repr_of_fields

__all__ = ["Infeasible", "Optimal", "Result", "Unbounded", "certifies"]

Rows = Sequence[IntegerVector]
Multipliers = Mapping[int, Fraction]
Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Optimal:
    """A maximum that is attained.

    Attributes
    ----------
    value
        The maximum of c.x.
    point
        A maximiser.
    multipliers
        A dual solution.
    basis
        Indices of linearly independent rows, tight at ``point``, that carry the multipliers.
    """

    value: Fraction
    point: Point
    multipliers: Multipliers
    basis: tuple[int, ...]

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No point satisfies the constraints; ``multipliers`` are a Farkas combination."""

    multipliers: Multipliers

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class Unbounded:
    """The objective grows without bound along ``ray`` from the feasible ``point``."""

    point: Point
    ray: IntegerVector

    __repr__ = repr_of_fields


Result = Optimal | Infeasible | Unbounded


def certifies(result: Result, rows: Rows, objective: IntegerVector) -> bool:
    """Return whether the certificate proves the result, by the definitions and nothing else.

    Exact; the cost is one pass over the rows.
    """
    match result:
        case Optimal():
            return (
                _feasible(rows, result.point)
                and _combines(rows, result.multipliers, objective, result.value)
                and _value(objective, result.point) == result.value
            )
        case Infeasible():
            zero = (0,) * len(objective)
            bound = _bound(rows, result.multipliers)
            return bound < 0 and _combines(rows, result.multipliers, zero, bound)
        case Unbounded():
            recedes = all(dot(row[:-1], result.ray) <= 0 for row in rows)
            return recedes and dot(objective, result.ray) > 0 and _feasible(rows, result.point)


def _value(normal: Sequence[int], point: Point) -> Fraction:
    return sum((a * x for a, x in zip(normal, point, strict=True)), Fraction(0))


def _feasible(rows: Rows, point: Point) -> bool:
    return all(_value(row[:-1], point) <= row[-1] for row in rows)


def _bound(rows: Rows, multipliers: Multipliers) -> Fraction:
    return sum((y * rows[i][-1] for i, y in multipliers.items()), Fraction(0))


def _combines(
    rows: Rows, multipliers: Multipliers, objective: IntegerVector, bound: Fraction
) -> bool:
    combination = [
        sum((y * rows[i][j] for i, y in multipliers.items()), Fraction(0))
        for j in range(len(objective))
    ]
    return (
        all(y >= 0 for y in multipliers.values())
        and combination == list(objective)
        and _bound(rows, multipliers) == bound
    )
