"""Regions as they come from a search, kept in as little memory as they take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import checkpoint
from polyregions.refinement.vertices.columns import RegionColumns
from polyregions.refinement.vertices.kernel.arrays import Array

__all__ = ["GatheredRegions"]

_CHUNK_BYTES = 1 << 26
"""Blocks of memory of this size are given back when they are no longer used; smaller ones need not
be."""

_TYPES = {
    "patterns": np.uint8,
    "points": np.float64,
    "facet_counts": np.int32,
    "facet_hyperplanes": np.int32,
    "facet_keys": np.int64,
    "listed_facets": np.int64,
    "listed_counts": np.int32,
    "listed_units": np.int32,
}


class GatheredRegions:
    """Regions in the order in which they came, each column in chunks until it is taken.

    The units on facets are listed as by :class:`polyregions.refinement.FacetUnits`, as nearly all
    facets have the unit of their hyperplane alone.

    Attributes
    ----------
    regions, facets
        How many there are.
    exact_points
        As in :class:`.RegionColumns`.
    """

    def __init__(self) -> None:
        self.regions = 0
        self.facets = 0
        self.exact_points: dict[int, IntegerVector] = {}
        self._columns = {name: _Chunks(kind) for name, kind in _TYPES.items()}

    def append(self, part: RegionColumns) -> None:
        """Add some regions."""
        listed = part.unit_counts != (part.facet_hyperplanes >= 0)
        columns = {
            "patterns": part.patterns,
            "points": part.points,
            "facet_counts": part.facet_counts,
            "facet_hyperplanes": part.facet_hyperplanes,
            "facet_keys": part.facet_keys,
            "listed_facets": np.flatnonzero(listed) + self.facets,
            "listed_counts": part.unit_counts[listed],
            "listed_units": part.facet_units[np.repeat(listed, part.unit_counts)],
        }
        for name, column in columns.items():
            self._columns[name].append(column)
        self.exact_points |= {self.regions + k: x for k, x in part.exact_points.items()}
        self.regions += len(part.patterns)
        self.facets += len(part.facet_hyperplanes)

    @property
    def patterns(self) -> Array:
        """The patterns, which stay here: they are what is known of regions not yet matched."""
        chunks = self._columns["patterns"]
        patterns = chunks.joined()
        chunks.append(patterns)
        return patterns

    def sort_patterns(self, order: Array) -> Array:
        """Put the patterns in another order and return them; the other columns stay."""
        patterns = self._columns["patterns"].joined()[order]
        self._columns["patterns"].append(patterns)
        return patterns

    def take(self, name: str) -> Array:
        """Return a column, which is no longer kept here."""
        checkpoint()
        return self._columns.pop(name).joined()


class _Chunks:
    """A column that grows without being copied; to join it takes one more chunk of memory."""

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._chunks: list[Array] = []
        self._filled = 0  # rows of the last chunk

    def append(self, rows: Array) -> None:
        if not self._chunks:  # and maybe there will be no others
            self._chunks.append(rows.astype(self._kind, copy=False))
            self._filled = len(rows)
            return
        while len(rows):
            if self._filled == len(self._chunks[-1]):
                row_bytes = max(1, rows[0].size) * np.dtype(self._kind).itemsize
                shape = (max(1, _CHUNK_BYTES // row_bytes), *rows.shape[1:])
                self._chunks.append(np.empty(shape, dtype=self._kind))
                self._filled = 0
            room = self._chunks[-1][self._filled :]
            fitting = min(len(rows), len(room))
            room[:fitting] = rows[:fitting]
            self._filled += fitting
            rows = rows[fitting:]

    def joined(self) -> Array:
        """Return the column and forget it."""
        self._chunks[-1] = self._chunks[-1][: self._filled]
        if len(self._chunks) == 1:
            return self._chunks.pop()
        column = np.empty((sum(map(len, self._chunks)), *self._chunks[0].shape[1:]), self._kind)
        begin = 0
        for chunk in _popped(self._chunks):
            column[begin : begin + len(chunk)] = chunk
            begin += len(chunk)
        return column


def _popped(chunks: list[Array]) -> Iterator[Array]:
    """Yield chunks in their order, none of which is kept."""
    chunks.reverse()
    while chunks:
        yield chunks.pop()
