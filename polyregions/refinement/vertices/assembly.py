"""Regions as a search has found them, matched and sorted into an enumeration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.errors import InternalError
from polyregions.refinement.enumeration import BOUNDARY, Enumeration, check_indices
from polyregions.refinement.facet_units import FacetUnits
from polyregions.refinement.float_points import FloatPoints
from polyregions.refinement.ragged_rows import entries_of
from polyregions.refinement.vertices.distinct_rows import words_of
from polyregions.refinement.vertices.gathering import GatheredRegions
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.kernel.matching import match_facets, rehash, reorder_rows

__all__ = ["assembled"]

_REGIONS_AT_A_TIME = 1 << 17
_NO_PLACES = np.zeros(0, dtype=np.int32)


def assembled(
    found: GatheredRegions,
    inputs: int,
    kept: Sequence[int],
    statistics: Mapping[str, int | float],
) -> Enumeration:
    """Match the facets of all regions and sort the regions by pattern.

    Each column is taken from what was found, and given back as soon as it is no longer needed: the
    columns of an enumeration with all their bits take half of the memory, the keys of facets and
    one column twice the other half.

    Raises
    ------
    InternalError
        If a facet inside the domain is not seen from exactly two sides.
    TooLargeError
        If there are more facets than a result can hold.
    OutOfTime
        If the time is up before.
    """
    check_indices(found.facets)
    patterns = found.patterns
    counts, hyperplanes = found.take("facet_counts"), found.take("facet_hyperplanes")
    starts = _offsets(counts)
    listed = FacetUnits(
        found.take("listed_facets"),
        _offsets(found.take("listed_counts")),
        found.take("listed_units"),
    )
    neighbours = _matched(patterns, starts, hyperplanes, found.take("facet_keys"), listed)
    order = _lexicographic_order(patterns)
    checkpoint()
    del patterns  # else there would be two of them
    patterns = found.sort_patterns(order)
    _check_distinct(patterns)
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    offsets = _offsets(counts[order])
    hyperplanes = _reordered(order, starts, offsets, hyperplanes)
    neighbours = _reordered(order, starts, offsets, neighbours, places)
    exact = {int(places[k]): point for k, point in found.exact_points.items()}
    return Enumeration(
        patterns=patterns,
        interior_points=FloatPoints(found.take("points")[order], exact, inputs, kept),
        facet_offsets=offsets,
        facet_hyperplanes=hyperplanes,
        facet_neighbours=neighbours,
        statistics=statistics,
        facet_units=_units_of_facets(listed, hyperplanes, places, starts, offsets),
    )


def _offsets(counts: Array) -> Array:
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _reordered(
    order: Array, starts: Array, offsets: Array, values: Array, places: Array = _NO_PLACES
) -> Array:
    checkpoint()
    found = np.empty_like(values)
    reorder_rows(order, starts, offsets, values, found, places)
    return found


def _units_of_facets(
    listed: FacetUnits, hyperplanes: Array, places: Array, starts: Array, offsets: Array
) -> FacetUnits:
    """Return the units that vanish on facets, in the new order, but not on the whole region."""
    checkpoint()
    owners = np.searchsorted(starts, listed.facets, side="right") - 1
    facets = offsets[places[owners]] + listed.facets - starts[owners]
    order = np.argsort(facets)
    counts = np.diff(listed.offsets)[order]
    units = listed.units[entries_of(listed.offsets[order], counts)]
    own = units & 1 == 0
    counts = np.bincount(np.repeat(np.arange(len(order)), counts)[own], minlength=len(order))
    facets = facets[order]
    found = FacetUnits.of(hyperplanes[facets], counts, units[own] >> 1)
    return FacetUnits(facets[found.facets], found.offsets, found.units)


def _lexicographic_order(patterns: Array) -> Array:
    count, size = patterns.shape
    if size == 0:
        return np.arange(count)
    return np.lexsort(words_of(patterns).T[::-1])


def _check_distinct(patterns: Array) -> None:
    """Check that no two neighbours in this order are the same."""
    for begin in range(0, len(patterns) - 1, _REGIONS_AT_A_TIME):
        checkpoint()
        rows = patterns[begin : begin + _REGIONS_AT_A_TIME + 1]
        if np.any(np.all(rows[1:] == rows[:-1], axis=1)):
            raise InternalError("two regions have the same activation pattern")


def _matched(
    patterns: Array, starts: Array, hyperplanes: Array, keys: Array, listed: FacetUnits
) -> Array:
    """Return the region across each facet, in the order in which they were found."""
    neighbours = np.full(len(keys), BOUNDARY, dtype=np.int32)
    table = np.full(1 << 10, -1, dtype=np.int32)
    region, alone = 0, 0
    while region < len(patterns):
        checkpoint()
        last = min(region + _REGIONS_AT_A_TIME, len(patterns))
        region, alone = match_facets(
            patterns,
            starts,
            hyperplanes,
            keys,
            listed.facets,
            listed.offsets,
            listed.units,
            table,
            neighbours,
            region,
            last,
            alone,
        )
        if region < last:
            longer = np.full(2 * len(table), -1, dtype=np.int32)
            rehash(table, keys, longer)
            table = longer
    if alone:
        raise InternalError("a facet is not seen from exactly two sides")
    return neighbours
