"""Regions as the kernel writes them, joined and matched into an enumeration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import overload

import numpy as np

from polyregions.arithmetic import IntegerVector, primitive_from_rationals
from polyregions.errors import InternalError
from polyregions.refinement.enumeration import BOUNDARY, Enumeration
from polyregions.refinement.vertices import arrays
from polyregions.refinement.vertices.arrays import Array, Output, Work

__all__ = ["FloatPoints", "RegionColumns", "assembled", "drained", "joined", "put_together"]

_PAIRS_AT_A_TIME = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class RegionColumns:
    """Regions in the order of the search, facets not yet matched.

    Attributes
    ----------
    patterns, facet_hyperplanes
        As in an enumeration.
    points
        Float points strictly inside, in the kept coordinates.
    exact_points
        Points that replace those of regions too thin for a float point.
    facet_counts
        The number of facets of each region.
    facet_keys
        For each facet a hash of the signs of all units on it.
    extra_facet, extra_unit
        Further units that vanish on a facet.
    """

    patterns: Array
    points: Array
    exact_points: Mapping[int, IntegerVector]
    facet_counts: Array
    facet_hyperplanes: Array
    facet_keys: Array
    extra_facet: Array
    extra_unit: Array


def drained(output: Output, work: Work, exact_points: dict[int, IntegerVector]) -> RegionColumns:
    """Copy what the kernel has written, and let it start anew."""
    regions, facets, extras = (int(work.counts[arrays.OUTPUT_REGIONS + k]) for k in range(3))
    columns = RegionColumns(
        patterns=output.patterns[:regions].copy(),
        points=output.points[:regions].copy(),
        exact_points=dict(exact_points),
        facet_counts=np.diff(output.facet_offsets[: regions + 1]),
        facet_hyperplanes=output.facet_hyperplanes[:facets].copy(),
        facet_keys=output.facet_keys[:facets].copy(),
        extra_facet=output.extra_facet[:extras].copy(),
        extra_unit=output.extra_unit[:extras].copy(),
    )
    work.counts[arrays.OUTPUT_REGIONS : arrays.OUTPUT_REGIONS + 3] = 0
    exact_points.clear()
    return columns


def joined(parts: Sequence[RegionColumns]) -> RegionColumns:
    """Put parts one after the other."""
    exact_points: dict[int, IntegerVector] = {}
    extra_facets, regions, facets = [], 0, 0
    for part in parts:
        exact_points |= {regions + k: point for k, point in part.exact_points.items()}
        extra_facets.append(part.extra_facet + facets)
        regions += len(part.patterns)
        facets += len(part.facet_keys)
    return RegionColumns(
        patterns=np.concatenate([part.patterns for part in parts]),
        points=np.concatenate([part.points for part in parts]),
        exact_points=exact_points,
        facet_counts=np.concatenate([part.facet_counts for part in parts]),
        facet_hyperplanes=np.concatenate([part.facet_hyperplanes for part in parts]),
        facet_keys=np.concatenate([part.facet_keys for part in parts]),
        extra_facet=np.concatenate(extra_facets),
        extra_unit=np.concatenate([part.extra_unit for part in parts]),
    )


def put_together(columns: RegionColumns) -> RegionColumns:
    """Join pieces of regions: all that has one pattern, and facets: all that has one key.

    Where the domain was cut, what has the same region on both sides is no facet.
    """
    patterns, first, region = np.unique(
        columns.patterns, axis=0, return_index=True, return_inverse=True
    )
    owners = region.reshape(-1)[np.repeat(np.arange(len(region)), columns.facet_counts)]
    names = np.stack([owners, columns.facet_hyperplanes, columns.facet_keys], axis=1)
    kept_names, kept = np.unique(names, axis=0, return_index=True)
    _, key, sides = np.unique(kept_names[:, 2], return_inverse=True, return_counts=True)
    real = (kept_names[:, 1] < arrays.CUT_MARK) | (sides[key.reshape(-1)] == 2)
    kept_names, kept = kept_names[real], kept[real]
    extra_kept = np.isin(columns.extra_facet, kept)
    place = np.zeros(len(owners), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    extra_facet = place[columns.extra_facet[extra_kept]]
    order = np.argsort(extra_facet, kind="stable")
    return RegionColumns(
        patterns=patterns,
        points=columns.points[first],
        exact_points={
            k: columns.exact_points[int(piece)]
            for k, piece in enumerate(first)
            if int(piece) in columns.exact_points
        },
        facet_counts=np.bincount(kept_names[:, 0], minlength=len(patterns)),
        facet_hyperplanes=np.where(
            kept_names[:, 1] < arrays.CUT_MARK, kept_names[:, 1], kept_names[:, 1] - arrays.CUT_MARK
        ).astype(np.int32),
        facet_keys=columns.facet_keys[kept],
        extra_facet=extra_facet[order],
        extra_unit=columns.extra_unit[extra_kept][order],
    )


class FloatPoints(Sequence[IntegerVector]):
    """Homogeneous integer points made on demand from floats, which are exact rationals."""

    def __init__(
        self,
        points: Array,
        exact_points: Mapping[int, IntegerVector],
        inputs: int,
        kept: Sequence[int],
    ) -> None:
        self._points = points
        self._exact_points = exact_points
        self._inputs = inputs
        self._kept = tuple(kept)

    def __len__(self) -> int:
        return len(self._points)

    @overload
    def __getitem__(self, index: int) -> IntegerVector: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[IntegerVector, ...]: ...
    def __getitem__(self, index: int | slice) -> IntegerVector | tuple[IntegerVector, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        if position in self._exact_points:
            return self._exact_points[position]
        point = [Fraction(0)] * self._inputs + [Fraction(1)]
        for i, value in zip(self._kept, self._points[position], strict=False):
            point[i] = Fraction(float(value))
        return primitive_from_rationals(point)


def assembled(
    columns: RegionColumns,
    inputs: int,
    kept: Sequence[int],
    statistics: Mapping[str, int | float],
) -> Enumeration:
    """Match the facets of all regions and sort the regions by pattern.

    Raises
    ------
    InternalError
        If a facet inside the domain is not seen from exactly two sides.
    """
    neighbours = _matched(columns)
    order = _lexicographic_order(columns.patterns)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    counts = columns.facet_counts[order]
    starts = np.concatenate([[0], np.cumsum(columns.facet_counts)])[:-1]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    facets = np.repeat(starts[order] - offsets[:-1], counts) + np.arange(offsets[-1])
    across = neighbours[facets]
    across = np.where(across >= 0, place[across], BOUNDARY).astype(np.int32)
    exact = {int(place[k]): point for k, point in columns.exact_points.items()}
    return Enumeration(
        patterns=columns.patterns[order],
        interior_points=FloatPoints(columns.points[order], exact, inputs, kept),
        facet_offsets=offsets,
        facet_hyperplanes=columns.facet_hyperplanes[facets],
        facet_neighbours=across,
        statistics=statistics,
    )


def _lexicographic_order(patterns: Array) -> Array:
    count, size = patterns.shape
    if size == 0:
        return np.arange(count)
    padded = np.zeros((count, -(-size // 8) * 8), dtype=np.uint8)
    padded[:, :size] = patterns
    words = padded.view(">u8").astype(np.uint64)
    order = np.lexsort(words.T[::-1])
    if np.any(np.all(words[order[1:]] == words[order[:-1]], axis=1)):
        raise InternalError("two regions have the same activation pattern")
    return order


def _matched(columns: RegionColumns) -> Array:
    """Return the region across each facet, in the order of the search."""
    owners = np.repeat(np.arange(len(columns.patterns)), columns.facet_counts)
    neighbours = np.full(len(owners), BOUNDARY, dtype=np.int64)
    inner = np.flatnonzero(columns.facet_hyperplanes >= 0)
    order = inner[np.argsort(columns.facet_keys[inner])]
    keys = columns.facet_keys[order]
    if len(order) % 2 or np.any(keys[0::2] != keys[1::2]) or np.any(keys[1:-1:2] == keys[2::2]):
        raise InternalError("a facet is not seen from exactly two sides")
    first, second = order[0::2], order[1::2]
    _check_pairs(columns, owners, first, second)
    neighbours[first] = owners[second]
    neighbours[second] = owners[first]
    return neighbours


def _check_pairs(columns: RegionColumns, owners: Array, first: Array, second: Array) -> None:
    """Check that the two sides of each facet give every unit the same sign on it."""
    for start in range(0, len(first), _PAIRS_AT_A_TIME):
        chunk = slice(start, start + _PAIRS_AT_A_TIME)
        one = _signs_on(columns, owners, first[chunk])
        two = _signs_on(columns, owners, second[chunk])
        if not all(np.array_equal(a, b) for a, b in zip(one, two, strict=True)):
            raise InternalError("two facets with the same hash have different signs")


def _signs_on(columns: RegionColumns, owners: Array, facets: Array) -> tuple[Array, Array]:
    """Return the packed sets of units that are positive on facets, and that vanish there."""
    size = columns.patterns.shape[1]
    vanishing = np.zeros((len(facets), size), dtype=np.uint8)
    units = columns.facet_hyperplanes[facets]
    rows = np.arange(len(facets))
    vanishing[rows, units >> 3] = 128 >> (units & 7)
    if len(columns.extra_facet):
        low = np.searchsorted(columns.extra_facet, facets, side="left")
        high = np.searchsorted(columns.extra_facet, facets, side="right")
        counts = high - low
        which = np.repeat(rows, counts)
        steps = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        extra = columns.extra_unit[np.repeat(low, counts) + steps]
        masks = (128 >> (extra & 7)).astype(np.uint8)
        np.bitwise_or.at(vanishing, (which, extra >> 3), masks)
    return columns.patterns[owners[facets]] & ~vanishing, vanishing
