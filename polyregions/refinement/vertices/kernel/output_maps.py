"""The affine maps of many regions, each number known to a hundred bits: see :mod:`.sharp_rows`."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    FIRST,
    REST,
    VALUE,
    WORK,
)
from polyregions.refinement.vertices.kernel.compilation import entry_point
from polyregions.refinement.vertices.kernel.pairs import divided, fetched, stored
from polyregions.refinement.vertices.kernel.sharp_rows import follow_pattern, sharpen_rows


@entry_point
def enclose_maps(net, work, patterns, scales, maps, position, most_work):
    """Write the last layer's outputs, enclosed, from a position on; return where it stopped.

    That is after about so much work of the kernel, or at the end.

    Parameters
    ----------
    net, work
        A network in double-double, the outputs being its last layer.
    patterns
        Packed patterns; where neighbours begin alike, they share work.
    scales
        (outputs, 3): by what the last layer is multiplied, enclosed.
    maps
        (k, outputs, dimension, 3).
    position, most_work
        Where to begin, and how long to go on.
    """
    last = net.depth - 1
    first = net.layers[last, FIRST]
    sharp = work.sharp
    work.counts[WORK] = 0
    while position < patterns.shape[0] and work.counts[WORK] < most_work:
        follow_pattern(net, work, patterns[position])
        sharpen_rows(net, work, last)
        for unit in range(scales.shape[0]):
            scale = fetched(scales, unit)
            for i in range(net.dimension):
                x = (0.0, 0.0, 0.0)
                if work.active[first + unit] != 0:
                    value = sharp[VALUE, last, i, unit]
                    x = divided(
                        (value, sharp[REST, last, i, unit], sharp[ERROR, last, i, unit]), scale
                    )
                stored(maps[position, unit], i, x)
        work.counts[WORK] += net.units.shape[0]
        position += 1
    return position
