"""What a decision boundary is made of: flat pieces, and regions where outputs tie throughout."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from polyregions.polytopes import Generators, HPolytope, generators, squared_flat_volume

__all__ = ["BoundaryPiece", "TiedRegion"]


@dataclass(frozen=True)
class BoundaryPiece:
    """A part of a region, of dimension n0 - 1, in which two outputs tie and no other is larger.

    Attributes
    ----------
    regions
        The index of the region that it cuts or that has it on the domain's boundary; the indices
        of two regions if it lies in their common facet.
    classes
        The two outputs, the lower first.
    polytope
        The piece: two of the inequalities make the equation of its hyperplane.
    sides
        The outputs that are largest just beside the piece, on either side of it, in ascending
        order; on the domain's boundary there is one side only.
    """

    regions: tuple[int, ...]
    classes: tuple[int, int]
    polytope: HPolytope
    sides: tuple[tuple[int, ...], ...]

    @property
    def separates(self) -> bool:
        """Whether the largest outputs change across the piece, between its two classes.

        They do not where the outputs only touch, where the piece lies on the domain's boundary, or
        where a third output ties that is larger on one of the sides.

        Examples
        --------
        >>> import polyregions as pr
        >>> size = pr.Layer([[1], [-1]])
        >>> touching = pr.Network([size, pr.Layer([[0, 0], [-1, -1]], None, "identity")])
        >>> [piece.separates for piece in pr.decision_boundary(pr.regions(touching))]
        [False]
        """
        if len(set(self.sides)) < 2:
            return False
        first, second = self.sides
        i, j = self.classes
        return (i in first and j in second) or (j in first and i in second)

    @cached_property
    def generators(self) -> Generators:
        """Vertices, rays and lines; see :func:`polyregions.polytopes.generators`.

        In the plane: a segment has two vertices, a half-line a vertex and a ray, and a line has a
        line (with one of its points as vertex).
        """
        return generators(self.polytope)

    @property
    def vertices(self) -> tuple[tuple[Fraction, ...], ...]:
        """The vertices, exact and sorted: in the plane the ends of a bounded piece."""
        return self.generators.vertices

    @property
    def is_bounded(self) -> bool:
        """Whether the piece is the convex hull of its vertices."""
        found = self.generators
        return not found.rays and not found.lines

    @property
    def squared_measure(self) -> Fraction:
        """The square of the (n0-1)-dimensional volume: in the plane of the length, exactly.

        See :func:`polyregions.polytopes.squared_flat_volume`, also for what it raises.

        Examples
        --------
        >>> import polyregions as pr
        >>> net = pr.Network([pr.Layer([[1, 2]], None, "identity")], [[-1, 1], [-1, 1]])
        >>> [piece.squared_measure for piece in pr.decision_boundary(pr.regions(net))]
        [Fraction(5, 1)]
        """
        return squared_flat_volume(self.polytope)


@dataclass(frozen=True, slots=True)
class TiedRegion:
    """A part of a region, of full dimension, in which several outputs tie and no other is larger.

    Attributes
    ----------
    region
        The index of the region.
    classes
        The outputs, in ascending order.
    polytope
        The part.
    """

    region: int
    classes: tuple[int, ...]
    polytope: HPolytope
