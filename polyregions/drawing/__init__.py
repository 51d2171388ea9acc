"""Geometry for the eye, in floats: polygons of plane complexes, faces in space, colours."""

from polyregions.drawing.coloring import class_colors, region_colors
from polyregions.drawing.faces import (
    ACCURACY,
    FaceShapes,
    LevelSet,
    face_shapes,
    level_set,
    view_of_complex,
)
from polyregions.drawing.float_forms import facet_forms, output_forms
from polyregions.drawing.notebook import complex_svg
from polyregions.drawing.palettes import (
    CLASS_COLORS,
    COUNTS_MAP,
    CYCLIC_MAP,
    DIMENSION_COLORS,
    EDGE_COLOR,
    LAYER_COLORS,
    NO_VALUE,
    PALETTE,
    PLAIN,
    SEQUENTIAL_MAP,
    layer_colors,
)
from polyregions.drawing.plane import PolygonTable, box_of_view, polygon_table
from polyregions.drawing.space.face_table import FaceTable, face_table
from polyregions.drawing.space.outlines import outline

__all__ = [
    "ACCURACY",
    "CLASS_COLORS",
    "COUNTS_MAP",
    "CYCLIC_MAP",
    "DIMENSION_COLORS",
    "EDGE_COLOR",
    "LAYER_COLORS",
    "NO_VALUE",
    "PALETTE",
    "PLAIN",
    "SEQUENTIAL_MAP",
    "FaceShapes",
    "FaceTable",
    "LevelSet",
    "PolygonTable",
    "box_of_view",
    "class_colors",
    "complex_svg",
    "face_shapes",
    "face_table",
    "facet_forms",
    "layer_colors",
    "level_set",
    "outline",
    "output_forms",
    "polygon_table",
    "region_colors",
    "view_of_complex",
]
