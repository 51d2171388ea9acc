"""What the slices of a search have found, added up as they come."""

from __future__ import annotations

import math
from operator import itemgetter

import numpy as np

from polyregions.errors import OutOfTime
from polyregions.refinement.dispatch import Place
from polyregions.refinement.enumeration import check_indices
from polyregions.refinement.execution import Partial, Watch
from polyregions.refinement.vertices.columns import RegionColumns, joined
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.gathering import GatheredRegions
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.tasks import COUNTERS, Found

__all__ = ["Harvest", "Statistics"]

Statistics = dict[str, int | float]

_NAMES = {
    "regions": arrays.REGIONS,
    "float_signs": arrays.FLOAT_SIGNS,
    "integer_signs": arrays.INTEGER_SIGNS,
    "double_double_signs": arrays.SHARP_SIGNS,
    "rational_signs": arrays.RATIONAL_SIGNS,
    "refined_generators": arrays.REFINED_GENERATORS,
}


class Harvest:
    """Adds up what slices have found.

    Where the start cells cut regions, pieces of one region are told by their pattern, which is that
    of no other region: as many regions have been met as there are patterns. Elsewhere none recurs.

    Parameters
    ----------
    watch
        What is told how many regions are found, where slices cannot count them.
    max_regions
        The budget, if any: no region more than one beyond it is kept.

    Attributes
    ----------
    forest
        Which regions merge.
    gathered
        The regions that were kept, where they are no pieces.
    merges_in_integers
        How many facets it took integers to decide whether they merge.
    """

    def __init__(self, watch: Watch, max_regions: int | None) -> None:
        self.forest = MergingForest()
        self.gathered = GatheredRegions()
        self.merges_in_integers = 0
        self._watch = watch
        self._most = math.inf if max_regions is None else max_regions + 1
        self._counters = np.zeros(COUNTERS.stop - COUNTERS.start, dtype=np.int64)
        self._pieces: list[tuple[Place, RegionColumns]] = []
        self._seen: dict[bytes, None] = {}  # in the order in which they were met

    def take(self, place: Place, found: Found, in_pieces: bool) -> None:
        """Take what a slice has found, of regions or of their pieces.

        Raises
        ------
        OutOfTime
            If the time was up in the middle of the slice.
        TooLargeError
            If there are more regions to keep than a result can hold.
        """
        self._counters += found.counters
        self.merges_in_integers += found.merges_in_integers
        if in_pieces:
            self._pieces += [(place, part) for part in found.parts]
            for rows in (*found.patterns, *(part.patterns for part in found.parts)):
                self._seen.update(dict.fromkeys(rows.view(f"V{rows.shape[1]}").ravel().tolist()))
            self._counters[0] = len(self._seen)
            self._watch(self.regions)
        else:
            for part in found.parts:
                self.gathered.append(part)
        if found.parts:
            check_indices(self.regions)
        if not found.whole:
            raise OutOfTime
        if found.merging is not None:
            self.forest.add(*found.merging)

    @property
    def regions(self) -> int:
        """The number of regions found."""
        return int(min(self._counters[0], self._most))

    @property
    def is_over(self) -> bool:
        """Whether more regions are found than the budget allows."""
        return self.regions == self._most

    @property
    def statistics(self) -> Statistics:
        """How the decisions were taken."""
        totals = {name: int(self._counters[k - COUNTERS.start]) for name, k in _NAMES.items()}
        return {**totals, "regions": self.regions}

    def pieces(self) -> RegionColumns:
        """Return all pieces of regions that were kept, in the order of the search."""
        return joined([part for _, part in sorted(self._pieces, key=itemgetter(0))])

    def partial(self, reason: str = "max_seconds") -> Partial:
        """Return what is known where something has ended the search, if not `max_regions`."""
        if self._pieces:
            met = np.frombuffer(b"".join(self._seen), dtype=np.uint8)
            patterns = met.reshape(-1, self._pieces[0][1].patterns.shape[1])
        elif self.gathered.regions:
            patterns = self.gathered.patterns
        else:
            patterns = np.zeros((0, 0), dtype=np.uint8)
        reason = "max_regions" if self.is_over else reason
        return Partial(self.regions, reason, patterns[: self.regions], self.statistics)
