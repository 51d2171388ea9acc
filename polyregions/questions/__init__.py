"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

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
    "Property",
    "Unknown",
    "Verdict",
    "Violated",
    "check_dimensions",
    "searched",
]
