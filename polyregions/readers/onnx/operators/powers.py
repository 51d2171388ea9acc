"""Roots, reciprocals and powers, which are curved: of constants alone."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

import numpy as np

from polyregions.arithmetic import number_text
from polyregions.errors import FileFormatError
from polyregions.lowering import exact_array
from polyregions.lowering.operations import nearest_root_quotient
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.long_numbers import bits_of, check_lengths
from polyregions.readers.onnx.operators.broadcasting import two_values
from polyregions.readers.onnx.values import (
    Constant,
    Value,
    as_numbers,
    broadcast_shape,
    folded,
    has_integers,
    numbers_of,
)

__all__ = ["OPERATORS"]

_LARGEST_EXPONENT = 64
_HALF = Fraction(1, 2)


def square_root(call: Call) -> Constant:
    """Sqrt: the root of constants, exact where it is rational, else the nearest binary64 number."""
    [numbers] = call.constants_alone()
    return _on_rationals(_root, numbers)


def reciprocal(call: Call) -> Constant:
    """Reciprocal: 1 / a of constants."""
    [numbers] = call.constants_alone()
    return _on_rationals(_reciprocal, numbers)


def power(call: Call) -> Value:
    """Pow: a to the power of b, of constants: whole powers and roots; a itself where b is 1."""
    base, exponents = two_values(call)
    exponent = numbers_of(exponents)
    if exponent is None:
        raise call.refused()
    if numbers_of(base) is None:
        is_base = np.all(exponent == 1) and broadcast_shape(base, exponent) == base.shape
        if not is_base:
            raise call.refused("where the exponent is 1")
        return base
    bases = np.asarray(numbers_of(base))
    if not has_integers(bases):
        return folded(np.frompyfunc(_power, 2, 1), as_numbers(bases), as_numbers(exponent))
    if not has_integers(exponent) or np.any(exponent < 0):
        raise FileFormatError("an integer is raised to a power that makes none: convert it first")
    return folded(np.frompyfunc(_whole_power, 2, 1), bases, exponent)


def _on_rationals(function: Any, numbers: Constant) -> Constant:
    return exact_array(folded(np.frompyfunc(function, 1, 1), as_numbers(numbers)))


def _root(number: Fraction) -> Fraction:
    if number < 0:
        raise FileFormatError(f"the root of {number_text(number)} is no real number")
    roots = isqrt(number.numerator), isqrt(number.denominator)
    root = Fraction(*roots)
    return root if root * root == number else nearest_root_quotient(Fraction(1), 1 / number)


def _reciprocal(number: Fraction) -> Fraction:
    if not number:
        raise FileFormatError("input 0 holds a zero, and nothing can be divided by it")
    return 1 / number


def _whole_power(base: int, exponent: int) -> int:
    return int(_power(Fraction(base), Fraction(exponent)))


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if abs(exponent) == _HALF:
        root = _root(base)
        return root if exponent > 0 else _reciprocal(root)
    if exponent.denominator != 1 or abs(exponent) > _LARGEST_EXPONENT:
        raise FileFormatError(
            f"the exponent {number_text(exponent)} is not read: 1/2, -1/2 and whole numbers from "
            f"-{_LARGEST_EXPONENT} to {_LARGEST_EXPONENT} are"
        )
    check_lengths([bits_of(base) * abs(int(exponent))])
    return (base if exponent >= 0 else _reciprocal(base)) ** abs(int(exponent))


OPERATORS = {
    "Pow": power,
    "Reciprocal": reciprocal,
    "Sqrt": square_root,
}
"""The functions by the operators' names."""
