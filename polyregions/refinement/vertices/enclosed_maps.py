"""The affine maps of many regions, enclosed in pairs of floats."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures
from polyregions.budgets import checkpoint
from polyregions.networks import IntegerForm
from polyregions.refinement.vertices.composed_layers import composed_layers
from polyregions.refinement.vertices.kernel.output_maps import enclose_maps
from polyregions.refinement.vertices.program import scaled_arrays
from polyregions.refinement.vertices.remainders import sharp_planes, with_rests
from polyregions.refinement.vertices.storage import new_work
from polyregions.refinement.vertices.tasks import QUANTUM

__all__ = ["enclosed_maps"]

_NUMBERS_AT_ONCE = 1 << 18


def enclosed_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> Iterator[Enclosures]:
    """Yield the affine maps of some regions after the other.

    Parameters
    ----------
    network
        The network in integers.
    patterns
        Packed patterns: the lexicographic order, or that of a search, is the fastest.

    Yields
    ------
    Enclosures
        Of shape (k, outputs, n0 + 1), the constants last.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    layers = composed_layers(network, outputs=True)
    inputs = range(network.inputs)
    infinity = ((*[0] * network.inputs, 1),)
    net, (multiple, exponents) = scaled_arrays(layers, infinity, inputs, 0)
    net = with_rests(layers, net)
    work = new_work(net, 1)._replace(sharp=sharp_planes(layers, net, infinity, inputs))
    scales = Enclosures.of(multiple * Fraction(2) ** e for e in exponents.tolist()).parts
    size = max(1, _NUMBERS_AT_ONCE // (len(scales) * (network.inputs + 1)))
    for start in range(0, len(patterns), size):
        some = np.ascontiguousarray(patterns[start : start + size])
        maps = np.empty((len(some), len(scales), network.inputs + 1, 3))
        position = 0
        while position < len(some):
            checkpoint()
            position = enclose_maps(net, work, some, scales, maps, position, QUANTUM)
        yield Enclosures(maps)
