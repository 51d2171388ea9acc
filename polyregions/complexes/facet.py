"""A facet of a region, seen from inside."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.polytopes import Halfspace

__all__ = ["Facet", "Units"]

Units = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of a region.

    Attributes
    ----------
    halfspace
        The side of the facet's hyperplane on which the region lies.
    units
        The units ``(layer, unit)``, counted from 0, whose pre-activations vanish on the facet but
        not on both regions beside it. Empty where only the domain's boundary is the cause.
    neighbour
        The index of the region across; None on the domain's boundary.
    """

    halfspace: Halfspace
    units: Units
    neighbour: int | None
