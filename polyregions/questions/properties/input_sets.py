"""The inputs that a case is about: a polytope of full dimension in a slice, or a point, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from polyregions.arithmetic import IntegerVector, null_space, primitive_from_rationals, reduced_rows
from polyregions.budgets import in_time
from polyregions.errors import TooLargeError
from polyregions.networks import AffineSubspace, preimage
from polyregions.polytopes import HPolytope, is_full_dimensional
from polyregions.questions.properties.constraint import Constraint

__all__ = ["InputSet", "input_set"]

_MOST_ENTRIES = 1 << 24

Vector = tuple[Fraction, ...]
Form = tuple[Vector, Fraction]
"""Coefficients of slice coordinates, and a constant."""


@dataclass(frozen=True, slots=True)
class InputSet:
    """The closed set of inputs that constraints leave, in coordinates in which it has an interior.

    Attributes
    ----------
    origin, directions
        The inputs are origin + t_1 directions_1 + ... + t_k directions_k; no directions for a
        single input.
    domain
        The coordinates t, a polytope of full dimension k; None for a single input.
    centre
        Coordinates strictly inside of it.
    """

    origin: Vector
    directions: tuple[Vector, ...]
    domain: HPolytope | None
    centre: Vector

    @property
    def is_whole(self) -> bool:
        """Whether the coordinates are the inputs themselves."""
        return len(self.directions) == len(self.origin)

    @property
    def subspace(self) -> AffineSubspace:
        """The slice; it has directions."""
        return AffineSubspace(self.origin, self.directions)

    def point(self, coordinates: Sequence[Fraction]) -> Vector:
        """Return the input with some coordinates."""
        values = list(self.origin)
        for step, direction in zip(coordinates, self.directions, strict=True):
            for k, entry in enumerate(direction):
                if entry:
                    values[k] += step * entry
        return tuple(values)

    def form(self, terms: Sequence[tuple[int, int]]) -> Form:
        """Return a linear form of the inputs as one of the coordinates."""
        coefficients = tuple(
            sum((entry * direction[k] for k, entry in terms), Fraction(0))
            for direction in self.directions
        )
        return coefficients, sum((entry * self.origin[k] for k, entry in terms), Fraction(0))


def input_set(inputs: int, constraints: Sequence[Constraint]) -> InputSet | None:
    """Return the inputs that satisfy constraints, strict ones taken for closed; None for none.

    Parameters
    ----------
    inputs
        The number n of inputs.
    constraints
        On inputs alone.

    Raises
    ------
    OutOfTime
        If the time is up before.
    TooLargeError
        If there are thousands of free inputs.

    Notes
    -----
    Boxes take no linear program. Others take one for each time that equations are found which
    their inequalities force, at most n.

    Examples
    --------
    >>> fixed = [Constraint(((0, 1),), 2), Constraint(((0, -1),), -2), Constraint(((1, 1),), 5)]
    >>> found = input_set(2, fixed)
    >>> found.origin, found.directions, found.domain
    ((Fraction(2, 1), Fraction(0, 1)), ((Fraction(0, 1), Fraction(1, 1)),), HPolytope(1, ((1, 5),)))
    """
    intervals = _Intervals(inputs)
    others = []
    for constraint in in_time(constraints):
        if len(constraint.terms) > 1:
            others.append(constraint)
        elif not intervals.take(constraint):
            return None
    free = [k for k in range(inputs) if not intervals.is_fixed(k)]
    if len(free) * inputs > _MOST_ENTRIES:
        raise TooLargeError(
            f"{len(free)} of {inputs} inputs are free, and properties are checked for about "
            f"{isqrt(_MOST_ENTRIES)}: fix more of them"
        )
    origin = tuple(intervals.value(k) for k in range(inputs))
    directions = tuple(tuple(Fraction(int(k == j)) for j in range(inputs)) for k in free)
    box = InputSet(origin, directions, None, ())
    rows = [
        row for position, k in enumerate(free) for row in intervals.rows(k, position, len(free))
    ]
    rows += [_row(box.form(constraint.terms), constraint.bound) for constraint in others]
    if not free:
        return box if all(row[-1] >= 0 for row in rows) else None
    if others:
        return _of_full_dimension(box, HPolytope(len(free), rows))
    return InputSet(origin, directions, HPolytope(len(free), rows), intervals.centre(free))


class _Intervals:
    """The bounds of single inputs."""

    def __init__(self, inputs: int) -> None:
        self._low: list[Fraction | None] = [None] * inputs
        self._high: list[Fraction | None] = [None] * inputs

    def take(self, constraint: Constraint) -> bool:
        """Take a bound; return whether the interval has a point still."""
        ((k, entry),) = constraint.terms
        bound = Fraction(constraint.bound, entry)
        low, high = self._low[k], self._high[k]
        if entry > 0:
            self._high[k] = high = bound if high is None else min(high, bound)
        else:
            self._low[k] = low = bound if low is None else max(low, bound)
        return low is None or high is None or low <= high

    def is_fixed(self, k: int) -> bool:
        return self._low[k] is not None and self._low[k] == self._high[k]

    def value(self, k: int) -> Fraction:
        """Return the value of a fixed input, 0 for a free one."""
        low = self._low[k]
        return low if low is not None and self.is_fixed(k) else Fraction(0)

    def rows(self, k: int, position: int, size: int) -> list[IntegerVector]:
        """Return the rows of the bounds of an input, as the coordinate at a position of so many."""
        rows: list[IntegerVector] = []
        for sign, bound in ((1, self._high[k]), (-1, self._low[k])):
            if bound is not None:
                row = [0] * (size + 1)
                row[position], row[-1] = sign * bound.denominator, sign * bound.numerator
                rows.append(tuple(row))
        return rows

    def centre(self, free: Sequence[int]) -> Vector:
        return tuple(self._middle(self._low[k], self._high[k]) for k in free)

    def _middle(self, low: Fraction | None, high: Fraction | None) -> Fraction:
        if low is None:
            return Fraction(0) if high is None else min(Fraction(0), high - 1)
        return max(Fraction(0), low + 1) if high is None else (low + high) / 2


def _row(form: Form, bound: int) -> IntegerVector:
    coefficients, constant = form
    return primitive_from_rationals((*coefficients, bound - constant))


def _of_full_dimension(around: InputSet, polytope: HPolytope) -> InputSet | None:
    """Return a polytope in the coordinates of a set in others, in which it has an interior."""
    while True:
        answer = is_full_dimensional(polytope)
        if answer:
            return InputSet(around.origin, around.directions, polytope, answer.witness)
        multipliers = answer.witness
        if sum(y * polytope.rows[i][-1] for i, y in multipliers.items()) < 0:
            return None
        equations = [polytope.rows[i] for i, y in multipliers.items() if y]
        inner = [
            tuple(map(Fraction, direction))
            for direction in null_space([row[:-1] for row in equations], polytope.dimension)
        ]
        origin = around.point(_solution(equations, polytope.dimension))
        zero = InputSet((Fraction(0),) * len(origin), around.directions, None, ())
        outer = tuple(zero.point(direction) for direction in inner)
        if not inner:
            only = _solution(equations, polytope.dimension)
            values = (*only, Fraction(-1))
            inside = all(
                sum(a * x for a, x in zip(row, values, strict=True)) <= 0 for row in polytope.rows
            )
            return InputSet(origin, (), None, ()) if inside else None
        subspace = AffineSubspace(_solution(equations, polytope.dimension), inner)
        around = InputSet(origin, outer, None, ())
        polytope = preimage(polytope, subspace)


def _solution(equations: Sequence[IntegerVector], dimension: int) -> Vector:
    """Return a solution of equations that have one."""
    solved, denominator = reduced_rows(equations)
    values = [Fraction(0)] * dimension
    for row in solved:
        pivot = next((k for k, entry in enumerate(row[:-1]) if entry), None)
        if pivot is not None:
            values[pivot] = Fraction(row[-1], denominator)
    return tuple(values)
