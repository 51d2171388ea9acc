"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.answers import point_text
from polyregions.questions.local import LocalFacet, LocalRegion, region_at, regions_at
from polyregions.questions.properties import (
    Case,
    Confirmation,
    Constraint,
    Failure,
    Holds,
    Property,
    Unknown,
    Verdict,
    Violated,
    check_dimensions,
    confirmed,
    searched,
)

__all__ = [
    "Case",
    "Confirmation",
    "Constraint",
    "Failure",
    "Holds",
    "LocalFacet",
    "LocalRegion",
    "Property",
    "Unknown",
    "Verdict",
    "Violated",
    "check_dimensions",
    "confirmed",
    "point_text",
    "region_at",
    "regions_at",
    "searched",
]
