"""Whether a network's claim holds, by composition where that is proved, else by enumeration."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from time import perf_counter
from typing import overload

from polyregions.arithmetic import decimal_text
from polyregions.complexes import (
    Definition,
    EnumerationBounds,
    EnumerationCount,
    PartialResult,
    checked_domain,
)
from polyregions.errors import PolyregionsError
from polyregions.networks import Claim, Network, check_network
from polyregions.progress import Progress
from polyregions.refinement import Execution, chosen_engine
from polyregions.theorems.counting import Count, counted_by

__all__ = ["Verification", "verify_claim"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking a claim.

    Attributes
    ----------
    claim
        The claim.
    found
        The count by the claim's definition on the claim's domain: a ``CompositionCount`` with the
        hypotheses that were checked, or an ``EnumerationCount``.
    engine
        The engine that found the regions: of the blocks only, where they were composed.
    seconds
        The time that took.
    """

    claim: Claim
    found: Count
    engine: str
    seconds: float

    @property
    def computed(self) -> int:
        """The number of regions found."""
        return self.found.count

    @property
    def method(self) -> str:
        """How they were counted: "composition" or "enumeration"."""
        return self.found.method

    @property
    def proper_activation(self) -> int | None:
        """The number of proper activation regions (definition 2), None where none was visited."""
        found = self.found
        return found.proper_activation if isinstance(found, EnumerationCount) else None

    @property
    def holds(self) -> bool:
        """Whether the number claimed is the number found."""
        return self.computed == self.claim.regions

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        if self.holds:
            return f"holds: {self.claim}"
        computed = decimal_text(self.computed)
        return f"refuted: there are {computed} regions, and the claim is {self.claim}"


@overload
def verify_claim(
    network: Network,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    *,
    executor: Executor | None = None,
    retries: int = 2,
) -> Verification: ...


@overload
def verify_claim(
    network: Network,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    *,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> Verification | PartialResult: ...


def verify_claim(
    network: Network,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    *,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> Verification | PartialResult:
    """Count the regions that a network's claim is about, and compare.

    The regions are counted on the claim's domain, whatever the network's own domain is, and by the
    claim's definition: linear regions by composition where that is proved to apply, all else by
    enumeration.

    Parameters
    ----------
    network
        A network with a claim, as the constructions return it.
    engine, progress, workers, executor, retries, max_regions, max_seconds
        As for :func:`polyregions.count_regions`.

    Returns
    -------
    Verification
        True iff the claim holds.
    PartialResult
        Where a budget ended the count: then nothing is known of the claim. It is neither true nor
        false, and asking it raises TypeError.

    Raises
    ------
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.
    PolyregionsError
        If the network has no claim, or one of convex regions of which only bounds are known.
    UnknownOptionError
        If the claim's definition, or the engine, is unknown.

    Examples
    --------
    >>> import polyregions as pr
    >>> verification = verify_claim(pr.ternary(inputs=2, width=12, depth=5))
    >>> verification.holds, verification.computed, verification.method
    (True, 16, 'composition')
    """
    claim = check_network(network).claim
    if claim is None:
        raise PolyregionsError(
            "the network has no claim to verify: build it by a construction that has one, or give "
            'its file a "claim"'
        )
    start = perf_counter()
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    place, definition = checked_domain(network, claim.domain), Definition.of(claim.definition)
    found = counted_by("auto", network, place, definition, execution)
    if isinstance(found, PartialResult):
        return found
    if isinstance(found, EnumerationBounds):
        raise PolyregionsError(
            f"the claim is not decided, as of its {definition} regions bounds are all that is "
            f"known, {found.bounds}: claim the number of another definition"
        )
    name = chosen_engine(engine, network.inputs)
    return Verification(claim, found, name, perf_counter() - start)
