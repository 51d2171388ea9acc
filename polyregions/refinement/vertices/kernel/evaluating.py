"""Values of affine forms at points, known to a hundred bits."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.compilation import entry_point
from polyregions.refinement.vertices.kernel.pairs import added, fetched, multiplied, stored


@entry_point
def evaluate(forms, points, found):
    """Write the value of each form at the point beside it.

    forms[k] holds the coefficients and then the constant, points[k] the coordinates, found[k] the
    value: enclosed numbers, by their three parts.
    """
    for k in range(found.shape[0]):
        total = fetched(forms[k], points.shape[1])
        for i in range(points.shape[1]):
            total = added(total, multiplied(fetched(forms[k], i), fetched(points[k], i)))
        stored(found, k, total)
