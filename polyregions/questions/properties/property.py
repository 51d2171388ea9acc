"""What is asked of a network: a set of inputs and outputs that it must not run into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import exact_matrix, exact_vector, repr_of_fields, shortest_number
from polyregions.budgets import in_time
from polyregions.errors import UnknownOptionError, short
from polyregions.polytopes import HPolytope, box_of_intervals
from polyregions.questions.answers import counted
from polyregions.questions.properties.constraint import Constraint

__all__ = ["Case", "Property"]

Case = tuple[Constraint, ...]
"""Constraints of which a counterexample satisfies all."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of networks with n inputs and m outputs, by what would violate it.

    A counterexample is an input x whose output y = network(x) satisfies all constraints of one of
    the cases; the property holds iff there is none. That is the convention of VNN-LIB, whose
    assertions describe the counterexample. Values are immutable and exact.

    Parameters
    ----------
    inputs, outputs
        The numbers n and m, at least 1.
    cases
        Each a sequence of :class:`Constraint` on (x, y). Constraints that every point satisfies are
        left out, and so are cases that no point satisfies for a constraint such as 0 <= -1.

    Raises
    ------
    OutOfTime
        If the time is up before.
    UnknownOptionError
        If a number is none from 1 on, the cases are no sequences of constraints, or a constraint is
        about a variable beyond n + m - 1.

    See Also
    --------
    polyregions.read_property : from a file in the format VNN-LIB.

    Examples
    --------
    On the square [0, 1]^2 the first output never exceeds the second one:

    >>> import polyregions as pr
    >>> print(pr.Property.always([[0, 1], [0, 1]], [[1, -1]], [0]))
    property of 2 inputs and 2 outputs, violated where
      X_0 <= 1, X_0 >= 0, X_1 <= 1, X_1 >= 0, Y_0 - Y_1 > 0
    """

    inputs: int
    outputs: int
    cases: tuple[Case, ...]

    __repr__ = repr_of_fields

    def __init__(self, inputs: int, outputs: int, cases: Iterable[Iterable[Constraint]]) -> None:
        for number, what in ((inputs, "inputs"), (outputs, "outputs")):
            if isinstance(number, bool) or not isinstance(number, int) or number < 1:
                raise UnknownOptionError(
                    f"the property has {short(number)} {what}: give a whole number from 1 on"
                )
        kept: dict[Case, None] = {}
        for case in in_time(_members(cases, "the cases are")):
            simplified = _simplified(case, inputs + outputs)
            if simplified is not None:
                kept[simplified] = None
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "outputs", outputs)
        object.__setattr__(self, "cases", tuple(kept))

    @classmethod
    def never(cls, domain: Any, A: Any, b: Any, *, strict: bool = False) -> Property:
        """Return the property that on a domain no output y satisfies A y <= b.

        Parameters
        ----------
        domain
            An :class:`HPolytope`, of full dimension or not, or a box ``[[lower, upper], ...]`` in
            which both may be equal.
        A, b
            Exact numbers of any kind, shapes (rows, m) and (rows,).
        strict
            Whether A y < b is meant in its place.

        Examples
        --------
        >>> import polyregions as pr
        >>> pr.Property.never([[0, 1]], [[1]], ["1/2"]).cases[0][-1]
        Constraint(terms=((1, 2),), bound=1, is_strict=False)
        """
        place, rows = _domain(domain), _rows(A, b)
        width = len(rows[0][0])
        outputs = [_on_outputs(row, bound, place.dimension, strict) for row, bound in rows]
        return cls(place.dimension, width, [[*_on_inputs(place), *outputs]])

    @classmethod
    def always(cls, domain: Any, A: Any, b: Any, *, strict: bool = False) -> Property:
        """Return the property that on a domain every output y satisfies A y <= b.

        It is violated where one of the rows is, so that each makes a case.

        Parameters
        ----------
        domain, A, b, strict
            As for :meth:`never`.

        Examples
        --------
        >>> import polyregions as pr
        >>> len(pr.Property.always([[0, 1]], [[1, 0], [0, 1]], [5, 5]).cases)
        2
        """
        place, rows = _domain(domain), _rows(A, b)
        width = len(rows[0][0])
        inputs = _on_inputs(place)
        opposite = [
            _on_outputs([-a for a in row], -bound, place.dimension, not strict)
            for row, bound in rows
        ]
        return cls(place.dimension, width, [[*inputs, output] for output in opposite])

    def violated_case(self, x: Sequence[Fraction], y: Sequence[Fraction]) -> int | None:
        """Return the first case that exact inputs and outputs satisfy, None if they satisfy none.

        Examples
        --------
        >>> import polyregions as pr
        >>> pr.Property.never([[0, 1]], [[1]], ["1/2"]).violated_case([Fraction(1)], [Fraction(0)])
        0
        """
        values = (*x, *y)
        for index, case in enumerate(self.cases):
            if all(constraint.holds_with(constraint.slack(values)) for constraint in case):
                return index
        return None

    def __str__(self) -> str:
        n, m = self.inputs, self.outputs
        head = f"property of {counted(n, 'input')} and {counted(m, 'output')}"
        if not self.cases:
            return f"{head}, violated nowhere"
        lines = [", ".join(row.text(self.inputs) for row in case) or "true" for case in self.cases]
        return f"{head}, violated where\n  " + "\n  or ".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the property for ``json.dumps``: of each case the rows (a, c, b), a.x + c.y <= b.

        Examples
        --------
        >>> import polyregions as pr
        >>> pr.Property.never([[0, 1]], [[2]], [1]).to_json()["cases"][0][-1]
        {'x': {}, 'y': {'0': 2}, 'bound': 1, 'strict': False}
        """
        return {
            "inputs": self.inputs,
            "outputs": self.outputs,
            "cases": [[self._json(constraint) for constraint in case] for case in self.cases],
        }

    def _json(self, constraint: Constraint) -> dict[str, Any]:
        n = self.inputs
        return {
            "x": {str(k): shortest_number(a) for k, a in constraint.terms if k < n},
            "y": {str(k - n): shortest_number(a) for k, a in constraint.terms if k >= n},
            "bound": shortest_number(constraint.bound),
            "strict": constraint.is_strict,
        }


def _simplified(case: Iterable[Constraint], variables: int) -> Case | None:
    """Return a case without what always holds and what stands twice, None if nothing meets it."""
    kept: dict[Constraint, None] = {}
    for constraint in _members(case, "a case is"):
        if not isinstance(constraint, Constraint):
            raise _no_cases("a constraint is", constraint)
        if constraint.largest_variable >= variables:
            raise UnknownOptionError(
                f"a constraint is about variable {constraint.largest_variable}, and the inputs and "
                f"outputs are {variables}: count the inputs from 0, and the outputs after them"
            )
        if not constraint.is_constant:
            kept[constraint] = None
        elif not constraint.holds_with(constraint.bound):
            return None
    return tuple(kept)


def _members(values: Any, what: str) -> Iterable[Any]:
    if not isinstance(values, Iterable):
        raise _no_cases(what, values)
    return values


def _no_cases(what: str, value: object) -> UnknownOptionError:
    return UnknownOptionError(
        f"{what} {short(value)}: give a list of cases, each a list of Constraint"
    )


def _domain(domain: Any) -> HPolytope:
    return domain if isinstance(domain, HPolytope) else box_of_intervals(domain)


def _rows(A: Any, b: Any) -> list[tuple[tuple[Fraction, ...], Fraction]]:
    rows, bounds = exact_matrix(A, "A"), exact_vector(b, "b")
    if not rows or not rows[0] or len(rows) != len(bounds):
        raise UnknownOptionError(
            f"A has {len(rows)} rows and b {len(bounds)} entries: give a row for each condition on "
            "the outputs, one at least, and one b for each row"
        )
    return list(zip(rows, bounds, strict=True))


def _on_inputs(domain: HPolytope) -> list[Constraint]:
    return [Constraint.of(_terms(row[:-1], 0), Fraction(row[-1])) for row in domain.rows]


def _on_outputs(
    row: Sequence[Fraction], bound: Fraction, inputs: int, is_strict: bool
) -> Constraint:
    return Constraint.of(_terms(row, inputs), bound, is_strict)


def _terms(row: Sequence[Fraction | int], first: int) -> dict[int, Fraction]:
    return {first + k: Fraction(entry) for k, entry in enumerate(row)}
