"""Truth values that depend on the inputs: not numbers to compute with, but grounds to choose by."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.readers.refusals import refusal

__all__ = ["Comparison", "no_number"]


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


def no_number() -> InvalidNetworkError:
    """Return the refusal to compute with a comparison as if it were a number."""
    return InvalidNetworkError(refusal("torch.greater"))
