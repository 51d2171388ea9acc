"""What changes across facets on which several units vanish, as far as floats decide.

The formulas are those of :mod:`.merging`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyregions.refinement.vertices.derivatives import BoundedLayers, Derivatives
from polyregions.refinement.vertices.kernel.arrays import Array

__all__ = ["AcrossFacets", "across_facets"]


@dataclass(frozen=True, slots=True, eq=False)
class AcrossFacets:
    """The other sides of facets, a row for each.

    Attributes
    ----------
    bits
        The neighbour's bits, valid unless they are `open`.
    same, changed
        Where the network's map is proved to be the same there, or to be another.
    open
        Where the neighbour's bits are not decided, nor anything else.
    """

    bits: Array
    same: Array
    changed: Array
    open: Array


def across_facets(
    layers: BoundedLayers,
    own: Sequence[Derivatives],
    here: Array,
    vanishing: Array,
    carriers: Array,
) -> AcrossFacets:
    """Return what the other sides of facets are like.

    Parameters
    ----------
    layers
        The layers of the network of each facet.
    own
        The derivatives of each layer's units in the region, along a direction that may be any.
    here
        The bits of the region.
    vanishing
        Which units vanish on the facet.
    carriers
        The bit of a unit that carries the facet, and is active in the region.
    """
    outward = _orientations(layers, own, carriers)
    undecided = outward == 0.0
    there = here.copy()
    passed: Derivatives | None = None
    for layer, places in enumerate(layers.bits):
        slope = Derivatives(own[layer].values * outward[:, np.newaxis], own[layer].errors)
        if passed is None:
            change = Derivatives(np.zeros(slope.values.shape), np.zeros(slope.values.shape))
            after = slope
        else:
            change = layers.forward(layer, passed)
            after = layers.sum(slope, change)
        active = layers.of_layer(layer, here, True)
        tied = layers.of_layer(layer, vanishing, False)
        undecided |= (tied & ~(after.proved_nonzero() | after.proved_zero())).any(axis=1)
        becomes = np.where(tied, after.values > 0.0, active)
        there[:, places[places >= 0]] = becomes[:, places >= 0]
        passed = _passed_on(active, becomes, slope, change, after)
    assert passed is not None  # a network has a layer
    same = np.asarray(passed.proved_zero().all(axis=1)) & ~undecided
    changed = np.asarray(passed.proved_nonzero().any(axis=1)) & ~undecided
    return AcrossFacets(there, same, changed, undecided)


def _orientations(layers: BoundedLayers, own: Sequence[Derivatives], carriers: Array) -> Array:
    """Return 1 where the direction is outward at a facet, -1 where inward, 0 if undecided.

    The facet's own unit is active inside, so it falls to zero on the way out.
    """
    orientations = np.zeros(len(carriers))
    for places, slope in zip(layers.bits, own, strict=True):
        for column in np.flatnonzero(places >= 0):
            at = np.flatnonzero(carriers == places[column])
            found = Derivatives(slope.values[at, column], slope.errors[at, column])
            orientations[at] = np.where(found.proved_nonzero(), -np.sign(found.values), 0.0)
    return orientations


def _passed_on(
    active: Array, becomes: Array, slope: Derivatives, change: Derivatives, after: Derivatives
) -> Derivatives:
    """Return what a neighbour's bits pass on of `after` less what the own bits pass on."""
    cases = [active & becomes, becomes, active]
    return Derivatives(
        np.select(cases, [change.values, after.values, -slope.values], 0.0),
        np.select(cases, [change.errors, after.errors, slope.errors], 0.0),
    )
