"""Whole numbers that a caller gives: sizes, budgets, seeds."""

from __future__ import annotations

from numbers import Integral
from typing import Any

from polyregions.errors import UnknownOptionError, short

__all__ = ["whole_number"]


def whole_number(value: Any, name: str, least: int) -> int:
    """Return a number as an int, after checking that it is whole and large enough.

    Integers of NumPy, which overflow, become integers of Python.

    Parameters
    ----------
    value
        The number.
    name
        What it is called, as the message begins.
    least
        The least number that it may be.

    Raises
    ------
    UnknownOptionError
        If it is less, or no whole number.

    Examples
    --------
    >>> whole_number(3, "size", least=1)
    3
    >>> whole_number(0, "size", least=1)
    Traceback (most recent call last):
    polyregions.errors.UnknownOptionError: size is 0: give a whole number from 1 on
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise UnknownOptionError(f"{name} is {short(value)}: give a whole number from {least} on")
    return int(value)
