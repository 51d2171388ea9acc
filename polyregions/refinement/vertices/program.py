"""The network as the kernel sees it: float64 parameters of the layers with ReLU units.

Layers without a ReLU unit are composed into the next one, exactly.  What is stored stands for the
exact parameters up to one rounding each, and for positive factors that change no sign:

- a network whose parameters, times common denominators, are small integers is stored as those
  integers, without what the denominators have in common with them, and for each layer times a power
  of two that keeps numbers in the range of floats: all that is exact is a multiple of the layer's
  ``grid``;
- any other network has each unit scaled by a power of two that brings its largest weight near 1,
  the weights of the next layer being divided by it.  A nonzero weight that is still below 2**-100
  becomes a NaN, which decides nothing and so leaves its unit to rational arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import checkpoint, in_time
from polyregions.networks import IntegerForm, IntegerRows
from polyregions.refinement.vertices.kernel.arrays import (
    BIT,
    ERROR,
    FIRST,
    HASH_ACTIVE,
    LAYER_OF,
    RELU,
    VALUE,
    WIDTH,
    Array,
    NetworkArrays,
)
from polyregions.refinement.vertices.kernel.rounding import FLOOR

__all__ = [
    "ComposedLayer",
    "composed_layers",
    "layer_weights",
    "network_arrays",
    "network_tables",
    "rounded",
]

SMALL_INTEGER = 2**20
_LEAST_WEIGHT = -100  # exponents of two
_LEAST_BIAS, _GREATEST_BIAS = -900, 900
_NOTHING = -(2**40)
_ENTRIES_AT_A_TIME = 1 << 18  # of a layer, between two looks at the clock
_EXPONENT_IN_RANGE, _GREATEST_STEP, _MUCH = 100, 50, 2.0**400


@dataclass(frozen=True, slots=True, eq=False)
class ComposedLayer:
    """A layer with ReLU units, composed with the layers before it that have none.

    Attributes
    ----------
    rows
        Integer rows (W_i1, ..., W_ik, b_i), times ``denominator``: those of the layer itself where
        nothing is composed with it, which makes none of them.
    denominator
        A positive integer.
    bits
        For each unit the index of its activation bit, -1 for a unit without a ReLU.
    """

    rows: Sequence[IntegerVector]
    denominator: int
    bits: tuple[int, ...]


def composed_layers(network: IntegerForm, outputs: bool = False) -> list[ComposedLayer]:
    """Return the layers that hold a ReLU unit; with `outputs`, also what follows the last one."""
    layers = []
    pending: Sequence[IntegerVector] | None = None
    scale = 1
    for layer in network.layers:
        rows: Sequence[IntegerVector] = layer.rows
        if pending is not None:
            constant = (*[0] * (len(pending[0]) - 1), scale)
            rows = layer.rows @ [*pending, constant]
        scale *= layer.denominator
        if layer.relu_units:
            bits = [-1] * len(rows)
            for position, unit in enumerate(layer.relu_units, start=layer.offset):
                bits[unit] = position
            layers.append(ComposedLayer(rows, scale, tuple(bits)))
            pending, scale = None, 1
        else:
            pending = rows
    if outputs and pending is not None:
        layers.append(ComposedLayer(pending, scale, (-1,) * len(pending)))
    return layers


def layer_weights(network: IntegerForm) -> tuple[list[Array], list[Array], bool]:
    """Return the weights of all composed layers in float64, outputs included.

    Returns
    -------
    list of ndarray, shape (units, inputs)
        The weights, as described above.
    list of ndarray, shape (units,)
        The activation bit of each unit, -1 for a unit without a ReLU.
    bool
        Whether the weights are small integers and exact.
    """
    layers = composed_layers(network, outputs=True)
    parameters = list(_parameters(layers))
    weights = [rows[:, :-1] for rows, _ in parameters]
    return weights, [np.array(layer.bits) for layer in layers], all(g == 1.0 for _, g in parameters)


def _parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float]]:
    """Yield each layer's rows in float64, and its grid, 0 where nothing is exact."""
    return (_integer_parameters if is_integer(layers) else _scaled_parameters)(layers)


def is_integer(layers: Sequence[ComposedLayer]) -> bool:
    """Return whether all parameters, times common denominators, are small integers."""
    return all(
        layer.rows.are_within(SMALL_INTEGER)
        if isinstance(layer.rows, IntegerRows)
        else all(abs(entry) <= SMALL_INTEGER for row in layer.rows for entry in row)
        for layer in layers
    )


def float_parts(numerator: int, denominator: int) -> tuple[float, int]:
    """Return m, e with m 2**e = numerator / denominator up to a relative 2**-52, 1/2 <= |m| < 1."""
    shift = 0
    size = numerator.bit_length() - denominator.bit_length()
    if abs(size) > _GREATEST_BIAS and numerator:
        shift = -size
        numerator <<= max(shift, 0)
        denominator <<= max(-shift, 0)
    mantissa, exponent = math.frexp(numerator / denominator)
    return mantissa, exponent - shift


def rounded(numerator: int, denominator: int, exponent: int) -> float:
    """Return numerator / denominator * 2**exponent, off by a relative 2**-52 at most.

    Infinite where that is beyond floats.
    """
    mantissa, own = float_parts(numerator, denominator)
    try:
        return math.ldexp(mantissa, own + exponent)
    except OverflowError:
        return math.copysign(math.inf, mantissa)


def network_arrays(
    network: IntegerForm, rows: Sequence[IntegerVector], kept: Sequence[int], domain_rows: int
) -> NetworkArrays:
    """Return a network and the forms of its domain in float64.

    Parameters
    ----------
    network
        The network.
    rows
        Integer forms (c_1, ..., c_n, c_0), >= 0 on the domain, w last.
    kept
        The input coordinates that are not divided out.
    domain_rows
        How many of the forms are the domain's own.
    """
    layers = composed_layers(network)
    widths = [len(layer.rows) for layer in layers]
    widest = -(-max([len(rows), *widths]) // 8) * 8
    dimension, depth = len(kept) + 1, len(layers)
    layer_table, unit_table, starts = network_tables(layers)
    weights = np.empty(sum(before * width for before, width in pairwise(widths)))
    bias = np.zeros((depth, widest))
    gamma = (max(widest, dimension) + 16) * 2.0**-52
    planes = np.zeros((2, depth + 1, dimension, widest))
    planes[:, depth, :, : len(rows)] = _forms(rows, kept)
    grids = np.zeros(depth)
    # Of wide layers, one at a time is in memory.
    for index, (block, grids[index]) in enumerate(_parameters(layers)):
        bias[index, : widths[index]] = block[:, -1]
        if index:
            part = weights[starts[index] : starts[index] + widths[index - 1] * widths[index]]
            part.reshape(-1, widths[index])[:] = block[:, :-1].T
        else:
            first = block[:, [*kept, -1]].T
            planes[VALUE, 0, :, : widths[0]] = first
            planes[ERROR, 0, :, : widths[0]] = _first_layer_errors(first, grids[0] != 0)
    return NetworkArrays(
        dimension=dimension,
        depth=depth,
        integer=bool(np.all(grids[:1] != 0)),
        domain_rows=domain_rows,
        gamma=gamma,
        layers=layer_table,
        units=unit_table,
        starts=starts,
        weights=weights,
        bias=bias,
        grids=grids,
        planes=planes,
        weight_rests=np.zeros(0),
        bias_rests=np.zeros((0, 0)),
    )


def _first_layer_errors(parameters: Array, integer: bool) -> Array:
    """Bound the rounding of the first layer's parameters; a NaN stays one."""
    errors = np.abs(parameters) * 2.0**-51
    if integer:
        errors[np.abs(parameters) < 2.0**52] = 0.0
    return errors


def network_tables(layers: Sequence[ComposedLayer]) -> tuple[Array, Array, Array]:
    """Return the tables of layers and of units, and where the weights of each layer begin."""
    widths = [len(layer.rows) for layer in layers]
    table = np.zeros((len(widths), 3), dtype=np.int64)
    table[:, WIDTH] = widths
    table[:, FIRST] = np.cumsum([0, *widths])[:-1]
    starts = np.cumsum([0, 0, *(before * width for before, width in pairwise(widths))])
    return table, _unit_table(layers), starts[:-1]


def _unit_table(layers: Sequence[ComposedLayer]) -> Array:
    bits = [bit for layer in layers for bit in layer.bits]
    table = np.zeros((len(bits), 5), dtype=np.int64)
    table[:, BIT] = bits
    table[:, RELU] = [bit >= 0 for bit in bits]
    table[:, LAYER_OF] = [index for index, layer in enumerate(layers) for _ in layer.bits]
    random = np.random.default_rng(20250722)  # any fixed seed will do
    table[:, HASH_ACTIVE:] = random.integers(-(2**63), 2**63 - 1, size=(len(bits), 2))
    return table


def _integer_parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float]]:
    """Yield the integer rows of each layer, times its grid, and the grid."""
    for weights, bias, exponent in integer_layers(layers):
        shifted = [_bias_or_nan(value, exponent) for value in bias]
        grid = math.ldexp(1.0, exponent) if exponent > _LEAST_BIAS else 0.0
        yield np.column_stack([weights, shifted]), grid


def integer_layers(
    layers: Sequence[ComposedLayer],
) -> Iterator[tuple[Array, list[int], int]]:
    """Yield the weights of each layer times its grid, the biases, and the grid's power of two.

    Before that the units of a layer are `scale` times those of the network, a common multiple of
    what the denominators so far leave over.
    """
    scale, exponent, size = 1, 0, 1.0
    for layer in layers:
        rows = list(in_time(layer.rows))
        multiple = scale * layer.denominator
        bias = [row[-1] * scale for row in rows]
        common = math.gcd(multiple, *bias)
        for row in rows if common > 1 else ():
            common = math.gcd(common, *row[:-1])
        weights = np.array([[float(entry // common) for entry in row[:-1]] for row in rows])
        size, down = _kept_in_range(size, weights, [rounded(b, common, exponent) for b in bias])
        exponent -= down
        yield np.ldexp(weights, -down), [b // common for b in bias], exponent
        scale = multiple // common


def _kept_in_range(size: float, weights: Array, bias: Sequence[float]) -> tuple[float, int]:
    """Return about how large the coefficients of a layer's units are, and what divides them.

    `size` is that of the layer before; the divisor, the exponent of a power of two, is 0 as long as
    integers may be exact.  It is bounded, so that no weight becomes too small.
    """
    norms = np.linalg.norm(weights, axis=1) * size
    size = float(np.hypot(norms, np.clip(bias, -_MUCH, _MUCH)).max())
    down = min(max(math.frexp(size)[1] - _EXPONENT_IN_RANGE, 0), _GREATEST_STEP)
    return math.ldexp(size, -down), down


def _bias_or_nan(value: int, exponent: int) -> float:
    """Return value * 2**exponent, rounded; NaN where that might overflow later.

    What is smaller than FLOOR is FLOOR, which is the error of so small a bias.
    """
    if value.bit_length() + exponent > _GREATEST_BIAS:
        return math.nan
    if value and value.bit_length() + exponent <= _LEAST_BIAS:
        return FLOOR if value > 0 else -FLOOR
    return rounded(value, 1, exponent)


def _scaled_parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float]]:
    """Yield each layer's rows with units scaled by powers of two; nothing is exact."""
    before: Array = np.zeros(1, dtype=np.int64)
    for layer in layers:
        values = np.empty((len(layer.rows), len(layer.rows[0])))
        scales: Array = np.empty(len(values), dtype=np.int64)
        for own, mantissas, exponents in _parts(layer):
            values[own], scales[own] = _scaled(mantissas, exponents, before)
        yield values, 0.0
        before = scales


def _scaled(mantissas: Array, exponents: Array, before: Array) -> tuple[Array, Array]:
    """Return some of a layer's rows in float64, and the exponents by which they are scaled."""
    exponents[:, :-1] -= before
    present = mantissas != 0.0
    weights = np.where(present[:, :-1], exponents[:, :-1], _NOTHING).max(axis=1)
    scale = -np.where(weights > _NOTHING, weights, exponents[:, -1])
    exponents += scale[:, np.newaxis]
    with np.errstate(all="ignore"):  # what underflows becomes a NaN
        values = np.ldexp(mantissas, np.clip(exponents, -1000, 1000).astype(np.int32))
    values[:, :-1][present[:, :-1] & (exponents[:, :-1] < _LEAST_WEIGHT)] = math.nan
    outside = (exponents[:, -1] < _LEAST_BIAS) | (exponents[:, -1] > _GREATEST_BIAS)
    values[present[:, -1] & outside, -1] = math.nan
    return values, scale


def _parts(layer: ComposedLayer) -> Iterator[tuple[slice, Array, Array]]:
    """Yield which rows come next and their float parts, while there is time.

    Rows that floats hold are read off these, without integers.
    """
    rows = layer.rows
    size = max(1, _ENTRIES_AT_A_TIME // len(rows[0]))
    for start in range(0, len(rows), size):
        checkpoint()
        own = range(start, min(start + size, len(rows)))
        if isinstance(rows, IntegerRows):
            source = rows.layer
            mantissas, exponents = np.frexp(source.float_rows(own.start, own.stop))
            exponents = exponents.astype(np.int64)
            others = [i for i in own if i in source.units_beyond_floats]
        else:
            mantissas = np.empty((len(own), len(rows[0])))
            exponents = np.empty(mantissas.shape, dtype=np.int64)
            others = list(own)
        for i in others:
            parts = [float_parts(entry, layer.denominator) for entry in rows[i]]
            mantissas[i - start], exponents[i - start] = zip(*parts, strict=True)
        yield slice(own.start, own.stop), mantissas, exponents


def _forms(rows: Sequence[IntegerVector], kept: Sequence[int]) -> Array:
    """Return the columns of integer forms in float64, scaled to fit, and their error bounds."""
    forms = np.zeros((2, len(kept) + 1, len(rows)))
    for r, row in enumerate(rows):
        entries = [row[i] for i in kept] + [row[-1]]
        largest = max(abs(entry) for entry in entries)
        scale = 0 if largest < 2**52 else -largest.bit_length()
        for i, entry in enumerate(entries):
            if entry and entry.bit_length() + scale < _LEAST_BIAS:
                forms[:, i, r] = math.nan
            elif scale == 0:
                forms[VALUE, i, r] = entry
            else:
                forms[VALUE, i, r] = rounded(entry, 1, scale)
                forms[ERROR, i, r] = abs(forms[VALUE, i, r]) * 2.0**-51
    return forms
