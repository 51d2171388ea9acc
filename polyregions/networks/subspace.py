"""Affine subspaces of an input space: lines, planes and flats of any dimension, exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import (
    exact_rational,
    exact_vector,
    primitive_from_rationals,
    shortest_number,
    solve,
)
from polyregions.errors import InvalidDomainError
from polyregions.networks.dependency import combination_text, first_dependency
from polyregions.networks.frames import nearly_orthonormal
from polyregions.networks.rational_vectors import (
    Vector,
    flat_vector,
    flat_vectors,
    inner,
    vector_sum,
)
from polyregions.polytopes import HPolytope, box

__all__ = ["AffineSubspace", "through"]


@dataclass(frozen=True, slots=True, repr=False)
class AffineSubspace:
    """The points origin + t_1 directions_1 + ... + t_k directions_k of R^n, with coordinates t.

    Two subspaces are equal iff their origins and directions are: the coordinates count.

    Parameters
    ----------
    origin
        A point of R^n, by exact numbers of any kind. Arrays of several axes, such as images, are
        flattened in C order.
    directions
        At least one vector of R^n, written likewise; they must be linearly independent.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If lengths differ, the directions are dependent, or an entry is no finite rational number.

    Examples
    --------
    >>> line = AffineSubspace([1, 0, 0], [[0, "1/3", 1]])
    >>> line
    AffineSubspace([1, 0, 0], [[0, '1/3', 1]])
    >>> line.point([3])
    (Fraction(1, 1), Fraction(1, 1), Fraction(3, 1))
    """

    origin: Vector
    directions: tuple[Vector, ...]

    def __init__(self, origin: Any, directions: Any) -> None:
        if directions is None:
            raise InvalidDomainError(
                "there are no directions: give at least one, or a subspace in place of the origin"
            )
        start = flat_vector(origin, "origin")
        vectors = flat_vectors(directions, "directions")
        if not start:
            raise InvalidDomainError("the origin has no coordinates: give a point of R^n")
        if not vectors:
            raise InvalidDomainError("there are no directions: give at least one")
        for i, vector in enumerate(vectors):
            if len(vector) != len(start):
                raise InvalidDomainError(
                    f"directions[{i}] has {len(vector)} entries where the origin has "
                    f"{len(start)}: give all the same number"
                )
        relation = first_dependency(vectors)
        if relation is not None:
            raise InvalidDomainError(
                f"the directions are dependent, directions[{len(relation)}] being "
                f"{combination_text('directions', relation)}: give independent ones"
            )
        object.__setattr__(self, "origin", start)
        object.__setattr__(self, "directions", vectors)

    @property
    def dimension(self) -> int:
        """The number k of directions: 1 for a line, 2 for a plane."""
        return len(self.directions)

    @property
    def ambient_dimension(self) -> int:
        """The dimension n of the space around."""
        return len(self.origin)

    @property
    def kind(self) -> str:
        """What the subspace is called: "line", "plane", "3-flat" and so on."""
        return {1: "line", 2: "plane"}.get(self.dimension, f"{self.dimension}-flat")

    def __repr__(self) -> str:
        directions = [[shortest_number(d) for d in vector] for vector in self.directions]
        return f"AffineSubspace({[shortest_number(x) for x in self.origin]}, {directions})"

    def __str__(self) -> str:
        return f"{self.kind} in R^{self.ambient_dimension}"

    def point(self, coordinates: Any) -> Vector:
        """Return the point of R^n with k exact slice coordinates.

        Parameters
        ----------
        coordinates
            k exact numbers of any kind.

        Raises
        ------
        InvalidDomainError
            If there are not k of them.

        Examples
        --------
        >>> through([0, 0, 1], [2, 0, 1]).point(["1/2"])
        (Fraction(1, 1), Fraction(0, 1), Fraction(1, 1))
        """
        t = exact_vector(coordinates, "coordinates")
        if len(t) != self.dimension:
            raise InvalidDomainError(
                f"{len(t)} slice coordinates are given for a {self}: give {self.dimension}"
            )
        return vector_sum(self.origin, t, self.directions)

    def coordinates(self, point: Any) -> Vector:
        """Return the slice coordinates of a point of the subspace, exact.

        Parameters
        ----------
        point
            n exact numbers, or an array such as an image with so many entries.

        Raises
        ------
        InvalidDomainError
            If the point does not lie in the subspace, or has another number of coordinates.

        Examples
        --------
        >>> through([0, 0, 1], [2, 0, 1]).coordinates([1, 0, 1])
        (Fraction(1, 2),)
        """
        x = flat_vector(point, "point")
        t = self.nearest_coordinates(x)
        if self.point(t) != x:
            raise InvalidDomainError(
                f"the point does not lie in the {self}: give one that does, or ask for its "
                "nearest_coordinates"
            )
        return t

    def nearest_coordinates(self, point: Any) -> Vector:
        """Return the slice coordinates of the orthogonal projection of a point, exact.

        Parameters
        ----------
        point
            n exact numbers, or an array such as an image with so many entries.

        Raises
        ------
        InvalidDomainError
            If the point has another number of coordinates.

        Examples
        --------
        >>> through([0, 0], [2, 0]).nearest_coordinates([1, 7])
        (Fraction(1, 2),)
        """
        x = flat_vector(point, "point")
        if len(x) != self.ambient_dimension:
            raise InvalidDomainError(
                f"the point has {len(x)} coordinates where a {self} has "
                f"{self.ambient_dimension}: give one for each"
            )
        offset = tuple(a - b for a, b in zip(x, self.origin, strict=True))
        rows = [
            primitive_from_rationals([inner(d, e) for e in (*self.directions, offset)])
            for d in self.directions
        ]
        solution = solve([row[:-1] for row in rows], [row[-1] for row in rows])
        assert solution is not None  # Gram matrices of independent vectors are regular
        return solution

    def box_around(self, points: Any, margin: Any = "1/4") -> HPolytope:
        """Return a box in slice coordinates around points of the subspace.

        Parameters
        ----------
        points
            Points of R^n that lie in the subspace.
        margin
            What is added on every side, as a share of the longest side of the box.

        Raises
        ------
        InvalidDomainError
            If there are no points, the margin is negative, the box has no interior, or a point
            does not lie in the subspace.

        Examples
        --------
        >>> corners = [0, 0, 0], [4, 0, 0], [0, 4, 0]
        >>> through(*corners).box_around(corners)
        HPolytope(2, ((4, 0, 5), (-4, 0, 1), (0, 4, 5), (0, -4, 1)))
        """
        share = exact_rational(margin, "margin")
        if share < 0:
            raise InvalidDomainError("the margin is negative: give zero or a positive share")
        rows = [self.coordinates(point) for point in flat_vectors(points, "points")]
        if not rows:
            raise InvalidDomainError("there are no points to put a box around: give some")
        lower, upper = ([f(column) for column in zip(*rows, strict=True)] for f in (min, max))
        extents = [high - low for low, high in zip(lower, upper, strict=True)]
        pad = share * max(extents)
        if min(extents) + pad == 0:
            raise InvalidDomainError(
                "the box around the points has no interior: give points that differ in every "
                "slice coordinate, or different points and a positive margin"
            )
        return box([low - pad for low in lower], [high + pad for high in upper])

    def nearly_orthonormal(self) -> AffineSubspace:
        """Return exactly the same points with coordinates in which distances look right.

        The subspace stays exact; only the lengths and the right angles of the new directions are
        approximate, to about 15 digits.

        Examples
        --------
        >>> line = through([0, 0], [3, 4])
        >>> float(line.nearly_orthonormal().coordinates([3, 4])[0])
        5.0
        """
        return AffineSubspace(self.origin, nearly_orthonormal(self.directions))


def through(*points: Any) -> AffineSubspace:
    """Return the affine subspace through points: a line, a plane, ..., with the first as origin.

    The directions are the differences from the first point to the others, so the coordinates of
    the points are (0, 0, ...), (1, 0, ...), (0, 1, ...) and so on. Distances in such coordinates
    are not those of R^n; see :meth:`AffineSubspace.nearly_orthonormal`.

    Parameters
    ----------
    points
        At least two affinely independent points of R^n, by exact numbers of any kind. Arrays of
        several axes, such as images, are flattened in C order.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If there are fewer than two points, their lengths differ, or one lies in the subspace
        through those before it.

    Examples
    --------
    >>> plane = through([0, 0, 1], [1, 0, 1], [0, 2, 1])
    >>> plane
    AffineSubspace([0, 0, 1], [[1, 0, 0], [0, 2, 0]])
    >>> plane.coordinates([1, 1, 1])
    (Fraction(1, 1), Fraction(1, 2))
    """
    if len(points) < 2:
        raise InvalidDomainError(
            f"the number of points is {len(points)}: give two for a line, three for a plane"
        )
    exact = flat_vectors(points, "points")
    for i, point in enumerate(exact):
        if len(point) != len(exact[0]):
            raise InvalidDomainError(
                f"points[{i}] has {len(point)} coordinates where points[0] has {len(exact[0])}: "
                "give all the same number"
            )
    differences = [tuple(x - y for x, y in zip(p, exact[0], strict=True)) for p in exact[1:]]
    relation = first_dependency(differences)
    if relation is not None:
        affine = (1 - sum(relation, Fraction(0)), *relation)
        raise InvalidDomainError(
            f"points[{len(affine)}] is {combination_text('points', affine)}, in the subspace "
            "through the points before it: give affinely independent points"
        )
    return AffineSubspace(exact[0], differences)
