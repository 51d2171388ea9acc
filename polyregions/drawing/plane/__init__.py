"""Regions of the plane as polygons in floats, for pictures; what floats cannot draw is exact."""

from polyregions.drawing.plane.clipping import (
    VIEW,
    Box,
    Point,
    bounding_box,
    clipped_outline,
    clipped_polygon,
    vertices,
)
from polyregions.drawing.plane.corners import Corners
from polyregions.drawing.plane.float_clipping import Polygons
from polyregions.drawing.plane.polygons import (
    PolygonTable,
    box_of_view,
    polygon_table,
    whole_view,
)
from polyregions.drawing.plane.views import checked_view, corners_of_view, main_part

__all__ = [
    "VIEW",
    "Box",
    "Corners",
    "Point",
    "PolygonTable",
    "Polygons",
    "bounding_box",
    "box_of_view",
    "checked_view",
    "clipped_outline",
    "clipped_polygon",
    "corners_of_view",
    "main_part",
    "polygon_table",
    "vertices",
    "whole_view",
]
