"""The facets around ridges, in the order of their angles, which integers decide.

A ridge is a face of dimension n0 - 2. The facets around one inside the domain stand there as rays
around a point of the plane, which is the space modulo the ridge: that is all that it takes to say
which angles between facets are below half a turn, and which facets are opposite each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, dot, null_space, repr_of_fields
from polyregions.budgets import in_time

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice, Faces

__all__ = ["Fan", "cross", "exact_generators", "fans_around", "generators_of", "holders_of"]

Indices = NDArray[np.int64]
Direction = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fan:
    """The facets around one ridge, counterclockwise for one orientation of the plane.

    Attributes
    ----------
    ridge
        The ridge.
    facets
        The facets, by their numbers.
    directions
        Where they go from the ridge, in coordinates of the plane.
    following
        For each facet how many come after it by less than half a turn.
    have_opposite
        For each facet whether another one comes after just half a turn.
    """

    ridge: int
    facets: tuple[int, ...]
    directions: tuple[Direction, ...]
    following: tuple[int, ...]
    have_opposite: tuple[bool, ...]

    __repr__ = repr_of_fields

    @classmethod
    def of_directions(
        cls, ridge: int, facets: Sequence[int], directions: Sequence[Direction]
    ) -> Fan:
        """Return a fan, its facets brought into order.

        Examples
        --------
        >>> fan = Fan.of_directions(0, [5, 6, 7], [(1, 0), (-1, -1), (-2, 0)])
        >>> fan.facets, fan.following, fan.have_opposite
        ((5, 7, 6), (0, 1, 1), (True, True, False))
        """
        by_angle = cmp_to_key(_turn)
        order = sorted(range(len(facets)), key=lambda i: by_angle(directions[i]))
        ordered = [directions[i] for i in order]
        following, have_opposite = [], []
        for i, direction in enumerate(ordered):
            turns = [cross(direction, other) for other in (*ordered[i + 1 :], *ordered[:i])]
            ahead = next((k for k, turn in enumerate(turns) if turn <= 0), len(turns))
            following.append(ahead)
            have_opposite.append(ahead < len(turns) and turns[ahead] == 0)
        return cls(
            ridge,
            tuple(facets[i] for i in order),
            tuple(ordered),
            tuple(following),
            tuple(have_opposite),
        )

    def half_turn(self, position: int) -> list[int]:
        """Return the positions that come after one by less than half a turn."""
        size = len(self.facets)
        return [(position + k) % size for k in range(1, self.following[position] + 1)]

    def opposite(self, position: int) -> int | None:
        """Return the position just half a turn after one, if there is any."""
        if not self.have_opposite[position]:
            return None
        return (position + self.following[position] + 1) % len(self.facets)


def cross(left: Direction, right: Direction) -> int:
    """Return the determinant of two directions: positive iff one turns left to the other."""
    return left[0] * right[1] - left[1] * right[0]


def _turn(one: Direction, other: Direction) -> int:
    """Compare two directions by their angles from 0 to a full turn."""
    return _is_lower(one) - _is_lower(other) or -cross(one, other)


def _is_lower(direction: Direction) -> bool:
    return direction[1] < 0 or (direction[1] == 0 and direction[0] < 0)


def fans_around(lattice: FaceLattice, ridges: Indices) -> Iterator[Fan]:
    """Yield the fans of some ridges inside the domain.

    Parameters
    ----------
    lattice
        The faces of a complex.
    ridges
        Which faces of dimension n0 - 2, none on the boundary.

    Raises
    ------
    OutOfTime
        If the time is up before the end.

    Notes
    -----
    Some tens of microseconds for a ridge, in integers of Python.
    """
    if not len(ridges):
        return
    inputs = lattice.complex.network.inputs
    facets, lower = lattice.faces(inputs - 1), lattice.faces(inputs - 2)
    offsets, holders = holders_of(facets, len(lower))
    around = [holders[offsets[ridge] : offsets[ridge + 1]].tolist() for ridge in ridges.tolist()]
    own = [generators_of(lower, ridge) for ridge in ridges.tolist()]
    beside = [
        [_first_outside(generators_of(facets, facet), set(of_ridge)) for facet in of_facets]
        for of_ridge, of_facets in zip(own, around, strict=True)
    ]
    exact = exact_generators(lattice, {g for row in (*own, *beside) for g in row})
    for k in in_time(range(len(ridges))):
        base = next(exact[g] for g in own[k] if exact[g][-1])
        along = [_difference(exact[g], base) for g in own[k]] + list(lattice.lines)
        first, second = null_space([row for row in along if any(row)], inputs)
        away = [_difference(exact[g], base) for g in beside[k]]
        directions = [(dot(first, row), dot(second, row)) for row in away]
        yield Fan.of_directions(int(ridges[k]), around[k], directions)


def holders_of(faces: Faces, count: int) -> tuple[Indices, Indices]:
    """Return, for each of so many faces one dimension lower, the faces that hold it.

    They are ``holders[offsets[i]:offsets[i + 1]]`` for face i, ascending.
    """
    owners = np.repeat(np.arange(len(faces)), np.diff(faces.facet_offsets))
    order = np.argsort(faces.facets, kind="stable")
    offsets = np.searchsorted(faces.facets[order], np.arange(count + 1))
    return offsets, owners[order]


def exact_generators(lattice: FaceLattice, numbers: set[int]) -> dict[int, IntegerVector]:
    """Return some vertices and rays exactly, as integers (x_1, ..., x_n, w), w = 0 for rays."""
    wanted = np.array(sorted(numbers), dtype=np.int64)
    return dict(zip(wanted.tolist(), lattice.exactly(wanted), strict=True))


def generators_of(faces: Faces, face: int) -> list[int]:
    """Return the vertices and rays of one face, by their numbers."""
    start, stop = faces.generator_offsets[face : face + 2]
    generators: list[int] = faces.generators[start:stop].tolist()
    return generators


def _first_outside(generators: Sequence[int], inside: set[int]) -> int:
    return next(g for g in generators if g not in inside)


def _difference(generator: IntegerVector, base: IntegerVector) -> IntegerVector:
    """Return the direction from a vertex to another one or along a ray, by a positive factor."""
    *point, weight = generator
    *origin, scale = base
    return tuple(x * scale - y * weight for x, y in zip(point, origin, strict=True))
