"""The public names of polyregions, which the package offers as its own."""

from polyregions.budgets import time_limit
from polyregions.complexes import (
    BoundaryPiece,
    DecisionBoundary,
    Definition,
    Facet,
    PartialResult,
    Region,
    RegionComplex,
    TiedRegion,
    decision_boundary,
    regions,
)
from polyregions.constructions import he_random, montufar, ternary
from polyregions.errors import OutOfTime, PolyregionsError
from polyregions.files import read_complex, read_graph, write_complex, write_graph, write_mesh
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
from polyregions.readers import from_torch, read_network, to_torch, write_network
from polyregions.refinement import Execution
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
    "Execution",
    "Facet",
    "HPolytope",
    "Halfspace",
    "Layer",
    "Network",
    "OutOfTime",
    "PartialCounts",
    "PartialResult",
    "Pattern",
    "PolyregionsError",
    "Region",
    "RegionComplex",
    "TiedRegion",
    "Verification",
    "box",
    "count_by_composition",
    "count_many",
    "count_regions",
    "decision_boundary",
    "from_inequalities",
    "from_torch",
    "he_random",
    "montufar",
    "plot",
    "read_complex",
    "read_graph",
    "read_network",
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
]
