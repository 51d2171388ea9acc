"""How many regions there are, about, before anybody waits for the count."""

from __future__ import annotations

from typing import Any

from polyregions.arithmetic import whole_number
from polyregions.budgets import float_seconds
from polyregions.complexes.finding import checked_domain
from polyregions.errors import UnknownOptionError
from polyregions.estimates import Estimate
from polyregions.interface import option
from polyregions.networks import Network
from polyregions.refinement import chosen_engine, estimate_cells

__all__ = ["estimate_regions"]

_SECONDS = 10.0


def estimate_regions(
    network: Network,
    domain: Any = None,
    *,
    seconds: float | None = None,
    cells: int | None = None,
    seed: int = 0,
    engine: str = "auto",
) -> Estimate:
    """Estimate how many proper activation regions a network has on a domain, in a given time.

    Parameters
    ----------
    network, domain
        As for :func:`polyregions.regions`.
    seconds
        The time to take; omitted: 10, or any number where `cells` are given. Where it is enough to
        find all regions, they are counted.
    cells
        How many cells to draw at random, instead of as many as there is time for: then the estimate
        is the same each time. No more regions than that are counted.
    seed
        What determines the draws.
    engine
        The estimate is made by engine "vertices"; "auto" is that for up to eight inputs.

    Returns
    -------
    Estimate
        With its standard error, which is 0 where the regions were counted. It is no number, so that
        it cannot be taken for a count.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior; or if it
        contains a line along which nothing but units without a ReLU in the first layer changes.
    UnknownOptionError
        If the engine is unknown or another one, or a number is out of range.
    OutOfTime
        If the time is up before anything is known.

    Notes
    -----
    The search for regions is cut off at a level that it reaches in a fraction of the time: so many
    units decided of a layer. Of the cells there, each of which contains whole regions, a simple
    random sample is drawn without replacement. The regions of these cells are counted; or, where
    that would take too long, estimated without bias by drawing cells of later levels below them,
    stage by stage (D. E. Knuth 1975; P. C. Chen 1992; D. G. Horvitz and D. J. Thompson 1952). The
    mean, times the number of all cells, is an unbiased estimate, whatever the network; its standard
    error follows from how the cells drawn, or batches of them, differ (W. G. Cochran, "Sampling
    Techniques", 1977, chapters 2 and 10). With `cells`, that holds as it stands. With `seconds`,
    the cells whose search the time cuts off are left out, and they are large rather than small:
    of n cells or batches, that biases the estimate by the order of its standard error times its
    relative standard error, downwards.

    Where few cells hold most of the regions, few cells drawn underrate both. The more time, the
    more cells there are, and the more alike.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=3, width=12, depth=8)  # of 64**7 regions, more than can be counted
    >>> estimate = pr.estimate_regions(net, cells=200)
    >>> low, high = estimate.interval
    >>> low < 64**7 < high
    True
    >>> print(pr.estimate_regions(pr.montufar(inputs=2, width=4, depth=2)))
    exactly 4
    """
    if seconds is None:
        seconds = _SECONDS if cells is None else None
    else:
        seconds = float_seconds(seconds, option("seconds", "--estimate"))
    seed = whole_number(seed, "seed", 0)
    if cells is not None:
        cells = whole_number(cells, "cells", 1)
    place = checked_domain(network, domain)
    if chosen_engine(engine, network.inputs, network.layers) != "vertices":
        raise UnknownOptionError(
            f"estimates are made by engine 'vertices', which is meant for up to 8 inputs, and this "
            f"network has {network.inputs}: cut its input space by a slice, or give engine "
            "'vertices'"
        )
    return estimate_cells(network, place, seconds, cells, seed)
