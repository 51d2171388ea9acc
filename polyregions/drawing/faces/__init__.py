"""The vertices, edges and polygons of a complex within a view, in floats, to be drawn."""

from polyregions.drawing.faces.level_sets import LevelSet, level_set
from polyregions.drawing.faces.shapes import FaceShapes, face_shapes
from polyregions.drawing.faces.views import ACCURACY, view_of_complex

__all__ = ["ACCURACY", "FaceShapes", "LevelSet", "face_shapes", "level_set", "view_of_complex"]
