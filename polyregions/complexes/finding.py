"""From a network and a domain to its region complex."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, overload

from polyregions.complexes.partial import PartialResult, within_budget
from polyregions.complexes.region_complex import RegionComplex
from polyregions.errors import InternalError, InvalidDomainError
from polyregions.networks import Network, check_network
from polyregions.polytopes import HPolytope, box_of_intervals, whole_space
from polyregions.progress import Progress
from polyregions.refinement import Execution, chosen_engine, enumerate_cells

__all__ = ["checked_domain", "complete_regions", "found_regions", "regions"]


@overload
def regions(
    network: Network,
    domain: Any = None,
    *,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
) -> RegionComplex: ...


@overload
def regions(
    network: Network,
    domain: Any = None,
    *,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> RegionComplex | PartialResult: ...


def regions(
    network: Network,
    domain: Any = None,
    *,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> RegionComplex | PartialResult:
    """Find all regions of a network on a domain, exactly.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional :class:`HPolytope`, or a box as ``[[lower, upper], ...]``. Omitted: the
        network's own domain, which is R^n0 where it has none;
        :func:`polyregions.whole_space` asks for R^n0 whatever the network says.
    engine
        "vertices" (a compiled kernel, for small n0), "lp" (any dimension) or "auto".
    progress
        Show a progress bar on stderr; a function is told the number of regions found instead.
    workers
        The number of threads (engine "vertices") or processes ("lp") that share the work. With an
        executor that tells how many tasks it works at at a time, as those of the standard library,
        dask, loky and MPI do, that number counts instead; elsewhere this one.
    executor
        Any ``concurrent.futures`` executor to use instead.
    retries
        How often a task whose worker is lost runs again, on another worker.
    max_regions
        The most proper activation regions (definition 2) that a whole result may have: the search
        stops where it finds one more, which a :class:`PartialResult` then has found. These count,
        not the linear regions that they make up, whatever is asked for.
    max_seconds
        Stop after so many seconds. The limit is for the search alone: what is asked of the complex
        later is bounded by :func:`polyregions.time_limit`.

    Returns
    -------
    RegionComplex
        The complete set of regions with their facets and neighbours, the same for any number of
        workers; or, where a budget stopped the search, a :class:`PartialResult`.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    UnknownOptionError
        If the engine is unknown, a number is out of range, or the executor is none or shut down.
    WorkerLostError
        If workers were lost more often than that, or none could be started: with what was found as
        its ``partial``.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.

    Notes
    -----
    The number of regions can grow exponentially with the network's depth and like n**n0 with its
    width n; counting them is #P-hard (Stargalla, Hertrich, Reichman 2025).

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [0], "identity")])
    >>> [str(region.pattern) for region in pr.regions(tent)]
    ['01', '10']
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    return found_regions(network, checked_domain(network, domain), execution)


def found_regions(
    network: Network, domain: HPolytope, execution: Execution
) -> RegionComplex | PartialResult:
    """Find all regions of a network, unless a budget stops the search; see :func:`regions`.

    Raises
    ------
    OutOfTime
        If the time is up, and the execution has no budget.
    """
    name = chosen_engine(execution.engine, network.inputs, network.layers)
    found = within_budget(
        network, domain, execution, lambda running: enumerate_cells(network, domain, running)
    )
    if isinstance(found, PartialResult):
        return found
    return RegionComplex(network, domain, name, found)


def complete_regions(network: Network, domain: HPolytope, execution: Execution) -> RegionComplex:
    """Find all regions of a network, by an execution without a budget; see :func:`regions`.

    Raises
    ------
    OutOfTime
        If the time of a limit around it is up.
    """
    found = found_regions(network, domain, execution)
    if isinstance(found, PartialResult):
        raise InternalError("a search without a budget has stopped")
    return found


def checked_domain(network: Network, domain: Any) -> HPolytope:
    """Return the domain meant by an argument, after checking the network and the dimension.

    None means the network's own, and that is R^n0 where it has none.
    """
    check_network(network)
    if domain is None:
        domain = network.domain if network.domain is not None else whole_space(network.inputs)
    polytope = domain if isinstance(domain, HPolytope) else box_of_intervals(domain)
    if polytope.dimension != network.inputs:
        raise InvalidDomainError(
            f"the domain has dimension {polytope.dimension} where the network takes "
            f"{network.inputs} inputs: give a domain of that dimension"
        )
    return polytope
