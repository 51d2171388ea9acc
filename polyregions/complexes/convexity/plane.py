"""Complexes that are plane ones times lines: points, corners and sides in two coordinates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from polyregions.arithmetic import IntegerVector, dot, null_space, repr_of_fields
from polyregions.complexes.convexity.crossings import Crossing
from polyregions.complexes.convexity.fans import (
    Direction,
    cross,
    exact_generators,
    generators_of,
)
from polyregions.complexes.convexity.walls import Walls
from polyregions.refinement import entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = [
    "OUTSIDE",
    "Corner",
    "Plane",
    "PlanePoint",
    "Side",
    "corners_of",
    "sides_of",
    "straight_points",
]

PlanePoint = tuple[int, int, int]
"""Homogeneous coordinates (x, y, w) in the plane, w = 0 for the direction of a ray."""

OUTSIDE = -1
"""What is beyond the domain's boundary, where linear regions have labels from 0 on."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Two coordinates that tell the points of a complex apart but for its lines.

    Attributes
    ----------
    lattice
        The faces of the complex.
    axes
        The coordinates, as linear forms.
    """

    lattice: FaceLattice
    axes: tuple[IntegerVector, IntegerVector]

    __repr__ = repr_of_fields

    @classmethod
    def of(cls, lattice: FaceLattice) -> Plane | None:
        """Return those of a complex whose lines leave two dimensions, None for others."""
        inputs = lattice.complex.network.inputs
        if inputs - len(lattice.lines) != 2:
            return None
        first, second = null_space(lattice.lines, inputs)
        return cls(lattice, (first, second))

    def points(self, numbers: Iterable[int]) -> dict[int, PlanePoint]:
        """Return some vertices and rays by their numbers."""
        first, second = self.axes
        exact = exact_generators(self.lattice, set(numbers))
        return {
            number: (dot(first, vector[:-1]), dot(second, vector[:-1]), vector[-1])
            for number, vector in exact.items()
        }


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of a linear region, whose angle of half a turn or more is inside the domain.

    Some wall of every coarser complex goes from there into the linear region.

    Attributes
    ----------
    point
        Where it is.
    start, end
        Where its sides go from there: the angle is that from the one counterclockwise to the other.
    """

    point: PlanePoint
    start: Direction
    end: Direction

    __repr__ = repr_of_fields

    def divides(self, direction: Direction) -> bool:
        """Return whether a wall in a direction leaves two angles below half a turn each.

        Examples
        --------
        >>> corner = Corner((0, 0, 1), (0, -1), (-1, 0))
        >>> corner.divides((1, 1)), corner.divides((0, 1)), corner.divides((-1, -1))
        (True, False, False)
        """
        return cross(self.start, direction) > 0 and cross(direction, self.end) > 0

    @property
    def middle(self) -> Direction:
        """A direction that divides the angle.

        Examples
        --------
        >>> Corner((0, 0, 1), (0, -1), (-1, 0)).middle, Corner((0, 0, 1), (1, 0), (-1, 0)).middle
        ((1, 1), (0, 1))
        """
        (a, b), (c, d) = self.start, self.end
        if not cross(self.start, self.end):
            return (-b, a)
        left, right = max(abs(a), abs(b)), max(abs(c), abs(d))
        return (-a * right - c * left, -b * right - d * left)

    def towards(self, point: PlanePoint) -> PlanePoint:
        """Return a point relative to the corner; rays are what they are."""
        (x, y, w), (p, q, v) = point, self.point
        return (x * v - p * w, y * v - q * w, w * v)


@dataclass(frozen=True, slots=True)
class Side:
    """A facet on the boundary of a linear region.

    Attributes
    ----------
    ends
        Its two ends, of which one may be a ray.
    beyond
        The linear region on its other side, or ``OUTSIDE``.
    """

    ends: tuple[PlanePoint, PlanePoint]
    beyond: int

    __repr__ = repr_of_fields


def corners_of(walls: Walls, plane: Plane) -> dict[int, list[Corner]]:
    """Return the corners of each linear region that has some."""
    ridges = walls.lattice.faces(walls.lattice.dimensions[0])
    vertices = [generators_of(ridges, near.fan.ridge)[0] for _, near in walls.wide]
    points = plane.points(vertices)
    found: dict[int, list[Corner]] = defaultdict(list)
    for vertex, (label, near) in zip(vertices, walls.wide, strict=True):
        start, end = near.wide_angle
        directions = near.fan.directions
        found[label].append(Corner(points[vertex], directions[start], directions[end]))
    return found


def sides_of(walls: Walls, plane: Plane, labels: Iterable[int]) -> dict[int, list[Side]]:
    """Return the sides of some linear regions."""
    facets = walls.lattice.faces(walls.lattice.dimensions[0] + 1)
    wanted = np.zeros(int(walls.labels.max()) + 1, dtype=bool)
    wanted[list(labels)] = True
    first = walls.labels[facets.first_cells]
    last = walls.labels[facets.cells[facets.cell_offsets[1:] - 1]]
    chosen = np.flatnonzero(~walls.optional & (wanted[first] | wanted[last]))
    counts = np.diff(facets.generator_offsets)[chosen]
    numbers = facets.generators[entries_of(facets.generator_offsets[chosen], counts)]
    points = plane.points(numbers.tolist())
    found: dict[int, list[Side]] = defaultdict(list)
    for facet in chosen.tolist():
        one, other = (points[number] for number in generators_of(facets, facet))
        here, there = int(first[facet]), int(last[facet])
        outer = bool(facets.are_on_boundary[facet])
        if wanted[here]:
            found[here].append(Side((one, other), OUTSIDE if outer else there))
        if wanted[there] and not outer:
            found[there].append(Side((one, other), here))
    return found


def straight_points(walls: Walls, plane: Plane) -> set[PlanePoint]:
    """Return the vertices at which two walls go straight on and no other one is required."""
    ridges = walls.lattice.faces(walls.lattice.dimensions[0])
    own = [near.fan.ridge for near in walls.around if near.crossing is Crossing.STRAIGHT]
    vertices = ridges.generators[ridges.generator_offsets[own]]
    return set(plane.points(vertices.tolist()).values())
