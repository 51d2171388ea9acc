"""Facets across which the network's affine map does not change, found while regions stream by.

Where a single unit vanishes on a facet, it changes across it and no other does: the map changes iff
the outputs depend on what the unit passes on.  A residue that is not zero proves that they do, see
:mod:`.kernel.reaching`; what it leaves open is nearly always no dependence at all.

Else, maps of neighbours agree on the facet, so they are equal iff their derivatives along one
direction d that crosses it are.  With s_l the derivatives of the units of layer l in the region
itself, and s_l + delta_l those in its neighbour, both taken layer by layer,

    delta_l = W_l (what the neighbour's bits pass on of s_{l-1} + delta_{l-1}, less what the
              region's bits pass on of s_{l-1}).

The neighbour's bits differ from the region's only in units that vanish on the facet, where they are
the signs of s_l + delta_l along an outward d (see :mod:`polyregions.refinement.adjacency`).  One d
serves all facets: it is outward or inward as the derivative of the facet's own unit tells.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from polyregions.arithmetic import IntegerVector, negated
from polyregions.budgets import checkpoint
from polyregions.networks import Influence, IntegerForm
from polyregions.refinement.adjacency import Crossing, crossed
from polyregions.refinement.ragged_rows import entries_of, starts_of
from polyregions.refinement.vertices.across_facets import across_facets
from polyregions.refinement.vertices.columns import RegionColumns, batches
from polyregions.refinement.vertices.derivatives import (
    BoundedLayers,
    Derivatives,
    small_integers,
)
from polyregions.refinement.vertices.forest import MergingForest
from polyregions.refinement.vertices.kernel.arrays import Array, Reach
from polyregions.refinement.vertices.reach import ReachingUnits

__all__ = ["MergingFacets"]

_ROWS_AT_A_TIME = 1 << 12
_PRODUCTS_AT_A_TIME = 1 << 30  # multiplications, between two looks at the clock


class MergingFacets:
    """Finds the merging facets of batches of regions.

    Parameters
    ----------
    network, reach
        The network, and the same modulo a prime.
    """

    def __init__(self, network: IntegerForm, reach: Reach) -> None:
        self._network = network
        self._reaching = ReachingUnits(reach)
        self._influence = Influence(network)
        self._layers = BoundedLayers.of(network)
        # Any direction will do; a facet parallel to it is decided in integers.  So will any
        # combination of the outputs with positive coefficients.
        self._direction = small_integers(network.inputs, 1)
        self._combination = small_integers(len(self._layers.bits[-1]), 2)
        self.decided_in_integers = 0
        widths = [network.inputs, *(len(bits) for bits in self._layers.bits)]
        products = sum(before * width for before, width in pairwise(widths))
        self._rows_at_a_time = max(1, min(_ROWS_AT_A_TIME, _PRODUCTS_AT_A_TIME // products))
        self._last: tuple[IntegerVector, Crossing] | None = None

    def join(self, columns: RegionColumns, forest: MergingForest) -> None:
        """Join the merging ones of any number of regions in a forest.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        for batch in batches(columns, self._rows_at_a_time):
            checkpoint()
            forest.add(*self.pairs(batch))

    def pairs(self, columns: RegionColumns) -> tuple[Array, Array]:
        """Return the packed patterns on the two sides of each merging facet."""
        bits = np.unpackbits(columns.patterns, axis=1, count=self._network.units)
        owners = np.repeat(np.arange(len(bits)), columns.facet_counts)
        # Both regions beside a facet lay in the cell that the facet's unit cut in two, so they
        # differ in its bit. Each facet is taken once, from the side where the unit is active.
        chosen = np.flatnonzero(columns.facet_hyperplanes >= 0)
        chosen = chosen[bits[owners[chosen], columns.facet_hyperplanes[chosen]] == 1]
        single = chosen[columns.unit_counts[chosen] == 1]
        several = chosen[columns.unit_counts[chosen] > 1]
        with np.errstate(all="ignore"):
            here, there = zip(
                self._where_one_unit_vanishes(columns, bits, owners, single),
                self._where_several_vanish(columns, bits, owners, several),
                strict=True,
            )
        return np.packbits(np.concatenate(here), axis=1), np.packbits(np.concatenate(there), axis=1)

    # Single units

    def _where_one_unit_vanishes(
        self, columns: RegionColumns, bits: Array, owners: Array, facets: Array
    ) -> tuple[Array, Array]:
        """Return the bits on the two sides of the merging ones among these facets."""
        units = columns.facet_hyperplanes[facets]
        left = facets[~self._reaching(columns.patterns, owners[facets], units)]
        used, owners = np.unique(owners[left], return_inverse=True)
        bits, rows, units = bits[used], owners.reshape(-1), columns.facet_hyperplanes[left]
        all_outputs = self._layers.sensitivities(bits, self._combination)
        found = Derivatives(all_outputs.values[rows, units], all_outputs.errors[rows, units])
        merging = found.proved_zero()
        if self._layers.integer and len(self._combination) > 1:
            # Outputs may cancel in the combination.
            chosen = np.flatnonzero(merging)
            for output in np.eye(len(self._combination)):
                found_alone = self._layers.sensitivities(bits[rows[chosen]], output)
                merging[chosen] &= found_alone.proved_zero()[np.arange(len(chosen)), units[chosen]]
        there = bits[rows]
        there[np.arange(len(rows)), units] = 0
        for k in np.flatnonzero(~merging):
            checkpoint()
            self.decided_in_integers += 1
            merging[k] = not self._influence(int(units[k]), there[k])
        return bits[rows[merging]], there[merging]

    # Several units

    def _where_several_vanish(
        self, columns: RegionColumns, bits: Array, owners: Array, facets: Array
    ) -> tuple[Array, Array]:
        """Return the bits on the two sides of the merging ones among these facets."""
        here, there = [bits[:0]], [bits[:0]]
        starts = starts_of(columns.unit_counts)
        slopes = self._layers.slopes(bits, self._direction) if len(facets) else []
        for begin in range(0, len(facets), self._rows_at_a_time):
            checkpoint()
            chunk = facets[begin : begin + self._rows_at_a_time]
            rows, counts = owners[chunk], columns.unit_counts[chunk]
            units = columns.facet_units[entries_of(starts[chunk], counts)] >> 1
            vanishing = np.zeros((len(chunk), bits.shape[1]), dtype=bool)
            vanishing[np.repeat(np.arange(len(chunk)), counts), units] = True
            own = [Derivatives(slope.values[rows], slope.errors[rows]) for slope in slopes]
            across, merging = self._across(
                own, bits[rows], vanishing, columns.facet_hyperplanes[chunk]
            )
            here.append(bits[rows[merging]])
            there.append(across[merging])
        return np.concatenate(here), np.concatenate(there)

    def _across(
        self, own: list[Derivatives], here: Array, vanishing: Array, carriers: Array
    ) -> tuple[Array, Array]:
        """Return the bits across facets, valid where they merge, and which of them do."""
        found = across_facets(self._layers, own, here, vanishing, carriers)
        there, merging = found.bits, found.same
        # Where a single unit changes, what it passes on decides, as where a single unit vanishes.
        alone = ~found.open & (np.count_nonzero(there != here, axis=1) == 1)
        for k in np.flatnonzero(~(found.changed | merging)):
            checkpoint()
            if alone[k]:
                self.decided_in_integers += 1
                unit = int(np.argmax(there[k] != here[k]))
                merging[k] = not self._influence(unit, there[k])
            else:
                there[k], merging[k] = self._exactly_across(here[k], vanishing[k], int(carriers[k]))
        return there, merging

    def _exactly_across(self, here: Array, vanishing: Array, carrier: int) -> tuple[Array, bool]:
        """Return the bits across a facet, and whether the map is the same there, in integers."""
        self.decided_in_integers += 1
        network, bits = self._network, tuple(here.tolist())
        direction, own = self._within(bits)
        if not own.units[carrier]:  # the direction is parallel to the facet
            direction = network.unit_forms(bits)[carrier][:-1]
            own = crossed(network, bits, (), direction)
        outputs = own.outputs
        if own.units[carrier] > 0:  # inward, as the facet's unit is active inside
            direction, outputs = negated(direction), [negated(slope) for slope in outputs]
        units = {int(unit) for unit in np.flatnonzero(vanishing)}
        across = crossed(network, bits, units, direction)
        return np.array(across.bits, dtype=here.dtype), across.outputs == outputs

    def _within(self, bits: tuple[int, ...]) -> tuple[IntegerVector, Crossing]:
        """Return a direction and the derivatives along it in a region, kept for its next facet."""
        if self._last is None or self._last[1].bits != bits:
            direction = tuple(int(d) for d in self._direction)
            self._last = direction, crossed(self._network, bits, (), direction)
        return self._last
