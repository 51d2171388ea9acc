"""Statements about region counts, and whether they hold for a network."""

from polyregions.theorems.bound_formulas import Bound, BoundKind, Shape, bounds
from polyregions.theorems.composition import (
    CompositionCount,
    CompositionRefusal,
    HypothesisFailure,
    Lemma1Report,
    Lemma1Verification,
    check_lemma1,
    count_by_composition,
    count_chain,
    count_power,
    verify_lemma1,
)
from polyregions.theorems.counting import METHODS, Count, complete_count, count_regions, counted_by
from polyregions.theorems.equality import Equality, equal_functions
from polyregions.theorems.many_counts import PartialCounts, count_many
from polyregions.theorems.random_ensembles import RegionEnsemble, random_ensemble
from polyregions.theorems.statements import (
    Evidence,
    Publication,
    Statement,
    Verdict,
    verify_all,
    verify_statement,
)
from polyregions.theorems.ternary_search import (
    PartialTernaryMaximum,
    TernaryMaximum,
    ternary_maximum,
)
from polyregions.theorems.verification import Verification, verify_claim

__all__ = [
    "METHODS",
    "Bound",
    "BoundKind",
    "CompositionCount",
    "CompositionRefusal",
    "Count",
    "Equality",
    "Evidence",
    "HypothesisFailure",
    "Lemma1Report",
    "Lemma1Verification",
    "PartialCounts",
    "PartialTernaryMaximum",
    "Publication",
    "RegionEnsemble",
    "Shape",
    "Statement",
    "TernaryMaximum",
    "Verdict",
    "Verification",
    "bounds",
    "check_lemma1",
    "complete_count",
    "count_by_composition",
    "count_chain",
    "count_many",
    "count_power",
    "count_regions",
    "counted_by",
    "equal_functions",
    "random_ensemble",
    "ternary_maximum",
    "verify_all",
    "verify_claim",
    "verify_lemma1",
    "verify_statement",
]
