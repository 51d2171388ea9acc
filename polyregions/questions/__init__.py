"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.local import LocalFacet, LocalRegion, region_at, regions_at
from polyregions.questions.properties import (
    Case,
    Constraint,
    Holds,
    Property,
    Unknown,
    Verdict,
    Violated,
    check_dimensions,
    searched,
)

__all__ = [
    "Case",
    "Constraint",
    "Holds",
    "LocalFacet",
    "LocalRegion",
    "Property",
    "Unknown",
    "Verdict",
    "Violated",
    "check_dimensions",
    "region_at",
    "regions_at",
    "searched",
]
