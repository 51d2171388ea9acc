"""Refinement: cutting a domain, layer by layer, into the cells on which the network is affine."""

from polyregions.refinement.adjacency import crossed
from polyregions.refinement.alike import count_alike, is_small, shape_of
from polyregions.refinement.cell_batch import CellBatch, mapped_enumeration
from polyregions.refinement.components import component_labels
from polyregions.refinement.dispatch import Slice, dispatched
from polyregions.refinement.engines import (
    ENGINES,
    cells_in_reach,
    chosen_engine,
    compiles_first,
    count_cells,
    enclosed_maps,
    enclosed_measures,
    enclosed_values,
    encloses_at_once,
    enumerate_cells,
    estimate_cells,
    highest_outputs,
    map_cells,
    merging_forest,
    region_generators,
    search_in_pieces,
    surely_reaching,
)
from polyregions.refinement.enumeration import (
    BOUNDARY,
    UNDECIDED,
    UNFINISHED,
    CellCount,
    Enumeration,
    check_reciprocal,
    other_sides,
)
from polyregions.refinement.execution import Execution, Partial, Watch
from polyregions.refinement.facet_units import FacetUnits
from polyregions.refinement.float_points import (
    FloatPoints,
    are_floats,
    points_in_row,
    rounded_points,
)
from polyregions.refinement.generators_of_parts import RegionGenerators
from polyregions.refinement.goals import CellsInReach, Goal
from polyregions.refinement.lp.facets_of_cell import facets_of_cell
from polyregions.refinement.measures_of_parts import EnclosedMeasures
from polyregions.refinement.ragged_rows import entries_of, starts_of

__all__ = [
    "BOUNDARY",
    "ENGINES",
    "UNDECIDED",
    "UNFINISHED",
    "CellBatch",
    "CellCount",
    "CellsInReach",
    "EnclosedMeasures",
    "Enumeration",
    "Execution",
    "FacetUnits",
    "FloatPoints",
    "Goal",
    "Partial",
    "RegionGenerators",
    "Slice",
    "Watch",
    "are_floats",
    "cells_in_reach",
    "check_reciprocal",
    "chosen_engine",
    "compiles_first",
    "component_labels",
    "count_alike",
    "count_cells",
    "crossed",
    "dispatched",
    "enclosed_maps",
    "enclosed_measures",
    "enclosed_values",
    "encloses_at_once",
    "entries_of",
    "enumerate_cells",
    "estimate_cells",
    "facets_of_cell",
    "highest_outputs",
    "is_small",
    "map_cells",
    "mapped_enumeration",
    "merging_forest",
    "other_sides",
    "points_in_row",
    "region_generators",
    "rounded_points",
    "search_in_pieces",
    "shape_of",
    "starts_of",
    "surely_reaching",
]
