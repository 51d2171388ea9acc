"""The affine maps of many regions: in floats, each the nearest to the exact number, and exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_quotient
from polyregions.budgets import in_time
from polyregions.complexes.exact_forms import ExactOutputs
from polyregions.networks import AffineMap, IntegerForm
from polyregions.refinement import enclosed_maps, encloses_at_once

__all__ = ["exact_maps", "rounded_maps"]

_FEW = 256  # regions whose exact maps take no longer than to load compiled code


def rounded_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the affine maps in many regions, each number rounded correctly.

    They are computed in pairs of floats with bounds of their errors, and exactly where these do not
    prove which float is the nearest.

    Parameters
    ----------
    network
        The network scaled to integers.
    patterns
        The packed patterns of the regions, as in an enumeration.

    Returns
    -------
    ndarray of float64, shape (N, outputs, n0 + 1)
        The constants last.

    Examples
    --------
    >>> from polyregions.networks import Layer, Network
    >>> tent = Network([Layer([["1/3"], [-1]]), Layer([[1, 1]], [2], "identity")])
    >>> patterns = np.packbits(np.array([[0, 1], [1, 0]], np.uint8), axis=1)
    >>> rounded_maps(tent.integer_form, patterns)
    array([[[-1.        ,  2.        ]],
    <BLANKLINE>
           [[ 0.33333333,  2.        ]]])
    """
    found = np.empty((len(patterns), len(network.layers[-1].rows), network.inputs + 1))
    proved = np.zeros(len(patterns), dtype=bool)
    start = 0
    are_many = len(patterns) > _FEW or encloses_at_once()
    for maps in enclosed_maps(network, patterns) if are_many else ():
        own = slice(start, start + len(maps.parts))
        found[own], are_nearest = maps.rounded()
        proved[own] = are_nearest.all(axis=(1, 2))
        start = own.stop
    _write_exact(network, patterns, np.flatnonzero(~proved), found)
    return found


def _write_exact(
    network: IntegerForm,
    patterns: NDArray[np.uint8],
    regions: NDArray[np.int64],
    found: NDArray[np.float64],
) -> None:
    """Write the rounded maps in some regions, from the exact ones."""
    if not len(regions):
        return
    start = 0
    for forms in ExactOutputs(network)(patterns[regions]):
        own = regions[start : start + len(forms)]
        found[own] = _quotients(forms, network.scales[-1])
        start += len(forms)


def _quotients(forms: NDArray[Any], scale: int) -> NDArray[np.float64]:
    try:
        return (forms / scale).astype(np.float64)
    except OverflowError:
        entries = [nearest_quotient(entry, scale) for entry in forms.ravel().tolist()]
        return np.array(entries).reshape(forms.shape)


def exact_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> Iterator[AffineMap]:
    """Yield the affine maps in many regions; the parameters are those of :func:`rounded_maps`."""
    scale = network.scales[-1]
    for forms in ExactOutputs(network)(patterns):
        for rows in in_time(forms.tolist()):
            yield AffineMap.of_forms(rows, scale)
