"""Columns read from a file, checked before anybody believes them.

The checks cost about as much as reading. They ensure that the columns fit the network and each
other, that every inner facet is seen from both of its sides, and that the two patterns first differ
in the unit whose hyperplane carries it, as they must: the units before it vanish nowhere on both
sides, so their bits agree, and it changes its sign.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError, InternalError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement import Enumeration, check_reciprocal

__all__ = ["complex_of_columns"]

_REMEDY = "the file was changed or damaged, write it anew"
_FACETS_AT_ONCE = 2**16


def complex_of_columns(
    network: Network,
    domain: HPolytope,
    engine: str,
    patterns: NDArray[np.uint8],
    interior_points: Sequence[IntegerVector],
    facet_offsets: NDArray[np.int64],
    facet_hyperplanes: NDArray[np.int32],
    facet_neighbours: NDArray[np.int32],
) -> RegionComplex:
    """Return the complex with these columns, which are those of an :class:`Enumeration`.

    Raises
    ------
    FileFormatError
        If they contradict the network, the domain or each other.
    """
    _check_patterns(patterns, sum(network.pattern_sizes))
    if len(interior_points) != len(patterns):
        raise _wrong(f"there are {len(patterns)} regions and {len(interior_points)} points")
    _check_offsets(facet_offsets, len(patterns), len(facet_hyperplanes), len(facet_neighbours))
    owners = np.repeat(np.arange(len(patterns), dtype=np.int32), np.diff(facet_offsets))
    _check_hyperplanes(owners, facet_hyperplanes, sum(network.pattern_sizes), len(domain.rows))
    _check_neighbours(facet_offsets, facet_hyperplanes, facet_neighbours)
    _check_bits_across(owners, patterns, facet_hyperplanes, facet_neighbours)
    enumeration = Enumeration(
        patterns, interior_points, facet_offsets, facet_hyperplanes, facet_neighbours, {}
    )
    return RegionComplex(network, domain, engine, enumeration)


def _check_patterns(patterns: NDArray[np.uint8], units: int) -> None:
    count, size = patterns.shape
    if count == 0:
        raise _wrong("there are no regions, and every domain has one")
    if size != -(-units // 8):
        raise _wrong(f"patterns have {size} bytes, and {units} bits fill {-(-units // 8)}")
    spare = 8 * size - units
    if spare and np.any(patterns[:, -1] & ((1 << spare) - 1)):
        raise _wrong(f"a pattern has more than {units} bits")
    if not np.all(_ascending(patterns)):
        raise _wrong("the patterns are not distinct and in lexicographic order")


def _ascending(patterns: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return for each row but the first whether it comes after the one before."""
    below, above = patterns[:-1], patterns[1:]
    if not below.size:
        return np.zeros(len(below), dtype=np.bool_)
    first = np.argmax(below != above, axis=1)
    rows = np.arange(len(below))
    ascending: NDArray[np.bool_] = below[rows, first] < above[rows, first]
    return ascending


def _check_offsets(
    offsets: NDArray[np.int64], regions: int, hyperplanes: int, neighbours: int
) -> None:
    if len(offsets) != regions + 1:
        raise _wrong(f"{regions} regions have {len(offsets)} facet offsets: one more is needed")
    if offsets[0] != 0 or offsets[-1] != hyperplanes or hyperplanes != neighbours:
        raise _wrong(
            f"facet offsets run from {offsets[0]} to {offsets[-1]}, over {hyperplanes} hyperplanes "
            f"and {neighbours} neighbours"
        )
    if np.any(offsets[1:] < offsets[:-1]):
        raise _wrong("the facet offsets descend")


def _check_hyperplanes(
    owners: NDArray[np.int32], hyperplanes: NDArray[np.int32], units: int, rows: int
) -> None:
    if np.any(hyperplanes >= units) or np.any(hyperplanes < -rows):
        raise _wrong(
            f"a facet lies on a hyperplane that is none of {units} units and {rows} inequalities"
        )
    same = owners[1:] == owners[:-1]
    if np.any(same & (hyperplanes[1:] <= hyperplanes[:-1])):
        raise _wrong("the facets of a region are not in the order of distinct hyperplanes")


def _check_neighbours(
    offsets: NDArray[np.int64], hyperplanes: NDArray[np.int32], neighbours: NDArray[np.int32]
) -> None:
    if np.any((neighbours >= len(offsets) - 1) | (neighbours < -1)):
        raise _wrong("a facet leads to a region that is not there")
    if np.any((hyperplanes >= 0) != (neighbours >= 0)):
        raise _wrong("a facet inside the domain leads nowhere, or one on its boundary somewhere")
    try:
        check_reciprocal(offsets, neighbours)
    except InternalError as error:
        raise _wrong("some facet is not seen once from each of its two sides") from error


def _check_bits_across(
    owners: NDArray[np.int32],
    patterns: NDArray[np.uint8],
    hyperplanes: NDArray[np.int32],
    neighbours: NDArray[np.int32],
) -> None:
    for start in in_time(range(0, len(owners), _FACETS_AT_ONCE)):
        part = slice(start, start + _FACETS_AT_ONCE)
        inner = neighbours[part] >= 0
        if not inner.any():
            continue
        here, across = owners[part][inner], neighbours[part][inner]
        changed, units = patterns[here] ^ patterns[across], hyperplanes[part][inner]
        byte, bit = units >> 3, units & 7
        # Up to the unit's bit all are the same, and it is not.
        differs = changed[np.arange(len(here)), byte] >> (7 - bit) != 1
        if np.any(differs | (np.argmax(changed != 0, axis=1) != byte)):
            raise _wrong("the patterns beside a facet differ in another unit than the facet's")


def _wrong(cause: str) -> FileFormatError:
    return FileFormatError(f"{cause}: {_REMEDY}")
