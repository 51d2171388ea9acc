"""The public names of polyregions, which the package offers as its own."""

from polyregions.budgets import time_limit
from polyregions.checking import check_property
from polyregions.complexes import (
    BoundaryPiece,
    DecisionBoundary,
    Definition,
    Facet,
    PartialReduction,
    PartialResult,
    Region,
    RegionBatch,
    RegionComplex,
    TiedRegion,
    decision_boundary,
    estimate_regions,
    reduce_regions,
    region_batches,
    regions,
)
from polyregions.constructions import he_random, montufar, ternary
from polyregions.errors import OutOfTime, PolyregionsError
from polyregions.estimates import Estimate
from polyregions.files import (
    read_complex,
    read_graph,
    write_complex,
    write_graph,
    write_mesh,
    write_table,
)
from polyregions.networks import (
    AffineMap,
    AffineSubspace,
    Claim,
    Layer,
    Network,
    Pattern,
    through,
)
from polyregions.page import write_page
from polyregions.plotting import plot
from polyregions.polytopes import (
    Halfspace,
    HPolytope,
    box,
    from_inequalities,
    simplex,
    whole_space,
)
from polyregions.questions import Holds, Property, Unknown, Violated
from polyregions.readers import (
    from_torch,
    read_network,
    read_property,
    to_torch,
    write_network,
)
from polyregions.refinement import Execution
from polyregions.runs import PartialRun, RunFolder, RunStatus
from polyregions.theorems import (
    CompositionCount,
    CompositionRefusal,
    PartialCounts,
    Verification,
    count_by_composition,
    count_many,
    count_regions,
    verify_claim,
)

__all__ = [
    "AffineMap",
    "AffineSubspace",
    "BoundaryPiece",
    "Claim",
    "CompositionCount",
    "CompositionRefusal",
    "DecisionBoundary",
    "Definition",
    "Estimate",
    "Execution",
    "Facet",
    "HPolytope",
    "Halfspace",
    "Holds",
    "Layer",
    "Network",
    "OutOfTime",
    "PartialCounts",
    "PartialReduction",
    "PartialResult",
    "PartialRun",
    "Pattern",
    "PolyregionsError",
    "Property",
    "Region",
    "RegionBatch",
    "RegionComplex",
    "RunFolder",
    "RunStatus",
    "TiedRegion",
    "Unknown",
    "Verification",
    "Violated",
    "box",
    "check_property",
    "count_by_composition",
    "count_many",
    "count_regions",
    "decision_boundary",
    "estimate_regions",
    "from_inequalities",
    "from_torch",
    "he_random",
    "montufar",
    "plot",
    "read_complex",
    "read_graph",
    "read_network",
    "read_property",
    "reduce_regions",
    "region_batches",
    "regions",
    "simplex",
    "ternary",
    "through",
    "time_limit",
    "to_torch",
    "verify_claim",
    "whole_space",
    "write_complex",
    "write_graph",
    "write_mesh",
    "write_network",
    "write_page",
    "write_table",
]
