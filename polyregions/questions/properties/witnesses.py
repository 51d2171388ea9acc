"""A counterexample told well: short where a short one is one too, and safe from rounding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import isfinite

from polyregions.arithmetic import nearest_float
from polyregions.budgets import time_is_up
from polyregions.errors import InternalError
from polyregions.networks import Network
from polyregions.questions.properties.evaluation import exact_outputs
from polyregions.questions.properties.property import Property
from polyregions.questions.properties.verdicts import Violated

__all__ = ["float32_point", "surely_violated", "violated_at", "with_work"]

Point = tuple[Fraction, ...]

_BEYOND_FLOAT32 = 2**128
_DIGITS = (1, 2, 3, 5, 8, 12, 17)


def violated_at(network: Network, property: Property, point: Point) -> Violated | None:
    """Return the verdict where a point is a counterexample, None where it is none.

    Among the decimals near it, the shortest are taken in its place that are a counterexample as
    they stand, and still are when read as float32 or binary64 numbers. Each of them is evaluated
    exactly.
    """
    found = _checked(network, property, point)
    if found is None:
        return None
    outputs, case = found
    for texts in _decimals(point):
        if time_is_up():
            break
        short = tuple(map(Fraction, texts))
        checked = _checked(network, property, short)
        if checked is not None and _is_safe(network, property, short):
            return _told(network, short, *checked, texts, True)
    return _told(network, point, outputs, case, tuple(map(_longest, point)), False)


def surely_violated(network: Network, property: Property, point: Point) -> Violated:
    """Return the verdict where a point has been found as a counterexample exactly."""
    found = violated_at(network, property, point)
    if found is None:
        raise InternalError("an input that satisfies a case by its region does not by evaluation")
    return found


def with_work(found: Violated, visited: int, dropped: int | None) -> Violated:
    """Return a verdict with the work that it took."""
    return replace(found, visited=visited, dropped=dropped)


def _told(
    network: Network, point: Point, outputs: Point, case: int, texts: tuple[str, ...], safe: bool
) -> Violated:
    return Violated(point, outputs, case, network.pattern(point), texts, safe, 0, 0)


def _checked(network: Network, property: Property, point: Point) -> tuple[Point, int] | None:
    outputs = exact_outputs(network, point)
    case = property.violated_case(point, outputs)
    return None if case is None else (outputs, case)


def _is_safe(network: Network, property: Property, point: Point) -> bool:
    single = float32_point(point)
    if single is None:
        return False
    double = tuple(Fraction(nearest_float(x)) for x in point)
    return all(
        _checked(network, property, other) is not None for other in {single, double} - {point}
    )


def float32_point(point: Point) -> Point | None:
    """Return the float32 numbers nearest to coordinates, None where one is beyond their range."""
    rounded = tuple(_nearest_float32(x) for x in point)
    return rounded if all(abs(x) < _BEYOND_FLOAT32 for x in rounded) else None


def _nearest_float32(value: Fraction) -> Fraction:
    """Round once, ties to even: by binary64 it might be twice.

    Examples
    --------
    >>> _nearest_float32(1 + Fraction(1, 2**24)), _nearest_float32(1 + Fraction(1, 2**23))
    (Fraction(1, 1), Fraction(8388609, 8388608))
    """
    size = abs(value)
    if not size:
        return size
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    exponent -= size < Fraction(2) ** exponent
    step = Fraction(2) ** (max(exponent, -126) - 23)
    return round(value / step) * step


def _decimals(point: Sequence[Fraction]) -> Iterator[tuple[str, ...]]:
    seen = set()
    for digits in _DIGITS:
        texts = tuple(_decimal(x, digits) for x in point)
        if texts not in seen:
            seen.add(texts)
            yield texts


def _decimal(value: Fraction, digits: int) -> str:
    """Return a decimal with so many digits that is nearest to a number, zeros left out.

    Examples
    --------
    >>> _decimal(Fraction(1, 3), 3), _decimal(Fraction(5), 3), _decimal(Fraction(10**400), 17)
    ('0.333', '5.0', '1E+400')
    """
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    plain = float(rounded)
    return repr(plain) if isfinite(plain) and (plain or not rounded) else str(rounded.normalize())


def _longest(value: Fraction) -> str:
    return _decimal(value, 17)
