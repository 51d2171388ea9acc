"""Choices between affine forms by the signs of others, decided not to jump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyregions.arithmetic import repr_of_fields
from polyregions.budgets import checkpoint
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.bent_line import BentLine, Decision, decided
from polyregions.lowering.constants import ONE
from polyregions.lowering.functions_of_form import FunctionsOfForm, shallower_forms, written_out
from polyregions.lowering.units import Units

__all__ = ["Selection", "Tree", "selection_of"]

Tree = AffineForm | tuple[AffineForm, bool, "Tree", "Tree"]
"""A choice for one entry: a form, or a difference, whether it holds at zero, and two choices."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One entry of the result: base + function(form).

    Attributes
    ----------
    base, form, function
        As the formula says.
    """

    base: AffineForm
    form: AffineForm
    function: BentLine

    __repr__ = repr_of_fields


def selection_of(units: Units, tree: Tree) -> Selection:
    """Return how to write a choice by one form and a function of it.

    Raises
    ------
    InvalidNetworkError
        If the choice jumps, or cannot be told not to.

    Examples
    --------
    >>> from polyregions.lowering import Circuit
    >>> circuit = Circuit()
    >>> [x] = circuit.input((1,)).flat
    >>> zero = AffineForm.of_variable(0, depth=0).times(0)
    >>> selection_of(circuit.units, (x, False, x, zero)).function.kinks
    ((Fraction(0, 1), Fraction(1, 1)),)
    """
    checkpoint()
    tree = _pruned(units, tree)
    if isinstance(tree, AffineForm):
        return Selection(tree, tree, BentLine())
    *_, base = _leaves(tree)
    minus = base.times(-ONE)
    for difference in _differences(tree):
        for form in (difference, *shallower_forms(units, difference)):
            functions = FunctionsOfForm(units, form)
            decision = _decision(functions, tree, minus)
            if decision is None:
                continue
            chosen = decided(decision)
            if chosen is not None:
                return Selection(base, form, chosen)
            if functions.takes_all_values:
                raise InvalidNetworkError(
                    "a selection jumps where its condition changes: only where both of its values "
                    "agree there is it a continuous function, as every network is"
                )
    raise InvalidNetworkError(
        "a selection cannot be told to be continuous: its conditions and the differences of its "
        "values must be functions of one affine form, as those of a leaky ReLU are"
    )


def _pruned(units: Units, tree: Tree) -> Tree:
    """Return a choice without the conditions that are constant."""
    if isinstance(tree, AffineForm):
        return tree
    difference, at_zero, a, b = tree
    plain = written_out(units, difference)
    if plain.terms:
        return difference, at_zero, _pruned(units, a), _pruned(units, b)
    holds = plain.constant > 0 or (at_zero and not plain.constant)
    return _pruned(units, a if holds else b)


def _leaves(tree: Tree) -> Iterator[AffineForm]:
    if isinstance(tree, AffineForm):
        yield tree
    else:
        yield from _leaves(tree[2])
        yield from _leaves(tree[3])


def _differences(tree: Tree) -> Iterator[AffineForm]:
    if not isinstance(tree, AffineForm):
        yield tree[0]
        yield from _differences(tree[2])
        yield from _differences(tree[3])


def _decision(functions: FunctionsOfForm, tree: Tree, minus: AffineForm) -> Decision | None:
    """Return a choice, less a form everywhere, as functions of one form, None if it is none."""
    if isinstance(tree, AffineForm):
        return functions.function(tree.plus(minus))
    difference, at_zero, a, b = tree
    condition = functions.function(difference)
    where_it_holds = None if condition is None else _decision(functions, a, minus)
    elsewhere = None if where_it_holds is None else _decision(functions, b, minus)
    if condition is None or where_it_holds is None or elsewhere is None:
        return None
    return condition, at_zero, where_it_holds, elsewhere
