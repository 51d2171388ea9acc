"""Checking a network's claim by enumeration."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from polyregions.complexes import Definition, counted
from polyregions.errors import PolyregionsError
from polyregions.networks import Claim, Network

__all__ = ["Verification", "verify_claim"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking a claim.

    Attributes
    ----------
    claim
        The claim.
    computed
        The number of regions found, by the claim's definition on the claim's domain.
    proper_activation
        The number of proper activation regions (definition 2) there.
    engine
        The engine that found them.
    seconds
        The time that took.
    """

    claim: Claim
    computed: int
    proper_activation: int
    engine: str
    seconds: float

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


def verify_claim(
    network: Network, engine: str = "auto", progress: bool = False, workers: int = 1
) -> Verification:
    """Count the regions that a network's claim is about, and compare.

    The regions are enumerated on the claim's domain, whatever the network's own domain is, and
    counted by the claim's definition.

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
    >>> verification.holds, verification.computed
    (True, 16)
    """
    claim = network.claim
    if claim is None:
        raise PolyregionsError(
            "the network has no claim to verify: build it by a construction that has one, or give "
            'its file a "claim"'
        )
    definition = Definition.of(claim.definition)
    start = perf_counter()
    found = counted(
        network,
        claim.domain,
        definition=definition.value,
        engine=engine,
        progress=progress,
        workers=workers,
    )
    seconds = perf_counter() - start
    return Verification(claim, found.count, found.proper_activation, found.engine, seconds)
