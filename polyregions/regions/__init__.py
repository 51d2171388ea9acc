"""Region complexes, region graphs and counts under the published definitions."""

from polyregions.regions.complex import RegionComplex
from polyregions.regions.counts import RegionCount, counted, counted_within
from polyregions.regions.definitions import Definition
from polyregions.regions.finding import domain_of, regions
from polyregions.regions.graph import GRAPH_KINDS, region_graph
from polyregions.regions.partial import PartialResult
from polyregions.regions.region import Facet, Region

__all__ = [
    "GRAPH_KINDS",
    "Definition",
    "Facet",
    "PartialResult",
    "Region",
    "RegionComplex",
    "RegionCount",
    "counted",
    "counted_within",
    "domain_of",
    "region_graph",
    "regions",
]
