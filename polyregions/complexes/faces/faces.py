"""The faces of one dimension of a complex, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Faces"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Faces:
    """All faces of one dimension of a network's polyhedral complex.

    On a face, without its own proper faces, the pre-activation of every unit has one sign, and no
    other points have the same signs and lie on the same facets of the domain. One of them as an
    object, with exact numbers, is ``lattice.face(dimension, index)``.

    Attributes
    ----------
    dimension
        Their dimension.
    units
        The number of ReLU units of the network.
    generator_offsets, generators
        int64 arrays (k + 1,) and (G,): the vertices and rays of face i are
        ``generators[generator_offsets[i]:generator_offsets[i + 1]]``, ascending; numbers below
        :attr:`FaceLattice.vertex_count` are vertices, the others rays.
    cell_offsets, cells
        int64 arrays: the regions that hold each face, ascending.
    facet_offsets, facets
        int64 arrays: the faces one dimension lower in each face, ascending; none in those of the
        least dimension.
    are_bounded
        bool array (k,): whether a face has neither rays nor lines.
    are_on_boundary
        bool array (k,): whether a face lies on the domain's boundary.
    vanishing
        uint8 array (k, bytes): the units that vanish on the face, packed as patterns are.
    patterns
        uint8 array (k, bytes): the units that are active on the face, packed.
    """

    dimension: int
    units: int
    generator_offsets: Indices
    generators: Indices
    cell_offsets: Indices
    cells: Indices
    facet_offsets: Indices
    facets: Indices
    are_bounded: NDArray[np.bool_]
    are_on_boundary: NDArray[np.bool_]
    vanishing: NDArray[np.uint8]
    patterns: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.are_bounded)

    def __repr__(self) -> str:
        return f"<Faces of dimension {self.dimension}: {len(self)}>"

    @property
    def first_cells(self) -> Indices:
        """int64 array (k,): the first region that holds each face."""
        return self.cells[self.cell_offsets[:-1]]

    @cached_property
    def signs(self) -> NDArray[np.int8]:
        """int8 array (k, units): the sign of each unit's pre-activation on each face.

        Examples
        --------
        >>> import polyregions as pr
        >>> net = pr.Network([pr.Layer([[1], [-1]])])
        >>> sorted(pr.regions(net, [[-1, 1]]).faces(0).signs.tolist())
        [[-1, 1], [0, 0], [1, -1]]
        """
        active = np.unpackbits(self.patterns, axis=1, count=self.units)
        vanishing = np.unpackbits(self.vanishing, axis=1, count=self.units)
        signs: NDArray[np.int8] = np.where(active, 1, np.where(vanishing, 0, -1)).astype(np.int8)
        return signs
