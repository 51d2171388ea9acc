"""The cells of a complex with all their faces, and what is counted by them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.definitions import Definition
from polyregions.complexes.faces import FaceLattice, Faces, face_lattice
from polyregions.complexes.topology import ComparedFaces, Topology, set_topology

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

    # Topology

    @cached_property
    def _compared_faces(self) -> ComparedFaces:
        return ComparedFaces(self)

    def topology(
        self,
        set: str = "superlevel",
        *,
        output: Any = 0,
        level: Any = 0,
        label: Any = None,
        closed: bool = False,
        coefficients: str = "gf2",
    ) -> Topology:
        """Return the Betti numbers of a set of inputs, above a level, of a class and so on.

        See :func:`polyregions.complexes.topology.set_topology`. Several sets that are told by one
        comparison, such as those above, at and below a level, cost little more than one of them.

        Examples
        --------
        >>> import polyregions as pr
        >>> size = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
        >>> pinch = pr.Network([size, pr.Layer([[1, 1, -1, -1]], None, "identity")])  # |x| - |y|
        >>> cells = pr.regions(pinch)
        >>> cells.topology().components, cells.topology(closed=True).components
        (2, 1)
        """
        return set_topology(
            self._compared_faces,
            set,
            output=output,
            level=level,
            label=label,
            closed=closed,
            coefficients=coefficients,
        )
