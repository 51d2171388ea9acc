"""What a publication claims about the regions of a network."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.arithmetic import decimal_text, repr_of_fields
from polyregions.polytopes import HPolytope

__all__ = ["Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A published region count that enumeration can check.

    Attributes
    ----------
    regions
        The number claimed.
    formula
        The closed formula it comes from, as text.
    definition
        The definition of region that it counts by (see :class:`polyregions.RegionComplex`).
    domain
        The polytope on which it is claimed.
    source
        The publication and the statement in it.
    """

    regions: int
    formula: str
    definition: str
    domain: HPolytope
    source: str

    __repr__ = repr_of_fields

    def __str__(self) -> str:
        count = decimal_text(self.regions)
        return f"{count} = {self.formula}, {self.definition} regions, {self.source}"
