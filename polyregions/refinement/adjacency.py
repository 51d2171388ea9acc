"""The activation pattern on the other side of a facet.

Just across a facet every pre-activation has the sign that it has at a point in the facet's relative
interior; where it vanishes there, the sign of its one-sided derivative along the outward normal,
taken layer by layer with the neighbour's own activations. Several units may change together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from polyregions.arithmetic import IntegerVector, ScaledVectors, signs_of_products
from polyregions.networks import IntegerForm

__all__ = ["Crossing", "crossed", "patterns_across"]

Bits = tuple[int, ...]
Derivatives = list[IntegerVector]


def patterns_across(
    network: IntegerForm,
    bits: Bits,
    unit_forms: ScaledVectors,
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
    unit_forms
        The pre-activations of all ReLU units there.
    points
        For each facet a homogeneous point in its relative interior.
    outward
        For each facet its outward normal.
    """
    if not points:
        return []
    if not bits:
        return [()] * len(points)
    vanishing = signs_of_products(unit_forms, ScaledVectors(points)) == 0
    across = []
    for k, normal in enumerate(outward):
        units = np.flatnonzero(vanishing[:, k])
        if len(units) == 1:
            # No other unit can change, so this one keeps its map and passes through zero.
            unit = int(units[0])
            across.append((*bits[:unit], 1 - bits[unit], *bits[unit + 1 :]))
        else:
            across.append(crossed(network, bits, {int(u) for u in units}, normal).bits)
    return across


class Crossing(NamedTuple):
    """What changes along a direction into a region.

    Attributes
    ----------
    bits
        The region's bits.
    units, outputs
        The derivatives of each ReLU unit's pre-activation and of the outputs, each times a positive
        number that does not depend on the bits.
    """

    bits: Bits
    units: list[int]
    outputs: Derivatives


def crossed(
    network: IntegerForm, bits: Bits, vanishing: Collection[int], direction: IntegerVector
) -> Crossing:
    """Return where a direction leads, and the derivatives along it there.

    Units with a sign keep their bits, the others take the sign of their derivative.

    Parameters
    ----------
    network
        The network.
    bits
        The bits of a region.
    vanishing
        The units that vanish where it is left; none to stay in it.
    direction
        The direction.
    """
    slopes: Derivatives = [(d,) for d in direction]
    units: list[int] = []
    new_bits = list(bits)
    for layer in network.layers:
        slopes = layer.linear_part(slopes)
        for position, unit in enumerate(layer.relu_units, start=layer.offset):
            units.append(slopes[unit][0])
            if position in vanishing:
                new_bits[position] = int(units[-1] > 0)
            if not new_bits[position]:
                slopes[unit] = (0,)
    return Crossing(tuple(new_bits), units, slopes)
