"""The front door for counts: by composition where that is proved to apply, else by enumeration."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from typing import Any, overload

from polyregions.budgets import time_limit
from polyregions.complexes import (
    CertainDefinition,
    CountBounds,
    Definition,
    EnumerationBounds,
    EnumerationCount,
    PartialResult,
    certain_definition,
    checked_domain,
    count_by_enumeration,
)
from polyregions.errors import InternalError, OutOfTime, UnknownOptionError, check_choice
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.progress import Progress
from polyregions.refinement import Execution
from polyregions.runs import RunFolder, count_in_folder
from polyregions.theorems.composition import (
    CompositionCount,
    composed_count,
    passes_narrow_layers,
)

__all__ = ["METHODS", "Count", "complete_count", "count_regions", "counted_by"]

Count = CompositionCount | EnumerationCount
"""An exact count with how it was found: its ``count``, ``definition`` and ``method``."""

_AT_ONCE = Execution()

METHODS = ("auto", "enumeration", "composition")
"""What ``method=`` accepts; "auto" is composition where it is proved to apply."""


@overload
def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: CertainDefinition = "open_connected",
    method: str = "auto",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
) -> int: ...


@overload
def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: str | int,
    method: str = "auto",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
) -> int | CountBounds: ...


@overload
def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: CertainDefinition = "open_connected",
    method: str = "auto",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    run: RunFolder | str | os.PathLike[str] | None = None,
) -> int | PartialResult: ...


@overload
def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: str | int,
    method: str = "auto",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    run: RunFolder | str | os.PathLike[str] | None = None,
) -> int | CountBounds | PartialResult: ...


def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: str | int = "open_connected",
    method: str = "auto",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    run: RunFolder | str | os.PathLike[str] | None = None,
) -> int | CountBounds | PartialResult:
    """Count the regions of a network on a domain, exactly.

    Parameters
    ----------
    network
        The network.
    domain
        As for :func:`polyregions.regions`.
    definition
        Its name or its number, see :class:`polyregions.Definition`: "activation" (1),
        "proper_activation" (2), "convex" (3), "open_connected" (4), "closed_connected" (5) or
        "affine" (6).
    method
        "enumeration" visits every region. "composition" cuts a network whose layers repeat into
        blocks, checks the hypotheses of the corrected Lemma 1 for each, and counts by local data
        (definition 4 only): for counts far beyond enumeration. "auto" is composition where its
        hypotheses are proved to hold, else enumeration; the number is the same.
        :func:`polyregions.count_by_composition` says what was checked.
    engine, progress, workers, executor, retries, max_regions, max_seconds
        As for :func:`polyregions.regions`. A composition visits no regions, and is stopped by no
        number of them.
    run
        The path of a folder, or a :class:`polyregions.RunFolder`: what is found stays there, the
        same call goes on after whatever has ended it, and processes on any number of machines work
        together that are given the same folder. The regions are enumerated then, by definition 2, 4
        or 6.

    Returns
    -------
    int
        The number of regions.
    CountBounds
        Two bounds of it, with their reasons, where the definition is "convex" and they do not meet.
    PartialResult
        Where a budget ended the work: with the activation regions that the enumeration had found,
        none where the regions were to be composed. With a run folder, a
        :class:`polyregions.PartialRun`.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.
    UnknownOptionError
        If a name is unknown, or the method "composition" cannot count what is asked: the message
        says which hypothesis fails; or the pieces of a run folder do not add up to it.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.count_regions(pr.montufar(inputs=2, width=6, depth=3))
    81
    >>> pr.count_regions(pr.montufar(inputs=2, width=6, depth=3), definition="closed_connected")
    32
    >>> pr.count_regions(pr.montufar(inputs=3, width=30, depth=1000)) == 10 ** (3 * 999)
    True
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    polytope = checked_domain(network, domain)
    folder = None if run is None else RunFolder.of(run)
    found = counted_by(method, network, polytope, Definition.of(definition), execution, folder)
    match found:
        case PartialResult():
            return found
        case EnumerationBounds():
            return found.bounds
    return found.count


def counted_by(
    method: str,
    network: Network,
    domain: HPolytope,
    definition: Definition,
    execution: Execution,
    run: RunFolder | None = None,
) -> Count | EnumerationBounds | PartialResult:
    """Count regions by a method, and say how.

    Parameters
    ----------
    method, definition
        As for :func:`count_regions`.
    network, domain
        The network, and a full-dimensional polytope of its input dimension.
    execution
        How the searches are carried out: of the whole domain, or for each block.
    run
        The folder in which the regions are enumerated, if any.

    Returns
    -------
    CompositionCount
        By composition, with the hypotheses checked.
    EnumerationCount
        By enumeration, with the number of proper activation regions.
    EnumerationBounds
        The same, where the definition is "convex" and two bounds are all that is known.
    PartialResult
        Where a budget of the execution ended the work.

    Raises
    ------
    OutOfTime
        If the time is up, and the execution has no budget.
    UnknownOptionError
        If the method is unknown, or "composition" cannot count what is asked.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=2, width=4, depth=3)
    >>> counted_by("auto", net, net.domain, pr.Definition.OPEN_CONNECTED, Execution())
    <CompositionCount 16, PRODUCT_FOLDS, 1 blocks>
    >>> counted_by("auto", net, net.domain, pr.Definition.AFFINE, Execution()).count
    12
    """
    check_choice("the method", method, METHODS)
    merged = definition is Definition.OPEN_CONNECTED
    if method == "composition" and not merged:
        raise UnknownOptionError(
            f"the method 'composition' counts open connected regions, not {definition.value!r}: "
            "use the method 'enumeration'"
        )
    if run is not None:
        if method == "composition":
            raise UnknownOptionError(
                "the method 'composition' has no use for a run folder: leave it out, or use the "
                "method 'enumeration'"
            )
        return count_in_folder(network, domain, definition, execution, run)
    composes = method == "composition" or (method == "auto" and merged)
    try:
        with time_limit(execution.max_seconds):  # one for both ways
            if composes and (method == "composition" or passes_narrow_layers(network)):
                result = composed_count(network, domain, execution)
                if isinstance(result, CompositionCount):
                    return result
                if result.stopped_at is not None and method == "composition":
                    return PartialResult.of_nothing(network, domain, execution, result.stopped_at)
                if result.stopped_at == "max_seconds":
                    raise OutOfTime
                if method == "composition":
                    raise UnknownOptionError(f"nothing was counted: {result}")
            return count_by_enumeration(network, domain, definition, execution)
    except OutOfTime:
        if not execution.has_budget:
            raise
        return PartialResult.of_nothing(network, domain, execution, "max_seconds")


def complete_count(
    network: Network,
    domain: Any = None,
    *,
    definition: str | int = "open_connected",
    method: str = "auto",
    execution: Execution = _AT_ONCE,
) -> Count:
    """Count regions to the end, and say how.

    Parameters
    ----------
    network, domain, definition, method
        As for :func:`count_regions`; not definition 3.
    execution
        How the searches are carried out, without a budget.

    Raises
    ------
    UnknownOptionError
        If the definition is "convex", as it may be known by bounds alone.

    Examples
    --------
    >>> import polyregions as pr
    >>> deep = complete_count(pr.ternary(inputs=3, width=40, depth=1500))
    >>> deep.count == 5 ** (3 * 749), deep.method
    (True, 'composition')
    >>> shallow = complete_count(pr.montufar(inputs=2, width=6, depth=2))
    >>> shallow.count, shallow.method
    (9, 'enumeration')
    """
    asked = certain_definition(definition, "a complete count")
    found = counted_by(method, network, checked_domain(network, domain), asked, execution)
    if not isinstance(found, CompositionCount | EnumerationCount):
        raise InternalError("a count without a budget has stopped")
    return found
