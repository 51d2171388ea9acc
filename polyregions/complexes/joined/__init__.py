"""Linear regions and closed connected regions as objects: regions that are joined."""

from polyregions.complexes.joined.closed_regions import ClosedRegion, ClosedRegions
from polyregions.complexes.joined.linear_regions import LinearRegion, LinearRegions

__all__ = ["ClosedRegion", "ClosedRegions", "LinearRegion", "LinearRegions"]
