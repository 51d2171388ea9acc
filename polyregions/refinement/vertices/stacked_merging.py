"""Which regions of many networks of one shape merge, as far as floats and small integers decide."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.refinement.ragged_rows import entries_of, starts_of
from polyregions.refinement.vertices.across_facets import across_facets
from polyregions.refinement.vertices.columns import RegionColumns
from polyregions.refinement.vertices.derivatives import (
    BoundedLayers,
    RowsOfNetworks,
    small_integers,
)
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.stacked_networks import StackedNetworks

__all__ = ["merged_regions"]

_ROWS_AT_A_TIME = 1 << 14


def merged_regions(
    networks: StackedNetworks, columns: RegionColumns, counts: Array
) -> tuple[Array, Array]:
    """Return by how many regions the linear regions of each network are fewer.

    Parameters
    ----------
    networks
        The networks.
    columns, counts
        All regions of all networks in order, and how many each has.

    Returns
    -------
    ndarray of int64, shape (N,)
        The numbers.
    ndarray of bool, shape (N,)
        Where they are decided.
    """
    merging = _Merging(networks, columns, counts)
    merging.across_one_unit()
    merging.across_several_units()
    return merging.edges(), merging.decided


class _Merging:
    """The facets of all networks' regions, each taken once: where the unit is active."""

    def __init__(self, networks: StackedNetworks, columns: RegionColumns, counts: Array) -> None:
        self._networks = networks
        self._columns = columns
        self._counts = counts
        self._owners = np.repeat(np.arange(len(counts)), counts)
        self._regions = np.repeat(np.arange(len(self._owners)), columns.facet_counts)
        facets = np.flatnonzero(columns.facet_hyperplanes >= 0)
        units = columns.facet_hyperplanes[facets]
        bytes_of = columns.patterns[self._regions[facets], units >> 3]
        facets = facets[bytes_of >> (7 - (units & 7)) & 1 == 1]
        self._single = facets[columns.unit_counts[facets] == 1]
        self._several = facets[columns.unit_counts[facets] > 1]
        self._forest = MergingForest()
        self.decided = np.ones(len(counts), dtype=bool)

    def across_one_unit(self) -> None:
        """Join regions where no output depends on what the unit that vanishes passes on."""
        columns, starts = self._columns, starts_of(self._counts)
        place = np.full(len(self._owners), -1)
        for group in _alike(self._counts):
            rows = entries_of(starts[group], self._counts[group])
            place[rows] = np.arange(len(rows))
            facets = self._single[place[self._regions[self._single]] >= 0]
            at = place[self._regions[facets]], columns.facet_hyperplanes[facets]
            bits = self._bits(rows)
            layers = self._layers(group, self._counts[group])
            same, changed = np.ones(len(facets), dtype=bool), np.zeros(len(facets), dtype=bool)
            with np.errstate(all="ignore"):
                for output in np.eye(len(layers.bits[-1])):
                    found = layers.sensitivities(bits, output)
                    same &= found.proved_zero()[at]
                    changed |= found.proved_nonzero()[at]
            there = bits[at[0][same]]
            there[np.arange(len(there)), at[1][same]] = 0
            self._join(facets, same, changed, there)
            place[rows] = -1

    def across_several_units(self) -> None:
        """Join regions where the maps of both are proved to have one derivative across a facet."""
        columns, facets = self._columns, self._several
        counts = np.bincount(self._owners[self._regions[facets]], minlength=len(self._counts))
        starts, unit_starts = starts_of(counts), starts_of(columns.unit_counts)
        for group in _alike(counts):
            part = facets[entries_of(starts[group], counts[group])]
            bits = self._bits(self._regions[part])
            of_units = columns.unit_counts[part]
            units = columns.facet_units[entries_of(unit_starts[part], of_units)] >> 1
            vanishing = np.zeros(bits.shape, dtype=bool)
            vanishing[np.repeat(np.arange(len(part)), of_units), units] = True
            layers = self._layers(group, counts[group])
            with np.errstate(all="ignore"):
                own = layers.slopes(bits, small_integers(layers.inputs, 1))
                carriers = columns.facet_hyperplanes[part]
                found = across_facets(layers, own, bits, vanishing, carriers)
            self._join(part, found.same, found.changed, found.bits[found.same])

    def edges(self) -> Array:
        """Return how many edges join the regions of each network."""
        edges = self._forest.edges()
        if edges is None:
            return np.zeros(len(self._counts), dtype=np.int64)
        names = np.ascontiguousarray(edges[0][:, :4]).view(">u4").ravel()
        return np.bincount(names.astype(np.int64), minlength=len(self._counts))

    def _bits(self, regions: Array) -> Array:
        count = 1 + max(int(bits.max()) for bits in self._networks.bits)
        return np.unpackbits(self._columns.patterns[regions], axis=1, count=count)

    def _layers(self, group: Array, counts: Array) -> BoundedLayers:
        networks = self._networks
        weights = [of_layer[group] for of_layer in networks.weights]
        return BoundedLayers(weights, networks.bits, networks.integer, RowsOfNetworks(counts))

    def _join(self, facets: Array, same: Array, changed: Array, there: Array) -> None:
        """Join the regions beside facets across which the map is the same."""
        regions = self._regions[facets]
        self.decided[self._owners[regions[~(same | changed)]]] = False
        regions = regions[same]
        # A region is named by its network and its pattern.
        names = self._owners[regions].astype(">u4").view(np.uint8).reshape(-1, 4)
        here = np.hstack([names, self._columns.patterns[regions]])
        self._forest.add(here, np.hstack([names, np.packbits(there, axis=1)]))


def _alike(counts: Array) -> Iterator[Array]:
    """Yield groups of networks whose numbers of rows differ by a factor of two at most."""
    order = np.argsort(counts, kind="stable")
    order = order[np.searchsorted(counts[order], 1) :]
    while len(order):
        checkpoint()
        sizes = counts[order]
        alike = np.searchsorted(sizes, 2 * sizes[0], side="right")
        fitting = np.searchsorted(np.cumsum(sizes), _ROWS_AT_A_TIME, side="right")
        end = max(1, min(alike, fitting))
        yield np.sort(order[:end])
        order = order[end:]
