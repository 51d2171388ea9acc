"""Regions as a search has found them, matched and sorted into an enumeration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

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
from polyregions.workers import do_in_threads

__all__ = ["assembled"]

_REGIONS_AT_A_TIME = 1 << 17
_REGIONS_OF_A_THREAD = 1 << 14  # it takes about as long to start as to match a hundredth of them
_NO_PLACES = np.zeros(0, dtype=np.int32)


def assembled(
    found: GatheredRegions,
    inputs: int,
    kept: Sequence[int],
    statistics: Mapping[str, int | float],
    threads: int = 1,
) -> Enumeration:
    """Match the facets of all regions and sort the regions by pattern, in up to so many threads.

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
    threads = min(threads, 1 + found.regions // _REGIONS_OF_A_THREAD)
    patterns = found.patterns
    counts, hyperplanes = found.take("facet_counts"), found.take("facet_hyperplanes")
    starts = _offsets(counts)
    listed = FacetUnits(
        found.take("listed_facets"),
        _offsets(found.take("listed_counts")),
        found.take("listed_units"),
    )
    neighbours = _matched(patterns, starts, hyperplanes, found.take("facet_keys"), listed, threads)
    order = _lexicographic_order(patterns, threads)
    checkpoint()
    del patterns  # else there would be two of them
    patterns = found.sort_patterns(order)
    _check_distinct(patterns)
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    offsets = _offsets(counts[order])
    hyperplanes = _reordered(order, starts, offsets, hyperplanes, threads)
    neighbours = _reordered(order, starts, offsets, neighbours, threads, places)
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
    order: Array,
    starts: Array,
    offsets: Array,
    values: Array,
    threads: int,
    places: Array = _NO_PLACES,
) -> Array:
    found = np.empty_like(values)

    def reordering(first: int, last: int) -> Iterator[None]:
        for begin in range(first, last, _REGIONS_AT_A_TIME):
            end = min(begin + _REGIONS_AT_A_TIME, last)
            yield
            own = offsets[begin : end + 1]
            reorder_rows(order[begin:end], starts, own, values, found, places)

    ends = [len(order) * k // threads for k in range(threads + 1)]
    do_in_threads([reordering(first, last) for first, last in pairwise(ends)])
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


def _lexicographic_order(patterns: Array, threads: int) -> Array:
    """Return the order of the rows; each thread sorts those between two others."""
    count, size = patterns.shape
    if size == 0:
        return np.arange(count)
    words = words_of(patterns)
    if threads == 1:
        return np.lexsort(words.T[::-1])
    few = np.sort(words[:: max(1, count >> 12), 0])
    bounds = few[[len(few) * k // threads for k in range(1, threads)]]
    parts = np.searchsorted(bounds, words[:, 0], side="right")
    orders = [np.flatnonzero(parts == part) for part in range(threads)]

    def sorting(part: int) -> Iterator[None]:
        yield
        rows = orders[part]
        orders[part] = rows[np.lexsort(words[rows].T[::-1])]

    do_in_threads([sorting(part) for part in range(threads)])
    return np.concatenate(orders)


def _check_distinct(patterns: Array) -> None:
    """Check that no two neighbours in this order are the same."""
    for begin in range(0, len(patterns) - 1, _REGIONS_AT_A_TIME):
        checkpoint()
        rows = patterns[begin : begin + _REGIONS_AT_A_TIME + 1]
        if np.any(np.all(rows[1:] == rows[:-1], axis=1)):
            raise InternalError("two regions have the same activation pattern")


def _matched(
    patterns: Array,
    starts: Array,
    hyperplanes: Array,
    keys: Array,
    listed: FacetUnits,
    threads: int,
) -> Array:
    """Return the region across each facet, in the order in which they were found."""
    neighbours = np.full(len(keys), BOUNDARY, dtype=np.int32)

    def matching(part: int) -> Iterator[None]:
        table = np.full(1 << 10, -1, dtype=np.int32)
        region, alone = 0, 0
        while region < len(patterns):
            yield
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
                part,
                threads,
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

    do_in_threads([matching(part) for part in range(threads)])
    return neighbours
