"""The parameters of composed layers in float64.

What is stored stands for the exact parameters up to one rounding each, and for positive factors
that change no sign:

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

import numpy as np

from polyregions.budgets import checkpoint, in_time
from polyregions.networks import IntegerForm, IntegerRows
from polyregions.refinement.vertices.composed_layers import (
    ComposedLayer,
    composed_layers,
    is_integer,
)
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.kernel.rounding import FLOOR

__all__ = [
    "EXPONENT_IN_RANGE",
    "LEAST_BIAS",
    "Scale",
    "float_parts",
    "integer_layers",
    "layer_weights",
    "parameters_of",
    "rounded",
    "scaled_rows",
]

Scale = tuple[int, Array]
"""Numbers m and e_i: what is stored of unit i is m 2**e_i times that of the network."""

_LEAST_WEIGHT = -100  # exponents of two
LEAST_BIAS, _GREATEST_BIAS = -900, 900
_NOTHING = -(2**40)
_ENTRIES_AT_A_TIME = 1 << 18  # of a layer, between two looks at the clock
EXPONENT_IN_RANGE, _GREATEST_STEP, _MUCH = 100, 50, 2.0**400


def layer_weights(network: IntegerForm) -> tuple[list[Array], list[Array], bool]:
    """Return the weights of all composed layers in float64, outputs included.

    Returns
    -------
    list of ndarray, shape (units, inputs)
        The weights, as described for this module.
    list of ndarray, shape (units,)
        The activation bit of each unit, -1 for a unit without a ReLU.
    bool
        Whether the weights are small integers and exact.
    """
    layers = composed_layers(network, outputs=True)
    parameters = list(parameters_of(layers))
    weights = [rows[:, :-1] for rows, *_ in parameters]
    return (
        weights,
        [np.array(layer.bits) for layer in layers],
        all(grid == 1.0 for _, grid, *_ in parameters),
    )


def parameters_of(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float, Scale]]:
    """Yield each layer's rows in float64, and its grid, 0 where nothing is exact; and its scale."""
    return (_integer_parameters if is_integer(layers) else _scaled_parameters)(layers)


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


def _integer_parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float, Scale]]:
    """Yield the integer rows of each layer, times its grid, the grid, and the scale."""
    for weights, bias, exponent, scale in integer_layers(layers):
        shifted = [_bias_or_nan(value, exponent) for value in bias]
        grid = math.ldexp(1.0, exponent) if exponent > LEAST_BIAS else 0.0
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
    if value and value.bit_length() + exponent <= LEAST_BIAS:
        return FLOOR if value > 0 else -FLOOR
    return rounded(value, 1, exponent)


def _scaled_parameters(layers: Sequence[ComposedLayer]) -> Iterator[tuple[Array, float, Scale]]:
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
    unknown[..., -1] = (bias < LEAST_BIAS) | (bias > _GREATEST_BIAS)
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
