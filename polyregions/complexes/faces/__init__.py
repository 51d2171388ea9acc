"""The faces of a complex, of all dimensions."""

from polyregions.complexes.faces.building import face_lattice
from polyregions.complexes.faces.faces import Faces
from polyregions.complexes.faces.lattice import FaceLattice

__all__ = ["FaceLattice", "Faces", "face_lattice"]
