"""Whether a network's claim holds, by composition where that is proved, else by enumeration.

Every check of this package counts linear regions by :func:`count_linear_regions`, so that one place
decides how.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from polyregions.errors import PolyregionsError
from polyregions.networks import Claim, Network
from polyregions.refinement import chosen_engine
from polyregions.regions import Definition, RegionCount, counted, domain_of
from polyregions.theorems.composition import CompositionCount, count_by_composition

__all__ = ["Verification", "count_linear_regions", "method_of", "verify_claim"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking a claim.

    Attributes
    ----------
    claim
        The claim.
    found
        The count by the claim's definition on the claim's domain: a ``CompositionCount`` with the
        hypotheses that were checked, or a ``RegionCount``.
    engine
        The engine that found the regions: of the blocks only, where they were composed.
    seconds
        The time that took.
    """

    claim: Claim
    found: CompositionCount | RegionCount
    engine: str
    seconds: float

    @property
    def computed(self) -> int:
        """The number of regions found."""
        return self.found.count

    @property
    def method(self) -> str:
        """How they were counted: "composition" or "enumeration"."""
        return method_of(self.found)

    @property
    def proper_activation(self) -> int | None:
        """The number of proper activation regions (definition 2), None where none was visited."""
        return self.found.proper_activation if isinstance(self.found, RegionCount) else None

    @property
    def holds(self) -> bool:
        """Whether the number claimed is the number found."""
        return self.computed == self.claim.regions

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        if self.holds:
            return f"holds: {self.claim}"
        return f"refuted: there are {self.computed} regions, and the claim is {self.claim}"


def count_linear_regions(
    network: Network,
    domain: Any = None,
    *,
    engine: str = "auto",
    progress: bool = False,
    workers: int = 1,
) -> CompositionCount | RegionCount:
    """Count linear regions (definition 4): by composition where it is proved to apply.

    Where a hypothesis of composition fails, all regions are enumerated. So a deep network that
    repeats its layers takes seconds, whatever its count, and every other network is counted too.

    Parameters
    ----------
    network, domain, engine, progress, workers
        As for :func:`polyregions.regions`; progress and workers are for the enumeration.

    Returns
    -------
    CompositionCount or RegionCount
        ``count`` is the number; :func:`method_of` tells how it was found.

    Examples
    --------
    >>> import polyregions as pr
    >>> deep = count_linear_regions(pr.ternary(inputs=3, width=40, depth=1500))
    >>> deep.count == 5 ** (3 * 749), method_of(deep)
    (True, 'composition')
    >>> shallow = count_linear_regions(pr.montufar(inputs=2, width=6, depth=2))
    >>> shallow.count, method_of(shallow)
    (9, 'enumeration')
    """
    polytope = domain_of(network, domain)
    found = count_by_composition(network, polytope, engine=engine)
    if isinstance(found, CompositionCount):
        return found
    return counted(network, polytope, engine=engine, progress=progress, workers=workers)


def method_of(found: CompositionCount | RegionCount) -> str:
    """Return how a count was found: "composition" or "enumeration"."""
    return "composition" if isinstance(found, CompositionCount) else "enumeration"


def verify_claim(
    network: Network, engine: str = "auto", progress: bool = False, workers: int = 1
) -> Verification:
    """Count the regions that a network's claim is about, and compare.

    The regions are counted on the claim's domain, whatever the network's own domain is, and by the
    claim's definition: linear regions by composition where that is proved to apply, all else by
    enumeration.

    Parameters
    ----------
    network
        A network with a claim, as the constructions return it.
    engine, progress, workers
        As for :func:`polyregions.regions`.

    Returns
    -------
    Verification
        True iff the claim holds.

    Raises
    ------
    PolyregionsError
        If the network has no claim.
    UnknownOptionError
        If the claim's definition, or the engine, is unknown.

    Examples
    --------
    >>> import polyregions as pr
    >>> verification = verify_claim(pr.ternary(inputs=2, width=12, depth=5))
    >>> verification.holds, verification.computed, verification.method
    (True, 16, 'composition')
    """
    claim = network.claim
    if claim is None:
        raise PolyregionsError(
            "the network has no claim to verify: build it by a construction that has one, or give "
            'its file a "claim"'
        )
    definition = Definition.of(claim.definition)
    name = chosen_engine(engine, network.inputs)
    start = perf_counter()
    found: CompositionCount | RegionCount
    if definition is Definition.OPEN_CONNECTED:
        found = count_linear_regions(
            network, claim.domain, engine=engine, progress=progress, workers=workers
        )
    else:
        found = counted(
            network,
            claim.domain,
            definition=definition.value,
            engine=engine,
            progress=progress,
            workers=workers,
        )
    return Verification(claim, found, name, perf_counter() - start)
