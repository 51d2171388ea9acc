"""What engine ``vertices`` hands over of the generators of regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

__all__ = ["RegionGenerators"]


@dataclass(frozen=True, slots=True, eq=False)
class RegionGenerators:
    """Some regions with their facets and generators.

    Which facets a generator lies on is exact, and so is whether it is a ray.

    Attributes
    ----------
    kept
        The coordinates in which the generators are written: the others are zero on one vertex of
        each minimal face, and free.
    patterns
        The packed patterns, uint8 array (k, bytes).
    facet_offsets, facet_hyperplanes
        As in an enumeration.
    generator_offsets
        int64 array (k + 1,): the generators of region i are
        ``generator_offsets[i]:generator_offsets[i + 1]``.
    points
        float64 array (g, kept + 1): vertices (x, 1) and rays (x, 0), rounded.
    errors
        float64 array (g,): bounds of the errors of all their coordinates, but those that are -0.0,
        which are zero.
    incidence_offsets, incidences
        The facets on which each generator lies, counted within its region.
    """

    kept: tuple[int, ...]
    patterns: NDArray[Any]
    facet_offsets: NDArray[Any]
    facet_hyperplanes: NDArray[Any]
    generator_offsets: NDArray[Any]
    points: NDArray[Any]
    errors: NDArray[Any]
    incidence_offsets: NDArray[Any]
    incidences: NDArray[Any]
