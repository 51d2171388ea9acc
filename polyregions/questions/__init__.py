"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.answers import json_point, point_text
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
    "LocalFacet",
    "LocalRegion",
    "NearbyRegions",
    "PieceOfSegment",
    "RegionsAlong",
    "json_point",
    "point_text",
    "region_at",
    "regions_along",
    "regions_at",
    "regions_near",
]
