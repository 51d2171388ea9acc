"""Measures of all regions in columns: volumes, centroids, bounding boxes, numbers of vertices."""

from polyregions.complexes.measures.measures import Measures, measures

__all__ = ["Measures", "measures"]
