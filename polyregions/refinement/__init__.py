"""Refinement: cutting a domain, layer by layer, into the cells on which the network is affine."""

from polyregions.refinement.cell_batch import CellBatch
from polyregions.refinement.components import component_labels
from polyregions.refinement.engines import (
    ENGINES,
    chosen_engine,
    compiles_first,
    count_cells,
    enclosed_measures,
    enumerate_cells,
    map_cells,
    surely_reaching,
)
from polyregions.refinement.enumeration import (
    BOUNDARY,
    CellCount,
    Enumeration,
    check_reciprocal,
    other_sides,
)
from polyregions.refinement.execution import Execution, Partial
from polyregions.refinement.facet_units import FacetUnits
from polyregions.refinement.float_points import FloatPoints, points_in_row, rounded_points
from polyregions.refinement.measures_of_parts import EnclosedMeasures
from polyregions.refinement.ragged_rows import entries_of, starts_of

__all__ = [
    "BOUNDARY",
    "ENGINES",
    "CellBatch",
    "CellCount",
    "EnclosedMeasures",
    "Enumeration",
    "Execution",
    "FacetUnits",
    "FloatPoints",
    "Partial",
    "check_reciprocal",
    "chosen_engine",
    "compiles_first",
    "component_labels",
    "count_cells",
    "enclosed_measures",
    "entries_of",
    "enumerate_cells",
    "map_cells",
    "other_sides",
    "points_in_row",
    "rounded_points",
    "starts_of",
    "surely_reaching",
]
