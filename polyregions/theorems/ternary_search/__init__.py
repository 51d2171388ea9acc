"""The most linear regions of small ternary networks, by exhaustive search."""

from polyregions.theorems.ternary_search.search import TernaryMaximum, ternary_maximum

__all__ = ["TernaryMaximum", "ternary_maximum"]
