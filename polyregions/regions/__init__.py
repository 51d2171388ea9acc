"""Region complexes, region graphs and counts under the published definitions."""

from polyregions.regions.complex import RegionComplex
from polyregions.regions.counts import RegionCount, counted, counted_within
from polyregions.regions.decisions import (
    BoundaryPiece,
    DecisionBoundary,
    TiedRegion,
    decision_boundary,
)
from polyregions.regions.definitions import Definition
from polyregions.regions.finding import domain_of, regions
from polyregions.regions.graph import GRAPH_KINDS, region_graph
from polyregions.regions.layer_counts import regions_per_layer
from polyregions.regions.line_density import (
    LineDensity,
    SegmentRegions,
    density_along,
    random_segments,
    segment_regions,
    segments_between,
)
from polyregions.regions.partial import PartialResult
from polyregions.regions.region import Facet, Region

__all__ = [
    "GRAPH_KINDS",
    "BoundaryPiece",
    "DecisionBoundary",
    "Definition",
    "Facet",
    "LineDensity",
    "PartialResult",
    "Region",
    "RegionComplex",
    "RegionCount",
    "SegmentRegions",
    "TiedRegion",
    "counted",
    "counted_within",
    "decision_boundary",
    "density_along",
    "domain_of",
    "random_segments",
    "region_graph",
    "regions",
    "regions_per_layer",
    "segment_regions",
    "segments_between",
]
