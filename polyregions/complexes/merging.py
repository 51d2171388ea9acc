"""Merging activation regions into the linear regions of the function.

Where one unit alone changes across a facet, the map does iff the outputs depend on what the unit
passes on: a residue that is not zero proves it for nearly all facets of most networks. Of the
regions beside the others the maps are compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import in_time
from polyregions.complexes.relevance import contributing_patterns
from polyregions.complexes.residues import OutputResidues
from polyregions.networks import IntegerForm, SharedForms
from polyregions.refinement import component_labels, surely_reaching

__all__ = [
    "affine_labels",
    "distinct_maps",
    "linear_region_labels",
    "numbered_by_first",
    "row_keys",
]

Labels = NDArray[np.int64]

_FACETS_AT_ONCE = 1 << 16
_FEW_FACETS = 1 << 10  # maps are compared before the compiled code is loaded


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
        Two regions have the same label iff the network is the same affine map on them; exact: maps
        to which the same units contribute are equal, maps with different residues differ, and what
        is left is compared as integers.
    """
    contributing = contributing_patterns(network, patterns)
    _, first, source = np.unique(row_keys(contributing), return_index=True, return_inverse=True)
    classes = _labels_of_maps(network, contributing[first])[source]
    return numbered_by_first(classes)


def distinct_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a packed pattern for each distinct affine map of some regions.

    In it no unit is active that does not contribute to the map; the map of the regions is that of
    the pattern, so that maps of many regions can be collected part by part.

    Parameters
    ----------
    network
        The network.
    patterns
        The packed patterns of the regions.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=2, width=4, depth=3)
    >>> patterns = pr.regions(net).enumeration.patterns
    >>> len(patterns), len(distinct_maps(net.integer_form, patterns))
    (16, 12)
    """
    _, first = np.unique(affine_labels(network, patterns), return_index=True)
    return contributing_patterns(network, patterns[first])


def _labels_of_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> Labels:
    """Return a number for the affine map of each pattern, equal for equal maps."""
    residues = OutputResidues(network)(patterns)
    _, candidate, sizes = np.unique(row_keys(residues), return_inverse=True, return_counts=True)
    found = candidate.astype(np.int64)
    # All maps carry the same denominator, so equal maps are equal integer forms.
    forms = SharedForms(network)
    labels: dict[tuple[IntegerVector, ...], int] = {}
    for index in in_time(np.flatnonzero(sizes[found] > 1).tolist()):
        bits = np.unpackbits(patterns[index], count=network.units).tolist()
        own = tuple(forms.outputs(bits))
        found[index] = labels.setdefault(own, len(sizes) + len(labels))
    return found


def row_keys(rows: NDArray[Any]) -> NDArray[Any]:
    """Return one value for each row, equal for equal rows, that sorts fast."""
    width = rows.shape[1] * rows.itemsize
    if not width:
        return np.zeros(len(rows), dtype=np.uint8)
    return np.ascontiguousarray(rows).view(np.dtype((np.void, width))).reshape(-1)


def numbered_by_first(classes: NDArray[np.integer]) -> Labels:
    """Return the same classes, numbered in the order of their first members."""
    _, first, inverse = np.unique(classes, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    numbered: Labels = order[inverse.reshape(-1)]
    return numbered


def linear_region_labels(
    network: IntegerForm, patterns: NDArray[np.uint8], here: Labels, across: Labels
) -> Labels:
    """Join regions across facets that separate equal affine maps, and number the classes.

    Parameters
    ----------
    network
        The network.
    patterns
        The packed patterns of the regions.
    here, across
        The two regions of each inner facet, all of one region `here` one after the other.

    Returns
    -------
    ndarray of int64, shape (N,)
        The classes are the linear regions of definition 4, numbered in the order of their first
        region.
    """
    if len(here) > _FEW_FACETS:
        left = ~_surely_different(network, patterns, here, across)
        here, across = here[left], across[left]
    regions, ends = np.unique(np.concatenate([here, across]), return_inverse=True)
    equal = np.zeros(len(here), dtype=bool)
    if len(regions):
        labels = affine_labels(network, patterns[regions])
        equal = np.equal(*labels[ends.reshape(2, -1)])
    return numbered_by_first(component_labels(len(patterns), here[equal], across[equal]))


def _surely_different(
    network: IntegerForm, patterns: NDArray[np.uint8], here: Labels, across: Labels
) -> NDArray[np.bool_]:
    """Return at which facets one unit alone changes, and is proved to reach the outputs."""
    positions = np.full(len(here), -1)
    for start in in_time(range(0, len(here), _FACETS_AT_ONCE)):
        own = slice(start, start + _FACETS_AT_ONCE)
        positions[own] = _only_changes(patterns[here[own]] ^ patterns[across[own]])
    alone = np.flatnonzero(positions >= 0)
    different = np.zeros(len(here), dtype=bool)
    different[alone] = surely_reaching(network, patterns, here[alone], positions[alone])
    return different


def _only_changes(changes: NDArray[np.uint8]) -> Labels:
    """Return the position of the only bit that is set in each row, -1 where there are others."""
    if not changes.shape[1]:
        return np.full(len(changes), -1)
    byte = np.argmax(changes != 0, axis=1)
    _, length = np.frexp(np.take_along_axis(changes, byte[:, np.newaxis], axis=1)[:, 0])
    alone = np.bitwise_count(changes).sum(axis=1) == 1
    return np.where(alone, 8 * byte + 8 - length, -1)
