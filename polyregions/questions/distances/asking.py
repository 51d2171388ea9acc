"""What is asked: the distances to a boundary, a class and a facet, and the certified radius."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from operator import index
from typing import Any

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime, UnknownOptionError, short
from polyregions.networks import Network, check_network, flat_vector
from polyregions.polytopes import Norm, homogeneous_point
from polyregions.progress import Progress, progress_bar
from polyregions.questions.distances.answers import (
    CertifiedRadius,
    Distance,
    DistanceAtLeast,
    InfiniteDistance,
    RadiusAtLeast,
    Sought,
)
from polyregions.questions.distances.cells import Scene
from polyregions.questions.distances.goals import Goal, Outputs, in_class, on_boundary
from polyregions.questions.distances.search import Found, Search
from polyregions.questions.local import region_at

__all__ = ["certified_radius", "distance_to_boundary", "distance_to_class", "distance_to_facet"]

Answer = Distance | DistanceAtLeast | InfiniteDistance
Classes = tuple[int, ...]

# For how many seconds at most the nearest point known is described once the time is up.
_GRACE = 1.0


def distance_to_boundary(
    network: Network,
    x: Any,
    norm: str = "l2",
    domain: Any = None,
    *,
    level: Any = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    progress: bool | Progress = False,
) -> Answer:
    """Return the exact distance from a point to the decision boundary of its class.

    The class of a point is its largest output. The boundary is where another output ties with it;
    for a network with one output f, where f is equal to a level. It counts wherever they tie, also
    where they only touch and where they tie on a part of full dimension.

    Parameters
    ----------
    network
        The network.
    x
        A point of the domain, by n0 exact numbers of any kind, or an array with so many entries.
    norm
        "l1", "l2" or "linf".
    domain
        As for :func:`polyregions.regions`: what lies outside does not count.
    level
        For a network with one output; omitted: 0.
    max_regions
        Stop rather than visit more regions.
    max_seconds
        Stop after so many seconds.
    progress
        Show on stderr how many regions are visited; a function is told instead.

    Returns
    -------
    Distance | InfiniteDistance | DistanceAtLeast
        The distance with a nearest point, 0 where outputs tie at x itself; that there is no
        boundary in the domain; or, where a budget ended the search, a proved lower bound.

    Raises
    ------
    InvalidDomainError, InvalidNetworkError, InvalidNumberError, UnknownOptionError
        If x is no point of the domain, the norm is unknown, or a level is given for several
        outputs.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.

    Notes
    -----
    Regions are visited in the order of their distances, so that no more are visited than meet the
    open ball, but for those as far as the boundary; that may be exponentially many in the units.
    Floats with proved bounds say where to look; what decides is exact.

    References
    ----------
    M. Jordan, J. Lewis, A. Dimakis, "Provable certificates for adversarial examples: fitting a ball
    in the union of polytopes", NeurIPS 2019.

    Examples
    --------
    >>> import polyregions as pr
    >>> corner = pr.Network([pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 1]], [-2], "identity")])
    >>> found = distance_to_boundary(corner, [0, 0])
    >>> found.square, found.point
    (Fraction(2, 1), (Fraction(1, 1), Fraction(1, 1)))
    >>> distance_to_boundary(corner, [0, 0], "l1").value
    Fraction(2, 1)
    """
    outputs = Outputs.of(network, level)

    def goal(classes: Classes) -> Goal:
        return on_boundary(classes[0], outputs.classes)

    sought = Sought("boundary", Norm.of(norm), None)
    budget = max_regions, max_seconds
    return _searched(sought, outputs, goal, network, x, domain, budget, progress)


def distance_to_class(
    network: Network,
    x: Any,
    target: int,
    norm: str = "l2",
    domain: Any = None,
    *,
    level: Any = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    progress: bool | Progress = False,
) -> Answer:
    """Return the exact distance from a point to another class.

    That is to the points at which the output ``target`` is at least as large as all others: ties
    count. For a network with one output f, class 0 is {f <= level} and class 1 is {f >= level}.

    Parameters
    ----------
    target
        The class, counted from 0.
    network, x, norm, domain, level, max_regions, max_seconds, progress
        As for :func:`distance_to_boundary`, which says too what is returned and raised.

    Examples
    --------
    >>> import polyregions as pr
    >>> signs = pr.Network([pr.Layer([[1], [-1], [0]], [0, 0, 1], "identity")])
    >>> distance_to_class(signs, [-5], 0).value, distance_to_class(signs, [-5], 2).value
    (6.0, 4.0)
    """
    outputs = Outputs.of(network, level)
    try:
        chosen = index(target)
    except TypeError:
        chosen = -1
    if isinstance(target, bool) or not 0 <= chosen < outputs.classes:
        raise UnknownOptionError(
            f"the class is {short(target)}, and the network has the classes 0 to "
            f"{outputs.classes - 1}: give one of them"
        )

    def goal(_: Classes) -> Goal:
        return in_class(chosen, outputs.classes)

    sought = Sought("class", Norm.of(norm), None, chosen)
    budget = max_regions, max_seconds
    return _searched(sought, outputs, goal, network, x, domain, budget, progress)


def distance_to_facet(
    network: Network,
    x: Any,
    norm: str = "l2",
    domain: Any = None,
    *,
    max_seconds: float | None = None,
    progress: bool | Progress = False,
) -> Answer:
    """Return the exact distance from a point to the next region: where the pattern changes.

    That is to the nearest facet of the region of x that it shares with another one; facets on the
    domain's boundary do not count. Where regions meet in x it is 0.

    Parameters
    ----------
    network, x, norm, domain, max_seconds, progress
        As for :func:`distance_to_boundary`, which says too what is returned and raised.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1, 1], [1, 0]]), pr.Layer([[1, 1]], None, "identity")])
    >>> found = distance_to_facet(net, [3, 1], "linf")
    >>> found.value, found.units
    (Fraction(2, 1), (0,))
    """
    check_network(network)
    level = 0 if network.outputs == 1 else None
    outputs = Outputs.of(network, level)
    sought, budget = Sought("facet", Norm.of(norm)), (None, max_seconds)
    return _searched(sought, outputs, None, network, x, domain, budget, progress)


def certified_radius(
    network: Network,
    x: Any,
    norm: str = "l2",
    domain: Any = None,
    *,
    level: Any = None,
    max_regions: int | None = None,
    max_seconds: float | None = None,
    progress: bool | Progress = False,
) -> CertifiedRadius | RadiusAtLeast:
    """Return the radius of the largest open ball about a point in which the class is constant.

    It is the distance to the decision boundary, within the domain. Where a budget ends the search,
    the class is proved to be constant in the ball of the radius that is known by then.

    Parameters
    ----------
    network, x, norm, domain, level, max_regions, max_seconds, progress
        As for :func:`distance_to_boundary`, which says too what is raised.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1, 2], [0, 0]], [0, 1], "identity")])
    >>> print(certified_radius(net, [0, 0], "linf"))
    the class is 1 in the open linf ball of radius 1/3, and in no larger one
    """
    found = distance_to_boundary(
        network,
        x,
        norm,
        domain,
        level=level,
        max_regions=max_regions,
        max_seconds=max_seconds,
        progress=progress,
    )
    if isinstance(found, DistanceAtLeast):
        return RadiusAtLeast(found)
    return CertifiedRadius(found)


def _searched(
    sought: Sought,
    outputs: Outputs,
    goal: Callable[[Classes], Goal] | None,
    network: Network,
    x: Any,
    domain: Any,
    budget: tuple[int | None, float | None],
    progress: bool | Progress,
) -> Answer:
    """Search for what counts where the point has certain classes, and say what was found."""
    max_regions, max_seconds = budget
    _check_regions(max_regions)
    point, search, reason = flat_vector(x, "x"), None, "max_regions"
    with time_limit(max_seconds), progress_bar(progress, "regions") as report:
        try:
            start = region_at(network, x, domain)
            classes = outputs.largest_at(point)
            if goal is not None and len(classes) == 1:
                sought = replace(sought, origin=classes[0])
            scene = Scene(start.network, start.domain, homogeneous_point(point))
            counts = None if goal is None else goal(classes)
            search = Search(scene, outputs, counts, sought.norm, start.bits)
            if search.run(max_regions, report):
                if search.best is None:
                    return InfiniteDistance(sought, search.regions)
                return _answer(sought, outputs, scene, search, search.best)
        except OutOfTime:
            if max_seconds is None and max_regions is None:
                raise
            reason = "max_seconds"
    if search is None:
        return DistanceAtLeast(sought, Fraction(0), None, reason, 0)
    candidate = _candidate(sought, outputs, scene, search)
    return DistanceAtLeast(sought, search.bound, candidate, reason, search.regions)


def _candidate(sought: Sought, outputs: Outputs, scene: Scene, search: Search) -> Distance | None:
    """Return the nearest point found so far, if it does not take long to describe."""
    if search.best is None:
        return None
    try:
        with time_limit(_GRACE):
            return _answer(sought, outputs, scene, search, search.best)
    except OutOfTime:
        return None


def _check_regions(max_regions: int | None) -> None:
    is_number = isinstance(max_regions, int) and not isinstance(max_regions, bool)
    if max_regions is not None and not (is_number and max_regions >= 0):
        raise UnknownOptionError(
            f"max_regions is {short(max_regions)}: give a whole number from 0 on, or None"
        )


def _answer(
    sought: Sought, outputs: Outputs, scene: Scene, search: Search, found: Found
) -> Distance:
    *start, scale = scene.point
    point = tuple((x + step) / scale for x, step in zip(start, found.step, strict=True))
    region = region_at(scene.network, point, scene.domain)
    classes = outputs.largest_at(point)
    return Distance(sought, found.measure, point, region, classes, found.units, search.regions)
