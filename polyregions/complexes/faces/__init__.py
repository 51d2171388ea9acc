"""The faces of a complex, of all dimensions."""

from polyregions.complexes.faces.building import face_lattice
from polyregions.complexes.faces.face import Face
from polyregions.complexes.faces.faces import Faces
from polyregions.complexes.faces.graphs import dual_graph, hasse_diagram
from polyregions.complexes.faces.lattice import FaceLattice
from polyregions.complexes.faces.lattice_columns import LatticeColumns
from polyregions.complexes.faces.matrices import face_adjacency, incidence_matrix
from polyregions.complexes.faces.tables import face_columns

__all__ = [
    "Face",
    "FaceLattice",
    "Faces",
    "LatticeColumns",
    "dual_graph",
    "face_adjacency",
    "face_columns",
    "face_lattice",
    "hasse_diagram",
    "incidence_matrix",
]
