"""How the number of regions grows from layer to layer."""

from __future__ import annotations

import numpy as np

from polyregions.budgets import in_time
from polyregions.complexes.cell_complex import CellComplex

__all__ = ["regions_per_layer"]


def regions_per_layer(complex: CellComplex) -> dict[int, int]:
    """Count the activation regions of the network's first layers, for each layer with ReLU units.

    Parameters
    ----------
    complex
        All regions of a network.

    Returns
    -------
    dict
        For each such layer, counted from 1, the number of proper activation regions (definition 2)
        of the network that ends after it, on the same domain.

    Notes
    -----
    Each region of the first l layers contains a region of the whole network, whose pattern begins
    with its own; so the counts are the numbers of distinct beginnings, and nothing is searched.

    Examples
    --------
    >>> import polyregions as pr
    >>> regions_per_layer(pr.regions(pr.montufar(inputs=2, width=4, depth=4)))
    {1: 4, 2: 16, 3: 64}
    """
    bits = np.unpackbits(complex.enumeration.patterns, axis=1, count=complex.integer_form.units)
    # Patterns are sorted: where two neighbours first differ, beginnings so long first differ too.
    differs = bits[1:] != bits[:-1]
    counts = {}
    end = 0
    for number, layer in enumerate(in_time(complex.network.layers), start=1):
        if layer.relu_units:
            end += len(layer.relu_units)
            counts[number] = 1 + int(np.count_nonzero(np.any(differs[:, :end], axis=1)))
    return counts
