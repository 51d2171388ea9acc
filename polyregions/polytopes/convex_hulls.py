"""The polytope with given vertices, rays and lines."""

from __future__ import annotations

from polyregions.arithmetic import IntegerVector, negated
from polyregions.errors import InvalidDomainError
from polyregions.polytopes.builders import exact_point
from polyregions.polytopes.double_description import Generators, generators
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.predicates import homogeneous_point

__all__ = ["convex_hull"]


def convex_hull(*parts: Generators) -> HPolytope:
    """Return the least polytope that contains some others, by its facets.

    Parameters
    ----------
    parts
        Vertices, rays and lines as :func:`generators` gives them, of polytopes in one space that
        are not all empty. Points and directions may be redundant.

    Returns
    -------
    HPolytope
        One row for each facet, and two for each equation that holds on it; where a ray of one part
        is none of another it is the closure of the convex hull.

    Raises
    ------
    InvalidDomainError
        If there is no vertex, or vectors have different lengths.

    Notes
    -----
    The inequalities a.x <= b that all vertices, rays and lines fulfil are the points (a, b) of a
    cone, whose extreme rays are found by the double description method.

    Examples
    --------
    >>> corners = generators(HPolytope(1, [(1, 0), (-1, 0)])), generators(HPolytope(1, [(-1, -2)]))
    >>> convex_hull(*corners)
    HPolytope(1, ((-1, 0),))
    """
    vertices = [vertex for part in parts for vertex in part.vertices]
    if not vertices:
        raise InvalidDomainError("the convex hull of nothing is empty: give a polytope with points")
    dimension = len(vertices[0])
    rows = [_condition(homogeneous_point(exact_point(v, dimension))) for v in vertices]
    rows += [_condition((*ray, 0)) for part in parts for ray in part.rays]
    for line in (line for part in parts for line in part.lines):
        rows += [_condition((*line, 0)), _condition((*negated(line), 0))]
    valid = generators(HPolytope(dimension + 1, rows))
    lines = [side for line in valid.lines for side in (line, negated(line))]
    return HPolytope(dimension, [*valid.rays, *lines])


def _condition(vector: IntegerVector) -> IntegerVector:
    """Return a.x - b w <= 0 as a row in the unknowns (a, b)."""
    return (*vector[:-1], -vector[-1], 0)
