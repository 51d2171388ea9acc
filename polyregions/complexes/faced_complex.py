"""The cells of a complex with all their faces, and what is counted by them."""

from __future__ import annotations

from functools import cached_property

from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.definitions import Definition
from polyregions.complexes.faces import FaceLattice, Faces, face_lattice

__all__ = ["FacedComplex"]


class FacedComplex(CellComplex):
    """The maximal cells of a network's polyhedral complex, and their faces of all dimensions.

    The parameters are those of :class:`CellComplex`.
    """

    # Counts

    def count(self, definition: str | int = "open_connected") -> int:
        """Count the regions by one of the published definitions.

        Parameters
        ----------
        definition
            "proper_activation" or 2, "open_connected" or 4, "affine" or 6; see
            :class:`Definition`.

        Raises
        ------
        UnknownOptionError
            If the definition is unknown.
        """
        match Definition.of(definition):
            case Definition.PROPER_ACTIVATION:
                return len(self)
            case Definition.OPEN_CONNECTED:
                return int(self.linear_region_labels.max()) + 1
            case Definition.AFFINE:
                return int(self.affine_labels.max()) + 1

    # Faces

    @cached_property
    def face_lattice(self) -> FaceLattice:
        """All faces of all dimensions; see :class:`polyregions.FaceLattice`."""
        return face_lattice(self)

    def faces(self, dimension: int) -> Faces:
        """Return the faces of one dimension; see :meth:`polyregions.FaceLattice.faces`."""
        return self.face_lattice.faces(dimension)
