"""One region of a network with any number of inputs, known by its pattern and a point in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from polyregions.arithmetic import IntegerVector, repr_of_fields
from polyregions.errors import InvalidDomainError
from polyregions.networks import AffineMap, Network, Pattern
from polyregions.polytopes import (
    Ball,
    Halfspace,
    HPolytope,
    chebyshev_ball,
    contains,
)
from polyregions.questions.local.constraints import Constraints
from polyregions.questions.local.facets import proved_facets
from polyregions.questions.local.points import Start, point_inside, point_on_facet
from polyregions.refinement import crossed

__all__ = ["LocalFacet", "LocalRegion"]


@dataclass(frozen=True, slots=True)
class LocalFacet:
    """A facet of a region.

    Attributes
    ----------
    halfspace
        The side of the facet's hyperplane on which the region lies.
    carriers
        What vanishes on the facet but not on the region: ReLU units by their positions in the
        pattern, and -1 - k for row k of the domain; ascending.
    beyond
        The proof: a homogeneous point that violates this constraint of the region and no other.
    """

    halfspace: Halfspace
    carriers: tuple[int, ...]
    beyond: IntegerVector = field(compare=False, repr=False)

    __repr__ = repr_of_fields

    @property
    def units(self) -> tuple[int, ...]:
        """The units among the carriers."""
        return tuple(carrier for carrier in self.carriers if carrier >= 0)

    @property
    def is_boundary(self) -> bool:
        """Whether the facet lies on the domain's boundary, where there is no neighbour."""
        return self.carriers[0] < 0


class LocalRegion:
    """One proper activation region: a closed full-dimensional polytope with one pattern inside.

    A view: it holds the network, the pattern and a point, and computes the rest when asked, exactly
    and without a search. Two are equal iff their networks, domains and patterns are.

    Parameters
    ----------
    network
        The network.
    domain
        The full-dimensional domain.
    bits
        The bits of a pattern that the network has somewhere in the interior of the domain.
    start
        Where that is.
    """

    def __init__(
        self, network: Network, domain: HPolytope, bits: Sequence[int], start: Start
    ) -> None:
        self.network = network
        self.domain = domain
        self.bits = tuple(bits)
        self._start = start

    def __repr__(self) -> str:
        return f"<LocalRegion {self.pattern}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LocalRegion):
            return NotImplemented
        return (
            self.bits == other.bits
            and (self.network is other.network or self.network == other.network)
            and (self.domain is other.domain or self.domain == other.domain)
        )

    def __hash__(self) -> int:
        return hash(self.bits)

    @cached_property
    def pattern(self) -> Pattern:
        """The activation pattern in the interior."""
        return Pattern.from_bits(self.bits, self.network.pattern_sizes)

    @property
    def affine_map(self) -> AffineMap:
        """The affine map that the network computes on the region."""
        return self.network.affine_map(self.pattern)

    @cached_property
    def constraints(self) -> Constraints:
        """All rows a.x <= b that define the region; those of :attr:`facets` suffice."""
        return Constraints.of(self.network.integer_form, self.domain, self.bits)

    @cached_property
    def homogeneous_interior_point(self) -> IntegerVector:
        """A point strictly inside, as integers (x_1, ..., x_n, w), w > 0."""
        return point_inside(self.constraints.rows, self._start)

    @property
    def interior_point(self) -> tuple[Fraction, ...]:
        """A point strictly inside."""
        *coordinates, scale = self.homogeneous_interior_point
        return tuple(Fraction(x, scale) for x in coordinates)

    def contains(self, point: Any) -> bool:
        """Return whether an exact point lies in the closed region."""
        return bool(contains(HPolytope(self.network.inputs, self.constraints.rows), point))

    @cached_property
    def facets(self) -> tuple[LocalFacet, ...]:
        """The facets, by the first of their carriers: first units, then rows of the domain."""
        carriers = self.constraints.carriers_of_rows
        return tuple(
            LocalFacet(Halfspace(row[:-1], row[-1]), tuple(sorted(carriers[row])), beyond)
            for row, beyond in proved_facets(self.network.inputs, self.constraints.rows)
        )

    @cached_property
    def polytope(self) -> HPolytope:
        """The region as an irredundant H-polytope, one row for each facet."""
        return HPolytope(self.network.inputs, [facet.halfspace.row for facet in self.facets])

    def neighbour(self, facet: LocalFacet) -> LocalRegion | None:
        """Return the region across a facet, None on the domain's boundary.

        Raises
        ------
        InvalidDomainError
            If it is no facet of this region.
        """
        if facet not in self.facets:
            raise InvalidDomainError("this is no facet of the region: give one of its facets")
        if facet.is_boundary:
            return None
        # What vanishes on the facet alone is a multiple of its form; and constants may wake up.
        restless = {*facet.units, *self._constant_units}
        normal = facet.halfspace.normal
        form = self.network.integer_form
        bits = crossed(form, self.bits, restless, normal).bits
        inside = self.homogeneous_interior_point
        on_facet = point_on_facet(inside, facet.beyond, facet.halfspace.row)
        return LocalRegion(self.network, self.domain, bits, Start(on_facet, normal))

    @cached_property
    def _constant_units(self) -> tuple[int, ...]:
        """The units that vanish on the whole region."""
        forms = self.network.integer_form.unit_forms(self.bits)
        return tuple(unit for unit, form in enumerate(forms) if not any(form))

    def neighbours(self) -> tuple[LocalRegion, ...]:
        """Return the regions that share a facet with this one, in the order of the facets."""
        across = (self.neighbour(facet) for facet in self.facets)
        return tuple(region for region in across if region is not None)

    def chebyshev_ball(self) -> Ball:
        """Return the largest ball inside; see :func:`polyregions.polytopes.chebyshev_ball`."""
        return chebyshev_ball(self.polytope)
