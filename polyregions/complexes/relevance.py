"""Which active units an affine map depends on: the support of a pattern.

A unit contributes to the outputs only along paths of nonzero weights through active units. Patterns
with the same contributing units belong to the same affine map, whatever the other units do; so the
maps of many regions are recognised as equal without computing them. Units that are active in vain
are common where layers hold maxima, as in pooling.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.networks import IntegerForm, IntegerLayer

__all__ = ["contributing_patterns"]

_REGIONS_AT_ONCE = 4096


def contributing_patterns(network: IntegerForm, patterns: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the patterns in which only the units that contribute to an output are active.

    Parameters
    ----------
    network
        The network.
    patterns
        Packed patterns, shape (N, bytes).

    Returns
    -------
    ndarray of uint8, shape (N, bytes)
        Packed patterns; each stands for the same affine map as the one it was made from.

    Examples
    --------
    >>> from polyregions.constructions import cancelling_facet
    >>> network = cancelling_facet().integer_form
    >>> patterns = np.packbits(np.array([[1, 1, 0], [0, 1, 0]], np.uint8), axis=1)
    >>> np.unpackbits(contributing_patterns(network, patterns), axis=1, count=3).tolist()
    [[0, 0, 0], [0, 0, 0]]
    """
    connected = list(map(_links, network.layers))
    parts = [
        _of_bits(network, connected, np.unpackbits(chunk, axis=1, count=network.units))
        for start in in_time(range(0, len(patterns), _REGIONS_AT_ONCE))
        for chunk in (patterns[start : start + _REGIONS_AT_ONCE],)
    ]
    return np.concatenate(parts)


def _links(layer: IntegerLayer) -> Any:
    """Return 1 for each weight that is not zero, as a matrix that is sparse where the layer is."""
    source = layer.rows.layer
    weights = source.sparse_weights
    if weights is None:
        rows = [[weight != 0 for weight in row[:-1]] for row in layer.rows]
        return np.array(rows, dtype=np.float32)
    from scipy.sparse import csr_array

    starts, columns = weights.starts, weights.columns
    if source.units_beyond_floats:  # whose nearest floats may be zero
        own = [source.exact_terms(unit).columns for unit in range(source.units)]
        starts, columns = np.cumsum([0, *map(len, own)]), np.concatenate(own).astype(np.int32)
    ones = np.ones(len(columns), dtype=np.float32)
    return csr_array((ones, columns, starts), shape=weights.shape)


def _of_bits(
    network: IntegerForm, connected: list[Any], bits: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    kept = np.zeros_like(bits)
    wanted = np.ones((len(bits), len(network.layers[-1].rows)), dtype=bool)
    for layer, links in zip(reversed(network.layers), reversed(connected), strict=True):
        own = slice(layer.offset, layer.offset + len(layer.relu_units))
        units = list(layer.relu_units)
        wanted[:, units] &= bits[:, own].astype(bool)
        kept[:, own] = wanted[:, units]
        wanted = wanted.astype(np.float32) @ links > 0
    return np.packbits(kept, axis=1)
