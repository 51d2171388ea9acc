"""Which regions closed connected regions join, and which linear regions are convex, in columns."""

from polyregions.complexes.connected.closed_labels import ClosedSearch, closed_region_labels
from polyregions.complexes.connected.convexity import linear_region_convexity

__all__ = ["ClosedSearch", "closed_region_labels", "linear_region_convexity"]
