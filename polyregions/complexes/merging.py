"""Merging activation regions into the linear regions of the function."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import in_time
from polyregions.complexes.relevance import contributing_patterns
from polyregions.complexes.residues import OutputResidues
from polyregions.networks import IntegerForm, SharedForms
from polyregions.refinement import component_labels

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
        Two regions have the same label iff the network is the same affine map on them; exact: maps
        to which the same units contribute are equal, maps with different residues differ, and what
        is left is compared as integers.
    """
    contributing = contributing_patterns(network, patterns)
    _, first, source = np.unique(_as_keys(contributing), return_index=True, return_inverse=True)
    classes = _distinct_maps(network, contributing[first])[source]
    return _numbered_by_first(classes)


def _distinct_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> Labels:
    """Return a number for the affine map of each pattern, equal for equal maps."""
    residues = OutputResidues(network)(patterns)
    _, candidate, sizes = np.unique(_as_keys(residues), return_inverse=True, return_counts=True)
    found = candidate.astype(np.int64)
    # All maps carry the same denominator, so equal maps are equal integer forms.
    forms = SharedForms(network)
    labels: dict[tuple[IntegerVector, ...], int] = {}
    for index in in_time(np.flatnonzero(sizes[found] > 1).tolist()):
        bits = np.unpackbits(patterns[index], count=network.units).tolist()
        own = tuple(forms.outputs(bits))
        found[index] = labels.setdefault(own, len(sizes) + len(labels))
    return found


def _as_keys(rows: NDArray[Any]) -> NDArray[Any]:
    """Return one value for each row, equal for equal rows, that sorts fast."""
    width = rows.shape[1] * rows.itemsize
    if not width:
        return np.zeros(len(rows), dtype=np.uint8)
    return np.ascontiguousarray(rows).view(np.dtype((np.void, width))).reshape(-1)


def _numbered_by_first(classes: NDArray[np.integer]) -> Labels:
    """Return the same classes, numbered in the order of their first members."""
    _, first, inverse = np.unique(classes, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    numbered: Labels = order[inverse.reshape(-1)]
    return numbered


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
    equal = labels[here] == labels[across]
    return _numbered_by_first(component_labels(len(labels), here[equal], across[equal]))
