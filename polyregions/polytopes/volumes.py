"""Exact volume, centroid and bounding box of a bounded polytope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import factorial

from polyregions.arithmetic import (
    IntegerVector,
    determinant,
    dot,
    rank,
)
from polyregions.errors import UnboundedError, short
from polyregions.polytopes.double_description import Generators, generators
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.predicates import homogeneous_point

__all__ = ["bounding_box", "centroid", "volume"]

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
    return sum((size for size, _ in _simplices(polytope)), Fraction(0))


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
    total = Fraction(0)
    moments = [Fraction(0)] * polytope.dimension
    for size, corners in _simplices(polytope):
        total += size
        for i in range(polytope.dimension):
            moments[i] += size * sum(Fraction(corner[i], corner[-1]) for corner in corners)
    if not total:
        raise UnboundedError("the polytope is empty or flat: it has no centroid")
    return tuple(moment / (total * (polytope.dimension + 1)) for moment in moments)


def _simplices(polytope: HPolytope) -> Iterator[tuple[Fraction, list[IntegerVector]]]:
    """Yield the volumes and the homogeneous corners of simplices that make up a polytope."""
    vertices = [homogeneous_point(vertex) for vertex in _bounded(polytope).vertices]
    if len(vertices) <= polytope.dimension or rank(vertices) <= polytope.dimension:
        return
    tight = [
        frozenset(k for k, v in enumerate(vertices) if dot((*row[:-1], -row[-1]), v) == 0)
        for row in polytope.rows
    ]
    everything = frozenset(range(len(vertices)))
    whole = factorial(polytope.dimension)
    for simplex in _pulled(everything, polytope.dimension, tight, vertices):
        corners = [vertices[k] for k in simplex]
        scale = whole
        for corner in corners:
            scale *= corner[-1]
        yield Fraction(abs(determinant(corners)), scale), corners


def _pulled(
    face: frozenset[int],
    dimension: int,
    tight: Sequence[frozenset[int]],
    vertices: Sequence[IntegerVector],
) -> list[tuple[int, ...]]:
    """Triangulate a face, given by its vertices, without new vertices."""
    apex = min(face)
    if dimension == 0:
        return [(apex,)]
    simplices = []
    for facet in {face & members for members in tight}:
        if (
            apex not in facet
            and len(facet) >= dimension
            and rank([vertices[k] for k in facet]) == dimension
        ):
            for simplex in _pulled(facet, dimension - 1, tight, vertices):
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
    vertices = _bounded(polytope).vertices
    if not vertices:
        raise UnboundedError("the polytope is empty: it has no bounding box")
    return tuple((min(column), max(column)) for column in zip(*vertices, strict=True))


def _bounded(polytope: HPolytope) -> Generators:
    found = generators(polytope)
    if found.rays or found.lines:
        direction = (*found.rays, *found.lines)[0]
        raise UnboundedError(
            f"the polytope is unbounded, along {short(direction)} for one: intersect it with a "
            "box first"
        )
    return found
