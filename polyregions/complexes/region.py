"""A light view of one region of a complex."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.facet import Facet
from polyregions.networks import AffineMap, Pattern
from polyregions.polytopes import (
    HPolytope,
    bounding_box,
    centroid,
    chebyshev_ball,
    contains,
    distance,
    generators,
    inscribed_ellipsoid,
    project,
    volume,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from polyregions.polytopes import Ball, Ellipsoid, Generators

__all__ = ["Region"]


class Region:
    """One proper activation region: a closed full-dimensional polytope with one pattern inside.

    A view: it holds its complex and an index, and computes the rest when asked, exactly.

    Parameters
    ----------
    complex
        The complex.
    index
        The region's position in it.
    """

    def __init__(self, complex: CellComplex, index: int) -> None:
        self.complex = complex
        self.index = index

    def __repr__(self) -> str:
        return f"<Region {self.index} {self.pattern}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Region):
            return NotImplemented
        return self.complex is other.complex and self.index == other.index

    def __hash__(self) -> int:
        return hash((id(self.complex), self.index))

    @property
    def pattern(self) -> Pattern:
        """The activation pattern in the interior."""
        return Pattern.from_bits(self.bits, self.complex.network.pattern_sizes)

    @property
    def bits(self) -> tuple[int, ...]:
        """The pattern's bits in one tuple."""
        return self.complex.bits(self.index)

    @property
    def interior_point(self) -> tuple[Fraction, ...]:
        """A point strictly inside."""
        *coordinates, scale = self.complex.enumeration.interior_points[self.index]
        return tuple(Fraction(x, scale) for x in coordinates)

    @property
    def affine_map(self) -> AffineMap:
        """The affine map that the network computes on the region."""
        return self.complex.integer_form.output_map(self.pattern)

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The facets, in the order of the complex."""
        return self.complex.facets(self.index)

    @cached_property
    def polytope(self) -> HPolytope:
        """The region as an irredundant H-polytope, one row for each facet."""
        return self.complex.polytope(self.index)

    @property
    def neighbours(self) -> tuple[Region, ...]:
        """The regions that share a facet with this one."""
        indices = self.complex.neighbour_indices(self.index)
        return tuple(Region(self.complex, i) for i in indices)

    @property
    def vertices(self) -> tuple[tuple[Fraction, ...], ...]:
        """The vertices, exact and sorted; rays of unbounded regions are in :attr:`generators`."""
        return self.generators.vertices

    @cached_property
    def generators(self) -> Generators:
        """The vertices, extreme rays and lines; see :func:`polyregions.polytopes.generators`."""
        return generators(self.polytope)

    @property
    def volume(self) -> Fraction:
        """The exact volume; see :func:`polyregions.polytopes.volume`."""
        return volume(self.polytope)

    @property
    def centroid(self) -> tuple[Fraction, ...]:
        """The exact centre of mass; see :func:`polyregions.polytopes.centroid`."""
        return centroid(self.polytope)

    @property
    def bounding_box(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The exact bounds of coordinates; see :func:`polyregions.polytopes.bounding_box`."""
        return bounding_box(self.polytope)

    def contains(self, point: Any) -> bool:
        """Return whether an exact point lies in the closed region."""
        return bool(contains(self.polytope, point))

    def chebyshev_ball(self) -> Ball:
        """Return the largest ball inside; see :func:`polyregions.polytopes.chebyshev_ball`."""
        return chebyshev_ball(self.polytope)

    def project(self, point: Sequence[float]) -> NDArray[np.float64]:
        """Return the nearest point; see :func:`polyregions.polytopes.project`."""
        return project(self.polytope, point)

    def distance(self, point: Sequence[float]) -> float:
        """Return the distance to a point; see :func:`polyregions.polytopes.distance`."""
        return distance(self.polytope, point)

    def inscribed_ellipsoid(self) -> Ellipsoid:
        """Return the largest ellipsoid; see :func:`polyregions.polytopes.inscribed_ellipsoid`."""
        return inscribed_ellipsoid(self.polytope)
