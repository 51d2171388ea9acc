"""The definitions of region, by what can be done with them."""

from polyregions import Definition

__all__ = ["CERTAIN", "OF_CELLS"]

CERTAIN = [definition for definition in Definition if definition is not Definition.CONVEX]
"""Those by which the number of regions is always found."""

OF_CELLS = [Definition.PROPER_ACTIVATION, Definition.OPEN_CONNECTED, Definition.AFFINE]
"""Those whose regions are told by cells and facets, without faces of lower dimension."""
