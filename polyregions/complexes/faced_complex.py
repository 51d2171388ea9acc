"""The cells of a complex with all their faces, and what is counted by them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.activation_regions import activation_region_count
from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.connected import closed_region_labels, linear_region_convexity
from polyregions.complexes.convexity import convex_count
from polyregions.complexes.count_bounds import CountBounds
from polyregions.complexes.definitions import CertainDefinition, Definition
from polyregions.complexes.faces import FaceLattice, Faces, face_lattice
from polyregions.complexes.topology import (
    ComparedFaces,
    PersistenceDiagram,
    Topology,
    check_persistence,
    persistence,
    set_topology,
)

__all__ = ["FacedComplex"]


class FacedComplex(CellComplex):
    """The maximal cells of a network's polyhedral complex, and their faces of all dimensions.

    The parameters are those of :class:`CellComplex`.
    """

    # Counts

    @overload
    def count(self, definition: CertainDefinition = "open_connected") -> int: ...
    @overload
    def count(self, definition: str | int) -> int | CountBounds: ...
    def count(self, definition: str | int = "open_connected") -> int | CountBounds:
        """Count the regions by one of the published definitions.

        Parameters
        ----------
        definition
            Its name or its number, see :class:`Definition`: "activation" (1), "proper_activation"
            (2), "convex" (3), "open_connected" (4), "closed_connected" (5) or "affine" (6).

        Returns
        -------
        int
            The number of regions.
        CountBounds
            Two bounds where the definition is "convex" and they do not meet.

        Raises
        ------
        UnknownOptionError
            If the definition is unknown.

        Notes
        -----
        Definitions 1 and 3 need all faces, and definition 5 does where an affine map occurs in
        several linear regions: see :attr:`face_lattice`.

        Examples
        --------
        >>> import polyregions as pr
        >>> folds = pr.regions(pr.montufar(inputs=2, width=4, depth=3))
        >>> [folds.count(definition) for definition in (1, 2, 3, 4, 5, 6)]
        [16, 16, 16, 16, 12, 12]
        """
        match Definition.of(definition):
            case Definition.ACTIVATION:
                return activation_region_count(self.face_lattice)
            case Definition.PROPER_ACTIVATION:
                return len(self)
            case Definition.CONVEX:
                return convex_count(self)
            case Definition.OPEN_CONNECTED:
                return int(self.linear_region_labels.max()) + 1
            case Definition.CLOSED_CONNECTED:
                return int(self.closed_region_labels.max()) + 1
            case Definition.AFFINE:
                return int(self.affine_labels.max()) + 1

    @cached_property
    def closed_region_labels(self) -> NDArray[np.int64]:
        """int64 array (N,): the closed connected region to which each region belongs.

        See :func:`polyregions.complexes.connected.closed_labels.closed_region_labels`.
        """
        return closed_region_labels(self, lambda: self.face_lattice)

    @cached_property
    def linear_region_convexity(self) -> NDArray[np.bool_]:
        """Bool array: which linear regions are convex, by their labels.

        See :func:`polyregions.complexes.connected.convexity.linear_region_convexity`.
        """
        return linear_region_convexity(self.face_lattice)

    # Faces

    @cached_property
    def face_lattice(self) -> FaceLattice:
        """All faces of all dimensions; see :class:`polyregions.FaceLattice`."""
        return face_lattice(self)

    def faces(self, dimension: int) -> Faces:
        """Return the faces of one dimension; see :meth:`polyregions.FaceLattice.faces`."""
        return self.face_lattice.faces(dimension)

    # Topology

    def persistence(self, output: int = 0, of: str = "sublevel") -> PersistenceDiagram:
        """Return at which levels the components, holes and voids of the sets {F <= t} come and go.

        Parameters
        ----------
        output
            Which output F is, counted from 0.
        of
            "sublevel", {F <= t} while t rises; or "superlevel", {F >= t} while t falls.

        Returns
        -------
        PersistenceDiagram
            Bars with exact births and deaths.

        Raises
        ------
        UnboundedError
            If the domain is unbounded.
        UnknownOptionError
            If there is no such output, or the sets are neither.

        Notes
        -----
        See :func:`polyregions.complexes.topology.persistent_homology.persistence` for how.

        Examples
        --------
        >>> import polyregions as pr
        >>> tent = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
        >>> print(tent.persistence())
        H0: 2 bars: [0, inf), [0, 1)
        """
        check_persistence(self.network, self.domain, output, of)
        return persistence(self.face_lattice, output, of)

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

        Parameters
        ----------
        set
            "superlevel" {F > level}, "sublevel" {F < level} or "level" {F = level}; or
            "decision_region", where the output of a class is the largest, or "decision_boundary",
            where several are. One output has the classes 0, below the level, and 1, above it.
        output
            Which output F is, counted from 0.
        level
            Any exact number.
        label
            The class of a decision region.
        closed
            Whether equality is enough, and the domain's boundary belongs to the set.
        coefficients
            Those of homology, "gf2" or "integers", which tell of torsion.

        Returns
        -------
        Topology
            Betti numbers, Euler characteristic, components, torsion.

        Raises
        ------
        UnknownOptionError, InvalidNumberError
            If there is no such set, output, label or ring, the level is no number, or an argument
            has no meaning for the set.
        TooLargeError
            If there are more faces than memory holds.

        Notes
        -----
        See :func:`polyregions.complexes.topology.topology_of_sets.set_topology` for how. Several
        sets that are told by one comparison, such as those above, at and below a level, cost little
        more than one of them.

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
