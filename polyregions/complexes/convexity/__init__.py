"""Convex regions (definition 3): the least number of cells of a complex of affine pieces."""

from polyregions.complexes.convexity.counting import convex_bounds, convex_count, convex_labels

__all__ = ["convex_bounds", "convex_count", "convex_labels"]
