"""What causes each facet: units that vanish on it, or the domain's boundary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex

__all__ = ["NO_ROW", "Causes", "facet_causes"]

NO_ROW = -1
"""The row of the domain where a facet lies inside of it."""

Cause = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Causes:
    """The distinct causes of facets, and which one each facet has.

    Attributes
    ----------
    table
        Each cause is the row of the domain that carries the facet, or ``NO_ROW``, followed by the
        units that vanish on it but not on both regions beside it, as positions in a pattern.
    of_facets
        int64 array (F,): the number of the cause of each facet of the complex.
    """

    table: tuple[Cause, ...]
    of_facets: NDArray[np.int64]


def facet_causes(complex: RegionComplex) -> Causes:
    """Return the causes of all facets; both sides of a facet have the same one.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.Network([pr.Layer([[1], [2]])], domain=[[-1, 1]]))
    >>> facet_causes(cells)
    Causes(table=((1,), (-1, 0, 1), (0,)), of_facets=array([0, 1, 2, 1]))
    """
    hyperplanes = complex.enumeration.facet_hyperplanes
    counts, units = complex.units_on_facets.on(np.arange(len(hyperplanes)), hyperplanes)
    names, ends = units.tolist(), np.cumsum(counts).tolist()
    numbers: dict[Cause, int] = {}
    found = np.empty(len(hyperplanes), dtype=np.int64)
    start = 0
    for facet, (carrier, end) in enumerate(in_time(zip(hyperplanes.tolist(), ends, strict=True))):
        row = -1 - carrier if carrier < 0 else NO_ROW
        found[facet] = numbers.setdefault((row, *names[start:end]), len(numbers))
        start = end
    return Causes(tuple(numbers), found)
