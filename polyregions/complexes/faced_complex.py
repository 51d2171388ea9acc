"""The cells of a complex with all their faces."""

from __future__ import annotations

from functools import cached_property

from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.faces import FaceLattice, Faces, face_lattice

__all__ = ["FacedComplex"]


class FacedComplex(CellComplex):
    """The maximal cells of a network's polyhedral complex, and their faces of all dimensions.

    The parameters are those of :class:`CellComplex`.
    """

    # Faces

    @cached_property
    def face_lattice(self) -> FaceLattice:
        """All faces of all dimensions; see :class:`polyregions.FaceLattice`."""
        return face_lattice(self)

    def faces(self, dimension: int) -> Faces:
        """Return the faces of one dimension; see :meth:`polyregions.FaceLattice.faces`."""
        return self.face_lattice.faces(dimension)
