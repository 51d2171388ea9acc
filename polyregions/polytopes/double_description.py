"""Vertices and rays of an H-polytope, by the exact double description method.

T. S. Motzkin, H. Raiffa, G. L. Thompson, R. M. Thrall, "The double description method" (1953); the
combinatorial adjacency test of K. Fukuda and A. Prodon, "Double description method revisited"
(1996). Everything happens on the homogeneous cone {(x, w) : b w - A x >= 0, w >= 0} in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import (
    IntegerVector,
    dot,
    independent_rows,
    inverse_columns,
    negated,
    null_space,
    primitive,
    repr_of_fields,
)
from polyregions.budgets import checkpoint
from polyregions.errors import TooLargeError, UnboundedError, short
from polyregions.polytopes.h_polytope import HPolytope

__all__ = ["Generators", "bounded_vertices", "generators", "incident_generators"]


@dataclass(frozen=True, slots=True)
class Generators:
    """A polytope as conv(vertices) + cone(rays) + span(lines).

    Attributes
    ----------
    vertices
        Exact points, sorted; in a polytope with lines they are one representative of each
        minimal face.
    rays
        Primitive integer directions of the extreme rays, sorted.
    lines
        A basis of the lineality space, as primitive integer directions.
    """

    vertices: tuple[tuple[Fraction, ...], ...]
    rays: tuple[IntegerVector, ...]
    lines: tuple[IntegerVector, ...]

    __repr__ = repr_of_fields


def generators(polytope: HPolytope) -> Generators:
    """Return the vertices, extreme rays and lines of a polytope.

    Returns
    -------
    Generators
        Without any vertex iff the polytope is empty.

    Notes
    -----
    The cost grows with the number of intermediate generators, which can be exponential in the
    dimension.

    Examples
    --------
    >>> generators(HPolytope(2, [(-1, 0, 0), (0, -1, 0)]))
    Generators(vertices=((Fraction(0, 1), Fraction(0, 1)),), rays=((0, 1), (1, 0)), lines=())
    """
    cone, lines = _cone(polytope)
    vertices = [tuple(Fraction(x, ray[-1]) for x in ray[:-1]) for ray in cone if ray[-1]]
    rays = [ray[:-1] for ray in cone if not ray[-1]]
    if not vertices:
        return Generators((), (), ())
    return Generators(
        tuple(sorted(vertices)), tuple(sorted(rays)), tuple(line[:-1] for line in lines)
    )


def bounded_vertices(polytope: HPolytope) -> tuple[list[IntegerVector], list[int]]:
    """Return the vertices of a bounded polytope, and on which of them each row is tight.

    Returns
    -------
    list of tuple of int
        The vertices (x_1, ..., x_n, w), w > 0, sorted as they are.
    list of int
        For each row of the polytope a number whose bit k says that vertex k lies on it.

    Raises
    ------
    UnboundedError
        If the polytope is unbounded.

    Examples
    --------
    >>> bounded_vertices(HPolytope(1, [(2, 1), (-1, 0)]))
    ([(0, 1), (1, 2)], [2, 1])
    """
    cone, lines = _cone(polytope)
    directions = [ray for ray in (*cone, *lines) if not ray[-1]]
    if directions and len(directions) < len(cone) + len(lines):
        raise UnboundedError(
            f"the polytope is unbounded, along {short(directions[0][:-1])} for one: intersect it "
            "with a box first"
        )
    return _on_rows(polytope, [ray for ray in sorted(cone) if ray[-1]], cone)


def incident_generators(
    polytope: HPolytope, most: int | None = None
) -> tuple[list[IntegerVector], list[int]]:
    """Return the vertices and rays of a polytope, and on which of them each row is tight.

    Parameters
    ----------
    polytope
        The polytope.
    most
        How many of them there may be, on the way to them too; None for any number.

    Returns
    -------
    list of tuple of int
        Vertices (x_1, ..., x_n, w), w > 0, and rays (x_1, ..., x_n, 0), sorted as they are; where
        there are lines, one vertex of each minimal face, and one ray of each face next to them.
    list of int
        For each row of the polytope a number whose bit k says that generator k lies on it.

    Raises
    ------
    TooLargeError
        If there are more.

    Examples
    --------
    >>> incident_generators(HPolytope(1, [(-1, 0)]))
    ([(0, 1), (1, 0)], [1])
    """
    cone, _ = _cone(polytope, most)
    return _on_rows(polytope, sorted(cone), cone)


def _on_rows(
    polytope: HPolytope, chosen: list[IntegerVector], cone: dict[IntegerVector, int]
) -> tuple[list[IntegerVector], list[int]]:
    rows = [0] * len(polytope.rows)
    for k, generator in enumerate(chosen):
        tight = cone[generator]
        for i in range(len(rows)):
            rows[i] |= (tight >> i & 1) << k
    return chosen, rows


def _cone(
    polytope: HPolytope, most: int | None = None
) -> tuple[dict[IntegerVector, int], list[IntegerVector]]:
    """Return the extreme rays of the homogeneous cone less its lines, and the lines.

    Bit i of a ray's number says that it lies on row i.
    """
    size = polytope.dimension + 1
    forms: list[IntegerVector] = [(*(-a for a in row[:-1]), row[-1]) for row in polytope.rows]
    forms.append((*[0] * polytope.dimension, 1))
    lines = null_space(forms, size)
    # Cutting the lines off by equations leaves a pointed cone.
    return _extreme_rays([*forms, *lines, *(negated(line) for line in lines)], size, most), lines


def _extreme_rays(
    forms: Sequence[IntegerVector], size: int, most: int | None
) -> dict[IntegerVector, int]:
    """Return the extreme rays of the pointed cone where all forms are >= 0.

    Bit i of a ray's number says that form i vanishes on it.
    """
    basis = independent_rows(forms)
    start = inverse_columns([forms[i] for i in basis])
    assert start is not None  # the rows are independent, and of full rank as the cone is pointed
    rays = {
        ray: sum(1 << i for k, i in enumerate(basis) if k != position)
        for position, ray in enumerate(start)
    }
    for index in range(len(forms)):
        if index not in basis:
            rays = _intersected(rays, forms[index], 1 << index, size)
        if most is not None and len(rays) > most:
            raise TooLargeError(
                f"a polytope of {size - 1} dimensions has more than {most:,} vertices and rays: "
                "ask for those of one with fewer dimensions, as on a slice"
            )
    return rays


def _intersected(
    rays: dict[IntegerVector, int], form: IntegerVector, bit: int, size: int
) -> dict[IntegerVector, int]:
    values = {ray: dot(form, ray) for ray in rays}
    kept = {
        ray: mask | (bit if not values[ray] else 0)
        for ray, mask in rays.items()
        if values[ray] >= 0
    }
    above = [ray for ray in rays if values[ray] > 0]
    below = [ray for ray in rays if values[ray] < 0]
    for upper in above:
        checkpoint()
        for lower in below:
            shared = rays[upper] & rays[lower]
            if shared.bit_count() >= size - 2 and _adjacent(rays, upper, lower, shared):
                ray = primitive(
                    [
                        values[upper] * b - values[lower] * a
                        for a, b in zip(upper, lower, strict=True)
                    ]
                )
                kept[ray] = shared | bit
    return kept


def _adjacent(
    rays: dict[IntegerVector, int], upper: IntegerVector, lower: IntegerVector, shared: int
) -> bool:
    """Two extreme rays span a face iff no third one lies on all their common hyperplanes."""
    return not any(
        mask & shared == shared for ray, mask in rays.items() if ray not in (upper, lower)
    )
