"""The regions around a point, of networks with any number of inputs, without a search."""

from polyregions.questions.local.containing import region_at, regions_at
from polyregions.questions.local.local_region import LocalFacet, LocalRegion

__all__ = ["LocalFacet", "LocalRegion", "region_at", "regions_at"]
