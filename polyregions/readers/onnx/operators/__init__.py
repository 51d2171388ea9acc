"""The operators of ONNX that are read, a module for each kind, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.operators import (
    activations,
    arithmetic,
    comparisons,
    constants,
    gathering,
    inference,
    jumping,
    learning,
    padding,
    parts,
    powers,
    products,
    quantisation,
    reductions,
    resizing,
    shapes,
    transposed_convolutions,
    windows,
)

__all__ = ["OPERATORS", "REARRANGING_OPERATORS", "SUPPORTED_OPERATORS"]

OPERATORS: dict[str, Callable[[Call], Any]] = {
    **activations.OPERATORS,
    **arithmetic.OPERATORS,
    **comparisons.OPERATORS,
    **constants.OPERATORS,
    **gathering.OPERATORS,
    **inference.OPERATORS,
    **jumping.OPERATORS,
    **learning.OPERATORS,
    **padding.OPERATORS,
    **parts.OPERATORS,
    **powers.OPERATORS,
    **products.OPERATORS,
    **quantisation.OPERATORS,
    **reductions.OPERATORS,
    **resizing.OPERATORS,
    **shapes.OPERATORS,
    **transposed_convolutions.OPERATORS,
    **windows.OPERATORS,
}
"""For each operator the function that computes it: of one value, or of a tuple of them."""

REARRANGING_OPERATORS = frozenset(
    {
        *("Dropout", "Identity"),
        *gathering.OPERATORS,
        *padding.OPERATORS,
        *parts.OPERATORS,
        *shapes.OPERATORS,
    }
)
"""The names of those that make no new numbers, but give those that exist another place."""

SUPPORTED_OPERATORS = tuple(sorted(OPERATORS))
"""The names of the operators that are read."""
