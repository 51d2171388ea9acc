"""How large a lowered network may become, checked before anything of that size is allocated."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from numbers import Integral
from typing import Any

from polyregions.errors import InvalidNetworkError, short
from polyregions.networks import is_worth_sparse

__all__ = [
    "MOST_CONSTANTS",
    "MOST_ENTRIES",
    "MOST_TERMS",
    "MOST_WEIGHTS",
    "check_constants",
    "check_terms",
    "check_weights",
    "checked_shape",
]

MOST_ENTRIES = 10**6
"""The most entries of a tensor, each of which is an affine form."""

MOST_CONSTANTS = 10**7
"""The most entries of an array of weights."""

MOST_TERMS = 10**7
"""The most coefficients of all affine forms that one linear operation makes."""

MOST_WEIGHTS = 10**8
"""The most weights that are kept of a network: large layers of few weights keep no zeros."""


def checked_shape(shape: Any) -> tuple[int, ...]:
    """Return the shape of a tensor as a tuple of ints.

    Raises
    ------
    InvalidNetworkError
        If an axis is no positive integer, or the product exceeds ``MOST_ENTRIES``.

    Examples
    --------
    >>> checked_shape([1, 28, 28])
    (1, 28, 28)
    """
    if isinstance(shape, (str, bytes)) or not isinstance(shape, Iterable):
        raise InvalidNetworkError(f"the shape is {short(shape)}: give a sequence of lengths")
    axes = tuple(shape)
    for axis in axes:
        if isinstance(axis, bool) or not isinstance(axis, Integral) or axis < 1:
            raise InvalidNetworkError(
                f"the shape {short(axes)} has an axis of length {short(axis)}: every axis needs "
                "a fixed positive length"
            )
    lengths = tuple(int(axis) for axis in axes)
    if prod(lengths) > MOST_ENTRIES:
        raise InvalidNetworkError(
            f"a tensor of shape {short(lengths)} has more than {MOST_ENTRIES:,} entries: reduce "
            "the input shape of the network, or cut it into smaller ones"
        )
    return lengths


def check_constants(size: int) -> None:
    """Raise InvalidNetworkError if an array of weights has too many entries."""
    if size > MOST_CONSTANTS:
        raise InvalidNetworkError(
            f"an array of {size:,} numbers exceeds the limit of {MOST_CONSTANTS:,}: cut the "
            "network into smaller ones"
        )


def check_terms(count: int) -> None:
    """Raise InvalidNetworkError if one operation would make too many coefficients."""
    if count > MOST_TERMS:
        raise InvalidNetworkError(
            f"a linear operation would make affine forms of {count:,} coefficients in all, more "
            f"than {MOST_TERMS:,}: reduce the input shape or the number of channels"
        )


def check_weights(layers: Iterable[tuple[int, int, int]]) -> None:
    """Raise InvalidNetworkError if layers would have too many weights.

    Parameters
    ----------
    layers
        Of each layer the numbers of units, of inputs and of weights that are not zero, which alone
        are kept of some.
    """
    listed = list(layers)
    count = sum(
        nonzeros if is_worth_sparse(units, inputs, nonzeros) else units * inputs
        for units, inputs, nonzeros in listed
    )
    if count > MOST_WEIGHTS:
        widest = max(units for units, *_ in listed)
        raise InvalidNetworkError(
            f"the network would have layers of up to {widest:,} units and {count:,} weights to "
            f"keep in all, more than {MOST_WEIGHTS:,}: reduce the input shape or the number of "
            "channels"
        )
