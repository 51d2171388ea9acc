"""Counting regions by enumeration, storing as little as the definition allows."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.complexes.count_bounds import CountBounds
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

__all__ = ["EnumerationBounds", "EnumerationCount", "count_by_enumeration"]


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


@dataclass(frozen=True, slots=True)
class EnumerationBounds:
    """Two bounds of the number of convex regions of a network, all of whose cells were visited.

    Attributes
    ----------
    bounds
        The bounds, which do not meet.
    proper_activation
        The number of proper activation regions (definition 2).
    engine
        The engine that enumerated them.
    """

    bounds: CountBounds
    proper_activation: int
    engine: str

    @property
    def definition(self) -> Definition:
        """What is counted: definition 3 alone may be known by its bounds."""
        return Definition.CONVEX

    @property
    def method(self) -> str:
        """How the regions were counted."""
        return "enumeration"


def count_by_enumeration(
    network: Network, domain: HPolytope, definition: Definition, execution: Execution
) -> EnumerationCount | EnumerationBounds | PartialResult:
    """Count regions by visiting all of them, unless a budget stops the search.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional polytope of the network's input dimension.
    definition
        What to count. Engine ``vertices`` stores nothing for definition 2, and only the regions
        that merge for definition 4; the others keep all.
    execution
        How the search is carried out.

    Returns
    -------
    EnumerationCount
        The exact number.
    EnumerationBounds
        Where the definition is "convex" and its two bounds do not meet.
    PartialResult
        Where a budget stopped the search.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=2, width=4, depth=3)
    >>> count_by_enumeration(net, net.domain, Definition.AFFINE, Execution()).count
    12
    """
    name = chosen_engine(execution.engine, network.inputs, network.layers)

    def search(running: Execution) -> EnumerationCount | EnumerationBounds | Partial:
        merged = definition is Definition.OPEN_CONNECTED
        found = (
            count_cells(network, domain, running, linear_regions=merged)
            if merged or definition is Definition.PROPER_ACTIVATION
            else enumerate_cells(network, domain, running)
        )
        match found:
            case Partial():
                return found
            case CellCount(regions=proper, linear_regions=linear):
                count = proper if linear is None else linear
                return EnumerationCount(count, definition, proper, name)
            case _:
                return _of_complex(RegionComplex(network, domain, name, found), definition)

    return within_budget(network, domain, execution, search)


def _of_complex(
    complex: RegionComplex, definition: Definition
) -> EnumerationCount | EnumerationBounds | Partial:
    try:
        count = complex.count(definition.value)
    except OutOfTime:
        found = complex.enumeration
        return Partial(len(found), "max_seconds", found.patterns, found.statistics)
    if isinstance(count, CountBounds):
        return EnumerationBounds(count, len(complex), complex.engine)
    return EnumerationCount(count, definition, len(complex), complex.engine)
