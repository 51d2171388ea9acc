"""Truth values that depend on the inputs: not numbers to compute with, but grounds to choose by."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.lowering import Tensor

__all__ = ["Comparison"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a tensor is positive, entry by entry.

    Attributes
    ----------
    difference
        The tensor.
    at_zero
        Whether zero counts as positive.
    """

    difference: Tensor
    at_zero: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        return self.difference.shape
