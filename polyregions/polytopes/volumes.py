"""Exact volume, centroid and bounding box of a bounded polytope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from polyregions.arithmetic import (
    IntegerVector,
    determinant,
    rank,
    repr_of_fields,
    sum_of_fractions,
)
from polyregions.errors import UnboundedError
from polyregions.polytopes.double_description import bounded_vertices
from polyregions.polytopes.h_polytope import HPolytope

__all__ = ["Triangulation", "bounding_box", "centroid", "triangulation", "volume"]

Point = tuple[Fraction, ...]


def volume(polytope: HPolytope) -> Fraction:
    """Return the exact n-dimensional volume; zero for an empty or flat polytope.

    Raises
    ------
    UnboundedError
        If the polytope is unbounded.

    Notes
    -----
    The pulling triangulation: every face is coned from its first vertex over those of its facets
    that do not contain it, down to simplices (B. Büeler, A. Enge, K. Fukuda, "Exact volume
    computation for polytopes: a practical study", 2000). Exponential in the dimension.

    Examples
    --------
    >>> volume(HPolytope(2, [(-1, 0, 0), (0, -1, 0), (1, 1, 1)]))
    Fraction(1, 2)
    """
    return sum_of_fractions(triangulation(polytope).volumes())


def centroid(polytope: HPolytope) -> Point:
    """Return the exact centre of mass of a bounded polytope.

    Raises
    ------
    UnboundedError
        If the polytope is unbounded, or has no interior.

    Notes
    -----
    The mean of those of the simplices of :func:`volume`, each with its size.

    Examples
    --------
    >>> centroid(HPolytope(2, [(-1, 0, 0), (0, -1, 0), (1, 1, 1)]))
    (Fraction(1, 3), Fraction(1, 3))
    """
    found = triangulation(polytope)
    volumes = found.volumes()
    total = sum_of_fractions(volumes)
    if not total:
        raise UnboundedError("the polytope is empty or flat: it has no centroid")
    moments = [
        sum_of_fractions(
            size * sum(Fraction(found.vertices[k][i], found.vertices[k][-1]) for k in simplex)
            for size, simplex in zip(volumes, found.simplices, strict=True)
        )
        for i in range(polytope.dimension)
    ]
    return tuple(moment / (total * (polytope.dimension + 1)) for moment in moments)


@dataclass(frozen=True, slots=True)
class Triangulation:
    """A bounded polytope cut into simplices, without new vertices.

    Attributes
    ----------
    vertices
        The vertices of the polytope (x_1, ..., x_n, w), w > 0: the points x / w.
    simplices
        The corners of each simplex, as positions in there; none where the polytope is empty or
        flat.
    determinants
        Those of the corners of each simplex, without signs: n! times the volume times the w.

    Examples
    --------
    >>> triangulation(HPolytope(1, [(2, 1), (-1, 0)]))
    Triangulation(vertices=[(0, 1), (1, 2)], simplices=[(0, 1)], determinants=[1])
    """

    vertices: list[IntegerVector]
    simplices: list[tuple[int, ...]]
    determinants: list[int]

    __repr__ = repr_of_fields

    def volumes(self) -> list[Fraction]:
        """Return the volumes of the simplices."""
        found = []
        for simplex, size in zip(self.simplices, self.determinants, strict=True):
            scale = factorial(len(simplex) - 1)
            for k in simplex:
                scale *= self.vertices[k][-1]
            found.append(Fraction(size, scale))
        return found


def triangulation(polytope: HPolytope) -> Triangulation:
    """Cut a bounded polytope into simplices, by pulling; see :func:`volume`.

    Raises
    ------
    UnboundedError
        If the polytope is unbounded.
    """
    vertices, tight = bounded_vertices(polytope)
    if len(vertices) <= polytope.dimension or rank(vertices) <= polytope.dimension:
        return Triangulation(vertices, [], [])
    simplices = _pulled((1 << len(vertices)) - 1, polytope.dimension, tight)
    sizes = [abs(determinant([vertices[k] for k in simplex])) for simplex in simplices]
    return Triangulation(vertices, simplices, sizes)


def _pulled(face: int, dimension: int, tight: Sequence[int]) -> list[tuple[int, ...]]:
    """Triangulate a face, given by the set of its vertices, without new vertices.

    The facets of a face are the largest of its proper parts on facets of the polytope.
    """
    apex = (face & -face).bit_length() - 1
    if dimension == 0:
        return [(apex,)]
    parts = {face & members for members in tight} - {face}
    simplices = []
    for part in parts:
        if part >> apex & 1 or any(part & other == part for other in parts - {part}):
            continue
        for simplex in _pulled(part, dimension - 1, tight):
            simplices.append((apex, *simplex))
    return simplices


def bounding_box(polytope: HPolytope) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return the least and largest value of every coordinate.

    Raises
    ------
    UnboundedError
        If the polytope is unbounded or empty.

    Examples
    --------
    >>> bounding_box(HPolytope(1, [(2, 1), (-1, 0)]))
    ((Fraction(0, 1), Fraction(1, 2)),)
    """
    vertices, _ = bounded_vertices(polytope)
    if not vertices:
        raise UnboundedError("the polytope is empty: it has no bounding box")
    points = [[Fraction(x, vertex[-1]) for x in vertex[:-1]] for vertex in vertices]
    return tuple((min(column), max(column)) for column in zip(*points, strict=True))
