"""Compositions: Lemma 1 and its correction, powers of folds, networks as chains of blocks."""

from polyregions.theorems.composition.blocks import (
    Block,
    SplitNetwork,
    passes_narrow_layers,
    split_into_blocks,
)
from polyregions.theorems.composition.branches import (
    Branch,
    Fold,
    FullBranchMap,
    HypothesisFailure,
    Obstacle,
)
from polyregions.theorems.composition.chains import (
    composed_count,
    count_by_composition,
    count_chain,
    count_power,
)
from polyregions.theorems.composition.counterexamples import (
    Counterexample,
    lemma1_counterexamples,
)
from polyregions.theorems.composition.full_branch_maps import full_branch_map
from polyregions.theorems.composition.lemma import (
    Lemma1Report,
    Lemma1Verification,
    Merge,
    check_lemma1,
    verify_lemma1,
)
from polyregions.theorems.composition.reports import (
    CheckedBlock,
    CompositionCount,
    CompositionRefusal,
    Way,
)

__all__ = [
    "Block",
    "Branch",
    "CheckedBlock",
    "CompositionCount",
    "CompositionRefusal",
    "Counterexample",
    "Fold",
    "FullBranchMap",
    "HypothesisFailure",
    "Lemma1Report",
    "Lemma1Verification",
    "Merge",
    "Obstacle",
    "SplitNetwork",
    "Way",
    "check_lemma1",
    "composed_count",
    "count_by_composition",
    "count_chain",
    "count_power",
    "full_branch_map",
    "lemma1_counterexamples",
    "passes_narrow_layers",
    "split_into_blocks",
    "verify_lemma1",
]
