"""Exact numbers as texts and back, of any length, in time that grows little faster than it.

``str``, ``repr`` and ``int`` refuse numbers of some thousands of digits, for they take quadratic
time; how many is a setting of the whole process, which no library should change. FLINT converts
fast, whatever that setting is.

References
----------
W. B. Hart, "FLINT: Fast library for number theory", 2010.
"""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from numbers import Rational
from typing import Any, cast

from flint import fmpz

__all__ = [
    "decimal_text",
    "exact_repr",
    "fraction_of_integers",
    "integer_of_text",
    "number_text",
    "rational_of_texts",
    "repr_of_fields",
]

# Python prints and reads integers of up to 640 digits whatever its limit is set to.
_PRINTABLE_BITS = 2000
_READABLE_DIGITS = 600
# Of a number in a message, in bits.
_LONGEST_SHOWN = 100


def decimal_text(value: int | Fraction) -> str:
    """Return all digits of an integer, or of both integers of a rational "p/q".

    Examples
    --------
    >>> decimal_text(-(10**6)), decimal_text(Fraction(1, 3)), len(decimal_text(10**20000))
    ('-1000000', '1/3', 20001)
    """
    if isinstance(value, Fraction):
        numerator = decimal_text(value.numerator)
        return numerator if value.denominator == 1 else f"{numerator}/{_digits(value.denominator)}"
    return _digits(value)


def integer_of_text(text: str) -> int:
    """Return the integer whose ASCII decimal digits, after a sign or none, are given.

    Examples
    --------
    >>> integer_of_text("-12"), integer_of_text("1" + "0" * 5000) == 10**5000
    (-12, True)
    """
    return int(text) if len(text) <= _READABLE_DIGITS else int(fmpz(text.removeprefix("+")))


def rational_of_texts(numerator: str, denominator: str) -> Fraction:
    """Return the quotient of two integers that :func:`integer_of_text` reads.

    Raises
    ------
    ZeroDivisionError
        If the denominator is zero.

    Examples
    --------
    >>> rational_of_texts("-6", "4")
    Fraction(-3, 2)
    """
    if len(numerator) + len(denominator) <= _READABLE_DIGITS:
        return Fraction(int(numerator), int(denominator))
    p, q = fmpz(numerator.removeprefix("+")), fmpz(denominator)
    if q == 0:
        raise ZeroDivisionError
    divisor = p.gcd(q)  # Fraction's own takes quadratic time
    return fraction_of_integers(int(p // divisor), int(q // divisor))


def fraction_of_integers(numerator: int, denominator: int) -> Fraction:
    """Return the quotient of two integers in lowest terms, the second one positive.

    Examples
    --------
    >>> fraction_of_integers(-2, 3)
    Fraction(-2, 3)
    """
    return Fraction(cast(Rational, _Reduced(numerator, denominator)))


def exact_repr(value: Any) -> str:
    """Return what ``repr`` does, also where integers in containers are long.

    Examples
    --------
    >>> exact_repr([1, (Fraction(1, 2),)]), len(exact_repr((10**5000,)))
    ('[1, (Fraction(1, 2),)]', 5004)
    """
    try:
        return repr(value)
    except ValueError:
        return _long_repr(value)


def number_text(value: int | Fraction) -> str:
    """Return a number as messages tell it, a very long one in words.

    Examples
    --------
    >>> number_text(Fraction(1, 3)), number_text(Fraction(1, 10**5000)), number_text(10**5000)
    ('1/3', 'a fraction of many digits', 'an integer of many digits')
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) <= _LONGEST_SHOWN:
        return str(value)
    return f"{'an integer' if value.denominator == 1 else 'a fraction'} of many digits"


def repr_of_fields(self: Any) -> str:
    """Return the ``repr`` that dataclasses have, with numbers of any length.

    It is meant to be the ``__repr__`` of a dataclass that holds exact numbers.
    """
    shown = (
        f"{field.name}={exact_repr(getattr(self, field.name))}"
        for field in fields(self)
        if field.repr
    )
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _digits(value: int) -> str:
    return str(value) if value.bit_length() <= _PRINTABLE_BITS else str(fmpz(value))


def _long_repr(value: Any) -> str:
    match value:
        case int():
            return _digits(value)
        case Fraction():
            return f"Fraction({_digits(value.numerator)}, {_digits(value.denominator)})"
        case list():
            return f"[{', '.join(map(exact_repr, value))}]"
        case frozenset():
            return f"frozenset({{{', '.join(map(exact_repr, value))}}})"
        case tuple() if type(value) is tuple:
            return f"({', '.join(map(exact_repr, value))}{',' if len(value) == 1 else ''})"
        case dict():
            pairs = (f"{exact_repr(key)}: {exact_repr(entry)}" for key, entry in value.items())
            return f"{{{', '.join(pairs)}}}"
        case _:
            return f"<{type(value).__name__} with numbers of many digits>"


@Rational.register
class _Reduced:
    """A rational in lowest terms, of which a Fraction is made without another division."""

    def __init__(self, numerator: int, denominator: int) -> None:
        self.numerator = numerator
        self.denominator = denominator
