"""The vertices, edges and polygons of a complex within a view, in floats, to be drawn."""

from polyregions.drawing.faces.shapes import FaceShapes, face_shapes
from polyregions.drawing.faces.views import view_of_complex

__all__ = ["FaceShapes", "face_shapes", "view_of_complex"]
