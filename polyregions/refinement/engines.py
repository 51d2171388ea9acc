"""The engines by name, behind one interface."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures
from polyregions.errors import check_choice
from polyregions.estimates import Estimate
from polyregions.networks import IntegerForm, Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.cell_batch import CellBatch, mapped_enumeration
from polyregions.refinement.enumeration import CellCount, Enumeration
from polyregions.refinement.execution import ENGINES, Execution, Partial
from polyregions.refinement.generators_of_parts import RegionGenerators
from polyregions.refinement.goals import CellsInReach, Goal
from polyregions.refinement.measures_of_parts import EnclosedMeasures

if TYPE_CHECKING:
    from polyregions.refinement.vertices.forest import MergingForest
    from polyregions.refinement.vertices.search_in_pieces import SearchInPieces

__all__ = [
    "ENGINES",
    "cells_in_reach",
    "chosen_engine",
    "compiles_first",
    "count_cells",
    "enclosed_maps",
    "enclosed_measures",
    "enclosed_values",
    "encloses_at_once",
    "enumerate_cells",
    "estimate_cells",
    "highest_outputs",
    "map_cells",
    "merging_forest",
    "region_generators",
    "search_in_pieces",
    "surely_reaching",
]

# Beyond this dimension cells have too many generators, and linear programs win.
_MOST_INPUTS_FOR_VERTICES = 8
_AT_ONCE = Execution()

Value = TypeVar("Value")


class Engine(Protocol):
    """What a module must offer to be an engine."""

    def enumerate_cells(
        self, network: Network, domain: HPolytope, execution: Execution = ...
    ) -> Enumeration | Partial:
        """Find all proper activation regions with their facets and neighbours."""

    def count_cells(
        self,
        network: Network,
        domain: HPolytope,
        execution: Execution = ...,
        *,
        linear_regions: bool = ...,
    ) -> CellCount | Enumeration | Partial:
        """Count the proper activation regions, storing no more than that needs."""

    def cells_in_reach(
        self, network: Network, domain: HPolytope, execution: Execution, goal: Goal
    ) -> Generator[CellsInReach | Partial]:
        """Search for the regions on which a goal may be reached."""


def chosen_engine(engine: str, inputs: int, layers: Sequence[Layer] = ()) -> str:
    """Return the engine that a name stands for, for a network with so many inputs.

    Where a layer is kept as sparse rows and there is no room for its zeros, that is the engine
    which does without.

    Raises
    ------
    UnknownOptionError
        If the name is unknown.

    Examples
    --------
    >>> chosen_engine("auto", inputs=2), chosen_engine("auto", inputs=20)
    ('vertices', 'lp')
    """
    check_choice("the engine", engine, ENGINES)
    if engine == "auto":
        few_inputs = inputs <= _MOST_INPUTS_FOR_VERTICES
        return "vertices" if few_inputs and all(layer.fits_in_full for layer in layers) else "lp"
    return engine


def enumerate_cells(
    network: Network, domain: HPolytope, execution: Execution = _AT_ONCE
) -> Enumeration | Partial:
    """Find all proper activation regions by the engine that the execution names."""
    return _loaded(execution, network).enumerate_cells(network, domain, execution)


def count_cells(
    network: Network,
    domain: HPolytope,
    execution: Execution = _AT_ONCE,
    *,
    linear_regions: bool = False,
) -> CellCount | Enumeration | Partial:
    """Count all proper activation regions, storing no more than that needs.

    Parameters
    ----------
    network, domain, execution
        What is searched, and how.
    linear_regions
        Count those of definition 4 too. Engine ``vertices`` then stores the regions that merge;
        engine ``lp`` cannot, and returns all regions, to be merged by the caller.
    """
    engine = _loaded(execution, network)
    return engine.count_cells(network, domain, execution, linear_regions=linear_regions)


def enclosed_measures(network: Network, domain: HPolytope) -> Iterator[EnclosedMeasures]:
    """Yield the measures of some regions after the other, where engine ``vertices`` reaches.

    It searches for the regions once more, whatever engine has found them, and takes no more inputs
    than "auto" gives it.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    if chosen_engine("auto", network.inputs, network.layers) == "vertices":
        from polyregions.refinement.vertices import measuring

        yield from measuring.enclosed_measures(network, domain)


def region_generators(
    network: Network, domain: HPolytope
) -> Iterator[tuple[RegionGenerators, Enclosures]]:
    """Yield the generators of some regions after the other, where engine ``vertices`` reaches.

    As :func:`enclosed_measures` it searches for the regions once more, for no more inputs than
    "auto" gives it. With them come the coordinates of vertices, shape (g, kept).

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    if chosen_engine("auto", network.inputs, network.layers) == "vertices":
        from polyregions.refinement.vertices import measuring

        yield from measuring.enclosed_vertices(network, domain)


def encloses_at_once() -> bool:
    """Return whether :func:`enclosed_maps` need not load its compiled code any more."""
    kernel = sys.modules.get("polyregions.refinement.vertices.kernel.output_maps")
    return kernel is not None and bool(getattr(kernel.enclose_maps, "overloads", True))


def enclosed_maps(network: IntegerForm, patterns: NDArray[np.uint8]) -> Iterator[Enclosures]:
    """Yield the affine maps of some regions after the other, shape (k, outputs, n0 + 1).

    Parameters
    ----------
    network
        The network in integers.
    patterns
        The packed patterns of regions: the fastest is the order in which they stand in an
        enumeration, or come from a search.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    from polyregions.refinement.vertices import enclosed_maps as of_vertices

    yield from of_vertices.enclosed_maps(network, patterns)


def enclosed_values(forms: Enclosures, points: Enclosures) -> Enclosures:
    """Return the value of each affine form at the point beside it, shape (k,).

    Parameters
    ----------
    forms
        Of shape (k, n + 1), the constants last.
    points
        Of shape (k, n).

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    from polyregions.refinement.vertices import enclosed_values as of_vertices

    return of_vertices.enclosed_values(forms, points)


def estimate_cells(
    network: Network, domain: HPolytope, seconds: float | None, cells: int | None, seed: int
) -> Estimate:
    """Estimate the number of proper activation regions, by engine ``vertices``.

    Parameters
    ----------
    network, domain
        What is searched.
    seconds, cells, seed
        As for :func:`polyregions.estimate_regions`; None for no such limit.

    Raises
    ------
    OutOfTime
        If the time is up before anything is known.
    """
    from polyregions.refinement.vertices import estimating

    return estimating.estimate_cells(network, domain, seconds, cells, seed)


def map_cells(
    network: Network,
    domain: HPolytope,
    execution: Execution,
    function: Callable[[IntegerForm, CellBatch], Value],
    size: int,
) -> Generator[tuple[int, Value] | Partial]:
    """Hand batches of cells to a function, by the engine that the execution names.

    Engine ``vertices`` hands them on as it finds them, and keeps none. Engine ``lp`` finds all
    before.

    Parameters
    ----------
    network, domain, execution
        What is searched, and how. The limit of time is that of each step of the iteration, so that
        it has to be opened around it.
    function
        What is made of a batch, where the cells are found: workers need to pickle it.
    size
        The greatest number of cells in a batch.

    Yields
    ------
    int, Value
        The number of cells of a batch, and what the function made of it.
    Partial
        At the end, where a budget ended the search.
    """
    if chosen_engine(execution.engine, network.inputs, network.layers) == "vertices":
        from polyregions.refinement.vertices import engine as vertices

        yield from vertices.map_cells(network, domain, execution, function, size)
    else:
        found = enumerate_cells(network, domain, execution)
        yield from mapped_enumeration(found, network.integer_form, function, size)


def cells_in_reach(
    network: Network, domain: HPolytope, execution: Execution, goal: Goal
) -> Generator[CellsInReach | Partial]:
    """Search for the regions on which a goal may be reached, dropping those on which it is not.

    Parameters
    ----------
    network, domain, execution
        What is searched, and how. The limit of time is that of each step of the iteration, so that
        it has to be opened around it; regions visited count for `max_regions`.
    goal
        What is looked for at the network's last layer.

    Yields
    ------
    CellsInReach
        In no certain order where workers share the work. Who closes the iteration ends the search.
    Partial
        At the end, where a budget ended the search.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    if not goal.clauses:
        return
    yield from _loaded(execution, network).cells_in_reach(network, domain, execution, goal)


def highest_outputs(network: Network, domain: HPolytope) -> NDArray[np.float64]:
    """Return upper bounds of the pre-activations of the last layer, without a search.

    They are as engine ``lp`` knows them before it cuts the domain; infinite where none is known.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    from polyregions.refinement.lp import engine as lp

    return lp.highest_outputs(network, domain)


def search_in_pieces(
    network: Network, domain: HPolytope, goal: Goal | None = None
) -> SearchInPieces:
    """Prepare a search by engine ``vertices`` that can be carried out piece by piece.

    With a goal, pieces are searched as :func:`cells_in_reach` does.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    UnknownOptionError
        If the search cannot be cut in pieces that add up.
    """
    from polyregions.refinement.vertices.search_in_pieces import SearchInPieces

    return SearchInPieces.of(network, domain, goal)


def merging_forest() -> MergingForest:
    """Return what joins regions that merge, by their packed patterns."""
    from polyregions.refinement.vertices.forest import MergingForest

    return MergingForest()


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


def surely_reaching(
    network: IntegerForm,
    patterns: NDArray[np.uint8],
    regions: NDArray[np.int64],
    positions: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return where the outputs are proved to depend on what a unit passes on in a region.

    False says nothing, though it is rare that they depend on it then. The work is done by compiled
    code.

    Parameters
    ----------
    network
        The network in integers.
    patterns
        Packed patterns of regions.
    regions
        Which of them each question is for; the fastest is the same ones one after the other.
    positions
        The position of the unit in a pattern. The bits of the later layers alone matter.
    """
    from polyregions.refinement.vertices.reach import ReachingUnits, reach_of

    return ReachingUnits(reach_of(network))(patterns, regions, positions)


def _loaded(execution: Execution, network: Network) -> Engine:
    # Imported when used: engine vertices loads numba.
    if chosen_engine(execution.engine, network.inputs, network.layers) == "vertices":
        from polyregions.refinement.vertices import engine as vertices

        return vertices
    from polyregions.refinement.lp import engine as lp

    return lp
