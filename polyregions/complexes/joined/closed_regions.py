"""The closed connected regions of a complex (definition 5) as objects."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from polyregions.arithmetic import dot
from polyregions.complexes.connected import ClosedSearch
from polyregions.complexes.joined.joined_regions import JoinedRegion, JoinedRegions
from polyregions.complexes.joined.linear_regions import LinearRegion, LinearRegions
from polyregions.polytopes import Generators, HPolytope, contains, convex_hull, generators

__all__ = ["ClosedRegion", "ClosedRegions"]


class ClosedRegion(JoinedRegion):
    """One closed connected region: a component, with interior, of a set where F is an affine map a.

    It is the union of the regions on which the network F is the map a, its members, and of slices:
    the parts of other regions where F = a, of lower dimension. What it has on the domain's boundary
    is the closure of what it has inside.

    The parameters are those of :class:`JoinedRegion`.

    Examples
    --------
    The function relu(relu(x) - relu(y)) is zero where x <= 0 or x <= y:

    >>> import polyregions as pr
    >>> first = pr.Layer([[1, 0], [0, 1]])
    >>> net = pr.Network([first, pr.Layer([[1, -1]]), pr.Layer([[1]], None, "identity")])
    >>> region = pr.regions(net, [[-1, 1], [-1, 1]]).closed_regions()[0]
    >>> region.volume, region.is_convex, region.hull.rows
    (Fraction(5, 2), False, ((-1, 0, 1), (0, -1, 1), (0, 1, 1), (2, -1, 1)))
    """

    among: ClosedRegions

    @cached_property
    def reached(self) -> tuple[int, ...]:
        """The regions of other maps that it meets inside of the domain, ascending."""
        return self.among.reached(self.members)

    @cached_property
    def slices(self) -> tuple[HPolytope, ...]:
        """What it has in common with these, of lower dimension: faces of its members as well."""
        outputs = self.complex.integer_form.output_forms
        own = outputs(self.complex.bits(self.members[0]))
        found = []
        for index in self.reached:
            rows = list(self.complex.polytope(index).rows)
            for first, second in zip(outputs(self.complex.bits(index)), own, strict=True):
                *normal, constant = (a - b for a, b in zip(first, second, strict=True))
                rows += [(*normal, -constant), (*(-a for a in normal), constant)]
            found.append(HPolytope(self.complex.network.inputs, rows))
        return tuple(found)

    @property
    def parts(self) -> tuple[HPolytope, ...]:
        """The polytopes that it is the union of: its regions, and its slices."""
        return tuple(region.polytope for region in self.regions) + self.slices

    @property
    def linear_regions(self) -> tuple[LinearRegion, ...]:
        """The linear regions that it joins, in the order of their labels."""
        all_linear = LinearRegions(self.complex, self.complex.linear_region_labels)
        labels = np.unique(all_linear.labels[list(self.members)]).tolist()
        return tuple(all_linear[label] for label in labels)

    @property
    def is_convex(self) -> bool:
        """Whether it is convex, decided exactly.

        A convex set with interior is the closure of its interior, which is connected: so it is one
        linear region, and that is convex and contains all slices.
        """
        first, *others = self.linear_regions
        if others or not first.is_convex:
            return False
        return all(_is_within(generators(part), first.hull) for part in self.slices)

    @cached_property
    def hull(self) -> HPolytope:
        """The convex hull of all parts, by its facets."""
        return convex_hull(*map(generators, self.parts))


class ClosedRegions(JoinedRegions[ClosedRegion]):
    """The closed connected regions of a complex (definition 5), in the order of first regions.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.regions(pr.montufar(inputs=2, width=4, depth=3)).closed_regions()
    <ClosedRegions of montufar 2 inputs, width 4, depth 3 2-4-4-1: 12>
    """

    @cached_property
    def _search(self) -> ClosedSearch:
        return ClosedSearch(self.complex.face_lattice)

    def reached(self, members: tuple[int, ...]) -> tuple[int, ...]:
        """Return the other regions that a closed region with these members meets, ascending."""
        if len(self.complex) == 1:
            return ()
        found = self._search.reached(np.array(members, dtype=np.int64))
        return tuple(np.setdiff1d(found, members).tolist())

    def _view(self, label: int) -> ClosedRegion:
        return ClosedRegion(self, label)


def _is_within(part: Generators, polytope: HPolytope) -> bool:
    """Decide whether a polytope is a subset of another one that contains its lines."""
    return all(contains(polytope, vertex) for vertex in part.vertices) and all(
        dot(row[:-1], ray) <= 0 for row in polytope.rows for ray in part.rays
    )
