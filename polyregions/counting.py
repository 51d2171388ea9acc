"""The front door for counts: by enumeration or by composition."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from polyregions.errors import UnknownOptionError, unknown_choice
from polyregions.networks import Network
from polyregions.refinement import Execution
from polyregions.regions import (
    Definition,
    PartialResult,
    RegionCount,
    counted_within,
    domain_of,
)
from polyregions.theorems import CompositionCount, CompositionRefusal, count_by_composition

__all__ = ["METHODS", "count_regions"]

METHODS = ("enumeration", "composition")
"""What ``method=`` accepts."""


def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: str = "open_connected",
    method: str = "enumeration",
    engine: str = "auto",
    progress: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> int | PartialResult | CompositionCount | CompositionRefusal:
    """Count the regions of a network on a domain, exactly.

    Parameters
    ----------
    network
        The network.
    domain
        As for :func:`polyregions.regions`.
    definition
        "proper_activation" (definition 2), "open_connected" (4) or "affine" (6); see
        :class:`polyregions.Definition`. Engine "vertices" stores nothing for definition 2, and only
        the regions that merge for definition 4; definition 6 keeps all.
    method
        "enumeration" visits every region. "composition" cuts a network whose layers repeat into
        blocks, checks the hypotheses of the corrected Lemma 1 for each, and counts by local data
        (definition 4 only): for counts far beyond enumeration.
    engine, progress, workers, executor, max_regions, max_seconds
        As for :func:`polyregions.regions`; only ``engine`` matters to method "composition".

    Returns
    -------
    int
        The number of regions, by enumeration.
    PartialResult
        Where a budget stopped the enumeration.
    CompositionCount
        By composition: ``int(result)`` is the number, and it says which hypotheses were checked.
    CompositionRefusal
        By composition, where a hypothesis fails: it says which, and counts nothing.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    UnknownOptionError
        If a name is unknown, or the method cannot do what is asked.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.count_regions(pr.montufar(inputs=2, width=6, depth=3))
    81
    >>> deep = pr.count_regions(pr.montufar(inputs=3, width=30, depth=1000), method="composition")
    >>> int(deep) == 10 ** (3 * 999)
    True
    """
    if method == "enumeration":
        execution = Execution(
            workers=workers, executor=executor, max_regions=max_regions, max_seconds=max_seconds
        )
        found = counted_within(network, domain, definition, engine, progress, execution)
        return found.count if isinstance(found, RegionCount) else found
    if method != "composition":
        raise unknown_choice("the method", method, map(repr, METHODS))
    if Definition.of(definition) is not Definition.OPEN_CONNECTED:
        raise UnknownOptionError(
            f"the method 'composition' counts open connected regions, not {definition!r}: "
            "use the method 'enumeration'"
        )
    if max_regions is not None or max_seconds is not None or workers != 1 or executor is not None:
        raise UnknownOptionError(
            "the method 'composition' takes no budget and no workers: leave them out"
        )
    return count_by_composition(network, domain_of(network, domain), engine=engine)
