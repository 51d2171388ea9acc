"""The two front doors: the region complex of a network, and its region count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from polyregions.errors import InvalidDomainError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, box_of_intervals, whole_space
from polyregions.refinement import chosen_engine, enumerate_with
from polyregions.regions.complex import RegionComplex
from polyregions.regions.definitions import Definition

__all__ = ["count_regions", "regions"]


def regions(
    network: Network, domain: Any = None, *, engine: str = "auto", progress: bool = False
) -> RegionComplex:
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
        "lp" (any dimension) or "auto".
    progress
        Show a progress bar on stderr.

    Returns
    -------
    RegionComplex
        The complete set of regions with their facets and neighbours.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    UnknownOptionError
        If the engine is unknown.

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
    polytope = _domain_of(network, domain)
    name = chosen_engine(engine)
    with _progress_bar(progress) as report:
        enumeration = enumerate_with(name, network, polytope, report)
    return RegionComplex(network, polytope, name, enumeration)


def count_regions(
    network: Network,
    domain: Any = None,
    *,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool = False,
) -> int:
    """Count the regions of a network on a domain, exactly.

    Parameters
    ----------
    network, domain, engine, progress
        As for :func:`regions`.
    definition
        "proper_activation", "open_connected" or "affine"; see :class:`Definition`.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.count_regions(pr.montufar(inputs=2, width=6, depth=3))
    81
    """
    chosen = Definition.of(definition)
    return regions(network, domain, engine=engine, progress=progress).count(chosen.value)


def _domain_of(network: Network, domain: Any) -> HPolytope:
    """Return the domain meant, after checking its dimension."""
    if domain is None:
        domain = network.domain if network.domain is not None else whole_space(network.inputs)
    polytope = domain if isinstance(domain, HPolytope) else box_of_intervals(domain)
    if polytope.dimension != network.inputs:
        raise InvalidDomainError(
            f"the domain has dimension {polytope.dimension} where the network takes "
            f"{network.inputs} inputs: give a domain of that dimension"
        )
    return polytope


@contextmanager
def _progress_bar(wanted: bool) -> Iterator[Callable[[int], None] | None]:
    if not wanted:
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc="regions", unit=" regions", mininterval=0.2) as bar:

        def report(found: int) -> None:
            bar.update(found - bar.n)

        yield report
