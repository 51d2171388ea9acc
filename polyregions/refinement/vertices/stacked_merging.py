"""Which regions of many networks of one shape merge, as far as floats and small integers decide."""

from __future__ import annotations

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.refinement.ragged_rows import entries_of, starts_of
from polyregions.refinement.vertices.across_facets import across_facets
from polyregions.refinement.vertices.columns import RegionColumns
from polyregions.refinement.vertices.derivatives import BoundedLayers
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.merging import small_integers
from polyregions.refinement.vertices.stacked_networks import StackedNetworks

__all__ = ["merged_regions"]

_ENTRIES_AT_A_TIME = 1 << 20  # of the weights, one layer for each facet


def merged_regions(
    networks: StackedNetworks, columns: RegionColumns, owners: Array
) -> tuple[Array, Array]:
    """Return by how many regions the linear regions of each network are fewer.

    Parameters
    ----------
    networks
        The networks.
    columns, owners
        All regions of all networks, and the place of each region's network, ascending.

    Returns
    -------
    ndarray of int64, shape (N,)
        The numbers.
    ndarray of bool, shape (N,)
        Where they are decided.
    """
    decided = np.ones(len(networks), dtype=bool)
    regions = np.repeat(np.arange(len(owners)), columns.facet_counts)
    units = columns.facet_hyperplanes
    # Each facet is taken once, from the side where the unit is active.
    inner = np.flatnonzero(units >= 0)
    at = units[inner]
    inner = inner[columns.patterns[regions[inner], at >> 3] >> (7 - (at & 7)) & 1 == 1]
    forest = MergingForest()
    size = max(1, _ENTRIES_AT_A_TIME // max(weights[0].size for weights in networks.weights))
    for facets, across in (
        (inner[columns.unit_counts[inner] == 1], _across_one_unit),
        (inner[columns.unit_counts[inner] > 1], _across_several_units),
    ):
        for start in range(0, len(facets), size):
            checkpoint()
            part = facets[start : start + size]
            rows = regions[part]
            bits = np.unpackbits(columns.patterns[rows], axis=1, count=_bits(networks))
            layers = BoundedLayers(networks.weights, networks.bits, networks.integer, owners[rows])
            with np.errstate(all="ignore"):
                there, same, known = across(layers, columns, part, bits)
            decided[owners[rows[~known]]] = False
            names = owners[rows[same]].astype(">u4").view(np.uint8).reshape(-1, 4)
            here, there = columns.patterns[rows[same]], np.packbits(there[same], axis=1)
            forest.add(np.hstack([names, here]), np.hstack([names, there]))
    edges = forest.edges()
    if edges is None:
        return np.zeros(len(networks), dtype=np.int64), decided
    of_edges = np.ascontiguousarray(edges[0][:, :4]).view(">u4").ravel()
    return np.bincount(of_edges.astype(np.int64), minlength=len(networks)), decided


def _across_one_unit(
    layers: BoundedLayers, columns: RegionColumns, facets: Array, bits: Array
) -> tuple[Array, Array, Array]:
    """Return the bits across facets, where the maps are the same, and where that is known.

    They are where no output depends on what the unit that vanishes passes on.
    """
    rows, units = np.arange(len(facets)), columns.facet_hyperplanes[facets]
    zero = np.ones(len(facets), dtype=bool)
    nonzero = ~zero
    for output in np.eye(len(layers.bits[-1])):
        found = layers.sensitivities(bits, output)
        zero &= found.proved_zero()[rows, units]
        nonzero |= found.proved_nonzero()[rows, units]
    there = bits.copy()
    there[rows, units] = 0
    return there, zero, zero | nonzero


def _across_several_units(
    layers: BoundedLayers, columns: RegionColumns, facets: Array, bits: Array
) -> tuple[Array, Array, Array]:
    """Return the same where several units vanish."""
    counts = columns.unit_counts[facets]
    units = columns.facet_units[entries_of(starts_of(columns.unit_counts)[facets], counts)] >> 1
    vanishing = np.zeros(bits.shape, dtype=bool)
    vanishing[np.repeat(np.arange(len(facets)), counts), units] = True
    slopes = layers.slopes(bits, small_integers(layers.inputs, 1))
    found = across_facets(layers, slopes, bits, vanishing, columns.facet_hyperplanes[facets])
    return found.bits, found.same, found.same | found.changed


def _bits(networks: StackedNetworks) -> int:
    return 1 + max(int(bits.max()) for bits in networks.bits)
