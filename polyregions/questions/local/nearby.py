"""The regions near a point: a part of the complex, found by walking from region to region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyregions.arithmetic import exact_rational, nearest_float, whole_number
from polyregions.budgets import time_limit
from polyregions.complexes import checked_domain
from polyregions.errors import InvalidDomainError, OutOfTime, UnknownOptionError, short
from polyregions.networks import Network, check_network, flat_vector
from polyregions.polytopes import HPolytope, box
from polyregions.progress import Progress, progress_bar
from polyregions.questions.answers import counted
from polyregions.questions.local.containing import regions_at
from polyregions.questions.local.local_region import LocalRegion
from polyregions.questions.local.setting import Setting

if TYPE_CHECKING:
    import networkx

__all__ = ["NearbyRegions", "regions_near"]


@dataclass(frozen=True, eq=False)
class NearbyRegions:
    """Some regions of a network around a point: a part of its complex, which it says itself.

    Attributes
    ----------
    regions
        The regions, in the order in which they were found: those that contain the point first.
    steps
        For each region the number of facets to be crossed from the point.
    edges
        Pairs of regions that share a facet, the lower index first, and the units that vanish on it,
        as (layer, unit) counted from 0: every inner facet of the explored regions.
    explored
        How many of the regions, the first ones, had all of their facets crossed.
    reason
        Why the walk ended: "closed" where nothing was left to explore; "steps", "count" or
        "max_seconds".
    radius
        The radius of the open ball of the maximum norm that bounded the walk; None for none.
    """

    regions: tuple[LocalRegion, ...]
    steps: tuple[int, ...]
    edges: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...] = field(repr=False)
    explored: int
    reason: str
    radius: Fraction | None = None

    def __len__(self) -> int:
        return len(self.regions)

    def __iter__(self) -> Iterator[LocalRegion]:
        return iter(self.regions)

    def __getitem__(self, index: int) -> LocalRegion:
        return self.regions[index]

    def __repr__(self) -> str:
        return f"<NearbyRegions: {self}>"

    def __str__(self) -> str:
        regions = counted(len(self), "region")
        ball = "" if self.radius is None else ", all of which meet the ball"
        match self.reason:
            case "closed" if self.radius is None:
                return f"{regions}: all of the network's on its domain"
            case "closed":
                return f"{regions}: all that meet the ball"
            case "steps":
                return f"{regions} at most {counted(max(self.steps), 'facet')} away{ball}"
            case "count":
                return f"the first {regions}{ball}"
        return f"{regions}, {self.explored} of them explored{ball}: stopped at {self.reason}"

    @property
    def is_complete(self) -> bool:
        """Whether these are all regions of the network on its domain."""
        return self.reason == "closed" and self.radius is None

    @property
    def frontier(self) -> tuple[LocalRegion, ...]:
        """The regions of which not all neighbours are known."""
        return self.regions[self.explored :]

    def graph(self) -> networkx.Graph[int]:
        """Return the graph of the regions, joined where a facet of an explored one joins them.

        Nodes are the indices of `regions`, and carry ``pattern`` (str), ``interior_point`` (tuple
        of float) and ``members`` (1), as those of :func:`polyregions.RegionComplex.graph` do, with
        ``steps`` and ``explored`` beside them; edges carry ``units`` and ``facets`` (1). Graph
        attributes: ``of``, ``network`` and ``complete``.

        Examples
        --------
        >>> import polyregions as pr
        >>> near = pr.regions_near(pr.montufar(inputs=2, width=4, depth=2), ["1/8", "1/8"], steps=1)
        >>> graph = near.graph()
        >>> graph.graph["complete"], graph.number_of_edges(), graph.nodes[0]["steps"]
        (False, 2, 0)
        """
        import networkx

        graph: networkx.Graph[int] = networkx.Graph(
            of="activation_regions",
            network=self.regions[0].network.name or "",
            complete=self.is_complete,
        )
        for index, (region, steps) in enumerate(zip(self.regions, self.steps, strict=True)):
            graph.add_node(
                index,
                pattern=str(region.pattern),
                interior_point=tuple(map(nearest_float, region.interior_point)),
                members=1,
                steps=steps,
                explored=index < self.explored,
            )
        graph.add_edges_from((a, b, {"units": units, "facets": 1}) for a, b, units in self.edges)
        return graph

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "regions": [str(region.pattern) for region in self.regions],
            "steps": list(self.steps),
            "edges": [[a, b] for a, b, _ in self.edges],
            "explored": self.explored,
            "complete": self.is_complete,
            "stopped_at": None if self.reason == "closed" else self.reason,
        }


def regions_near(
    network: Network,
    x: Any,
    domain: Any = None,
    *,
    steps: int | None = None,
    radius: Any = None,
    count: int | None = None,
    max_seconds: float | None = None,
    progress: bool | Progress = False,
) -> NearbyRegions:
    """Walk from the regions that contain a point to their neighbours, and on, breadth first.

    Parameters
    ----------
    network
        A network with any number of inputs.
    x
        A point of the domain, by n0 exact numbers of any kind, or an array with so many entries.
    domain
        As for :func:`polyregions.regions`.
    steps
        Cross at most so many facets from the point.
    radius
        Keep to the regions that meet the open ball {z : max |z_i - x_i| < radius}: exactly those,
        if no other limit comes before.
    count
        Stop once so many regions are found.
    max_seconds
        Stop after so many seconds.
    progress
        Show on stderr how many regions are found; a function is told instead.

    Returns
    -------
    NearbyRegions
        A part of the complex that says why it is one; at least one limit is to be given.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If this is no point of the domain, or the radius is not positive.
    UnknownOptionError
        If no limit is given, or one is out of range.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` is up before, and `max_seconds` is not
        given, or the first region is not yet found.

    Notes
    -----
    For each explored region as much as its inner facets take; see
    :attr:`polyregions.LocalRegion.inner_facets`.

    Examples
    --------
    >>> import polyregions as pr
    >>> near = pr.regions_near(pr.he_random((20, 16, 16, 1), seed=0), [0.1] * 20, count=50)
    >>> len(near), near.is_complete, near.reason
    (50, False, 'count')
    """
    check_network(network)
    if steps is None and radius is None and count is None and max_seconds is None:
        raise UnknownOptionError(
            "the walk has no limit: give steps, radius, count or max_seconds, or find all regions "
            "by polyregions.regions"
        )
    most_steps, most_regions = _whole("steps", steps, 0), _whole("count", count, 1)
    whole = Setting(network, checked_domain(network, domain))
    bounds = whole.domain
    ball = None if radius is None else _positive(radius)
    if ball is not None:
        # The regions that meet an open box are those of the network on the box.
        bounds = _part_around(bounds, flat_vector(x, "x"), ball)
    walk = _Walk(most_regions)
    with time_limit(max_seconds), progress_bar(progress, "regions") as report:
        reason = "max_seconds"
        try:
            walk.start(regions_at(network, x, bounds))
            reason = walk.go_on(most_steps, report)
        except OutOfTime:
            if max_seconds is None or not walk.regions:
                raise
    return NearbyRegions(
        tuple(walk.regions if ball is None else [r.seen_in(whole) for r in walk.regions]),
        tuple(walk.steps),
        tuple((a, b, units) for (a, b), units in walk.edges.items()),
        walk.explored,
        reason,
        ball,
    )


class _Walk:
    """A walk from region to region, breadth first."""

    def __init__(self, most: int | None) -> None:
        self.most = most
        self.regions: list[LocalRegion] = []
        self.steps: list[int] = []
        self.edges: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
        self.explored = 0
        self._places: dict[tuple[int, ...], int] = {}

    def start(self, regions: tuple[LocalRegion, ...]) -> None:
        """Begin at some regions, as many of them as are wanted."""
        for region in regions[: self.most]:
            self._add(region, 0)

    def go_on(self, most_steps: int | None, report: Progress | None) -> str:
        """Explore one region after the other; return why that ends."""
        while self.explored < len(self.regions):
            region, steps = self.regions[self.explored], self.steps[self.explored]
            if report is not None:
                report(len(self.regions))
            if most_steps is not None and steps >= most_steps:
                return "steps"
            # All neighbours are found before any is kept: time may be up at each of them.
            found = [(region.neighbour(facet), facet) for facet in region.inner_facets]
            for neighbour, facet in found:
                assert neighbour is not None  # the facet is an inner one
                place = self._places.get(neighbour.bits)
                if place is None:
                    if len(self.regions) == self.most:
                        return "count"
                    place = self._add(neighbour, steps + 1)
                pair = min(place, self.explored), max(place, self.explored)
                self.edges[pair] = region.unit_names(facet.units)
            self.explored += 1
        return "closed"

    def _add(self, region: LocalRegion, steps: int) -> int:
        self._places[region.bits] = len(self.regions)
        self.regions.append(region)
        self.steps.append(steps)
        return len(self.regions) - 1


def _whole(name: str, value: Any, least: int) -> int | None:
    if value is None:
        return None
    return whole_number(value, name, least)


def _positive(radius: Any) -> Fraction:
    exact = exact_rational(radius, "radius")
    if exact <= 0:
        raise InvalidDomainError(f"the radius is {short(radius)}: give a positive one")
    return exact


def _part_around(domain: HPolytope, point: tuple[Fraction, ...], radius: Fraction) -> HPolytope:
    if len(point) != domain.dimension:
        return domain  # refused where the regions at the point are looked for
    return domain.intersection(box([x - radius for x in point], [x + radius for x in point]))
