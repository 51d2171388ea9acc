"""The domain of a function of one variable: an interval, a half-line or the whole line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import decimal_text, exact_rational
from polyregions.errors import InvalidDomainError, short
from polyregions.networks import Network

__all__ = ["Interval", "interval_of"]


@dataclass(frozen=True, slots=True, repr=False)
class Interval:
    """The closed set of the numbers between two ends, either of which may be missing.

    Parameters
    ----------
    lower, upper
        Exact numbers of any kind; None where the interval is unbounded.

    Raises
    ------
    InvalidDomainError
        If the interval is empty or a single point.

    Examples
    --------
    >>> Interval(0, "1/3").contains(Fraction(1, 4)), Interval(None, 0).contains(Fraction(1, 4))
    (True, False)
    """

    lower: Fraction | None
    upper: Fraction | None

    def __init__(self, lower: Any = None, upper: Any = None) -> None:
        low = None if lower is None else exact_rational(lower, "the lower end")
        high = None if upper is None else exact_rational(upper, "the upper end")
        if low is not None and high is not None and low >= high:
            raise InvalidDomainError(
                f"the interval from {short(str(low))} to {short(str(high))} has no interior: give "
                "a lower end that is less than the upper one"
            )
        object.__setattr__(self, "lower", low)
        object.__setattr__(self, "upper", high)

    @classmethod
    def of(cls, value: Any) -> Interval:
        """Return the interval that a pair of ends, ``[[lower, upper]]`` or an H-polytope means.

        Raises
        ------
        InvalidDomainError, InvalidNumberError
            If it means none.

        Examples
        --------
        >>> Interval.of([0, 1]), Interval.of((None, "1/2"))
        (Interval(0, 1), Interval(None, '1/2'))
        """
        if isinstance(value, cls):
            return value
        rows = getattr(value, "rows", None)
        if rows is not None:
            return cls._from_rows(rows)
        ends = _plain(value)
        if len(ends) == 1:
            ends = _plain(ends[0])
        if len(ends) != 2:
            raise InvalidDomainError(
                f"the domain {short(value)} is no interval: give [lower, upper], None for an end "
                "at infinity"
            )
        return cls(*ends)

    @classmethod
    def _from_rows(cls, rows: Sequence[Sequence[int]]) -> Interval:
        """Read the rows (a, b) of an H-polytope of dimension 1, each meaning a x <= b."""
        if any(len(row) != 2 for row in rows):
            raise InvalidDomainError(
                f"the domain has dimension {len(rows[0]) - 1}: give one of dimension 1"
            )
        if any(a == 0 and b < 0 for a, b in rows):
            raise InvalidDomainError("the domain is empty: give one with interior points")
        uppers = [Fraction(b, a) for a, b in rows if a > 0]
        lowers = [Fraction(b, a) for a, b in rows if a < 0]
        return cls(max(lowers, default=None), min(uppers, default=None))

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lower is not None and self.upper is not None

    def contains(self, x: Fraction) -> bool:
        """Return whether a number lies in the interval, its ends included."""
        above = self.lower is None or self.lower <= x
        return above and (self.upper is None or x <= self.upper)

    def __repr__(self) -> str:
        ends = (_literal(end) for end in (self.lower, self.upper))
        return f"Interval({', '.join(ends)})"

    def __str__(self) -> str:
        low = "(-oo" if self.lower is None else f"[{decimal_text(self.lower)}"
        high = "oo)" if self.upper is None else f"{decimal_text(self.upper)}]"
        return f"{low}, {high}"


def interval_of(network: Network, domain: Any = None) -> Interval:
    """Return the interval meant for a network: its own where ``domain`` is None.

    Examples
    --------
    >>> from polyregions.constructions import montufar
    >>> interval_of(montufar(1, 2, 2)), interval_of(montufar(1, 2, 2), (None, None))
    (Interval(0, 1), Interval(None, None))
    """
    if domain is not None:
        return Interval.of(domain)
    return Interval() if network.domain is None else Interval.of(network.domain)


def _plain(value: Any) -> list[Any]:
    try:
        return list(value)
    except TypeError:
        return []


def _literal(end: Fraction | None) -> str:
    if end is None or end.denominator == 1:
        return str(end)
    return repr(str(end))
