"""Regions as the kernel writes them, and pieces of regions put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polyregions.arithmetic import IntegerVector, nearest_quotient
from polyregions.budgets import checkpoint
from polyregions.refinement.cell_batch import CellBatch
from polyregions.refinement.facet_units import FacetUnits
from polyregions.refinement.float_points import FloatPoints, are_floats
from polyregions.refinement.measures_of_parts import EnclosedMeasures
from polyregions.refinement.ragged_rows import entries_of, starts_of
from polyregions.refinement.vertices.distinct_rows import distinct_rows
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.arrays import Array, Output, Work

__all__ = ["RegionColumns", "batches", "cell_batch", "drained", "joined", "put_together"]


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
        Points that replace those of regions too thin for floats.
    facet_counts
        The number of facets of each region.
    facet_keys
        For each facet a hash of the signs of all units on it.
    unit_counts
        For each facet the number of units that vanish on it.
    facet_units
        Those units, ascending for each facet: twice the position in a pattern, and one more where
        the unit vanishes on the whole region.
    """

    patterns: Array
    points: Array
    exact_points: Mapping[int, IntegerVector]
    facet_counts: Array
    facet_hyperplanes: Array
    facet_keys: Array
    unit_counts: Array
    facet_units: Array


def drained(
    output: Output,
    work: Work,
    exact_points: dict[int, IntegerVector],
    kept: Sequence[int],
) -> RegionColumns:
    """Copy what the kernel has written, and let it start anew.

    Points that were found in integers are floats where they can be, as all others are.
    """
    regions, facets, units = (int(work.counts[arrays.OUTPUT_REGIONS + k]) for k in range(3))
    points = output.points[:regions].copy()
    longer: dict[int, IntegerVector] = {}
    for region, point in exact_points.items():
        own = (*(point[i] for i in kept), point[-1])
        floats = [nearest_quotient(x, own[-1]) for x in own[:-1]]
        points[region, : len(floats)] = floats
        if not are_floats(own, floats):
            longer[region] = point
    columns = RegionColumns(
        patterns=output.patterns[:regions].copy(),
        points=points,
        exact_points=longer,
        facet_counts=np.diff(output.facet_offsets[: regions + 1]),
        facet_hyperplanes=output.facet_hyperplanes[:facets].copy(),
        facet_keys=output.facet_keys[:facets].copy(),
        unit_counts=np.diff(output.unit_offsets[: facets + 1]),
        facet_units=output.facet_units[:units].copy(),
    )
    work.counts[arrays.OUTPUT_REGIONS : arrays.OUTPUT_REGIONS + 3] = 0
    exact_points.clear()
    return columns


def joined(parts: Sequence[RegionColumns]) -> RegionColumns:
    """Put parts one after the other."""
    exact_points: dict[int, IntegerVector] = {}
    regions = 0
    for part in parts:
        exact_points |= {regions + k: point for k, point in part.exact_points.items()}
        regions += len(part.patterns)

    def column(name: str) -> Array:
        checkpoint()
        return np.concatenate([getattr(part, name) for part in parts])

    return RegionColumns(
        patterns=column("patterns"),
        points=column("points"),
        exact_points=exact_points,
        facet_counts=column("facet_counts"),
        facet_hyperplanes=column("facet_hyperplanes"),
        facet_keys=column("facet_keys"),
        unit_counts=column("unit_counts"),
        facet_units=column("facet_units"),
    )


def batches(columns: RegionColumns, size: int) -> Iterator[RegionColumns]:
    """Cut regions in batches of at most so many, in order."""
    if len(columns.patterns) <= size:
        yield columns
        return
    facets = np.concatenate([[0], np.cumsum(columns.facet_counts)])
    units = np.concatenate([[0], np.cumsum(columns.unit_counts)])
    for begin in range(0, len(columns.patterns), size):
        end = min(begin + size, len(columns.patterns))
        own = slice(facets[begin], facets[end])
        yield RegionColumns(
            patterns=columns.patterns[begin:end],
            points=columns.points[begin:end],
            exact_points={
                k - begin: point for k, point in columns.exact_points.items() if begin <= k < end
            },
            facet_counts=columns.facet_counts[begin:end],
            facet_hyperplanes=columns.facet_hyperplanes[own],
            facet_keys=columns.facet_keys[own],
            unit_counts=columns.unit_counts[own],
            facet_units=columns.facet_units[units[own.start] : units[own.stop]],
        )


def cell_batch(
    columns: RegionColumns,
    inputs: int,
    kept: Sequence[int],
    measures: Callable[[], Iterable[EnclosedMeasures]],
) -> CellBatch:
    """Return whole regions as they are handed over without their neighbours."""
    facets = len(columns.facet_hyperplanes)
    own = columns.facet_units & 1 == 0
    counts = np.bincount(np.repeat(np.arange(facets), columns.unit_counts)[own], minlength=facets)
    units = columns.facet_units[own] >> 1
    return CellBatch(
        patterns=columns.patterns,
        interior_points=FloatPoints(columns.points, columns.exact_points, inputs, kept),
        facet_offsets=np.concatenate([[0], np.cumsum(columns.facet_counts)]),
        facet_hyperplanes=columns.facet_hyperplanes,
        facet_units=FacetUnits.of(columns.facet_hyperplanes, counts, units),
        enclosed_measures=measures,
    )


def put_together(columns: RegionColumns) -> RegionColumns:
    """Join pieces of regions: all that has one pattern, and facets: all that has one key.

    Where the domain was cut, what has the same region on both sides is no facet.  What keys that
    collide keep beyond that has no other side, and so is refused when facets are matched.
    """
    first, region = distinct_rows(columns.patterns)
    owners = region[np.repeat(np.arange(len(region)), columns.facet_counts)]
    names = np.stack([owners, columns.facet_hyperplanes, columns.facet_keys], axis=1)
    kept, _ = distinct_rows(names.view(np.uint8))
    names = names[kept]
    _, key, sides = np.unique(names[:, 2], return_inverse=True, return_counts=True)
    real = (names[:, 1] < arrays.CUT_MARK) | (sides[key.reshape(-1)] >= 2)
    names, kept = names[real], kept[real]
    names[:, 1] = np.where(names[:, 1] < 0, names[:, 1], names[:, 1] & (arrays.CUT_MARK - 1))
    checkpoint()
    order = np.lexsort(names.T[1::-1])
    names, kept = names[order], kept[order]
    starts = starts_of(columns.unit_counts)
    return RegionColumns(
        patterns=columns.patterns[first],
        points=columns.points[first],
        exact_points={
            k: columns.exact_points[int(piece)]
            for k, piece in enumerate(first)
            if int(piece) in columns.exact_points
        },
        facet_counts=np.bincount(names[:, 0], minlength=len(first)),
        facet_hyperplanes=names[:, 1].astype(np.int32),
        facet_keys=np.ascontiguousarray(names[:, 2]),
        unit_counts=columns.unit_counts[kept],
        facet_units=columns.facet_units[entries_of(starts[kept], columns.unit_counts[kept])],
    )
