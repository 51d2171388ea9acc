"""Exact linear regions of ReLU networks.

Into which polytopes does a ReLU network cut its input space? polyregions finds all of them, decides
every question exactly, and returns their counts, polytopes and adjacency graph.
"""

from polyregions.constructions import he_random, montufar, ternary
from polyregions.counting import count_regions
from polyregions.errors import PolyregionsError
from polyregions.io import read_graph, read_network, write_graph, write_network
from polyregions.networks import AffineMap, Claim, Layer, Network, Pattern
from polyregions.polytopes import (
    Halfspace,
    HPolytope,
    box,
    from_inequalities,
    simplex,
    whole_space,
)
from polyregions.regions import (
    Definition,
    Facet,
    PartialResult,
    Region,
    RegionComplex,
    regions,
)
from polyregions.theorems import Verification, verify_claim

__all__ = [
    "AffineMap",
    "Claim",
    "Definition",
    "Facet",
    "HPolytope",
    "Halfspace",
    "Layer",
    "Network",
    "PartialResult",
    "Pattern",
    "PolyregionsError",
    "Region",
    "RegionComplex",
    "Verification",
    "box",
    "count_regions",
    "from_inequalities",
    "he_random",
    "montufar",
    "read_graph",
    "read_network",
    "regions",
    "simplex",
    "ternary",
    "verify_claim",
    "whole_space",
    "write_graph",
    "write_network",
]

__version__ = "0.1.0"
