"""Counting regions by enumeration, storing as little as the definition allows."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, overload

from polyregions.networks import Network
from polyregions.refinement import Execution, Partial, chosen_engine, count_with, enumerate_with
from polyregions.regions.complex import RegionComplex
from polyregions.regions.definitions import Definition
from polyregions.regions.finding import domain_of, progress_bar
from polyregions.regions.partial import PartialResult

__all__ = ["RegionCount", "enumerated_count"]


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


@overload
def enumerated_count(
    network: Network,
    domain: Any = None,
    *,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
) -> RegionCount: ...


@overload
def enumerated_count(
    network: Network,
    domain: Any = None,
    *,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> RegionCount | PartialResult: ...


def enumerated_count(
    network: Network,
    domain: Any = None,
    *,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> RegionCount | PartialResult:
    """Count regions by enumeration.

    Parameters are those of :func:`polyregions.regions`, and ``definition`` that of
    :func:`polyregions.count_regions`. Definition 2 stores nothing.

    Examples
    --------
    >>> import polyregions as pr
    >>> enumerated_count(pr.montufar(inputs=2, width=4, depth=3), definition="affine").count
    12
    """
    chosen = Definition.of(definition)
    polytope = domain_of(network, domain)
    name = chosen_engine(engine, network.inputs)
    with progress_bar(progress) as report:
        execution = Execution(report, workers, executor, max_regions, max_seconds)
        if chosen is Definition.PROPER_ACTIVATION:
            counted = count_with(name, network, polytope, execution)
            if isinstance(counted, Partial):
                return PartialResult(network, polytope, name, counted)
            return RegionCount(counted.regions, chosen, counted.regions, name)
        found = enumerate_with(name, network, polytope, execution)
    if isinstance(found, Partial):
        return PartialResult(network, polytope, name, found)
    complex = RegionComplex(network, polytope, name, found)
    return RegionCount(complex.count(chosen.value), chosen, len(complex), name)
