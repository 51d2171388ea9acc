"""Choices between two values, with the arguments of their namesakes in PyTorch."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.torch import arithmetic
from polyregions.readers.torch.comparisons import Comparison, no_number
from polyregions.readers.torch.constants import fractions

__all__ = [
    "TAKING_COMPARISONS",
    "greater",
    "greater_or_equal",
    "less",
    "less_or_equal",
    "logical_not",
    "masked_fill",
    "multiply",
    "where",
    "where_by_method",
]


def greater(input: Any, other: Any) -> Any:
    """Return whether input > other."""
    return _compared(input, other, operator.gt, at_zero=False)


def greater_or_equal(input: Any, other: Any) -> Any:
    """Return whether input >= other."""
    return _compared(input, other, operator.ge, at_zero=True)


def less(input: Any, other: Any) -> Any:
    """Return whether input < other."""
    return greater(other, input)


def less_or_equal(input: Any, other: Any) -> Any:
    """Return whether input <= other."""
    return greater_or_equal(other, input)


def logical_not(input: Any) -> Any:
    """Return the opposite of a comparison, or of constant truth values."""
    if isinstance(input, Comparison):
        return Comparison(arithmetic.negative(input.difference), not input.at_zero)
    if isinstance(input, Tensor):
        raise _no_condition()
    return 1 - (np.asarray(input) != 0)


def where(condition: Any, input: Any, other: Any) -> Any:
    """Return the input where a condition holds, and the other elsewhere.

    The result must be continuous: where the condition depends on the inputs, the two values meet
    where it changes.
    """
    if isinstance(condition, Comparison):
        return ops.where(condition.difference, input, other, at_zero=condition.at_zero)
    if isinstance(condition, Tensor):
        raise _no_condition()
    chosen = np.asarray(condition) != 0
    if isinstance(input, Tensor) or isinstance(other, Tensor):
        return ops.where(chosen.astype(np.int64), input, other, at_zero=False)
    return np.where(chosen, fractions(input), fractions(other))


def where_by_method(input: Any, condition: Any, other: Any) -> Any:
    """Return the input where a condition holds, and the other elsewhere."""
    return where(condition, input, other)


def masked_fill(input: Any, mask: Any, value: Any) -> Any:
    """Return the input with a value in its place where a mask says so."""
    return where(mask, value, input)


def multiply(input: Any, other: Any) -> Any:
    """Return the product, one factor of which must be constant or a comparison.

    A comparison counts as 1 where it holds and 0 elsewhere: the product is a selection.
    """
    for factor, rest in ((input, other), (other, input)):
        if isinstance(factor, Comparison):
            if isinstance(rest, Comparison):
                raise no_number()
            return where(factor, rest, 0)
    return arithmetic.multiply(input, other)


TAKING_COMPARISONS = (logical_not, masked_fill, multiply, where, where_by_method)
"""The functions here that take comparisons for other arguments than to compare them."""


def _compared(
    input: Any, other: Any, numeric: Callable[[Any, Any], Any], *, at_zero: bool
) -> Comparison | Any:
    if isinstance(input, Tensor) or isinstance(other, Tensor):
        return Comparison(arithmetic.subtract(input, other), at_zero)
    return numeric(fractions(input), fractions(other)).astype(np.int64)


def _no_condition() -> InvalidNetworkError:
    return InvalidNetworkError(
        "the condition is a tensor of numbers that depend on the inputs: compare them with another "
        "number, as in torch.where(x > 0, a, b)"
    )
