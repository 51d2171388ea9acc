"""The regions found put together into an enumeration: sorted, and joined across their facets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.errors import InternalError
from polyregions.refinement.enumeration import (
    BOUNDARY,
    Enumeration,
    check_indices,
    check_reciprocal,
)
from polyregions.refinement.lp.found_region import FoundRegion, packed_patterns
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["assembled"]


def assembled(regions: Sequence[FoundRegion], statistics: LpStatistics) -> Enumeration:
    """Return the enumeration that the regions make up.

    Raises
    ------
    InternalError
        If a facet is not found from both of its sides.
    OutOfTime
        If the time is up before.
    TooLargeError
        If there are more regions than the columns can number.
    """
    checkpoint()
    check_indices(len(regions))
    regions = sorted(regions, key=lambda region: region.pattern)
    index = {region.pattern: i for i, region in enumerate(regions)}
    offsets = [0]
    hyperplanes: list[int] = []
    neighbours: list[int] = []
    for region in regions:
        checkpoint()
        facets = sorted(zip(region.hyperplanes, _neighbours(region, index), strict=True))
        hyperplanes.extend(hyperplane for hyperplane, _ in facets)
        neighbours.extend(neighbour for _, neighbour in facets)
        offsets.append(len(hyperplanes))
    facet_offsets = np.array(offsets, dtype=np.int64)
    facet_neighbours = np.array(neighbours, dtype=np.int32)
    check_reciprocal(facet_offsets, facet_neighbours)
    return Enumeration(
        patterns=packed_patterns(regions),
        interior_points=tuple(region.interior for region in regions),
        facet_offsets=facet_offsets,
        facet_hyperplanes=np.array(hyperplanes, dtype=np.int32),
        facet_neighbours=facet_neighbours,
        statistics=statistics.as_mapping(),
    )


def _neighbours(region: FoundRegion, index: Mapping[bytes, int]) -> Iterator[int]:
    """Yield the region across each facet."""
    across = iter(region.across)
    for hyperplane in region.hyperplanes:
        if hyperplane < 0:
            yield BOUNDARY
            continue
        pattern = next(across)
        if pattern not in index:
            raise InternalError("a facet leads to a region that was not found")
        yield index[pattern]
