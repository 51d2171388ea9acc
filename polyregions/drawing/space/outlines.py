"""The faces of a bounded polytope as polygons, oriented by exact signs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from polyregions.arithmetic import IntegerVector, determinant, dot, repr_of_fields
from polyregions.errors import InternalError
from polyregions.polytopes import HPolytope, generators, homogeneous_point

__all__ = ["Outline", "outline"]

Polygon = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The surface of a polytope in space, or the boundary of one in the plane.

    Attributes
    ----------
    vertices
        Homogeneous points, as primitive integer vectors.
    polygons
        In space, for each row that carries a facet its polygon; in the plane the polytope itself,
        under the key None. Each is a cycle of indices of vertices: counterclockwise when seen from
        outside, or from above.
    """

    vertices: tuple[IntegerVector, ...]
    polygons: Mapping[int | None, Polygon]

    __repr__ = repr_of_fields


def outline(polytope: HPolytope) -> Outline | None:
    """Return the outline of a bounded polytope in two or three dimensions.

    Returns
    -------
    Outline or None
        None if the polytope is empty or flat.

    Notes
    -----
    No geometry but the signs of determinants of normals: along the edge of a facet f where g meets
    it, counterclockwise is the direction f x g; the edge starts in the vertex at which some third
    facet h confines that direction, det(f, g, h) < 0. In the plane likewise with det(f, g).

    Examples
    --------
    >>> from polyregions.polytopes import simplex
    >>> outline(simplex(2))
    Outline(vertices=((0, 0, 1), (0, 1, 1), (1, 0, 1)), polygons={None: (0, 2, 1)})
    >>> outline(simplex(3)).polygons[3]
    (1, 3, 2)
    """
    vertices = tuple(homogeneous_point(vertex) for vertex in generators(polytope).vertices)
    on_rows = [
        frozenset(i for i, v in enumerate(vertices) if dot(row[:-1], v[:-1]) == row[-1] * v[-1])
        for row in polytope.rows
    ]
    if not vertices or any(len(on_row) == len(vertices) for on_row in on_rows):
        return None
    normals = [row[:-1] for row in polytope.rows]
    everywhere = range(len(normals))
    if polytope.dimension == 2:
        edges = [((f,), on_rows[f]) for f in everywhere if len(on_rows[f]) == 2]
        return Outline(vertices, {None: _cycle(edges, normals, on_rows)})
    polygons: dict[int | None, Polygon] = {}
    for f in everywhere:
        if len(on_rows[f]) >= 3:
            meets = (((f, g), on_rows[f] & on_rows[g]) for g in everywhere if g != f)
            ridges = [(rows, ends) for rows, ends in meets if len(ends) == 2]
            polygons[f] = _cycle(ridges, normals, on_rows)
    return Outline(vertices, polygons)


def _cycle(
    edges: Sequence[tuple[tuple[int, ...], Set[int]]],
    normals: Sequence[IntegerVector],
    on_rows: Sequence[Set[int]],
) -> Polygon:
    """Join edges, each given by its rows and its two ends, to a cycle that starts at the least."""
    following = dict(_directed(rows, ends, normals, on_rows) for rows, ends in edges)
    cycle = [min(following)]
    while (vertex := following[cycle[-1]]) != cycle[0]:
        cycle.append(vertex)
        if len(cycle) > len(following):
            raise InternalError("the edges of a face do not close")
    if len(cycle) != len(following):
        raise InternalError("the edges of a face close twice")
    return tuple(cycle)


def _directed(
    rows: tuple[int, ...],
    ends: Set[int],
    normals: Sequence[IntegerVector],
    on_rows: Sequence[Set[int]],
) -> tuple[int, int]:
    """Return the ends of an edge in counterclockwise order."""
    first, second = sorted(ends)
    for other, on_row in enumerate(on_rows):
        if first in on_row and second not in on_row:
            turn = determinant([*(normals[row] for row in rows), normals[other]])
            return (first, second) if turn < 0 else (second, first)
    raise InternalError("an edge of a face has no end")
