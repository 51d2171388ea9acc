"""Counting regions by enumeration, storing as little as the definition allows."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.complexes.definitions import Definition
from polyregions.complexes.partial import PartialResult, within_budget
from polyregions.complexes.region_complex import RegionComplex
from polyregions.errors import OutOfTime
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement import (
    CellCount,
    Execution,
    Partial,
    chosen_engine,
    count_cells,
    enumerate_cells,
)

__all__ = ["EnumerationCount", "count_by_enumeration"]


@dataclass(frozen=True, slots=True)
class EnumerationCount:
    """The exact number of regions of a network, all of which were visited.

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

    @property
    def method(self) -> str:
        """How the regions were counted."""
        return "enumeration"


def count_by_enumeration(
    network: Network, domain: HPolytope, definition: Definition, execution: Execution
) -> EnumerationCount | PartialResult:
    """Count regions by visiting all of them, unless a budget stops the search.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional polytope of the network's input dimension.
    definition
        What to count. Engine ``vertices`` stores nothing for definition 2, and only the regions
        that merge for definition 4; definition 6 keeps all.
    execution
        How the search is carried out.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=2, width=4, depth=3)
    >>> count_by_enumeration(net, net.domain, Definition.AFFINE, Execution()).count
    12
    """
    name = chosen_engine(execution.engine, network.inputs, network.layers)

    def search(running: Execution) -> EnumerationCount | Partial:
        merged = definition is Definition.OPEN_CONNECTED
        found = (
            enumerate_cells(network, domain, running)
            if definition is Definition.AFFINE
            else count_cells(network, domain, running, linear_regions=merged)
        )
        match found:
            case Partial():
                return found
            case CellCount(regions=proper, linear_regions=linear):
                count = proper if linear is None else linear
                return EnumerationCount(count, definition, proper, name)
            case _:
                return _merged(RegionComplex(network, domain, name, found), definition)

    return within_budget(network, domain, execution, search)


def _merged(complex: RegionComplex, definition: Definition) -> EnumerationCount | Partial:
    try:
        count = complex.count(definition.value)
    except OutOfTime:
        found = complex.enumeration
        return Partial(len(found), "max_seconds", found.patterns, found.statistics)
    return EnumerationCount(count, definition, len(complex), complex.engine)
