"""Which regions are beside each other, in compressed rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyregions.refinement import Enumeration

__all__ = ["Neighbours"]


class Neighbours(NamedTuple):
    """The neighbours of all regions, those of one after those of the other.

    Attributes
    ----------
    offsets
        int64 array (N + 1,): those of region i are ``regions[offsets[i]:offsets[i + 1]]``.
    regions
        int32 array (E,): the neighbours, in the order of the facets that lead to them.
    facets
        int64 array (E,): these facets, as positions in the columns of the enumeration.
    """

    offsets: NDArray[np.int64]
    regions: NDArray[np.int32]
    facets: NDArray[np.int64]

    @classmethod
    def of(cls, enumeration: Enumeration) -> Neighbours:
        """Leave out the facets on the domain's boundary.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.montufar(inputs=1, width=3, depth=2))
        >>> [column.tolist() for column in Neighbours.of(cells.enumeration)]
        [[0, 1, 3, 4], [1, 0, 2, 1], [1, 2, 3, 5]]
        """
        facets = np.flatnonzero(enumeration.facet_neighbours >= 0)
        offsets = np.searchsorted(facets, enumeration.facet_offsets)
        return cls(offsets, enumeration.facet_neighbours[facets], facets)
