"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.local import LocalFacet, LocalRegion, region_at, regions_at

__all__ = ["LocalFacet", "LocalRegion", "region_at", "regions_at"]
