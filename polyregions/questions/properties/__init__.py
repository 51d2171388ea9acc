"""Properties of networks: what may not happen, checked exactly, with a counterexample or none."""

from polyregions.questions.properties.confirmation import Confirmation, Failure, confirmed
from polyregions.questions.properties.constraint import Constraint
from polyregions.questions.properties.property import Case, Property
from polyregions.questions.properties.searching import check_dimensions, searched
from polyregions.questions.properties.verdicts import Holds, Unknown, Verdict, Violated

__all__ = [
    "Case",
    "Confirmation",
    "Constraint",
    "Failure",
    "Holds",
    "Property",
    "Unknown",
    "Verdict",
    "Violated",
    "check_dimensions",
    "confirmed",
    "searched",
]
