"""Counting regions by enumeration, storing as little as the definition allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from polyregions.complexes.definitions import Definition
from polyregions.complexes.finding import domain_of, progress_bar
from polyregions.complexes.partial import PartialResult
from polyregions.complexes.region_complex import RegionComplex
from polyregions.networks import Network
from polyregions.refinement import (
    Count,
    Execution,
    Partial,
    chosen_engine,
    count_linear_regions_with,
    count_with,
    enumerate_with,
)

__all__ = ["RegionCount", "counted", "counted_within"]


@dataclass(frozen=True, slots=True)
class RegionCount:
    """An exact count of regions.

    Attributes
    ----------
    count
        The number of regions by the definition.
    definition
        The definition.
    proper_activation
        The number of proper activation regions (definition 2).
    engine
        The engine that enumerated them.
    """

    count: int
    definition: Definition
    proper_activation: int
    engine: str


def counted_within(
    network: Network,
    domain: Any,
    definition: str,
    engine: str,
    progress: bool,
    execution: Execution,
) -> RegionCount | PartialResult:
    """Count regions by enumeration, unless a budget stops it.

    Parameters
    ----------
    network, domain, definition, engine, progress
        As for :func:`polyregions.count_regions`.
    execution
        How the search is carried out; a progress bar is added to it where one is wanted.
    """
    chosen = Definition.of(definition)
    polytope = domain_of(network, domain)
    name = chosen_engine(engine, network.inputs)
    search = {
        Definition.PROPER_ACTIVATION: count_with,
        Definition.OPEN_CONNECTED: count_linear_regions_with,
        Definition.AFFINE: enumerate_with,
    }[chosen]
    with progress_bar(progress) as report:
        found = search(name, network, polytope, replace(execution, progress=report))
    match found:
        case Partial():
            return PartialResult(network, polytope, name, found)
        case Count():
            number = found.regions if found.linear_regions is None else found.linear_regions
            return RegionCount(number, chosen, found.regions, name)
    complex = RegionComplex(network, polytope, name, found)
    return RegionCount(complex.count(chosen.value), chosen, len(complex), name)


def counted(
    network: Network,
    domain: Any = None,
    *,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool = False,
    workers: int = 1,
) -> RegionCount:
    """Count regions by enumeration, to the end.

    Parameters are those of :func:`polyregions.count_regions`.

    Examples
    --------
    >>> import polyregions as pr
    >>> counted(pr.montufar(inputs=2, width=4, depth=3), definition="affine").count
    12
    """
    execution = Execution(workers=workers)
    result = counted_within(network, domain, definition, engine, progress, execution)
    assert isinstance(result, RegionCount)  # there is no budget
    return result
