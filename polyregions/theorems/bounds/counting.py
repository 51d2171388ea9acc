"""The exact count beside the bounds, unless it is too large."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.complexes import PartialResult, regions
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, whole_space

__all__ = ["Counted", "count_within"]


@dataclass(frozen=True, slots=True)
class Counted:
    """The exact counts of one network.

    Attributes
    ----------
    linear_regions
        By definition 4.
    proper_activation
        By definition 2.
    """

    linear_regions: int
    proper_activation: int


def count_within(
    network: Network, domain: HPolytope | None, budget: int, *, engine: str = "auto"
) -> Counted | None:
    """Count the regions of a network if there are at most so many.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional polytope, None for all of R^n0.
    budget
        The most proper activation regions to enumerate.
    engine
        As for :func:`polyregions.regions`.

    Returns
    -------
    Counted or None
        None if there are more than ``budget``: how many is then unknown.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=2, width=4, depth=3)
    >>> count_within(net, net.domain, 100)
    Counted(linear_regions=16, proper_activation=16)
    >>> count_within(net, net.domain, 10) is None
    True
    """
    if budget < 1:
        return None

    found = regions(
        network, domain or whole_space(network.inputs), engine=engine, max_regions=budget
    )
    if isinstance(found, PartialResult):
        return None
    return Counted(found.count(), len(found))
