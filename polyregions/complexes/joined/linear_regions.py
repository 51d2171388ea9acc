"""The linear regions of a complex (definition 4) as objects."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.joined.joined_regions import JoinedRegion, JoinedRegions
from polyregions.polytopes import HPolytope, convex_hull, generators

__all__ = ["LinearRegion", "LinearRegions"]


class LinearRegion(JoinedRegion):
    """One linear region: a maximal open connected set on which the network is affine, closed.

    The parameters are those of :class:`JoinedRegion`.

    Examples
    --------
    >>> import polyregions as pr
    >>> slope = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, -1]], None, "identity")])
    >>> region = pr.regions(slope, [[-1, 2]]).linear_regions()[0]
    >>> region.members, region.is_convex, region.volume, region.hull
    ((0, 1), True, Fraction(3, 1), HPolytope(1, ((-1, 1), (1, 2))))
    """

    @property
    def parts(self) -> tuple[HPolytope, ...]:
        """The polytopes that it is the union of: its regions."""
        return tuple(region.polytope for region in self.regions)

    @property
    def is_convex(self) -> bool:
        """Whether it is convex, decided exactly; see :attr:`LinearRegions.are_convex`."""
        return len(self.members) == 1 or bool(self.complex.linear_region_convexity[self.label])

    @cached_property
    def hull(self) -> HPolytope:
        """The convex hull, by its facets: if it is convex, those of its regions' that are outer."""
        if not self.is_convex:
            return convex_hull(*map(generators, self.parts))
        labels = self.among.labels
        outer = [
            halfspace
            for member in self.members
            for halfspace, _, neighbour in self.complex.one_sided_facets(member)
            if neighbour is None or labels[neighbour] != self.label
        ]
        rows = [(*halfspace.normal, halfspace.offset) for halfspace in outer]
        return HPolytope(self.complex.network.inputs, rows)


class LinearRegions(JoinedRegions[LinearRegion]):
    """The linear regions of a complex (definition 4), in the order of their first regions.

    Examples
    --------
    >>> import polyregions as pr
    >>> regions = pr.regions(pr.montufar(inputs=2, width=4, depth=3)).linear_regions()
    >>> regions, len(regions[3].neighbours), regions.are_convex.all()
    (<LinearRegions of montufar 2 inputs, width 4, depth 3 2-4-4-1: 16>, 4, np.True_)
    """

    @property
    def are_convex(self) -> NDArray[np.bool_]:
        """Bool array: which of them are convex, all decided at once, exactly.

        See :func:`polyregions.complexes.connected.convexity.linear_region_convexity`.
        """
        return self.complex.linear_region_convexity

    def _view(self, label: int) -> LinearRegion:
        return LinearRegion(self, label)
