"""Affine forms of many regions at once in binary64, with bounds of their errors.

For pictures and colours, where the exact forms of every region would take too long. No decision
about regions is taken from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import SharedPrefixes
from polyregions.networks import Network

if TYPE_CHECKING:
    from polyregions.complexes import RegionComplex

__all__ = ["FloatForms", "facet_forms", "output_forms"]

Floats = NDArray[np.float64]

_ENTRIES_AT_ONCE = 2**22
_EPSILON = float(np.finfo(np.float64).eps)
_SMALLEST = float(np.finfo(np.float64).smallest_subnormal)
# Where numbers underflow, their error is no share of them; this bounds it with much to spare.
_FLOOR = float(np.finfo(np.float64).tiny) / _EPSILON**2


@dataclass(frozen=True, slots=True, eq=False)
class FloatForms:
    """Affine forms c.x + c_0 with bounds of what rounding did to them.

    Attributes
    ----------
    values
        float64 array (..., n0 + 1): the coefficients, the constant last.
    errors
        float64 array of the same shape: the exact coefficients differ by at most so much; NaN or
        infinite where numbers overflow.
    """

    values: Floats
    errors: Floats


def facet_forms(complex: RegionComplex) -> FloatForms:
    """Return for each facet of a complex, in its order, the form that is positive inside.

    Returns
    -------
    FloatForms
        Of shape (F, n0 + 1), each form up to a positive factor.

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [0], "identity")], [[-2, 4]])
    >>> facet_forms(pr.regions(tent)).values.tolist()
    [[1.0, 2.0], [-1.0, 0.0], [-1.0, 4.0], [1.0, 0.0]]
    """
    enumeration = complex.enumeration
    carriers, offsets = enumeration.facet_hyperplanes, enumeration.facet_offsets
    values = np.zeros((len(carriers), complex.network.inputs + 1))
    errors = np.zeros_like(values)
    for start, bits in _chunks(complex):
        first, last = offsets[[start, start + len(bits)]]
        owners = np.repeat(np.arange(len(bits)), np.diff(offsets[start : start + len(bits) + 1]))
        prefixes = SharedPrefixes.of(complex.integer_form, bits)
        of_layers = zip(
            complex.integer_form.layers, _layers(complex.network, prefixes), strict=True
        )
        for index, (layer, forms) in enumerate(of_layers):
            group = carriers[first:last] - layer.offset
            facets = np.flatnonzero((group >= 0) & (group < len(layer.relu_units)))
            units = np.array(layer.relu_units, dtype=np.int64)[group[facets]]
            places = units, prefixes.groups(index)[owners[facets]]
            sides = np.where(bits[owners[facets], carriers[first:last][facets]], 1.0, -1.0)
            values[first + facets] = forms.values[places] * sides[:, np.newaxis]
            errors[first + facets] = forms.errors[places]
    on_boundary = carriers < 0
    normals, levels = complex.domain.inequalities()
    rows = np.column_stack([-normals, levels])[-1 - carriers[on_boundary]]
    with np.errstate(all="ignore"):
        values[on_boundary], errors[on_boundary] = rows, _EPSILON * np.abs(rows) + _FLOOR
    return FloatForms(values + 0.0, errors)  # adding zero takes the sign off zeros


def output_forms(complex: RegionComplex) -> FloatForms:
    """Return the affine map of every region, of shape (N, outputs, n0 + 1).

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [3], "identity")])
    >>> output_forms(pr.regions(tent)).values.tolist()
    [[[-1.0, 3.0]], [[1.0, 3.0]]]
    """
    network = complex.network
    values = np.zeros((len(complex), network.outputs, network.inputs + 1))
    errors = np.zeros_like(values)
    last = network.layers[-1]
    for start, bits in _chunks(complex):
        prefixes = SharedPrefixes.of(complex.integer_form, bits)
        for forms in _layers(network, prefixes):
            outputs = forms
        part = slice(start, start + len(bits))
        groups = prefixes.groups(len(network.layers) - 1)
        values[part] = np.swapaxes(outputs.values[:, groups], 0, 1)
        errors[part] = np.swapaxes(outputs.errors[:, groups], 0, 1)
        units = list(last.relu_units)
        active = np.ones((len(bits), last.units), dtype=bool)
        active[:, units] = bits[:, bits.shape[1] - len(units) :]
        values[part][~active] = errors[part][~active] = 0.0
    return FloatForms(values, errors)


def _layers(network: Network, prefixes: SharedPrefixes) -> Iterator[FloatForms]:
    """Yield the pre-activations of every layer, shape (units, k, n0 + 1).

    They are those of the k groups of patterns that agree in the layers before.
    """
    size = network.inputs + 1
    values = np.eye(size)[:, np.newaxis]
    errors = np.zeros_like(values)
    offset = 0
    for index, layer in enumerate(in_time(network.layers), start=1):
        weights = np.column_stack([layer.float_weights, layer.float_bias])
        # Twice the usual bound of an inner product's rounding, with that of the weights: room for
        # the rounding of the bound itself.
        rounding = (weights.shape[1] + 2) * _EPSILON
        shape = (layer.units, values.shape[1], size)
        with np.errstate(all="ignore"):
            forms = (weights @ values.reshape(len(values), -1)).reshape(shape)
            sizes = np.abs(values) + errors
            spread = errors + rounding * sizes
            bounds = (np.abs(weights) @ spread.reshape(len(spread), -1)).reshape(shape)
            # A weight that is no normal float has lost more than a share of itself.
            bounds += _FLOOR + len(sizes) * _SMALLEST * np.max(sizes, axis=0)
        yield FloatForms(forms, bounds)
        if index == len(network.layers):
            return
        parents = prefixes.parents(index)
        units = list(layer.relu_units)
        active = np.ones((layer.units, len(parents), 1), dtype=bool)
        active[units, :, 0] = prefixes.bits[prefixes.starts[index], offset : offset + len(units)].T
        offset += len(units)
        values = np.zeros((layer.units + 1, len(parents), size))
        errors = np.zeros_like(values)
        np.copyto(values[:-1], forms[:, parents], where=active)
        np.copyto(errors[:-1], bounds[:, parents], where=active)
        values[-1, :, -1] = 1  # the constant


def _chunks(complex: RegionComplex) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Yield the bits of some regions after the others, with the index of the first."""
    widest = max(sum(complex.network.pattern_sizes), *complex.network.widths)
    step = max(1, _ENTRIES_AT_ONCE // (widest * (complex.network.inputs + 1)))
    patterns = complex.enumeration.patterns
    for start in in_time(range(0, len(patterns), step)):
        chunk = patterns[start : start + step]
        yield start, np.unpackbits(chunk, axis=1, count=complex.integer_form.units)
