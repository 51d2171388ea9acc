"""What causes each facet: units that vanish on it, or the domain's boundary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex, all_facet_units

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
    enumeration = complex.enumeration
    positions = {name: position for position, name in enumerate(complex.unit_names)}
    one_sided = [
        tuple(positions[name] for name in units)
        for facets in all_facet_units(complex)
        for units in facets
    ]
    carriers = enumeration.facet_hyperplanes.tolist()
    numbers: dict[Cause, int] = {}
    found = np.empty(len(carriers), dtype=np.int64)
    across = _other_sides(enumeration.facet_offsets, enumeration.facet_neighbours).tolist()
    for facet, (units, carrier, other) in enumerate(
        in_time(zip(one_sided, carriers, across, strict=True))
    ):
        # A unit may vanish on all of one region and leave zero only across the facet.
        if one_sided[other] != units:
            units = tuple(sorted({*units, *one_sided[other]}))
        row = -1 - carrier if carrier < 0 else NO_ROW
        found[facet] = numbers.setdefault((row, *units), len(numbers))
    return Causes(tuple(numbers), found)


def _other_sides(offsets: NDArray[np.int64], neighbours: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each facet the same one seen from the region across; itself on the boundary."""
    owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    others = np.arange(len(owners))
    inner = np.flatnonzero(neighbours >= 0)
    here, there = owners[inner], neighbours[inner].astype(np.int64)
    # Two regions share one facet at most, so both orders list the same pairs.
    forward, backward = np.lexsort((there, here)), np.lexsort((here, there))
    others[inner[forward]] = inner[backward]
    return others
