"""Refinement: cutting a domain, layer by layer, into the cells on which the network is affine."""

from polyregions.refinement.engines import (
    ENGINES,
    chosen_engine,
    compiles_first,
    count_linear_regions_with,
    count_with,
    enumerate_with,
)
from polyregions.refinement.enumeration import BOUNDARY, Count, Enumeration, check_reciprocal
from polyregions.refinement.execution import Execution, Partial

__all__ = [
    "BOUNDARY",
    "ENGINES",
    "Count",
    "Enumeration",
    "Execution",
    "Partial",
    "check_reciprocal",
    "chosen_engine",
    "compiles_first",
    "count_linear_regions_with",
    "count_with",
    "enumerate_with",
]
