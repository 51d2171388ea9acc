"""One region of a network with any number of inputs, known by its pattern and a point in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from polyregions.arithmetic import IntegerVector, exact_points
from polyregions.errors import InvalidDomainError
from polyregions.networks import AffineMap, Network, Pattern
from polyregions.polytopes import Ball, HPolytope, exact_point, homogeneous_point
from polyregions.questions.answers import json_point
from polyregions.questions.local.constraints import Constraints
from polyregions.questions.local.deep_ball import deep_ball
from polyregions.questions.local.facets import LocalFacet, proved_facets
from polyregions.questions.local.points import (
    Start,
    homogeneous_float_point,
    point_inside,
    way_out,
)
from polyregions.questions.local.setting import Setting
from polyregions.refinement import crossed

__all__ = ["LocalRegion"]


class LocalRegion:
    """One proper activation region: a closed full-dimensional polytope with one pattern inside.

    A view: it holds the network, the pattern and a point, and computes the rest when asked, exactly
    and without a search. Two are equal iff their networks, domains and patterns are.

    Parameters
    ----------
    setting
        The network and the full-dimensional domain.
    bits
        The bits of a pattern that the network has somewhere in the interior of the domain.
    start
        Where that is.
    """

    def __init__(self, setting: Setting, bits: Sequence[int], start: Start) -> None:
        self._setting = setting
        self.bits = tuple(bits)
        self._start = start

    def __repr__(self) -> str:
        return f"<LocalRegion {self.pattern}>"

    def __str__(self) -> str:
        return f"the region with the pattern {self.pattern}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes: pattern, point inside, and what vanishes on facets."""
        return {
            "pattern": str(self.pattern),
            "interior_point": json_point(self.interior_point),
            "facets": [
                {"units": [list(unit) for unit in self.unit_names(facet.units)], "boundary": outer}
                for facet in self.facets
                for outer in [facet.is_boundary]
            ],
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LocalRegion):
            return NotImplemented
        ours, theirs = self._setting, other._setting
        return self.bits == other.bits and (
            ours is theirs or (ours.network == theirs.network and ours.domain == theirs.domain)
        )

    def __hash__(self) -> int:
        return hash(self.bits)

    @property
    def network(self) -> Network:
        """The network."""
        return self._setting.network

    @property
    def domain(self) -> HPolytope:
        """The domain."""
        return self._setting.domain

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
        return Constraints.of(self._setting, self.bits)

    @cached_property
    def homogeneous_interior_point(self) -> IntegerVector:
        """A point strictly inside, as integers (x_1, ..., x_n, w), w > 0."""
        found = homogeneous_float_point(self._setting, self.bits, self._start)
        return found or point_inside(self.constraints.rows, self._start)

    @property
    def interior_point(self) -> tuple[Fraction, ...]:
        """A point strictly inside."""
        *coordinates, scale = self.homogeneous_interior_point
        return tuple(Fraction(x, scale) for x in coordinates)

    def contains(self, point: Any) -> bool:
        """Return whether an exact point lies in the closed region."""
        exact = exact_point(point, self.network.inputs)
        if (self._setting.gap_signs([homogeneous_point(exact)]) < 0).any():
            return False
        # Pre-activations are continuous: a region contains the points whose signs do not contradict
        # its bits.
        (signs,) = self.network.signs_at(exact_points([exact], self.network.inputs)).tolist()
        return all(
            sign == 0 or (sign > 0) == bit for sign, bit in zip(signs, self.bits, strict=True)
        )

    @cached_property
    def facets(self) -> tuple[LocalFacet, ...]:
        """The facets: those of units by their positions, then those on the domain's boundary alone.

        Each is proved by a point that violates its row and no other facet's; of all other rows it
        is proved that they carry none.
        """
        return proved_facets(self.constraints, self.homogeneous_interior_point, inner=False)

    @cached_property
    def inner_facets(self) -> tuple[LocalFacet, ...]:
        """The facets with a neighbour: found without those on the domain's boundary."""
        if "facets" in self.__dict__:
            return tuple(facet for facet in self.facets if not facet.is_boundary)
        return proved_facets(self.constraints, self.homogeneous_interior_point, inner=True)

    @cached_property
    def polytope(self) -> HPolytope:
        """The region as an irredundant H-polytope, one row for each facet."""
        return HPolytope(self.network.inputs, [facet.row for facet in self.facets])

    def neighbour(self, facet: LocalFacet) -> LocalRegion | None:
        """Return the region across a facet, None on the domain's boundary.

        Parameters
        ----------
        facet
            One of :attr:`facets`.

        Raises
        ------
        InvalidDomainError
            If it is no facet of this region.
        """
        distinct = self.constraints.distinct
        if not isinstance(facet, LocalFacet) or distinct.get(facet.row) != facet.carriers:
            raise InvalidDomainError("this is no facet of the region: give one of its facets")
        if facet.is_boundary:
            return None
        start = way_out(self.homogeneous_interior_point, facet.beyond, facet.row)
        return LocalRegion(self._setting, self._bits_across(facet), start)

    def _bits_across(self, facet: LocalFacet) -> tuple[int, ...]:
        """Return the bits of the region across an inner facet."""
        vanishing = self.constraints.vanishing
        if len(facet.carriers) == 1 and not vanishing:
            # No other unit can change, so this one keeps its map and passes through zero.
            (unit,) = facet.carriers
            return (*self.bits[:unit], 1 - self.bits[unit], *self.bits[unit + 1 :])
        # What vanishes inside the facet does so on the region, or has the facet for its zeros.
        restless = {*facet.carriers, *vanishing}
        return crossed(self._setting.form, self.bits, restless, facet.row[:-1]).bits

    def seen_in(self, setting: Setting) -> LocalRegion:
        """Return the region with the same pattern on a larger domain."""
        return LocalRegion(setting, self.bits, self._start)

    def unit_names(self, positions: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Return units, given by their positions in the pattern, as (layer, unit) from 0 on."""
        return tuple(self._setting.unit_names[position] for position in positions)

    def neighbours(self) -> tuple[LocalRegion, ...]:
        """Return the regions that share a facet with this one, in the order of the facets."""
        across = (self.neighbour(facet) for facet in self.inner_facets)
        return tuple(region for region in across if region is not None)

    def chebyshev_ball(self) -> Ball:
        """Return a largest ball inside, with exact data; its radius up to a factor 1 + 2**-20.

        Raises
        ------
        UnboundedError
            If balls of every size fit.
        """
        return deep_ball(HPolytope(self.network.inputs, self.constraints.distinct))
