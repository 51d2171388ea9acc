"""Cutting a network into maps of R^n0 where it passes through n0 numbers.

A layer whose weights have rank n0, W = Q R with n0 rows in R, sees only the point R x of R^n0. Cut
there, before Q: the layers from one cut to the next are a map from R^n0 to R^n0. R is taken in
reduced echelon form, so that equal layers are cut alike and equal blocks become equal maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    integers_of,
    primitive_from_rationals,
    rank,
    repr_of_fields,
    row_space,
)
from polyregions.budgets import in_time
from polyregions.networks import Layer, Network
from polyregions.theorems.composition.simplified_layers import simplified_layers

__all__ = ["Block", "SplitNetwork", "passes_narrow_layers", "split_into_blocks"]

Rows = tuple[IntegerVector, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A map from R^n0 to R^n0 and how often it is applied.

    Attributes
    ----------
    network
        The map.
    repeats
        The number of its consecutive applications.
    """

    network: Network
    repeats: int

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class SplitNetwork:
    """A network as outer o (last block)^r o ... o (first block)^r.

    Attributes
    ----------
    blocks
        The blocks, the first applied first; none where the network could not be cut.
    outer
        What follows.
    """

    blocks: tuple[Block, ...]
    outer: Network


def passes_narrow_layers(network: Network) -> bool:
    """Return whether two layers or more behind the first see at most n0 numbers.

    A quick look at the ranks: where there are fewer, no map is applied twice, and cutting the
    network into blocks gains nothing.

    Examples
    --------
    >>> import polyregions as pr
    >>> passes_narrow_layers(pr.montufar(inputs=2, width=4, depth=3))
    True
    >>> passes_narrow_layers(pr.he_random((2, 8, 8, 1)))
    False
    """
    narrow = 0
    for layer in in_time(network.layers[1:]):
        narrow += _rank_is_at_most(network.inputs, layer)
        if narrow == 2:
            return True
    return False


def split_into_blocks(network: Network) -> SplitNetwork:
    """Cut a network wherever it passes through n0 numbers.

    The function stays the same on all of R^n0; domains and claims are left out.

    Examples
    --------
    >>> import polyregions as pr
    >>> split = split_into_blocks(pr.montufar(inputs=2, width=4, depth=6))
    >>> [(block.network.widths, block.repeats) for block in split.blocks], split.outer.widths
    ([((2, 4, 2), 5)], (2, 1))
    """
    layers = simplified_layers(network.layers)
    cuts = _cuts(layers, network.inputs)
    known: dict[tuple[tuple[int, ...], Rows, Rows], Network] = {}
    maps: list[Network] = []
    for start, stop in in_time(pairwise(cuts)):
        key = (tuple(map(id, layers[start:stop])), cuts[start], cuts[stop])
        if key not in known:
            fresh = Network([*_behind(layers[start:stop], cuts[start]), _projection(cuts[stop])])
            known[key] = next((other for other in known.values() if other == fresh), fresh)
        maps.append(known[key])
    blocks = tuple(
        Block(run[0], len(run)) for run in (list(group) for _, group in groupby(maps, key=id))
    )
    last = max(cuts)
    return SplitNetwork(blocks, Network(_behind(layers[last:], cuts[last])))


def _cuts(layers: Sequence[Layer], inputs: int) -> dict[int, Rows]:
    """Return R for each layer before which to cut; before the first, R is the identity."""
    cuts = {0: tuple(tuple(int(i == j) for j in range(inputs)) for i in range(inputs))}
    spaces: dict[int, Rows | None] = {}
    after: dict[int, Rows] = {}
    latest: dict[int, Rows] = {}
    for index, layer in enumerate(in_time(layers[1:]), start=1):
        if id(layer) not in spaces:
            narrow = _rank_is_at_most(inputs, layer)
            spaces[id(layer)] = _row_space(layer) if narrow else None
        own, before = spaces[id(layer)], id(layers[index - 1])
        if own is None:
            continue
        earlier = after.get(before, latest.get(layer.inputs))
        if len(own) == inputs:
            cuts[index] = after[before] = latest[layer.inputs] = own
        elif earlier is not None and _row_space_of([*own, *earlier], layer.inputs) == earlier:
            # Fewer numbers are needed here, all of them among those that passed earlier.
            cuts[index] = earlier
    return cuts


def _rank_is_at_most(bound: int, layer: Layer) -> bool:
    """Return whether the weights have at most this rank: of most layers few rows show it.

    Where there is no room for all weights and these rows do not show it, it is taken to be more.
    """
    if min(layer.units, layer.inputs) <= bound:
        return True
    some = _rows_of_weights(layer)[: bound + 1].tolist()
    others = layer.units_beyond_floats
    if (
        rank(
            [
                primitive_from_rationals(layer.row(unit)[:-1])
                if unit in others
                else integers_of(layer.float_rows(unit, unit + 1)[0, :-1])
                for unit in some
            ]
        )
        > bound
    ):
        return False
    if not layer.fits_in_full:
        return False
    distinct = dict.fromkeys(layer.weight_rows())
    return rank([primitive_from_rationals(row) for row in distinct]) <= bound


def _rows_of_weights(layer: Layer) -> NDArray[np.intp]:
    """Return the units that have a weight whose nearest float is not zero."""
    sparse = layer.sparse_weights
    weighted = layer.float_weights.any(axis=1) if sparse is None else np.diff(sparse.starts)
    return np.flatnonzero(weighted)


def _row_space(layer: Layer) -> Rows:
    rows = [primitive_from_rationals(row) for row in layer.weights]
    return _row_space_of(rows, layer.inputs)


def _row_space_of(rows: Sequence[IntegerVector], columns: int) -> Rows:
    return tuple(row_space(rows, columns))


def _behind(layers: Sequence[Layer], rows: Rows) -> list[Layer]:
    """Return the layers with Q for the weights W = Q R of the first."""
    first = layers[0]
    pivots = [next((k, entry) for k, entry in enumerate(row) if entry) for row in rows]
    weights = [[row[k] / entry for k, entry in pivots] for row in first.weights]
    return [Layer(weights, first.bias, first.activation), *layers[1:]]


def _projection(rows: Rows) -> Layer:
    return Layer(rows, None, "identity")
