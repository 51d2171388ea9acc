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
from functools import lru_cache
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
    LINEAR,
    RELU,
    VALUE,
    WIDTH,
    Array,
    NetworkArrays,
)
from polyregions.refinement.vertices.kernel.rounding import FLOOR

__all__ = [
    "EXPONENT_IN_RANGE",
    "SMALL_INTEGER",
    "ComposedLayer",
    "arrays_without_parameters",
    "composed_layers",
    "domain_forms",
    "first_layer_errors",
    "is_integer",
    "layer_weights",
    "network_arrays",
    "network_tables",
    "rounded",
    "scaled_arrays",
    "scaled_rows",
]

SMALL_INTEGER = 2**20
_Scale = tuple[int, Array]

_LEAST_WEIGHT = -100  # exponents of two
_LEAST_BIAS, _GREATEST_BIAS = -900, 900
_NOTHING = -(2**40)
_ENTRIES_AT_A_TIME = 1 << 18  # of a layer, between two looks at the clock
EXPONENT_IN_RANGE, _GREATEST_STEP, _MUCH = 100, 50, 2.0**400


@dataclass(frozen=True, slots=True, eq=False)
class ComposedLayer:
    """A layer with ReLU units, composed with the layers before it that have none.

    Attributes
    ----------
    rows
        Integer rows (W_i1, ..., W_ik, b_i), times ``denominator``: those of the layer itself where
        nothing is composed with it, which makes none of them.
    scale
        The denominator; 1 for the rows of a layer, which have their own.
    bits
        For each unit the index of its activation bit, -1 for a unit without a ReLU.
    """

    rows: Sequence[IntegerVector]
    scale: int
    bits: tuple[int, ...]

    @property
    def denominator(self) -> int:
        """A positive integer."""
        return int(getattr(self.rows, "denominator", self.scale))

    @property
    def width(self) -> int:
        """The number of entries of a row."""
        return self.rows.width if isinstance(self.rows, IntegerRows) else len(self.rows[0])


def composed_layers(network: IntegerForm, outputs: bool = False) -> list[ComposedLayer]:
    """Return the layers that hold a ReLU unit; with `outputs`, also what follows the last one."""
    layers = []
    pending: Sequence[IntegerVector] | None = None
    scale = 1
    end = len(network.layers)
    while not outputs and end and not network.layers[end - 1].relu_units:
        end -= 1
    for layer in network.layers[:end]:
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
            scale = scale if pending is not None else layer.denominator
            pending = rows
    if pending is not None:
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
    weights = [rows[:, :-1] for rows, *_ in parameters]
    return (
        weights,
        [np.array(layer.bits) for layer in layers],
        all(grid == 1.0 for _, grid, *_ in parameters),
    )


def _parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float, _Scale]]:
    """Yield each layer's rows in float64, and its grid, 0 where nothing is exact; and its scale."""
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
    layers: Sequence[ComposedLayer],
    rows: Sequence[IntegerVector],
    kept: Sequence[int],
    domain_rows: int,
) -> NetworkArrays:
    """Return a network and the forms of its domain in float64.

    Parameters
    ----------
    layers
        The network's layers with ReLU units.
    rows
        Integer forms (c_1, ..., c_n, c_0), >= 0 on the domain, w last.
    kept
        The input coordinates that are not divided out.
    domain_rows
        How many of the forms are the domain's own.
    """
    return scaled_arrays(layers, rows, kept, domain_rows)[0]


def scaled_arrays(
    layers: Sequence[ComposedLayer],
    rows: Sequence[IntegerVector],
    kept: Sequence[int],
    domain_rows: int,
) -> tuple[NetworkArrays, _Scale]:
    """Return what :func:`network_arrays` does, and by what the units of the last layer are scaled.

    That is m and e such that what is stored of unit i is m 2**e_i times that of the network.
    """
    net = arrays_without_parameters(
        [layer.bits for layer in layers], domain_forms(rows, kept), domain_rows
    )
    grids, planes = net.grids, net.planes
    last: _Scale = 1, np.zeros(0, dtype=np.int64)
    # Of wide layers, one at a time is in memory.
    for index, (block, grids[index], scale) in enumerate(_parameters(layers)):
        last = scale
        width = len(block)
        net.bias[index, :width] = block[:, -1]
        if index:
            start = net.starts[index]
            part = net.weights[start : start + block[:, :-1].size]
            part.reshape(-1, width)[:] = block[:, :-1].T
        else:
            first = block[:, [*kept, -1]].T
            planes[VALUE, 0, :, :width] = first
            planes[ERROR, 0, :, :width] = first_layer_errors(first, grids[0] != 0)
    return net._replace(integer=bool(np.all(grids[:1] != 0))), last


def arrays_without_parameters(
    bits: Sequence[Sequence[int] | Array], forms: Array, domain_rows: int
) -> NetworkArrays:
    """Return the arrays of a network before its parameters are written.

    Parameters
    ----------
    bits
        For each layer the activation bit of each unit, -1 for a unit without a ReLU.
    forms
        The forms of the domain as :func:`domain_forms` returns them.
    domain_rows
        How many of the forms are the domain's own.
    """
    widths = [len(of_layer) for of_layer in bits]
    dimension, depth = forms.shape[1], len(widths)
    widest = -(-max([forms.shape[2], *widths]) // 8) * 8
    layers, units, starts = network_tables(bits)
    planes = np.zeros((2, depth + 1, dimension, widest))
    planes[:, depth, :, : forms.shape[2]] = forms
    return NetworkArrays(
        dimension=dimension,
        depth=depth,
        integer=False,
        domain_rows=domain_rows,
        gamma=(max(widest, dimension) + 16) * 2.0**-52,
        layers=layers,
        units=units,
        starts=starts,
        weights=np.empty(sum(before * width for before, width in pairwise(widths))),
        bias=np.zeros((depth, widest)),
        grids=np.zeros(depth),
        planes=planes,
        row_norms=np.zeros((0, 0)),
        layer_norms=np.full((depth, 3), np.inf),
        weight_rests=np.zeros(0),
        bias_rests=np.zeros((0, 0)),
    )


def first_layer_errors(parameters: Array, integer: bool) -> Array:
    """Bound the rounding of the first layer's parameters; a NaN stays one."""
    errors = np.abs(parameters) * 2.0**-51
    if integer:
        errors[np.abs(parameters) < 2.0**52] = 0.0
    return errors


def network_tables(bits: Sequence[Sequence[int] | Array]) -> tuple[Array, Array, Array]:
    """Return the tables of layers and of units, and where the weights of each layer begin.

    For each layer are given the activation bits of its units, -1 for a unit without a ReLU.
    Networks of one shape share their tables, which nobody writes to.
    """
    return _tables(tuple(tuple(map(int, of_layer)) for of_layer in bits))


@lru_cache(maxsize=64)
def _tables(bits: tuple[tuple[int, ...], ...]) -> tuple[Array, Array, Array]:
    widths = [len(of_layer) for of_layer in bits]
    table = np.zeros((len(widths), 4), dtype=np.int64)
    table[:, WIDTH] = widths
    table[:, LINEAR] = [sum(bit < 0 for bit in of_layer) for of_layer in bits]
    table[:, FIRST] = np.cumsum([0, *widths])[:-1]
    starts = np.cumsum([0, 0, *(before * width for before, width in pairwise(widths))])
    return table, _unit_table(bits), starts[:-1]


def _unit_table(bits: Sequence[Sequence[int]]) -> Array:
    widths = [len(of_layer) for of_layer in bits]
    table = np.zeros((sum(widths), 5), dtype=np.int64)
    if bits:
        table[:, BIT] = np.concatenate(bits)
    table[:, RELU] = table[:, BIT] >= 0
    table[:, LAYER_OF] = np.repeat(np.arange(len(widths)), widths)
    table[:, HASH_ACTIVE:] = _hashes(len(table))
    return table


@lru_cache(maxsize=16)
def _hashes(units: int) -> Array:
    random = np.random.default_rng(20250722)  # any fixed seed will do
    return random.integers(-(2**63), 2**63 - 1, size=(units, 2))


def _integer_parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float, _Scale]]:
    """Yield the integer rows of each layer, times its grid, the grid, and the scale."""
    for weights, bias, exponent, scale in integer_layers(layers):
        shifted = [_bias_or_nan(value, exponent) for value in bias]
        grid = math.ldexp(1.0, exponent) if exponent > _LEAST_BIAS else 0.0
        yield np.column_stack([weights, shifted]), grid, (scale, np.full(len(bias), exponent))


def integer_layers(
    layers: Sequence[ComposedLayer],
) -> Iterator[tuple[Array, list[int], int, int]]:
    """Yield the weights of each layer times its grid, the biases, and the grid's power of two.

    Before that the units of a layer are the last number, `scale`, times those of the network: a
    common multiple of what the denominators so far leave over.
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
        scale = multiple // common
        yield np.ldexp(weights, -down), [b // common for b in bias], exponent, scale


def _kept_in_range(size: float, weights: Array, bias: Sequence[float]) -> tuple[float, int]:
    """Return about how large the coefficients of a layer's units are, and what divides them.

    `size` is that of the layer before; the divisor, the exponent of a power of two, is 0 as long as
    integers may be exact.  It is bounded, so that no weight becomes too small.
    """
    norms = np.linalg.norm(weights, axis=1) * size
    size = float(np.hypot(norms, np.clip(bias, -_MUCH, _MUCH)).max())
    down = min(max(math.frexp(size)[1] - EXPONENT_IN_RANGE, 0), _GREATEST_STEP)
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


def _scaled_parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float, _Scale]]:
    """Yield each layer's rows with units scaled by powers of two; nothing is exact."""
    before: Array = np.zeros(1, dtype=np.int64)
    for layer in layers:
        values = np.empty((len(layer.rows), layer.width))
        scales: Array = np.empty(len(values), dtype=np.int64)
        for own, mantissas, exponents in _parts(layer):
            values[own], scales[own] = scaled_rows(mantissas, exponents, before)
        yield values, 0.0, (1, scales)
        before = scales


def scaled_rows(mantissas: Array, exponents: Array, before: Array) -> tuple[Array, Array]:
    """Return rows of a layer in float64, and the exponents by which they are scaled.

    Parameters
    ----------
    mantissas, exponents
        The entries m 2**e, shape (..., units, inputs + 1); the exponents are written to.
    before
        The exponents by which the layer's inputs are scaled, which broadcast to its weights.
    """
    exponents[..., :-1] -= before
    exponents[mantissas == 0.0] = _NOTHING
    weights = exponents[..., :-1].max(axis=-1)
    scale = -np.where(weights > _NOTHING, weights, exponents[..., -1])
    scale[scale == -_NOTHING] = 0  # of a unit that is zero
    exponents += scale[..., np.newaxis]
    unknown = exponents < _LEAST_WEIGHT
    bias = exponents[..., -1]
    unknown[..., -1] = (bias < _LEAST_BIAS) | (bias > _GREATEST_BIAS)
    unknown &= mantissas != 0.0
    np.maximum(exponents, -1000, out=exponents)
    with np.errstate(all="ignore"):  # what leaves the floats becomes a NaN
        values = np.ldexp(mantissas, exponents)
    values[unknown] = math.nan
    return values, scale


def _parts(layer: ComposedLayer) -> Iterator[tuple[slice, Array, Array]]:
    """Yield which rows come next and their float parts, while there is time.

    Rows that floats hold are read off these, without integers.
    """
    rows = layer.rows
    size = max(1, _ENTRIES_AT_A_TIME // layer.width)
    for start in range(0, len(rows), size):
        checkpoint()
        own = range(start, min(start + size, len(rows)))
        if isinstance(rows, IntegerRows):
            source = rows.layer
            mantissas, exponents = np.frexp(source.float_rows(own.start, own.stop))
            exponents = exponents.astype(np.int64)
            others = [i for i in source.units_beyond_floats if i in own]
        else:
            mantissas = np.empty((len(own), layer.width))
            exponents = np.empty(mantissas.shape, dtype=np.int64)
            others = list(own)
        for i in others:
            parts = [float_parts(entry, layer.denominator) for entry in rows[i]]
            mantissas[i - start], exponents[i - start] = zip(*parts, strict=True)
        yield slice(own.start, own.stop), mantissas, exponents


def domain_forms(rows: Sequence[IntegerVector], kept: Sequence[int]) -> Array:
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
