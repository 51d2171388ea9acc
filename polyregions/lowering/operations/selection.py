"""Selections by the sign of a tensor, where the function that they make does not jump."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational
from polyregions.budgets import checkpoint
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.bent_line import BentLine
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import ONE, ZERO
from polyregions.lowering.functions_of_form import (
    FunctionsOfForm,
    shallower_forms,
    written_out,
)
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.operations.activations import maximum, relu
from polyregions.lowering.operations.arithmetic import add, negate, subtract
from polyregions.lowering.operations.operands import broadcast_shape, shape_of, tensors_of
from polyregions.lowering.units import Units

__all__ = ["soft_shrink", "threshold", "where"]

Selection = tuple[AffineForm, BentLine]
"""A form t, and the function of it that a selection of one entry adds."""


def where(difference: Any, a: Any, b: Any, *, at_zero: bool) -> Tensor:
    """Return a where the difference is positive and b elsewhere, entry by entry.

    Networks are continuous: where the difference d changes its sign, a - b must vanish. That is
    decided exactly, for d and a - b that are piecewise linear functions of one affine form t of
    inputs or units; leaky ReLUs, thresholds, soft shrinkages and selections nested in each other
    are of this kind. Then "a - b where d > 0, else 0" is a piecewise linear function of t as well.
    It has one ReLU unit for each of its kinks, and the result is its sum with b. Where d is
    constant there are no units.

    Parameters
    ----------
    difference
        The tensor d whose sign decides, or exact numbers.
    a, b
        Tensors or exact numbers, broadcast with d as in numpy; one of the three must be a tensor.
    at_zero
        Whether a stands where d is zero, too.

    Raises
    ------
    InvalidNetworkError
        If the selection jumps, or cannot be told not to, or shapes do not go together.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((1,))
    >>> leaky = ops.where(x, x, ops.divide(x, 10), at_zero=False)
    >>> circuit.network(leaky).exact([-3])
    (Fraction(-3, 10),)
    >>> ops.where(x, 1, 0, at_zero=True)
    Traceback (most recent call last):
    polyregions.errors.InvalidNetworkError: a selection jumps where its condition changes: only \
where both of its values agree there is it a continuous function, as every network is
    """
    shape = checked_shape(broadcast_shape(*map(shape_of, (difference, a, b))))
    condition, first, second = tensors_of(difference, a, b)
    circuit = condition.circuit
    conditions = Tensor(circuit, np.broadcast_to(condition.forms, shape))
    excess = subtract(first, second)
    excess = Tensor(circuit, np.broadcast_to(excess.forms, shape))
    selections = [
        _selection(circuit.units, d, e, at_zero)
        for d, e in zip(conditions.flat, excess.flat, strict=True)
    ]
    return add(_on_units(conditions, selections), second)


def threshold(x: Tensor, threshold: Any, value: Any) -> Tensor:
    """Return x where it exceeds a threshold, and a value elsewhere.

    Parameters
    ----------
    x
        The tensor.
    threshold, value
        Exact numbers.

    Raises
    ------
    InvalidNetworkError
        If the value is not the threshold: the function jumps there.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.threshold(circuit.input((2,)), 1, 1)).exact([3, -3])
    (Fraction(3, 1), Fraction(1, 1))
    """
    place = exact_rational(threshold, "the threshold")
    if exact_rational(value, "the value") != place:
        raise InvalidNetworkError(
            f"a threshold at {place} with the value {value} jumps there: only with the same value "
            "is it a continuous function, as every network is"
        )
    return maximum(x, place)


def soft_shrink(x: Tensor, bound: Any = "1/2") -> Tensor:
    """Return x - bound above the bound, x + bound below its negative, and 0 between them.

    As max(x - bound, 0) - max(-x - bound, 0), with two ReLU units for each entry.

    Parameters
    ----------
    x
        The tensor.
    bound
        An exact number, which is not negative.

    Raises
    ------
    InvalidNetworkError
        If the bound is negative.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.soft_shrink(circuit.input((3,)))).exact([3, "-1/4", -1])
    (Fraction(5, 2), Fraction(0, 1), Fraction(-1, 2))
    """
    size = exact_rational(bound, "the bound")
    if size < 0:
        raise InvalidNetworkError(f"the bound of a soft shrinkage is {bound}: give one from 0")
    return subtract(relu(subtract(x, size)), relu(subtract(negate(x), size)))


def _selection(units: Units, condition: AffineForm, excess: AffineForm, at_zero: bool) -> Selection:
    """Return how to write "excess where the condition is positive, else 0"."""
    checkpoint()
    constant = written_out(units, condition)
    if not constant.terms:
        holds = constant.constant > 0 or (at_zero and not constant.constant)
        return excess, BentLine(ONE if holds else ZERO)
    for form in (condition, *shallower_forms(units, condition)):
        functions = FunctionsOfForm(units, form)
        decides, selected = functions.function(condition), functions.function(excess)
        if decides is None or selected is None:
            continue
        chosen = selected.where(decides, at_zero=at_zero)
        if chosen is not None:
            return form, chosen
        if functions.takes_all_values:
            raise InvalidNetworkError(
                "a selection jumps where its condition changes: only where both of its values "
                "agree there is it a continuous function, as every network is"
            )
    raise InvalidNetworkError(
        "a selection cannot be told to be continuous: its condition and the difference of its two "
        "values must be functions of one affine form, as those of a leaky ReLU are"
    )


def _on_units(like: Tensor, selections: list[Selection]) -> Tensor:
    """Return the functions of the selections, with a new ReLU unit for every kink."""
    lines = [
        (form.times(line.slope) if line.slope else AffineForm.of_constant(ZERO)).plus(
            AffineForm.of_constant(line.constant)
        )
        for form, line in selections
    ]
    kinked = [
        form.plus(AffineForm.of_constant(-place))
        for form, line in selections
        for place, _ in line.kinks
    ]
    straight = Tensor(like.circuit, lines, like.shape)
    if not kinked:
        return straight
    rectified = iter(like.circuit.units.rectified(kinked))
    bends = []
    for _, line in selections:
        total = AffineForm.of_constant(ZERO)
        for _, change in line.kinks:
            total = total.plus(next(rectified).times(change))
        bends.append(total)
    return add(straight, Tensor(like.circuit, bends, like.shape))
