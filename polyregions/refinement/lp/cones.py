"""What the cones at known corners of a cell say about hyperplanes and constraints.

Each cone contains the cell: it is where the constraints that are tight at a vertex hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import ScaledVectors, filtered_signs, signs_of_products
from polyregions.refinement.lp.cell import Cell

__all__ = ["bounded_by_cones", "implied_by_cones", "signs_on_cones"]


def bounded_by_cones(cell: Cell, form: ScaledVectors) -> bool:
    """Return whether a form is <= 0 on some cone known to contain the cell."""
    proposed = signs_on_cones(cell, form)[0]
    for k in (~np.any(proposed == 1, axis=1)).nonzero()[0].tolist():
        if np.all(signs_of_products(form, _cone(cell, k)) <= 0):
            return True
    return False


def implied_by_cones(cell: Cell, indices: NDArray[np.intp], first: int = 0) -> Iterator[int]:
    """Yield which constraints others imply by a known cone, from the given one on.

    Such a cone proves the constraint without using it: it is not one of the cone's own facets,
    which vanish at all of its generators but one.
    """
    forms = cell.constraints.take(indices)
    if not len(indices) or first == len(cell.facets_of_cones):
        return
    positive = ~np.any(signs_on_cones(cell, forms, first) == -1, axis=2)
    for index, proposed in zip(indices.tolist(), positive, strict=True):
        for k in (first + proposed.nonzero()[0]).tolist():
            if cell.carriers[index] in cell.facets_of_cones[k]:
                continue
            signs = signs_of_products(cell.constraints.take([index]), _cone(cell, k))
            if np.all(signs >= 0) and np.count_nonzero(signs) > 1:
                yield index
                break


def signs_on_cones(cell: Cell, forms: ScaledVectors, first: int = 0) -> NDArray[np.int8]:
    """Return the signs that floats prove of forms at the generators of each cone from one on."""
    size = cell.dimension + 1
    signs = filtered_signs(forms.floats, cell.cones.floats[first * size :])
    return signs.reshape(len(forms), len(cell.facets_of_cones) - first, size)


def _cone(cell: Cell, index: int) -> ScaledVectors:
    size = cell.dimension + 1
    return cell.cones.take(range(index * size, (index + 1) * size))
