"""Whether the output bends at a breakpoint: the gradient of the outputs there, enclosed.

Where unit u of a layer switches, the slopes of the outputs change by a multiple of their
derivatives with respect to that unit. These are products of weight matrices masked by the
activation pattern, computed backward from the outputs with bounds as in
:mod:`polyregions.one_dimension.enclosures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.one_dimension.chart import Reals
from polyregions.one_dimension.dense_network import DenseLayer, DenseNetwork, Floats, Mask
from polyregions.one_dimension.enclosures import product, rounding_factor, summed_terms

__all__ = ["BENDS", "PASSES", "UNDECIDED", "bend_answers"]

PASSES: Final = 0
BENDS: Final = 1
UNDECIDED: Final = 2

_ROOM: Final = 1.001
_UNDERFLOW: Final = 2.0**-480


def bend_answers(
    network: DenseNetwork,
    levels: NDArray[np.int64],
    units: NDArray[np.int64],
    masks: Mapping[int, tuple[Mask, Mask]],
    dtype: type[np.floating],
) -> NDArray[np.int8]:
    """Return for each of k breakpoints whether some output bends there.

    Parameters
    ----------
    network
        The network.
    levels, units
        The layer, from 1, and the unit that switches at each breakpoint; other levels: no unit.
    masks
        For later layers with ReLU units which units are active, shape (n, k), and at which
        breakpoints this is proved, shape (k,).
    dtype
        The precision of the computation.

    Returns
    -------
    ndarray of int8, shape (k,)
        ``BENDS``, ``PASSES`` or ``UNDECIDED``.
    """
    answers = np.full(len(levels), PASSES, dtype=np.int8)
    for output in range(len(network.layers[-1].bias)):
        open_cases = np.flatnonzero(answers != BENDS)
        if not len(open_cases):
            break
        part = {k: (m[:, open_cases], ok[open_cases]) for k, (m, ok) in masks.items()}
        found = _one_output(network, output, levels[open_cases], units[open_cases], part, dtype)
        found[(answers[open_cases] == UNDECIDED) & (found == PASSES)] = UNDECIDED
        answers[open_cases] = found
    return answers


def _one_output(
    network: DenseNetwork,
    output: int,
    levels: NDArray[np.int64],
    units: NDArray[np.int64],
    masks: Mapping[int, tuple[Mask, Mask]],
    dtype: type[np.floating],
) -> NDArray[np.int8]:
    """Carry the gradient of one output backward, and read it at every breakpoint's own unit."""
    last = len(network.layers)
    answers = np.full(len(levels), UNDECIDED, dtype=np.int8)
    at_output = levels == last
    answers[at_output] = np.where(units[at_output] == output, BENDS, PASSES)
    here = np.flatnonzero((levels > 0) & ~at_output)
    gradient = np.zeros((len(network.layers[-1].bias), len(here)), dtype)
    gradient[output] = 1
    off = np.zeros(len(here))
    proved: Mask = np.ones(len(here), dtype=np.bool_)
    for number in range(last, 0, -1):
        if not len(here):
            break
        layer = network.layers[number - 1]
        alive: Mask = np.ones(len(here), dtype=np.bool_)
        if layer.relu.any():
            active, certain = masks[number]
            gradient = np.where(active[:, here], gradient, 0)
            alive = np.asarray(active[:, here].any(axis=0), np.bool_)
            proved = proved & certain[here]
        own = levels[here] == number - 1
        answers[here[own]] = _read(
            layer, units[here[own]], gradient[:, own], off[own], alive[own], proved[own]
        )
        go_on = ~own
        here, gradient, alive = here[go_on], gradient[:, go_on], alive[go_on]
        off, proved = off[go_on], proved[go_on]
        g = rounding_factor(layer, dtype, summed_terms(len(layer.bias), dtype))
        off = g * layer.frobenius_norm * _norms(gradient) + layer.spectral_norm * off
        off = np.where(alive, off * _ROOM, 0.0)
        gradient = product(layer.weights.T, gradient)
    return answers


def _read(
    layer: DenseLayer,
    units: NDArray[np.int64],
    gradient: Reals,
    off: Floats,
    alive: Mask,
    proved: Mask,
) -> NDArray[np.int8]:
    """Decide about the derivatives with respect to units that the layer takes as inputs."""
    g = rounding_factor(layer, gradient.dtype, len(layer.bias))
    columns = layer.weights[:, units].astype(gradient.dtype)
    values = np.abs(np.einsum("ij,ij->j", columns, gradient))
    bounds = layer.column_norms[units] * (g * _norms(gradient) + off) * _ROOM + _UNDERFLOW
    answers = np.where(values > bounds, BENDS, UNDECIDED).astype(np.int8)
    answers[~alive] = PASSES
    answers[~proved] = UNDECIDED
    return answers


def _norms(gradient: Reals) -> Floats:
    norms: Floats = np.sqrt(np.einsum("ij,ij->j", gradient, gradient)).astype(np.float64)
    return norms * _ROOM + _UNDERFLOW
