"""What engine ``vertices`` hands over of the measures of regions: numbers with bounds of errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures

__all__ = ["EnclosedMeasures"]


@dataclass(frozen=True, slots=True, eq=False)
class EnclosedMeasures:
    """Some regions, and their measures.

    Attributes
    ----------
    patterns, facet_offsets, facet_hyperplanes
        The regions and their facets, as in an enumeration, but in the order of the search.
    vertex_counts
        int64 array (k,): the numbers of vertices.
    are_bounded
        bool array (k,).
    volumes
        Enclosures (k,): those of bounded regions.
    centroids
        Enclosures (k, n0): those of bounded regions.
    boxes
        Enclosures (k, n0, 2): the least value of each coordinate, and the negative of the greatest,
        at vertices.
    directions
        int8 array (k, n0, 2): whether a coordinate is as small, and as large, as one likes: 1 yes,
        0 no, -1 unknown.
    """

    patterns: NDArray[np.uint8]
    facet_offsets: NDArray[np.int64]
    facet_hyperplanes: NDArray[np.int32]
    vertex_counts: NDArray[np.int64]
    are_bounded: NDArray[np.bool_]
    volumes: Enclosures
    centroids: Enclosures
    boxes: Enclosures
    directions: NDArray[np.int8]
