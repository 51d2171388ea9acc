"""Properties of networks: what may not happen, checked exactly, with a counterexample or none."""

from polyregions.questions.properties.confirmation import Confirmation, Failure, confirmed
from polyregions.questions.properties.constraint import Constraint
from polyregions.questions.properties.groups import GroupSearch, groups_of, search_of
from polyregions.questions.properties.property import Case, Property
from polyregions.questions.properties.searching import check_dimensions, searched, tried
from polyregions.questions.properties.verdicts import (
    Holds,
    Unknown,
    Verdict,
    Violated,
    written_point,
)
from polyregions.questions.properties.witnesses import surely_violated

__all__ = [
    "Case",
    "Confirmation",
    "Constraint",
    "Failure",
    "GroupSearch",
    "Holds",
    "Property",
    "Unknown",
    "Verdict",
    "Violated",
    "check_dimensions",
    "confirmed",
    "groups_of",
    "search_of",
    "searched",
    "surely_violated",
    "tried",
    "written_point",
]
