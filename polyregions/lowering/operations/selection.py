"""Selections by the sign of a tensor, where the function that they make does not jump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import ZERO
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.operations.activations import maximum, relu
from polyregions.lowering.operations.arithmetic import add, negate, subtract
from polyregions.lowering.operations.operands import (
    broadcast_shape,
    circuit_of,
    shape_of,
    tensors_of,
)
from polyregions.lowering.selections import Selection, Tree, selection_of

__all__ = ["Choice", "choose", "soft_shrink", "threshold", "where"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What :func:`choose` chooses, entry by entry.

    Attributes
    ----------
    difference
        The tensor whose sign decides, or exact numbers.
    at_zero
        Whether ``a`` stands where the difference is zero, too.
    a, b
        What stands where the difference is positive, and elsewhere: tensors, exact numbers, or
        choices again.
    """

    difference: Any
    at_zero: bool
    a: Any
    b: Any

    @property
    def operands(self) -> list[Any]:
        """All tensors and numbers in the choice and in those inside it."""
        inner = [(x.operands if isinstance(x, Choice) else [x]) for x in (self.a, self.b)]
        return [self.difference, *inner[0], *inner[1]]


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
    return choose(Choice(difference, at_zero, a, b))


def choose(choice: Choice) -> Tensor:
    """Return the tensor that a choice, perhaps with choices inside it, makes.

    It is made as that of :func:`where`. Of choices inside others only the whole must be continuous.

    Parameters
    ----------
    choice
        The choice; one of its operands must be a tensor, and all are broadcast as in numpy.

    Raises
    ------
    InvalidNetworkError
        If the result jumps, or cannot be told not to, or shapes do not go together.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((1,))
    >>> inner = Choice(x, False, ops.subtract(x, 1), ops.add(x, 1))  # It jumps at 0.
    >>> shrunk = choose(Choice(ops.subtract(ops.absolute(x), 1), False, inner, 0))
    >>> circuit.network(shrunk).exact([-3])
    (Fraction(-2, 1),)
    """
    operands = choice.operands
    shape = checked_shape(broadcast_shape(*map(shape_of, operands)))
    tensors = iter(tensors_of(*operands))
    flat = _flat(choice, tensors, shape)
    units = circuit_of(*operands).units
    selections = [selection_of(units, _tree(flat, i)) for i in range(prod(shape))]
    bases = Tensor(circuit_of(*operands), [s.base for s in selections], shape)
    return add(_on_units(bases, selections), bases)


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


def _flat(choice: Any, tensors: Iterator[Tensor], shape: tuple[int, ...]) -> Any:
    """Return a choice with the entries of its tensors, which come in the order of its operands."""
    if not isinstance(choice, Choice):
        return np.broadcast_to(next(tensors).forms, shape).ravel().tolist()
    difference = _flat(None, tensors, shape)
    branches = [_flat(branch, tensors, shape) for branch in (choice.a, choice.b)]
    return (difference, choice.at_zero, *branches)


def _tree(flat: Any, i: int) -> Tree:
    """Return the choice for one entry."""
    if isinstance(flat, list):
        form: AffineForm = flat[i]
        return form
    differences, at_zero, a, b = flat
    return differences[i], at_zero, _tree(a, i), _tree(b, i)


def _on_units(like: Tensor, selections: list[Selection]) -> Tensor:
    """Return the functions of the selections, with a new ReLU unit for every kink."""
    lines = [
        (s.form.times(s.function.slope) if s.function.slope else AffineForm.of_constant(ZERO)).plus(
            AffineForm.of_constant(s.function.constant)
        )
        for s in selections
    ]
    kinked = [
        s.form.plus(AffineForm.of_constant(-place))
        for s in selections
        for place, _ in s.function.kinks
    ]
    straight = Tensor(like.circuit, lines, like.shape)
    if not kinked:
        return straight
    units = like.circuit.units.rectified(kinked)
    rectified = iter(Tensor(like.circuit, units, (len(kinked),)).flat)
    bends = []
    for selection in selections:
        total = AffineForm.of_constant(ZERO)
        for _, change in selection.function.kinks:
            total = total.plus(next(rectified).times(change))
        bends.append(total)
    return add(straight, Tensor(like.circuit, bends, like.shape))
