"""Refinement: cutting a domain, layer by layer, into the cells on which the network is affine."""

from polyregions.refinement.components import component_labels
from polyregions.refinement.engines import (
    ENGINES,
    chosen_engine,
    compiles_first,
    count_cells,
    enumerate_cells,
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
    "compiles_first",
    "component_labels",
    "count_cells",
    "enumerate_cells",
]
