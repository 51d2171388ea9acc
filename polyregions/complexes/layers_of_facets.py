"""The layer that makes each facet of a complex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["facet_layers"]


def facet_layers(complex: CellComplex) -> NDArray[np.int64]:
    """Return for each facet the first layer that has a unit vanishing on it but not beside it.

    Parameters
    ----------
    complex
        The complex.

    Returns
    -------
    ndarray of int64, shape (F,)
        Layers are counted from 1; 0 where only the domain's boundary is the cause.

    Examples
    --------
    >>> import polyregions as pr
    >>> facet_layers(pr.regions(pr.montufar(inputs=1, width=2, depth=3))).tolist()
    [0, 2, 1, 2, 0, 2, 1, 2]
    """
    enumeration = complex.enumeration
    layer_of_unit = np.array([layer + 1 for layer, _ in complex.unit_names], dtype=np.int64)
    carriers = enumeration.facet_hyperplanes
    layers = np.zeros(len(carriers), dtype=np.int64)
    layers[carriers >= 0] = layer_of_unit[carriers[carriers >= 0]]
    # A unit may vanish on all of one region and leave zero only across the facet, so that the two
    # sides of a facet can see different first units.
    owners = np.repeat(np.arange(len(complex)), np.diff(enumeration.facet_offsets))
    across = enumeration.facet_neighbours.astype(np.int64)
    inner = np.flatnonzero(across >= 0)
    ends = np.sort(np.column_stack([owners[inner], across[inner]]), axis=1)
    pairs = inner[np.lexsort(ends.T)].reshape(-1, 2)
    layers[pairs] = layers[pairs].min(axis=1, keepdims=True)
    return layers
