"""The units that vanish on each facet of a complex, for all facets at once.

Engine vertices says them. Where nobody does, as in a complex that was read from a file, most facets
lie on the hyperplane of one unit: residues modulo a prime prove that the others do not vanish
there, and what they leave open is compared exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes.residues import UnitResidues
from polyregions.networks import IntegerForm
from polyregions.refinement import Enumeration, FacetUnits

__all__ = ["found_facet_units"]

Units = tuple[int, ...]

_REGIONS_AT_ONCE = 512


def found_facet_units(
    network: IntegerForm, enumeration: Enumeration, exactly: Callable[[int], list[Units]]
) -> FacetUnits:
    """Find the units that vanish on each facet, but not on the region.

    Parameters
    ----------
    network
        The network scaled to integers.
    enumeration
        The regions.
    exactly
        Gives the units on each facet of one region, as positions in a pattern, ascending.
    """
    counts: list[int] = []
    units: list[int] = []
    for of_region in _units_of_regions(network, enumeration, exactly):
        for of_facet in of_region:
            counts.append(len(of_facet))
            units += of_facet
    return FacetUnits.of(
        enumeration.facet_hyperplanes,
        np.array(counts, dtype=np.int64),
        np.array(units, dtype=np.int32),
    )


def _units_of_regions(
    network: IntegerForm, enumeration: Enumeration, exactly: Callable[[int], list[Units]]
) -> Iterator[list[Units]]:
    """Yield for each region the positions of the units on each of its facets."""
    residues = UnitResidues(network)
    for start in range(0, len(enumeration), _REGIONS_AT_ONCE):
        patterns = enumeration.patterns[start : start + _REGIONS_AT_ONCE]
        bits = np.unpackbits(patterns, axis=1, count=network.units)
        forms = residues(bits)
        for index in in_time(range(start, start + len(patterns))):
            first, last = enumeration.facet_offsets[index : index + 2]
            carriers = enumeration.facet_hyperplanes[first:last]
            if _each_facet_has_one_unit(forms[index - start], carriers, residues.prime):
                yield [(carrier,) for carrier in carriers.tolist()]
            else:
                yield exactly(index)


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
