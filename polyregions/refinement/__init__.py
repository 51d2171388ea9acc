"""Refinement: cutting a domain, layer by layer, into the cells on which the network is affine."""

from polyregions.refinement.engines import (
    ENGINES,
    chosen_engine,
    count_cells,
    enumerate_cells,
    kernel_is_compiled,
)
from polyregions.refinement.enumeration import BOUNDARY, CellCount, Enumeration, check_reciprocal
from polyregions.refinement.execution import Execution, Partial
from polyregions.refinement.float_points import FloatPoints

__all__ = [
    "BOUNDARY",
    "ENGINES",
    "CellCount",
    "Enumeration",
    "Execution",
    "FloatPoints",
    "Partial",
    "check_reciprocal",
    "chosen_engine",
    "count_cells",
    "enumerate_cells",
    "kernel_is_compiled",
]
