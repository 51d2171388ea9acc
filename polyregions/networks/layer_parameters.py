"""What a layer is made from beside its weights: its biases, and the names of its activations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import float_row
from polyregions.errors import InvalidNetworkError, short, unknown_choice

__all__ = ["ACTIVATIONS", "activation_names", "biases_of", "inexact_units", "is_held"]

ACTIVATIONS = ("relu", "identity")
"""The activations of a unit: relu(z) = max(z, 0), and identity(z) = z."""

Rationals = tuple[Fraction, ...]


def biases_of(bias: Any, units: int) -> tuple[NDArray[np.float64], Rationals | None]:
    """Return the biases in floats, and exactly where floats do not hold them."""
    constants, exact = float_row([0] * units if bias is None else bias, "bias")
    if len(constants) != units:
        raise InvalidNetworkError(
            f"weights have {units} rows and bias {len(constants)} entries: "
            "give one bias for each unit"
        )
    return constants, exact


def inexact_units(constants: NDArray[np.float64], exact: Rationals | None) -> list[int]:
    """Return the units whose bias is no float."""
    pairs = zip(exact or (), constants.tolist(), strict=False)
    return [i for i, (bias, nearest) in enumerate(pairs) if not is_held(bias, nearest)]


def is_held(value: Fraction, nearest: float) -> bool:
    """Return whether a number is the float nearest to it, which may be infinite.

    Examples
    --------
    >>> is_held(Fraction(1, 2), 0.5), is_held(Fraction(1, 3), 1 / 3)
    (True, False)
    """
    if not isfinite(nearest):
        return False
    return nearest.as_integer_ratio() == (value.numerator, value.denominator)


def activation_names(activation: str | Sequence[str], units: int) -> tuple[str, ...]:
    """Return the activation of each unit, given one for all or one for each."""
    names = (activation,) * units if isinstance(activation, str) else activation
    if not isinstance(names, Sequence):
        raise InvalidNetworkError(
            f"the activation is {short(activation)}: give 'relu' or 'identity', for all or per unit"
        )
    if len(names) != units:
        raise InvalidNetworkError(
            f"{len(names)} activations are given for {units} units: give one for each unit"
        )
    for name in names:
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise unknown_choice("the activation", name, ACTIVATIONS, InvalidNetworkError)
    return tuple(names)
