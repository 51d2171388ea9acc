"""Merging activation regions into the linear regions of the function."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.networks import IntegerForm
from polyregions.regions.residues import OutputResidues

__all__ = ["affine_labels", "merged_labels"]

Labels = NDArray[np.int64]


def affine_labels(network: IntegerForm, patterns: NDArray[np.uint8]) -> Labels:
    """Assign numbers to the distinct affine maps, in the order of their first region.

    Parameters
    ----------
    network
        The network.
    patterns
        The packed patterns of the regions.

    Returns
    -------
    ndarray of int64, shape (N,)
        Two regions have the same label iff the network is the same affine map on them; exact: what
        residues do not tell apart is compared as integers.
    """
    residues = OutputResidues(network)(patterns)
    _, candidate, sizes = np.unique(residues, axis=0, return_inverse=True, return_counts=True)
    candidate = candidate.reshape(-1)
    # All maps carry the same denominator, so equal maps are equal integer forms.
    labels: dict[object, int] = {}
    found = np.empty(len(patterns), dtype=np.int64)
    for index, group in enumerate(candidate.tolist()):
        key: object = group
        if sizes[group] > 1:
            bits = np.unpackbits(patterns[index], count=network.units).tolist()
            key = tuple(network.output_forms(bits))
        found[index] = labels.setdefault(key, len(labels))
    return found


def merged_labels(labels: Labels, here: Labels, across: Labels) -> Labels:
    """Join regions across facets that separate equal affine maps, and number the classes.

    Parameters
    ----------
    labels
        The label of each region's affine map.
    here, across
        The two regions of each inner facet.

    Returns
    -------
    ndarray of int64, shape (N,)
        The classes are the linear regions of definition 4, numbered in the order of their first
        region.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(labels)
    equal = labels[here] == labels[across]
    edges = coo_array(
        (np.ones(np.count_nonzero(equal), dtype=np.int8), (here[equal], across[equal])),
        shape=(count, count),
    )
    _, components = connected_components(edges, directed=False)
    _, first, inverse = np.unique(components, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse]
