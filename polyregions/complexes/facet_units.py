"""The units that vanish on each facet of a complex, for all facets at once.

Most facets lie on the hyperplane of one unit. Residues modulo a prime prove that the others do not
vanish there; what they leave open is compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes.residues import UnitResidues

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["all_facet_units"]

Units = tuple[tuple[int, int], ...]

_REGIONS_AT_ONCE = 512


def all_facet_units(complex: CellComplex) -> Iterator[list[Units]]:
    """Yield for each region the units that vanish on each of its facets, but not on the region.

    As :meth:`RegionComplex.one_sided_facets` gives them, and as exact.
    """
    residues = UnitResidues(complex.integer_form)
    enumeration = complex.enumeration
    names = complex.unit_names
    for start in range(0, len(complex), _REGIONS_AT_ONCE):
        patterns = enumeration.patterns[start : start + _REGIONS_AT_ONCE]
        bits = np.unpackbits(patterns, axis=1, count=complex.integer_form.units)
        forms = residues(bits)
        for index in in_time(range(start, start + len(patterns))):
            first, last = enumeration.facet_offsets[index : index + 2]
            carriers = enumeration.facet_hyperplanes[first:last]
            if _each_facet_has_one_unit(forms[index - start], carriers, residues.prime):
                yield [(names[carrier],) if carrier >= 0 else () for carrier in carriers.tolist()]
            else:
                yield [units for _, units, _ in complex.one_sided_facets(index)]


def _each_facet_has_one_unit(
    forms: NDArray[np.int64], carriers: NDArray[np.int32], prime: int
) -> bool:
    """Return whether residues prove it: False where they leave it open, or it is not so."""
    if np.any(carriers < 0):
        return False
    facets = forms[carriers]
    pivots = np.argmax(facets != 0, axis=1)
    facet_pivots = np.take_along_axis(facets, pivots[:, np.newaxis], axis=1)
    # Proportional forms have the same residues up to a factor: all cross products vanish.
    crossed = facet_pivots[:, :, np.newaxis] * forms - (
        forms[:, pivots].T[:, :, np.newaxis] * facets[:, np.newaxis, :]
    )
    proportional = np.all(crossed % prime == 0, axis=2)
    return bool(np.all(np.count_nonzero(proportional, axis=1) == 1))
