"""What the stored floats leave of the exact parameters, for sums in double-double.

A parameter stored as v stands for v times 1 + d, |d| <= 2**-52, and a power of two.  Its rest is
that d v, rounded, so that v and the rest together are off by at most 2**-103 |v|.  Parameters that
floats hold have no rest, and those of networks of small integers only where a bias grew long.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import checkpoint
from polyregions.networks import IntegerRows
from polyregions.refinement.vertices.composed_layers import ComposedLayer, is_integer
from polyregions.refinement.vertices.float_parameters import float_parts, integer_layers, rounded
from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    REST,
    VALUE,
    WIDTH,
    Array,
    NetworkArrays,
)

__all__ = ["sharp_planes", "with_rests"]

_PRECISION = 53


def remainder(numerator: int, denominator: int, value: float) -> float:
    """Return what a float leaves of the quotient, up to a power of two, that it stands for."""
    if value == 0.0 or not math.isfinite(value):
        return 0.0
    mantissa, exponent = float_parts(numerator, denominator)
    shift = math.frexp(value)[1] - exponent
    digits, down = int(math.ldexp(mantissa, _PRECISION)), _PRECISION - exponent
    top = (numerator << max(down, 0)) - (digits * denominator << max(-down, 0))
    return rounded(top, denominator << max(down, 0), shift)


def with_rests(layers: Sequence[ComposedLayer], net: NetworkArrays) -> NetworkArrays:
    """Return the arrays of a network with the rests of all its layers but the first.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    weights, bias = np.zeros_like(net.weights), np.zeros_like(net.bias)
    if is_integer(layers):
        for index, (_, integers, *_) in enumerate(integer_layers(layers)):
            stored = net.bias[index].tolist()
            bias[index, : len(integers)] = [
                remainder(integer, 1, value)
                for integer, value in zip(integers, stored, strict=False)
            ]
        return net._replace(weight_rests=weights, bias_rests=bias)
    for index, layer in enumerate(layers[1:], start=1):
        width, start = net.layers[index, WIDTH], net.starts[index]
        for unit in _units_with_rests(layer):
            checkpoint()
            own = slice(start + unit, start + (len(layer.rows[0]) - 1) * width, width)
            weights[own] = _rests(layer.rows[unit][:-1], layer.denominator, net.weights[own])
            bias[index, unit] = remainder(
                layer.rows[unit][-1], layer.denominator, float(net.bias[index, unit])
            )
    return net._replace(weight_rests=weights, bias_rests=bias)


def sharp_planes(
    layers: Sequence[ComposedLayer],
    net: NetworkArrays,
    rows: Sequence[IntegerVector],
    kept: Sequence[int],
) -> Array:
    """Return room for all layers in double-double, the first and the domain's forms filled in.

    What floats hold has no error. The parameters are those of :func:`.program.network_arrays`.
    """
    values = net.planes[VALUE]
    planes = np.zeros((3, *values.shape))
    planes[VALUE, [0, -1]] = values[[0, -1]]

    def write(index: int, column: int, row: IntegerVector, denominator: int) -> None:
        entries = [*(row[i] for i in kept), row[-1]]
        stored = values[index, :, column]
        planes[REST, index, :, column] = _rests(entries, denominator, stored)
        planes[ERROR, index, :, column] = np.abs(stored) * 2.0**-103

    for first in [] if is_integer(layers) else layers[:1]:
        for unit in _units_with_rests(first):
            write(0, unit, first.rows[unit], first.denominator)
    for column in np.flatnonzero(net.planes[ERROR, -1, :, : len(rows)].any(axis=0)).tolist():
        write(-1, column, rows[column], 1)
    return planes


def _rests(entries: Iterable[int], denominator: int, stored: Array) -> list[float]:
    return [remainder(e, denominator, v) for e, v in zip(entries, stored.tolist(), strict=True)]


def _units_with_rests(layer: ComposedLayer) -> Sequence[int]:
    """Return the units that floats do not hold."""
    if isinstance(layer.rows, IntegerRows):
        return list(layer.rows.layer.units_beyond_floats)
    return range(len(layer.rows))
