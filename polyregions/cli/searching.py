"""The search for the regions of a network, with which several commands begin."""

from __future__ import annotations

from time import perf_counter

from polyregions.cli.options import announce_compilation, wants_progress
from polyregions.complexes import RegionComplex, regions
from polyregions.networks import Network
from polyregions.polytopes import HPolytope

__all__ = ["found_regions"]


def found_regions(
    network: Network, domain: HPolytope | None, engine: str, workers: int, progress: bool | None
) -> tuple[RegionComplex, float]:
    """Find the regions of a network as the options of a command ask.

    Parameters
    ----------
    network, domain
        The network, and the domain that :func:`polyregions.cli.options.chosen_domain` returns.
    engine, workers, progress
        The values of ``--engine``, ``--workers`` and ``--progress``.

    Returns
    -------
    tuple
        The complex, and the seconds that the search took.
    """
    announce_compilation(engine, network, domain)
    start = perf_counter()
    complex = regions(
        network, domain, engine=engine, progress=wants_progress(progress), workers=workers
    )
    return complex, perf_counter() - start
