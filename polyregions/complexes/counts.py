"""Counting regions by enumeration, storing as little as the definition allows."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.complexes.definitions import Definition
from polyregions.complexes.finding import found_regions
from polyregions.complexes.partial import PartialResult
from polyregions.complexes.region_complex import RegionComplex
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement import (
    CellCount,
    Execution,
    Partial,
    chosen_engine,
    count_cells,
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
    if definition is Definition.AFFINE:
        complex = found_regions(network, domain, execution)
        return complex if isinstance(complex, PartialResult) else _of_complex(complex, definition)
    name = chosen_engine(execution.engine, network.inputs)
    merged = definition is Definition.OPEN_CONNECTED
    with execution.shown() as running:
        found = count_cells(network, domain, running, linear_regions=merged)
    match found:
        case Partial():
            return PartialResult(network, domain, name, found)
        case CellCount(regions=proper, linear_regions=linear):
            return EnumerationCount(proper if linear is None else linear, definition, proper, name)
        case _:
            return _of_complex(RegionComplex(network, domain, name, found), definition)


def _of_complex(complex: RegionComplex, definition: Definition) -> EnumerationCount:
    count = complex.count(definition.value)
    return EnumerationCount(count, definition, len(complex), complex.engine)
