"""Statements about region counts, and whether they hold for a network."""

from polyregions.theorems.bounds import Bound, BoundKind, Shape, bounds
from polyregions.theorems.claims import Evidence, Statement, verify_all, verify_statement
from polyregions.theorems.equality import Equality, equal_functions
from polyregions.theorems.ternary_search import TernaryMaximum, ternary_maximum
from polyregions.theorems.verification import Verification, verify_claim

__all__ = [
    "Bound",
    "BoundKind",
    "Equality",
    "Evidence",
    "Shape",
    "Statement",
    "TernaryMaximum",
    "Verification",
    "bounds",
    "equal_functions",
    "ternary_maximum",
    "verify_all",
    "verify_claim",
    "verify_statement",
]
