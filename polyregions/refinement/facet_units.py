"""Which units vanish on the facets of a complex: most facets have one, the others are listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.refinement.ragged_rows import entries_of, starts_of

__all__ = ["FacetUnits"]


@dataclass(frozen=True, slots=True, eq=False)
class FacetUnits:
    """The units that vanish on each facet but not on the region it belongs to.

    On most facets inside the domain it is the unit of ``facet_hyperplanes`` alone, on most of the
    boundary there is none. The others are listed.

    Attributes
    ----------
    facets
        int64 array (S,): the facets that are listed, ascending.
    offsets
        int64 array (S + 1,): the units of the k-th are ``units[offsets[k]:offsets[k + 1]]``.
    units
        int32 array: positions in a pattern, ascending for each facet.
    """

    facets: NDArray[np.int64]
    offsets: NDArray[np.int64]
    units: NDArray[np.int32]

    __repr__ = repr_of_fields

    @classmethod
    def of(
        cls,
        hyperplanes: NDArray[np.int32],
        counts: NDArray[np.int64],
        units: NDArray[np.int32],
    ) -> FacetUnits:
        """List what is to be listed, of the units of all facets, so many for each."""
        listed = counts != (hyperplanes >= 0)
        kept = counts[listed]
        offsets = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        return cls(np.flatnonzero(listed), offsets, units[np.repeat(listed, counts)])

    def on(
        self, facets: NDArray[np.int64], hyperplanes: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the number of units on each of some facets, and those of all, one after the other.

        Examples
        --------
        >>> units = FacetUnits(np.array([1]), np.array([0, 2]), np.array([0, 3], np.int32))
        >>> units.on(np.array([2, 1, 0]), np.array([2, 0, -1], np.int32))
        (array([0, 2, 1]), array([0, 3, 2], dtype=int32))
        """
        own = hyperplanes[facets]
        counts = (own >= 0).astype(np.int64)
        places = np.searchsorted(self.facets, facets)
        listed = np.flatnonzero(np.append(self.facets, -1)[places] == facets)
        starts, sizes = self.offsets[places[listed]], np.diff(self.offsets)[places[listed]]
        counts[listed] = sizes
        units = np.repeat(own, counts)
        units[entries_of(starts_of(counts)[listed], sizes)] = self.units[entries_of(starts, sizes)]
        return counts, units

    def between(self, first: int, last: int) -> FacetUnits:
        """Return the units on the facets from `first` to `last` - 1, numbered from 0.

        Examples
        --------
        >>> units = FacetUnits(np.array([1, 4]), np.array([0, 2, 3]), np.array([0, 3, 2], np.int32))
        >>> units.between(3, 6)
        FacetUnits(facets=array([1]), offsets=array([0, 1]), units=array([2], dtype=int32))
        """
        start, end = np.searchsorted(self.facets, [first, last])
        offsets = self.offsets[start : end + 1]
        units = self.units[offsets[0] : offsets[-1]]
        return FacetUnits(self.facets[start:end] - first, offsets - offsets[0], units)

    def from_both_sides(
        self, hyperplanes: NDArray[np.int32], other_sides: NDArray[np.int64]
    ) -> FacetUnits:
        """Return the units that vanish on facets but not on both regions beside them.

        Parameters
        ----------
        hyperplanes
            int32 array (F,): ``facet_hyperplanes``.
        other_sides
            int64 array (F,): each facet as it is seen from across; itself on the boundary.
        """
        # A unit may vanish on all of one region and leave zero only across the facet.
        facets = np.union1d(self.facets, other_sides[self.facets])
        pairs = []
        for sides in (facets, other_sides[facets]):
            counts, units = self.on(sides, hyperplanes)
            pairs.append(np.stack([np.repeat(np.arange(len(facets)), counts), units], axis=1))
        joined = np.unique(np.concatenate(pairs), axis=0)
        counts = np.bincount(joined[:, 0], minlength=len(facets))
        offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        return FacetUnits(facets, offsets, joined[:, 1].astype(np.int32))
