"""The regions around a point, of networks with any number of inputs, without a search."""

from polyregions.questions.local.along import PieceOfSegment, RegionsAlong, regions_along
from polyregions.questions.local.containing import region_at, regions_at
from polyregions.questions.local.facets import LocalFacet
from polyregions.questions.local.local_region import LocalRegion
from polyregions.questions.local.nearby import NearbyRegions, regions_near

__all__ = [
    "LocalFacet",
    "LocalRegion",
    "NearbyRegions",
    "PieceOfSegment",
    "RegionsAlong",
    "region_at",
    "regions_along",
    "regions_at",
    "regions_near",
]
