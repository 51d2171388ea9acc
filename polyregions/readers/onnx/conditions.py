"""Truth values that depend on the input: a Where chooses by them, nothing else takes them."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.values import Value, broadcast_shape

__all__ = ["MOST_COMPARISONS", "Combination", "Comparison", "Condition", "combined"]

MOST_COMPARISONS = 16
"""The most comparisons in one condition: a Where computes each of them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether entries are positive.

    Attributes
    ----------
    difference
        The entries.
    at_zero
        Whether the truth value at zero is true.
    """

    difference: Tensor
    at_zero: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the truth values."""
        return self.difference.shape

    @property
    def differences(self) -> tuple[Tensor, ...]:
        """The entries of all comparisons, one alone here."""
        return (self.difference,)

    def negated(self) -> Comparison:
        """Return where the condition does not hold."""
        return Comparison(ops.negate(self.difference), not self.at_zero)

    def chosen(self, a: Value, b: Value) -> Tensor:
        """Return a where the condition holds and b elsewhere.

        Raises
        ------
        InvalidNetworkError
            If that jumps, or cannot be told not to.
        """
        return ops.where(self.difference, a, b, at_zero=self.at_zero)


@dataclass(frozen=True, slots=True)
class Combination:
    """Two conditions joined: that both hold, or that one of them does.

    Attributes
    ----------
    first, second
        The conditions.
    needs_both
        Whether both must hold.
    """

    first: Condition
    second: Condition
    needs_both: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the truth values."""
        return broadcast_shape(self.first, self.second)

    @property
    def differences(self) -> tuple[Tensor, ...]:
        """The entries of all comparisons."""
        return (*self.first.differences, *self.second.differences)

    def negated(self) -> Combination:
        """Return where the condition does not hold, by the rule of De Morgan."""
        return Combination(self.first.negated(), self.second.negated(), not self.needs_both)

    def chosen(self, a: Value, b: Value) -> Tensor:
        """Return a where the condition holds and b elsewhere, as a choice within a choice.

        Raises
        ------
        InvalidNetworkError
            If one of the two jumps, or cannot be told not to.
        """
        inner = self.second.chosen(a, b)
        return self.first.chosen(inner, b) if self.needs_both else self.first.chosen(a, inner)


Condition = Comparison | Combination


def combined(first: Condition, second: Condition, needs_both: bool) -> Combination:
    """Return two conditions joined.

    Raises
    ------
    FileFormatError
        If there are more than ``MOST_COMPARISONS`` in it, or shapes do not go together.
    """
    joined = Combination(first, second, needs_both)
    if len(joined.differences) > MOST_COMPARISONS:
        raise FileFormatError(
            f"a condition of more than {MOST_COMPARISONS} comparisons is not supported: choose by "
            "fewer of them"
        )
    broadcast_shape(first, second)
    return joined
