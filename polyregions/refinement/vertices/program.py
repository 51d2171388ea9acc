"""The network as the kernel sees it: tables of its layers and units, and float64 parameters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from polyregions.arithmetic import IntegerVector
from polyregions.networks import IntegerRows
from polyregions.refinement.vertices.composed_layers import ComposedLayer
from polyregions.refinement.vertices.float_parameters import (
    LEAST_BIAS,
    Scale,
    parameters_of,
    rounded,
)
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

__all__ = [
    "arrays_without_parameters",
    "domain_forms",
    "first_layer_errors",
    "network_arrays",
    "network_tables",
    "scaled_arrays",
]


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
) -> tuple[NetworkArrays, Scale]:
    """Return what :func:`network_arrays` does, and by what the units of the last layer are scaled.

    That is m and e such that what is stored of unit i is m 2**e_i times that of the network.

    Raises
    ------
    TooLargeError
        If a layer kept as sparse rows is too large to be stored with its zeros.
    """
    for layer in layers[1:]:
        if isinstance(layer.rows, IntegerRows):
            layer.rows.check_dense()
    net = arrays_without_parameters(
        [layer.bits for layer in layers], domain_forms(rows, kept), domain_rows
    )
    grids, planes = net.grids, net.planes
    last: Scale = 1, np.zeros(0, dtype=np.int64)
    # Of wide layers, one at a time is in memory.
    for index, (block, grids[index], scale) in enumerate(parameters_of(layers)):
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


def domain_forms(rows: Sequence[IntegerVector], kept: Sequence[int]) -> Array:
    """Return the columns of integer forms in float64, scaled to fit, and their error bounds."""
    forms = np.zeros((2, len(kept) + 1, len(rows)))
    for r, row in enumerate(rows):
        entries = [row[i] for i in kept] + [row[-1]]
        largest = max(abs(entry) for entry in entries)
        scale = 0 if largest < 2**52 else -largest.bit_length()
        for i, entry in enumerate(entries):
            if entry and entry.bit_length() + scale < LEAST_BIAS:
                forms[:, i, r] = np.nan
            elif scale == 0:
                forms[VALUE, i, r] = entry
            else:
                forms[VALUE, i, r] = rounded(entry, 1, scale)
                forms[ERROR, i, r] = abs(forms[VALUE, i, r]) * 2.0**-51
    return forms
