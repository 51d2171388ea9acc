"""The most linear regions of small ternary networks, by exhaustive search."""

from polyregions.theorems.ternary_search.search import (
    PartialTernaryMaximum,
    TernaryMaximum,
    ternary_maximum,
)

__all__ = ["PartialTernaryMaximum", "TernaryMaximum", "ternary_maximum"]
