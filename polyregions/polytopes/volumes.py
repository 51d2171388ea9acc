"""Exact volume and bounding box of a bounded polytope."""

from __future__ import annotations

from collections.abc import Sequence
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

__all__ = ["bounding_box", "volume"]

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
    vertices = [homogeneous_point(vertex) for vertex in _bounded(polytope).vertices]
    if len(vertices) <= polytope.dimension or rank(vertices) <= polytope.dimension:
        return Fraction(0)
    tight = [
        frozenset(k for k, v in enumerate(vertices) if dot((*row[:-1], -row[-1]), v) == 0)
        for row in polytope.rows
    ]
    everything = frozenset(range(len(vertices)))
    total = Fraction(0)
    for simplex in _pulled(everything, polytope.dimension, tight, vertices):
        corners = [vertices[k] for k in simplex]
        scale = 1
        for corner in corners:
            scale *= corner[-1]
        total += Fraction(abs(determinant(corners)), scale)
    return total / factorial(polytope.dimension)


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
