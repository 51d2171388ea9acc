"""The searches for the regions of blocks and outer maps, each of which a budget can stop."""

from __future__ import annotations

from dataclasses import dataclass, replace

from polyregions.complexes import RegionComplex, found_regions
from polyregions.errors import OutOfTime
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement import Execution
from polyregions.theorems.composition.reports import CompositionRefusal

__all__ = ["Search"]


@dataclass(frozen=True, slots=True)
class Search:
    """Finds the regions of a part of a chain, quietly and within the budget."""

    execution: Execution

    def __call__(self, network: Network, domain: HPolytope) -> RegionComplex | CompositionRefusal:
        """Return all regions of a part, or the refusal to count because they are too many.

        Raises
        ------
        OutOfTime
            If the time is up.
        """
        found = found_regions(network, domain, replace(self.execution, progress=False))
        if isinstance(found, RegionComplex):
            return found
        if found.reason == "max_seconds":
            raise OutOfTime
        reason = f"the search of a part stopped at {found.reason}: give more"
        return CompositionRefusal(reason, network, stopped_at=found.reason)
