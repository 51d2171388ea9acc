"""Convex regions (definition 3): the least number of cells of a complex on which a map is affine."""

from polyregions.complexes.convexity.counting import convex_bounds

__all__ = ["convex_bounds"]
