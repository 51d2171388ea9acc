"""The activation pattern on the other side of a facet.

Just across a facet every pre-activation has the sign that it has at a point in the facet's relative
interior; where it vanishes there, the sign of its one-sided derivative along the outward normal,
taken layer by layer with the neighbour's own activations. Several units may change together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyregions.arithmetic import IntegerVector, ScaledVectors, signs_of_products
from polyregions.networks import IntegerForm

__all__ = ["bits_by_derivatives", "patterns_across"]

Bits = tuple[int, ...]


def patterns_across(
    network: IntegerForm,
    bits: Bits,
    points: Sequence[IntegerVector],
    outward: Sequence[IntegerVector],
) -> list[Bits]:
    """Return the bits of the regions across facets of one region.

    Parameters
    ----------
    network
        The network.
    bits
        The region's bits.
    points
        For each facet a homogeneous point in its relative interior.
    outward
        For each facet its outward normal.
    """
    if not points:
        return []
    if not bits:
        return [()] * len(points)
    unit_forms = ScaledVectors(network.unit_forms(bits))
    vanishing = signs_of_products(unit_forms, ScaledVectors(points)) == 0
    across = []
    for k, normal in enumerate(outward):
        units = np.flatnonzero(vanishing[:, k])
        if len(units) == 1:
            # No other unit can change, so this one keeps its map and passes through zero.
            unit = int(units[0])
            across.append((*bits[:unit], 1 - bits[unit], *bits[unit + 1 :]))
        else:
            across.append(bits_by_derivatives(network, bits, {int(u) for u in units}, normal))
    return across


def bits_by_derivatives(
    network: IntegerForm, bits: Bits, vanishing: set[int], direction: IntegerVector
) -> Bits:
    """Keep the bits of units with a sign; give the others the sign of their derivative."""
    slopes: list[IntegerVector] = [(d,) for d in direction]
    new_bits = list(bits)
    for layer in network.layers:
        derivatives = layer.preactivations([*slopes, (0,)])
        for position, unit in enumerate(layer.relu_units, start=layer.offset):
            if position in vanishing:
                new_bits[position] = int(derivatives[unit][0] > 0)
            if not new_bits[position]:
                derivatives[unit] = (0,)
        slopes = derivatives
    return tuple(new_bits)
