"""Region complexes, region graphs and counts under the published definitions."""

from polyregions.regions.complex import RegionComplex
from polyregions.regions.definitions import Definition
from polyregions.regions.finding import count_regions, regions
from polyregions.regions.graph import GRAPH_KINDS, region_graph
from polyregions.regions.region import Facet, Region

__all__ = [
    "GRAPH_KINDS",
    "Definition",
    "Facet",
    "Region",
    "RegionComplex",
    "count_regions",
    "region_graph",
    "regions",
]
