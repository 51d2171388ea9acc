"""The faces of a complex, of all dimensions."""

from polyregions.complexes.faces.building import face_lattice
from polyregions.complexes.faces.face import Face
from polyregions.complexes.faces.faces import Faces
from polyregions.complexes.faces.lattice import FaceLattice

__all__ = ["Face", "FaceLattice", "Faces", "face_lattice"]
