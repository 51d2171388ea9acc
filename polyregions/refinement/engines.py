"""The engines by name, behind one interface."""

from __future__ import annotations

from typing import Protocol

from polyregions.errors import UnknownOptionError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import Count, Enumeration
from polyregions.refinement.execution import Execution, Partial

__all__ = [
    "ENGINES",
    "chosen_engine",
    "compiles_first",
    "count_linear_regions_with",
    "count_with",
    "enumerate_with",
]

ENGINES = ("auto", "lp", "vertices")
"""What ``engine=`` accepts; "auto" picks the fastest engine that fits."""

# Beyond this dimension cells have too many generators, and linear programs win.
_MOST_INPUTS_FOR_VERTICES = 8


class Engine(Protocol):
    """What a module must offer to be an engine."""

    def enumerate_regions(
        self, network: Network, domain: HPolytope, execution: Execution = ...
    ) -> Enumeration | Partial:
        """Find all proper activation regions with their facets and neighbours."""

    def count_regions(
        self, network: Network, domain: HPolytope, execution: Execution = ...
    ) -> Count | Partial:
        """Count the proper activation regions, storing none."""


def chosen_engine(engine: str, inputs: int) -> str:
    """Return the engine that a name stands for, for a network with so many inputs.

    Raises
    ------
    UnknownOptionError
        If the name is unknown.

    Examples
    --------
    >>> chosen_engine("auto", inputs=2), chosen_engine("auto", inputs=20)
    ('vertices', 'lp')
    """
    if engine not in ENGINES:
        raise UnknownOptionError(f"the engine {engine!r} is unknown: use {', '.join(ENGINES)}")
    if engine == "auto":
        return "vertices" if inputs <= _MOST_INPUTS_FOR_VERTICES else "lp"
    return engine


def compiles_first(engine: str, inputs: int) -> bool:
    """Return whether a search by this engine would first compile its kernel, for seconds.

    Raises
    ------
    UnknownOptionError
        If the name is unknown.

    Examples
    --------
    >>> compiles_first("lp", inputs=20)
    False
    """
    if chosen_engine(engine, inputs) != "vertices":
        return False
    from polyregions.refinement.vertices import engine as vertices

    return not vertices.kernel_is_compiled()


def enumerate_with(
    engine: str, network: Network, domain: HPolytope, execution: Execution | None = None
) -> Enumeration | Partial:
    """Enumerate all regions by the engine of this name."""
    module = _loaded(chosen_engine(engine, network.inputs))
    return module.enumerate_regions(network, domain, execution or Execution())


def count_with(
    engine: str, network: Network, domain: HPolytope, execution: Execution | None = None
) -> Count | Partial:
    """Count all proper activation regions by the engine of this name, storing none."""
    module = _loaded(chosen_engine(engine, network.inputs))
    return module.count_regions(network, domain, execution or Execution())


def count_linear_regions_with(
    engine: str, network: Network, domain: HPolytope, execution: Execution | None = None
) -> Count | Enumeration | Partial:
    """Count linear regions (definition 4) too, storing only those that merge, where possible.

    Engine ``lp`` cannot: it returns all regions, to be merged by the caller.
    """
    if chosen_engine(engine, network.inputs) == "lp":
        return enumerate_with(engine, network, domain, execution)
    from polyregions.refinement.vertices import engine as vertices

    return vertices.count_regions(network, domain, execution or Execution(), linear_regions=True)


def _loaded(engine: str) -> Engine:
    # Imported when used: engine vertices loads numba.
    if engine == "vertices":
        from polyregions.refinement.vertices import engine as vertices

        return vertices
    from polyregions.refinement.lp import engine as lp

    return lp
