"""The regions that contain a point."""

from __future__ import annotations

from typing import Any

from polyregions.arithmetic import IntegerVector, exact_points
from polyregions.complexes import checked_domain
from polyregions.errors import InvalidDomainError, InvalidNetworkError
from polyregions.interface import option
from polyregions.networks import Network, flat_vector
from polyregions.polytopes import homogeneous_point
from polyregions.questions.local.local_region import LocalRegion
from polyregions.questions.local.points import Start
from polyregions.questions.local.setting import Setting
from polyregions.questions.local.tangent import Tangent

__all__ = ["region_at", "regions_at"]


def region_at(network: Network, x: Any, domain: Any = None) -> LocalRegion:
    """Return the region that contains a point, without a search: for any number of inputs.

    Where several regions meet in the point, it is the first of them by their patterns, as for
    :meth:`polyregions.RegionComplex.locate`; :func:`regions_at` returns all of them.

    Parameters
    ----------
    network
        The network.
    x
        A point of the domain, by n0 exact numbers of any kind, or an array with so many entries.
    domain
        As for :func:`polyregions.regions`.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If this is no point of the domain, or the domain has no interior.

    Notes
    -----
    Exact signs of all pre-activations, in floats where these prove them. Where units vanish, one
    exact linear program for each, in as many dimensions as their derivatives are independent.

    Examples
    --------
    >>> import polyregions as pr
    >>> network = pr.he_random((64, 16, 16, 1), seed=0)
    >>> region = pr.region_at(network, [0] * 64)
    >>> len(region.facets), region.contains([0] * 64)
    (30, True)
    """
    setting, point, tangent = _seen_from(network, x, domain)
    bits, direction = tangent.first()
    return LocalRegion(setting, bits, Start(point, direction))


def regions_at(network: Network, x: Any, domain: Any = None) -> tuple[LocalRegion, ...]:
    """Return all regions that contain a point, in the order of their patterns.

    One for a point inside a region, two for one inside a facet; they are found among the directions
    from the point alone, as the regions of the network's derivative there.

    Parameters
    ----------
    network, x, domain
        As for :func:`region_at`.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        As for :func:`region_at`.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` is up before: exponentially many regions may
        meet in a point where many units vanish.

    Examples
    --------
    >>> import polyregions as pr
    >>> size = pr.Network([pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 1]], None, "identity")])
    >>> [str(region.pattern) for region in pr.regions_at(size, [0, 3])]
    ['01', '11']
    """
    setting, point, tangent = _seen_from(network, x, domain)
    return tuple(
        LocalRegion(setting, bits, Start(point, direction)) for bits, direction in tangent.every()
    )


def _seen_from(network: Network, x: Any, domain: Any) -> tuple[Setting, IntegerVector, Tangent]:
    """Return the network on its domain, a point, and what the network does around it."""
    setting = Setting(network, checked_domain(network, domain))
    exact = flat_vector(x, "x")
    if len(exact) != network.inputs:
        raise InvalidNetworkError(
            f"x has {len(exact)} coordinates where the network takes {network.inputs} inputs: "
            "give one for each input"
        )
    point = homogeneous_point(exact)
    gaps = setting.gap_signs([point])[:, 0].tolist()
    if min(gaps, default=1) < 0:
        raise InvalidDomainError(
            f"{option('x', 'the point')} lies outside of the domain: give a point of it"
        )
    rows = setting.domain.rows
    tight = [row[:-1] for row, gap in zip(rows, gaps, strict=True) if gap == 0]
    signs = network.signs_at(exact_points([exact], network.inputs, "x"))[0].tolist()
    return setting, point, Tangent.at(setting.form, signs, tight)
