"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.distances import (
    CertifiedRadius,
    Distance,
    DistanceAtLeast,
    InfiniteDistance,
    RadiusAtLeast,
    certified_radius,
    distance_to_boundary,
    distance_to_class,
    distance_to_facet,
)
from polyregions.questions.local import (
    LocalFacet,
    LocalRegion,
    NearbyRegions,
    PieceOfSegment,
    RegionsAlong,
    region_at,
    regions_along,
    regions_at,
    regions_near,
)

__all__ = [
    "CertifiedRadius",
    "Distance",
    "DistanceAtLeast",
    "InfiniteDistance",
    "LocalFacet",
    "LocalRegion",
    "NearbyRegions",
    "PieceOfSegment",
    "RadiusAtLeast",
    "RegionsAlong",
    "certified_radius",
    "distance_to_boundary",
    "distance_to_class",
    "distance_to_facet",
    "region_at",
    "regions_along",
    "regions_at",
    "regions_near",
]
