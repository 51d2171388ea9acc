"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.answers import point_text
from polyregions.questions.local import LocalFacet, LocalRegion, region_at, regions_at
from polyregions.questions.properties import (
    Case,
    Confirmation,
    Constraint,
    Failure,
    GroupSearch,
    Holds,
    Property,
    Unknown,
    Verdict,
    Violated,
    check_dimensions,
    confirmed,
    groups_of,
    search_of,
    searched,
    surely_violated,
    tried,
)

__all__ = [
    "Case",
    "Confirmation",
    "Constraint",
    "Failure",
    "GroupSearch",
    "Holds",
    "LocalFacet",
    "LocalRegion",
    "Property",
    "Unknown",
    "Verdict",
    "Violated",
    "check_dimensions",
    "confirmed",
    "groups_of",
    "point_text",
    "region_at",
    "regions_at",
    "search_of",
    "searched",
    "surely_violated",
    "tried",
]
