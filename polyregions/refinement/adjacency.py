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

__all__ = ["crossed", "derivatives_within", "patterns_across"]

Bits = tuple[int, ...]
Derivatives = list[IntegerVector]


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
            across.append(crossed(network, bits, {int(u) for u in units}, normal)[0])
    return across


def crossed(
    network: IntegerForm, bits: Bits, vanishing: set[int], direction: IntegerVector
) -> tuple[Bits, Derivatives]:
    """Return the bits where a direction leads, and the derivatives of the outputs there along it.

    Units with a sign keep their bits, the others take the sign of their derivative.

    Parameters
    ----------
    network
        The network.
    bits
        The bits of a region.
    vanishing
        The units that vanish where it is left.
    direction
        The direction.

    Returns
    -------
    tuple
        The bits, and the derivatives times one positive number that does not depend on the bits.
    """
    slopes: Derivatives = [(d,) for d in direction]
    new_bits = list(bits)
    for layer in network.layers:
        slopes = layer.linear_part(slopes)
        for position, unit in enumerate(layer.relu_units, start=layer.offset):
            if position in vanishing:
                new_bits[position] = int(slopes[unit][0] > 0)
            if not new_bits[position]:
                slopes[unit] = (0,)
    return tuple(new_bits), slopes


def derivatives_within(
    network: IntegerForm, bits: Bits, direction: IntegerVector
) -> tuple[list[int], Derivatives]:
    """Return the derivatives along a direction in a region: of its units, and of the outputs.

    Returns
    -------
    list of int
        The derivative of each ReLU unit's pre-activation, times a positive number.
    list of tuple
        Those of the outputs, times the same number as in :func:`crossed`.
    """
    slopes: Derivatives = [(d,) for d in direction]
    units: list[int] = []
    for layer in network.layers:
        slopes = layer.linear_part(slopes)
        for position, unit in enumerate(layer.relu_units, start=layer.offset):
            units.append(slopes[unit][0])
            if not bits[position]:
                slopes[unit] = (0,)
    return units, slopes
