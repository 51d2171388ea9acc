"""A number of regions of which two bounds are proved, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from polyregions.arithmetic import whole_number
from polyregions.errors import UnknownOptionError, short

__all__ = ["CountBounds"]


@dataclass(frozen=True, slots=True)
class CountBounds:
    """Two proved bounds of a number of regions.

    It is no number, and has no order. Where the bounds are equal, :attr:`number` is the count.

    Attributes
    ----------
    lower, upper
        The number is at least the one and at most the other.
    lower_reason, upper_reason
        Why: what each bound rests on.

    Raises
    ------
    UnknownOptionError
        If the bounds are no whole numbers from 0 on, or leave no number between them.

    Examples
    --------
    >>> bounds = CountBounds(4, 5, "three linear regions, one not convex", "a coarser complex")
    >>> print(bounds)
    4..5
    >>> bounds.number is None, CountBounds(4, 4, "...", "...").number
    (True, 4)
    """

    lower: int
    upper: int
    lower_reason: str
    upper_reason: str

    def __post_init__(self) -> None:
        for name in ("lower", "upper"):
            bound = whole_number(getattr(self, name), f"the {name} bound", least=0)
            object.__setattr__(self, name, bound)
        if self.lower > self.upper:
            raise UnknownOptionError(
                f"no number is at least {short(self.lower)} and at most {short(self.upper)}: give "
                "a lower bound that is at most the upper one"
            )

    @property
    def number(self) -> int | None:
        """The number itself where the bounds are equal, else None."""
        return self.lower if self.lower == self.upper else None

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes: the bounds and their reasons.

        Examples
        --------
        >>> CountBounds(4, 5, "linear regions", "cells").to_json()
        {'lower': 4, 'upper': 5, 'lower_reason': 'linear regions', 'upper_reason': 'cells'}
        """
        return {
            "lower": self.lower,
            "upper": self.upper,
            "lower_reason": self.lower_reason,
            "upper_reason": self.upper_reason,
        }

    def __str__(self) -> str:
        return f"{self.lower}..{self.upper}"

    def __int__(self) -> NoReturn:
        raise TypeError("bounds are no number: take bounds.lower, bounds.upper or bounds.number")
