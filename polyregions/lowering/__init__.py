"""Piecewise linear computations lowered to exact chains of ReLU layers."""

from polyregions.lowering import operations
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.circuit import Circuit, Tensor
from polyregions.lowering.constants import exact_array
from polyregions.lowering.limits import (
    MOST_CONSTANTS,
    MOST_ENTRIES,
    MOST_TERMS,
    MOST_WEIGHTS,
    checked_shape,
)
from polyregions.lowering.operations.windows import AxisWindows
from polyregions.lowering.rows import one_row

__all__ = [
    "MOST_CONSTANTS",
    "MOST_ENTRIES",
    "MOST_TERMS",
    "MOST_WEIGHTS",
    "AffineForm",
    "AxisWindows",
    "Circuit",
    "Tensor",
    "checked_shape",
    "exact_array",
    "one_row",
    "operations",
]
