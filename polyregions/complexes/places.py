"""Where regions that were found once more stand in a list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.refinement import (
    CellBatch,
    EnclosedMeasures,
    Enumeration,
    RegionGenerators,
    entries_of,
)

__all__ = ["OUTSIDE", "have_facets", "places_of"]

OUTSIDE = -1


def places_of(
    patterns: NDArray[np.uint8], wanted: NDArray[np.uint8], in_order: bool = True
) -> NDArray[np.int64]:
    """Return where packed patterns stand in a list, -1 where they do not.

    The list is in lexicographic order, or else is brought into it for a while.

    Examples
    --------
    >>> patterns = np.array([[1, 2], [1, 3], [2, 0]], np.uint8)
    >>> places_of(patterns, np.array([[2, 0], [1, 2], [0, 0]], np.uint8)).tolist()
    [2, 0, -1]
    """
    width = patterns.shape[1]
    if not width:
        return np.zeros(len(wanted), dtype=np.int64)
    # Texts of bytes are compared as numbers from 0 to 255, and all have one length.
    keys = np.ascontiguousarray(patterns).view(f"S{width}").reshape(-1)
    asked = np.ascontiguousarray(wanted).view(f"S{width}").reshape(-1)
    order = None if in_order else np.argsort(keys)
    places = np.minimum(np.searchsorted(keys, asked, sorter=order), len(keys) - 1)
    places = places if order is None else order[places]
    found: NDArray[np.int64] = np.where((patterns[places] == wanted).all(axis=1), places, OUTSIDE)
    return found


def have_facets(
    ours: Enumeration | CellBatch,
    theirs: EnclosedMeasures | RegionGenerators,
    own: NDArray[np.int64],
    places: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which regions have the facets that are said of ours, in their order.

    Parameters
    ----------
    ours, theirs
        The list, and regions that were found once more.
    own, places
        Some of those, and where they stand in the list.
    """
    counts = np.diff(theirs.facet_offsets)[own]
    same = counts == np.diff(ours.facet_offsets)[places]
    counts = np.where(same, counts, 0)
    differ = (
        ours.facet_hyperplanes[entries_of(ours.facet_offsets[places], counts)]
        != theirs.facet_hyperplanes[entries_of(theirs.facet_offsets[own], counts)]
    )
    owners = np.repeat(np.arange(len(own)), counts)
    return np.asarray(same & (np.bincount(owners[differ], minlength=len(own)) == 0))
