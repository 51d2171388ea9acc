"""Networks of one shape side by side: their parameters as the kernel sees them, made at once.

What is stored is what :mod:`.program` describes. Networks that need more than floats for that are
left out: they have numbers that floats do not hold, or layers to be composed in integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polyregions.networks import Layer, Network
from polyregions.refinement.vertices.composed_layers import SMALL_INTEGER
from polyregions.refinement.vertices.float_parameters import EXPONENT_IN_RANGE, scaled_rows
from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    VALUE,
    Array,
    NetworkArrays,
)
from polyregions.refinement.vertices.program import arrays_without_parameters, first_layer_errors

__all__ = ["StackedNetworks", "stacks_of"]

_MOST_BITS = 20  # behind the binary point of what is taken for integers


@dataclass(frozen=True, eq=False)
class StackedNetworks:
    """The parameters of networks of one shape.

    Attributes
    ----------
    places
        Where the networks are among those that were to be stacked.
    rows
        Of each layer the weights, and the bias last, in float64, shape (N, units, inputs + 1).
    bits
        For each layer the activation bit of each unit, -1 for a unit without a ReLU.
    integer
        Whether the parameters are small integers and exact.
    """

    places: Array
    rows: tuple[Array, ...]
    bits: tuple[Array, ...]
    integer: bool

    def __len__(self) -> int:
        return len(self.places)

    @property
    def inputs(self) -> int:
        """The dimension of the input space."""
        return int(self.rows[0].shape[2]) - 1

    @property
    def depth(self) -> int:
        """The number of layers that hold a ReLU unit."""
        return sum(bool((bits >= 0).any()) for bits in self.bits)

    @cached_property
    def weights(self) -> tuple[Array, ...]:
        """Of each layer, that of the outputs included, the weights, shape (N, units, inputs)."""
        return tuple(rows[:, :, :-1] for rows in self.rows)

    def arrays(self, forms: Array, domain_rows: int) -> StackedArrays:
        """Return the networks for the kernel on a domain whose forms are given in columns."""
        rows, bits = self.rows[: self.depth], self.bits[: self.depth]
        shared = arrays_without_parameters(bits, forms, domain_rows)
        shared.grids[:] = 1.0 if self.integer else 0.0
        count = len(self)
        first = np.zeros((count, 2, self.inputs + 1, shared.bias.shape[1]))
        transposed = rows[0].swapaxes(1, 2)
        first[:, VALUE, :, : len(bits[0])] = transposed
        first[:, ERROR, :, : len(bits[0])] = first_layer_errors(transposed, self.integer)
        bias = np.zeros((count, *shared.bias.shape))
        for index, of_layer in enumerate(rows):
            bias[:, index, : of_layer.shape[1]] = of_layer[:, :, -1]
        parts = [of_layer[:, :, :-1].swapaxes(1, 2).reshape(count, -1) for of_layer in rows[1:]]
        weights = np.concatenate([np.zeros((count, 0)), *parts], axis=1)
        return StackedArrays(shared._replace(integer=self.integer), first, weights, bias)


@dataclass(frozen=True, slots=True, eq=False)
class StackedArrays:
    """Networks of one shape for the kernel.

    Attributes
    ----------
    shared
        What they have in common.
    first
        The hyperplanes of their first layers, shape (N, 2, inputs + 1, widest).
    weights, bias
        Those of :class:`NetworkArrays`, stacked.
    """

    shared: NetworkArrays
    first: Array
    weights: Array
    bias: Array

    def __iter__(self) -> Iterator[NetworkArrays]:
        for weights, bias in zip(self.weights, self.bias, strict=True):
            yield self.shared._replace(weights=weights, bias=bias)


def stacks_of(networks: Sequence[Network]) -> list[StackedNetworks]:
    """Stack networks of one shape, those of small integers apart from the others.

    Left out are networks of integers that may not stay exact.
    """
    blocks = [_block(layers) for layers in zip(*(net.layers for net in networks), strict=True)]
    bits, start = [], 0
    for layer in networks[0].layers:
        relu = np.array([name == "relu" for name in layer.activation])
        bits.append(np.where(relu, start + np.cumsum(relu) - 1, -1))
        start += int(relu.sum())
    parts = [np.frexp(block) for block in blocks]
    integers, integral, stay_exact = _integers(blocks, parts)
    exact, others = np.flatnonzero(integral & stay_exact), np.flatnonzero(~integral)
    stacks = []
    if len(exact):
        rows = tuple(block[exact] for block in integers)
        stacks.append(StackedNetworks(exact, rows, tuple(bits), integer=True))
    if len(others):
        rows = tuple(_scaled([(m[others], e[others]) for m, e in parts]))
        stacks.append(StackedNetworks(others, rows, tuple(bits), integer=False))
    return stacks


def _integers(
    blocks: Sequence[Array], parts: Sequence[tuple[Array, Array]]
) -> tuple[list[Array], Array, Array]:
    """Return the rows times powers of two that make them integers.

    Returns
    -------
    list of ndarray
        The rows of each layer; with these parameters its units are as many times what they were.
    ndarray of bool
        For which networks these are small integers, but for the biases.
    ndarray of bool
        For which all that is computed with them stays in the range of floats.
    """
    count = len(blocks[0])
    integral = np.ones(count, dtype=bool)
    size, scale = np.ones(count), np.zeros(count, dtype=np.int64)
    integers = []
    for block, (mantissas, exponents) in zip(blocks, parts, strict=True):
        whole = np.ldexp(mantissas, 53).astype(np.int64)
        lowest = np.frexp((whole & -whole).astype(np.float64))[1] - 1
        lengths = np.where(whole == 0, 0, 53 - exponents - lowest)
        bits = lengths.max(axis=(1, 2), initial=0)
        with np.errstate(all="ignore"):
            rows = np.ldexp(block, np.minimum(bits, _MOST_BITS)[:, np.newaxis, np.newaxis])
            integral &= (bits <= _MOST_BITS) & (np.abs(rows) <= SMALL_INTEGER).all(axis=(1, 2))
            rows[:, :, -1] = np.ldexp(rows[:, :, -1], np.minimum(scale, 1000)[:, np.newaxis])
            norms = np.linalg.norm(rows[:, :, :-1], axis=2) * size[:, np.newaxis]
            size = np.hypot(norms, rows[:, :, -1]).max(axis=1)
        scale += np.minimum(bits, _MOST_BITS)
        integers.append(rows)
    return integers, integral, size < 2.0 ** (EXPONENT_IN_RANGE - 1)


def _block(layers: Sequence[Layer]) -> Array:
    weights = np.array([layer.float_weights for layer in layers])
    block = np.empty((*weights.shape[:2], weights.shape[2] + 1))
    block[:, :, :-1] = weights
    block[:, :, -1] = [layer.float_bias for layer in layers]
    return block


def _scaled(parts: Sequence[tuple[Array, Array]]) -> Iterator[Array]:
    count, _, columns = parts[0][0].shape
    before = np.zeros((count, columns - 1), dtype=np.int64)
    for mantissas, exponents in parts:
        rows, before = scaled_rows(mantissas, exponents.astype(np.int64), before[:, np.newaxis])
        yield rows
