"""Counting the regions of a complex by each of the six definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyregions.complexes.activation_regions import activation_region_count
from polyregions.complexes.definitions import Definition

if TYPE_CHECKING:
    from polyregions.complexes.count_bounds import CountBounds
    from polyregions.complexes.faced_complex import FacedComplex

__all__ = ["counted"]


def counted(cells: FacedComplex, definition: str | int) -> int | CountBounds:
    """Count the regions of a complex by one of the published definitions.

    Parameters
    ----------
    cells
        The complex.
    definition
        The name or the number of a :class:`Definition`.

    Returns
    -------
    int
        The number of regions.
    CountBounds
        Two bounds where the definition is "convex" and they do not meet.

    Raises
    ------
    UnknownOptionError
        If the definition is unknown.
    """
    match Definition.of(definition):
        case Definition.ACTIVATION:
            return activation_region_count(cells.face_lattice)
        case Definition.PROPER_ACTIVATION:
            return len(cells)
        case Definition.CONVEX:
            from polyregions.complexes.convexity import convex_count

            return convex_count(cells)
        case Definition.OPEN_CONNECTED:
            return int(cells.linear_region_labels.max()) + 1
        case Definition.CLOSED_CONNECTED:
            return int(cells.closed_region_labels.max()) + 1
        case Definition.AFFINE:
            return int(cells.affine_labels.max()) + 1
