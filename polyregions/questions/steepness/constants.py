"""Lipschitz constants as answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn

from polyregions.arithmetic import (
    LargestRoot,
    nearest_float,
    nearest_root,
    shortest_number,
)
from polyregions.networks import Pattern
from polyregions.questions.answers import LONGEST_BRIEF, brief_repr, brief_text, counted, json_point

__all__ = ["ClassConstants", "LipschitzConstant", "PartialLipschitz"]


@dataclass(frozen=True)
class LipschitzConstant:
    """The least L with ``|f(x) - f(y)| <= L |x - y|`` on a domain, exact.

    Attributes
    ----------
    norm
        The norm in which inputs and outputs are measured.
    value
        The constant for "l1" and "linf"; None for "l2".
    square
        Its square. For "l2" and several outputs it is algebraic, a :class:`LargestRoot`, unless it
        happens to be rational.
    pattern
        The activation pattern of a region that attains it: of all, the first in lexicographic
        order.
    interior_point
        A point inside that region; not compared where answers are.
    """

    norm: str
    value: Fraction | None
    square: Fraction | LargestRoot
    pattern: Pattern
    interior_point: tuple[Fraction, ...] = field(compare=False)

    __repr__ = brief_repr

    @property
    def rounded(self) -> float:
        """The float nearest to the constant."""
        if self.value is not None:
            return nearest_float(self.value)
        square = self.square
        return square.nearest_root() if isinstance(square, LargestRoot) else nearest_root(square)

    def __float__(self) -> float:
        return self.rounded

    def __str__(self) -> str:
        return f"{self.number_text} ({self.norm}), attained in {self.pattern}"

    @property
    def number_text(self) -> str:
        """The constant for the eye, without the norm."""
        if self.value is not None:
            return brief_text(self.value)
        root = self.rounded
        if isinstance(self.square, LargestRoot):
            is_short = max(map(abs, self.square.polynomial)).bit_length() <= LONGEST_BRIEF
            degree = len(self.square.polynomial) - 1
            square = self.square if is_short else f"an algebraic number of degree {degree}"
            return f"{root!r}, the square root of {square}"
        if root < float("inf") and Fraction(root) ** 2 == self.square:
            return brief_text(Fraction(root))
        return f"{root!r}, the square root of {brief_text(self.square)}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes; a :class:`LargestRoot` by polynomial and interval."""
        square: Any
        if isinstance(self.square, LargestRoot):
            square = {
                "polynomial": [shortest_number(c) for c in self.square.polynomial],
                "interval": json_point(self.square.interval),
            }
        else:
            square = shortest_number(self.square)
        return {
            "norm": self.norm,
            "value": None if self.value is None else shortest_number(self.value),
            **({"square": square} if self.value is None else {}),
            "rounded": self.rounded if self.rounded < float("inf") else None,
            "pattern": str(self.pattern),
            "point": json_point(self.interior_point),
        }


@dataclass(frozen=True)
class ClassConstants:
    """The Lipschitz constants of the differences of outputs, for each pair of classes.

    Attributes
    ----------
    constants
        By pairs (i, j) with i < j: that of output i less output j, which is that of j less i.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1], [2], [5]], None, "identity")])
    >>> constants = pr.lipschitz(net, "l1", classes=True)
    >>> print(constants[2, 0].value, constants.largest.value)
    4 4
    """

    constants: Mapping[tuple[int, int], LipschitzConstant]

    __repr__ = brief_repr

    def __getitem__(self, pair: tuple[int, int]) -> LipschitzConstant:
        i, j = pair
        return self.constants[min(i, j), max(i, j)]

    def __len__(self) -> int:
        return len(self.constants)

    @property
    def largest(self) -> LipschitzConstant:
        """The largest of them: of several the first."""
        return max(self.constants.values(), key=lambda constant: constant.square)

    def __str__(self) -> str:
        return "\n".join(f"{i} - {j}: {known}" for (i, j), known in self.constants.items())

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes: under "classes" the pairs as texts "i-j"."""
        known = {f"{i}-{j}": known.to_json() for (i, j), known in self.constants.items()}
        return {"classes": known}


@dataclass(frozen=True)
class PartialLipschitz:
    """A search for a Lipschitz constant that stopped at a budget: it is at least so large.

    Attributes
    ----------
    at_least
        The constant of the regions visited, or those of classes; None where nothing is known.
    found
        The number of regions visited.
    reason
        The budget that was used up, "max_regions" or "max_seconds".
    """

    at_least: LipschitzConstant | ClassConstants | None
    found: int
    reason: str

    __repr__ = brief_repr

    def __bool__(self) -> NoReturn:
        raise TypeError("a partial result is no constant: look at its attribute at_least")

    def __str__(self) -> str:
        known = "nothing is known" if self.at_least is None else f"at least\n{self.at_least}"
        if isinstance(self.at_least, LipschitzConstant):
            known = f"at least {self.at_least}"
        return f"stopped at {self.reason} with {counted(self.found, 'region')} visited: {known}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        known = None if self.at_least is None else self.at_least.to_json()
        return {"at_least": known, "regions_visited": self.found, "stopped_at": self.reason}
