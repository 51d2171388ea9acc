"""Sums, products, comparisons and their connections, from the values of their parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

from polyregions.arithmetic import exact_rational
from polyregions.errors import FileFormatError, short
from polyregions.readers.vnnlib.declarations import Declarations, Indices
from polyregions.readers.vnnlib.formulas import All, Any, Comparison, Formula, LinearForm, Not

__all__ = ["Brackets", "Expressions", "Item", "Part", "check_comparisons"]

MOST_COMPARISONS = 1 << 18
"""The number of comparisons up to which files are read."""

_MOST_BITS = 1 << 16  # of a number that sums and products make
_NUMBER = re.compile(r"[+-]?(?:[0-9]|\.[0-9])", re.ASCII)
_ZERO, _ONE = Fraction(0), Fraction(1)
_TRUE, _FALSE = All(()), Any(())


@dataclass(frozen=True, slots=True)
class Brackets:
    """Indices, or a shape, in brackets."""

    numbers: Indices


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a part of a declaration, or of nothing."""

    words: tuple[object, ...]


Item = str | Brackets | Part | LinearForm | Formula
"""What stands in parentheses: words, and the values of parentheses within."""


def check_comparisons(count: int) -> None:
    """Check that there are not too many comparisons.

    Raises
    ------
    FileFormatError
        If there are more than ``MOST_COMPARISONS``.
    """
    if count > MOST_COMPARISONS:
        raise FileFormatError(
            f"it has {count} comparisons or more, and up to {MOST_COMPARISONS} are read: divide "
            "the property in several"
        )


_DECLARATIONS = ("declare-input", "declare-output", "declare-hidden", "isomorphic-to", "equal-to")


class Expressions:
    """Evaluates what stands in parentheses, once its parts are evaluated.

    Parameters
    ----------
    declarations
        What names stand for.
    """

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self._comparisons = 0
        self._constants: dict[str, LinearForm] = {}
        self._variables: dict[int, LinearForm] = {}

    def value(self, items: Sequence[Item]) -> Item:
        """Return what an operator makes of its arguments.

        Raises
        ------
        FileFormatError, InvalidNumberError
            If there is no such operator, or it has other arguments.
        """
        if not items or items[0] in _DECLARATIONS:
            return Part(tuple(items))
        head, *rest = items
        if not isinstance(head, str):
            raise FileFormatError("an expression has no operator: begin it with one, such as <=")
        if head in _COMPARISONS:
            return self._comparison(head, self._numbers(head, rest, 2))
        if head in _ARITHMETIC:
            return _ARITHMETIC[head](self._numbers(head, rest, 1))
        if head in ("and", "or", "not", "=>"):
            return self._connected(head, [self.formula(item) for item in rest])
        if rest or head not in ("true", "false"):
            known = " ".join((*_ARITHMETIC, *_COMPARISONS, "and or not =>"))
            raise FileFormatError(f"the operator {short(head)} is unknown: use {known}")
        return self.formula(head)

    def formula(self, item: Item) -> Formula:
        """Return a formula, after checking that it is one."""
        if item == "true":
            return _TRUE
        if item == "false":
            return _FALSE
        if isinstance(item, (Comparison, All, Any, Not)):
            return item
        what = short(item) if isinstance(item, str) else "a number"
        raise FileFormatError(f"{what} stands where a condition is needed: give one, as (<= X_0 1)")

    def _numbers(self, head: str, items: Sequence[Item], least: int) -> list[LinearForm]:
        numbers: list[LinearForm] = []
        for index, item in enumerate(items):
            if isinstance(item, Brackets):
                continue
            if isinstance(item, str):
                after = items[index + 1] if index + 1 < len(items) else None
                numbers.append(self._number(item, after))
            elif isinstance(item, LinearForm):
                numbers.append(item)
            else:
                raise FileFormatError(f"({head} ...) has a part that is no number: give numbers")
        brackets = sum(isinstance(item, Brackets) for item in items)
        if brackets and not all(
            isinstance(before, str) or not isinstance(item, Brackets)
            for before, item in pairwise((None, *items))
        ):
            raise FileFormatError("brackets stand behind no name: write X[0,1]")
        if len(numbers) < least:
            raise FileFormatError(f"({head} ...) has too few parts: give {least} at least")
        return numbers

    def _number(self, word: str, after: Item | None) -> LinearForm:
        indices = after.numbers if isinstance(after, Brackets) else None
        if word in self._constants and indices is None:
            return self._constants[word]
        if _NUMBER.match(word) and indices is None:
            made = self._constants[word] = LinearForm({}, exact_rational(word, "a constant"))
            return made
        number = self._declarations.number(word, indices)
        if number not in self._variables:
            self._variables[number] = LinearForm({number: _ONE}, _ZERO)
        return self._variables[number]

    def _comparison(self, head: str, numbers: Sequence[LinearForm]) -> Formula:
        pairs = list(combinations(numbers, 2)) if head in _UNEQUAL else list(pairwise(numbers))
        self._comparisons += len(pairs)
        check_comparisons(self._comparisons)
        made = [_COMPARISONS[head](*pair) for pair in pairs]
        return made[0] if len(made) == 1 else All(made)

    def _connected(self, head: str, parts: Sequence[Formula]) -> Formula:
        if not parts or (head == "not" and len(parts) > 1) or (head == "=>" and len(parts) < 2):
            raise FileFormatError(f"({head} ...) has {len(parts)} parts: give another number")
        if head == "not":
            return Not(parts[0])
        if head == "=>":
            return Any([*map(Not, parts[:-1]), parts[-1]])
        return parts[0] if len(parts) == 1 else (All(parts) if head == "and" else Any(parts))


def _sum(forms: Sequence[LinearForm]) -> LinearForm:
    terms: dict[int, Fraction] = {}
    constant = _ZERO
    for form in forms:
        constant += form.constant
        for k, value in form.terms.items():
            terms[k] = terms[k] + value if k in terms else value
        _check_length(constant)
    for value in terms.values():
        _check_length(value)
    return LinearForm({k: value for k, value in terms.items() if value}, constant)


def _difference(forms: Sequence[LinearForm]) -> LinearForm:
    """Return the first form less the others, or less itself where it is alone."""
    first, *rest = forms
    if not rest:
        return _scaled(first, Fraction(-1))
    return _sum([first, *(_scaled(form, Fraction(-1)) for form in rest)])


def _product(forms: Sequence[LinearForm]) -> LinearForm:
    made = forms[0]
    for form in forms[1:]:
        if made.terms and form.terms:
            raise FileFormatError(
                "a product of variables is not linear: properties are made of sums, and of "
                "products with constants"
            )
        made = _scaled(form, made.constant) if form.terms else _scaled(made, form.constant)
    return made


def _quotient(forms: Sequence[LinearForm]) -> LinearForm:
    made = forms[0]
    if len(forms) == 1:
        raise FileFormatError("(/ ...) has one part: give two at least")
    for form in forms[1:]:
        if form.terms:
            raise FileFormatError(
                "a division by a variable is not linear: divide by constants alone"
            )
        if form.constant == 0:
            raise FileFormatError("it divides by zero: give a constant but 0")
        made = _scaled(made, 1 / form.constant)
    return made


def _scaled(form: LinearForm, factor: Fraction) -> LinearForm:
    if factor == 0:
        return LinearForm({}, _ZERO)
    constant = form.constant * factor
    _check_length(constant)
    terms = {k: value * factor for k, value in form.terms.items()}
    for value in terms.values():
        _check_length(value)
    return LinearForm(terms, constant)


def _check_length(value: Fraction) -> None:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise FileFormatError(
            f"its sums and products make numbers of more than {_MOST_BITS} bits: give shorter ones"
        )


def _compared(left: LinearForm, right: LinearForm, is_strict: bool) -> Comparison:
    if right.terms or left.constant:
        return Comparison(_difference([left, right]), is_strict)
    # Most comparisons are of a variable with a constant.
    return Comparison(LinearForm(left.terms, -right.constant), is_strict)


def _at_most(left: LinearForm, right: LinearForm) -> Comparison:
    return _compared(left, right, False)


def _less(left: LinearForm, right: LinearForm) -> Comparison:
    return _compared(left, right, True)


def _equal(left: LinearForm, right: LinearForm) -> Formula:
    return All([_at_most(left, right), _at_most(right, left)])


def _unequal(left: LinearForm, right: LinearForm) -> Formula:
    return Any([_less(left, right), _less(right, left)])


_ARITHMETIC: dict[str, Callable[[Sequence[LinearForm]], LinearForm]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
}
_EQUAL, _UNEQUAL = ("=", "=="), ("!=", "distinct")
_COMPARISONS: dict[str, Callable[[LinearForm, LinearForm], Formula]] = {
    "<=": _at_most,
    ">=": lambda left, right: _at_most(right, left),
    "<": _less,
    ">": lambda left, right: _less(right, left),
    **dict.fromkeys(_EQUAL, _equal),
    **dict.fromkeys(_UNEQUAL, _unequal),
}
