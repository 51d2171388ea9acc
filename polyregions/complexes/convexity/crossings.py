"""What must hold around each ridge of a complex so that a coarser one can have some walls.

A coarser complex joins regions across the facets that are no walls of it. Its cells are convex and
meet face to face iff around every ridge inside the domain there is no wall, or just two that are
opposite each other, or every angle between one wall and the next is below half a turn: there the
cells are locally convex and have a common face. That suffices: a region that is locally convex
around all its ridges is convex (H. Tietze, "Über Konvexheit im kleinen und im großen", 1928), and
convex cells that meet facet to facet meet face to face (P. M. Gruber and S. S. Ryshkov,
"Facet-to-facet implies face-to-face", 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.fans import Fan

__all__ = ["Crossing", "Surroundings", "are_settled", "surroundings"]

Flags = NDArray[np.bool_]


class Crossing(Enum):
    """What the walls that every coarser complex has do around one ridge."""

    FREE = auto()
    """There are none."""

    STRAIGHT = auto()
    """There are two, opposite each other."""

    WIDE = auto()
    """An angle is half a turn or more, so that another wall must begin there."""

    SETTLED = auto()
    """All angles are below half a turn, whatever other walls there are."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One ridge with the facets around it.

    Attributes
    ----------
    fan
        The facets.
    required
        The positions of those that are walls of every coarser complex.
    crossing
        What they do.
    open_half_turns
        The half turns, as positions, in which none of them lies; at ridges that are wide.
    """

    fan: Fan
    required: tuple[int, ...]
    crossing: Crossing
    open_half_turns: tuple[tuple[int, ...], ...]

    @property
    def optional(self) -> list[int]:
        """The positions of all other facets."""
        return [i for i in range(len(self.fan.facets)) if i not in self.required]

    @property
    def wide_angle(self) -> tuple[int, int]:
        """The positions of the walls before and after the one angle of half a turn or more.

        There is just one at a ridge that is wide.
        """
        size, inside = len(self.fan.facets), self.open_half_turns[0][0]
        back = next(k for k in range(1, size) if (inside - k) % size in self.required)
        ahead = next(k for k in range(1, size) if (inside + k) % size in self.required)
        return (inside - back) % size, (inside + ahead) % size


def surroundings(fan: Fan, required: Flags) -> Surroundings:
    """Return what the walls that are required do around a ridge.

    Examples
    --------
    >>> fan = Fan.of_directions(0, [0, 1, 2, 3], [(1, 0), (0, 1), (-1, 0), (0, -1)])
    >>> surroundings(fan, np.array([True, True, True, False])).open_half_turns
    ((3,),)
    """
    positions = tuple(i for i, facet in enumerate(fan.facets) if required[facet])
    if not positions:
        return Surroundings(fan, positions, Crossing.FREE, ())
    if len(positions) == 2 and fan.opposite(positions[0]) == positions[1]:
        return Surroundings(fan, positions, Crossing.STRAIGHT, ())
    turns = {tuple(sorted(fan.half_turn(i))) for i in range(len(fan.facets))}
    open_turns = tuple(sorted(turn for turn in turns if not set(turn) & set(positions)))
    crossing = Crossing.WIDE if open_turns else Crossing.SETTLED
    return Surroundings(fan, positions, crossing, open_turns)


def are_settled(fan: Fan, walls: Flags) -> bool:
    """Return whether cells with these walls are convex around a ridge, and meet face to face.

    Examples
    --------
    >>> fan = Fan.of_directions(0, [0, 1, 2], [(1, 0), (0, 1), (-1, 0)])
    >>> [are_settled(fan, np.array(walls)) for walls in ([1, 1, 1], [1, 0, 1], [0, 0, 0])]
    [False, True, True]
    """
    positions = [i for i, facet in enumerate(fan.facets) if walls[facet]]
    if len(positions) == 2:
        return fan.opposite(positions[0]) == positions[1]
    return all(any(walls[fan.facets[j]] for j in fan.half_turn(i)) for i in positions)
