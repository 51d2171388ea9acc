"""Formulas over linear constraints, and the cases that they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.budgets import checkpoint
from polyregions.errors import FileFormatError

__all__ = [
    "All",
    "Any",
    "Comparison",
    "Formula",
    "LinearForm",
    "Not",
    "cases_of",
]

MOST_CASES = 1 << 17
MOST_CONSTRAINTS = 1 << 23
"""Of all cases together."""


@dataclass(frozen=True, slots=True)
class LinearForm:
    """A combination of variables, and a constant."""

    terms: Mapping[int, Fraction]
    constant: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The condition form <= 0, or form < 0."""

    form: LinearForm
    is_strict: bool

    def negated(self) -> Comparison:
        """Return the condition that holds where this one does not."""
        terms = {k: -value for k, value in self.form.terms.items()}
        return Comparison(LinearForm(terms, -self.form.constant), not self.is_strict)


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """The conjunction of its parts: true without any."""

    parts: Sequence[Formula]


@dataclass(frozen=True, slots=True, eq=False)
class Any:
    """The disjunction of its parts: false without any."""

    parts: Sequence[Formula]


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """The negation of its part."""

    part: Formula


Formula = Comparison | All | Any | Not

Cases = list[tuple[Comparison, ...]]


def cases_of(formula: Formula) -> Cases:
    """Return the conjunctions of comparisons of which a formula is the disjunction.

    Raises
    ------
    FileFormatError
        If there are more than ``MOST_CASES``, or ``MOST_CONSTRAINTS`` in them.
    OutOfTime
        If the time is up before.
    """
    # Post order by hand: files may nest deeper than Python's calls.
    results: list[Cases] = []
    for kind, count, comparison in _in_post_order(formula):
        checkpoint()
        if comparison is not None:
            results.append([(comparison,)])
            continue
        parts = results[len(results) - count :]
        del results[len(results) - count :]
        results.append(_joined(parts) if kind is Any else _multiplied(parts))
    (cases,) = results
    return cases


def _in_post_order(
    formula: Formula,
) -> Iterator[tuple[type[All] | type[Any], int, Comparison | None]]:
    """Yield the nodes, each after its parts, negations carried to the comparisons."""
    pending: list[tuple[Formula, bool, bool]] = [(formula, False, False)]
    while pending:
        node, is_negated, is_entered = pending.pop()
        if isinstance(node, Comparison):
            yield All, 0, node.negated() if is_negated else node
        elif isinstance(node, Not):
            pending.append((node.part, not is_negated, False))
        elif is_entered:
            yield (All if isinstance(node, All) != is_negated else Any), len(node.parts), None
        else:
            pending.append((node, is_negated, True))
            pending.extend((part, is_negated, False) for part in reversed(node.parts))


def _joined(parts: Sequence[Cases]) -> Cases:
    _check(sum(map(len, parts)), sum(len(case) for part in parts for case in part))
    return [case for part in parts for case in part]


def _multiplied(parts: Sequence[Cases]) -> Cases:
    common: list[Comparison] = []
    found: Cases = [()]
    for part in parts:
        if len(part) == 1:
            common += part[0]
            continue
        lengths = sum(map(len, found)) * len(part) + sum(map(len, part)) * len(found)
        _check(len(found) * len(part), lengths)
        checkpoint()
        found = [(*case, *more) for case in found for more in part]
    _check(len(found), len(found) * len(common) + sum(map(len, found)))
    return [(*common, *case) for case in found] if common else found


def _check(cases: int, constraints: int) -> None:
    if cases > MOST_CASES or constraints > MOST_CONSTRAINTS:
        raise FileFormatError(
            f"its assertions come to {cases} cases with {constraints} comparisons, and up to "
            f"{MOST_CASES} with {MOST_CONSTRAINTS} are read: divide the property in several"
        )
