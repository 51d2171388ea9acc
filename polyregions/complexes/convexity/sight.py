"""What the corners of linear regions in the plane face, along straight lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise

from polyregions.arithmetic import negated, primitive, repr_of_fields
from polyregions.budgets import checkpoint
from polyregions.complexes.convexity.fans import Direction, cross
from polyregions.complexes.convexity.plane import OUTSIDE, Corner, PlanePoint, Side

__all__ = ["Ending", "endings", "is_within"]


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a straight line from a corner first meets the boundary of its linear region.

    Attributes
    ----------
    direction
        Where it goes from the corner.
    side
        The side that it crosses; None where it ends in a vertex, or goes on for ever.
    vertex
        The vertex in which it ends; None where it crosses a side, or goes on for ever.
    """

    direction: Direction
    side: Side | None = None
    vertex: PlanePoint | None = None

    __repr__ = repr_of_fields


def endings(corner: Corner, sides: Sequence[Side]) -> list[Ending]:
    """Return where the lines end that divide the angle at a corner, all that can be told apart.

    These are the lines to ends of sides, and one between each two of these that follow one another:
    all others in between end on the same side.

    Parameters
    ----------
    corner
        The corner.
    sides
        All sides of its linear region.

    Notes
    -----
    The time is that of s^2 small exact products for s sides.

    Examples
    --------
    >>> corner = Corner((0, 0, 1), (0, -1), (-1, 0))
    >>> wall = Side(((2, 0, 1), (0, 1, 0)), beyond=5)
    >>> found = endings(corner, [wall])
    >>> [(one.direction, one.side is wall, one.vertex) for one in found]
    [((1, 1), True, None)]
    """
    ends = [[corner.towards(end) for end in side.ends] for side in sides]
    directions = {_primitive(end[:2]) for pair in ends for end in pair if any(end[:2])}
    seen = [direction for direction in directions if corner.divides(direction)]
    seen.sort(key=cmp_to_key(_turn))
    first, last = negated(corner.end), negated(corner.start)
    limits = [_primitive(first), *seen, _primitive(last)]
    between = [(a + c, b + d) for (a, b), (c, d) in pairwise(limits)]
    return [
        _ending(direction, sides, ends)
        for direction in (*seen, *(between if seen else [corner.middle]))
    ]


def _ending(
    direction: Direction, sides: Sequence[Side], ends: Sequence[Sequence[PlanePoint]]
) -> Ending:
    checkpoint()
    met = [meeting for k in range(len(sides)) for meeting in _met(direction, sides[k], ends[k])]
    if not met:
        return Ending(direction)
    return min(met, key=lambda meeting: meeting[0])[1]


def _met(
    direction: Direction, side: Side, ends: Sequence[PlanePoint]
) -> Iterator[tuple[Fraction, Ending]]:
    """Yield how far along a line it meets the ends of a side, or crosses it."""
    turns = [cross(direction, end[:2]) for end in ends]
    for end, turn, vertex in zip(ends, turns, side.ends, strict=True):
        distance = _along(direction, end)
        if not turn and end[2] and distance > 0:
            yield Fraction(distance, end[2]), Ending(direction, vertex=vertex)
    if turns[0] * turns[1] < 0:
        first, last = (abs(turn) for turn in turns)
        x, y, w = (a * last + b * first for a, b in zip(*ends, strict=True))
        distance = _along(direction, (x, y, w))
        if distance > 0:
            yield Fraction(distance, w), Ending(direction, side)


def _turn(one: Direction, other: Direction) -> int:
    """Compare two directions less than half a turn from each other, the first one first."""
    return -cross(one, other)


def _along(direction: Direction, point: PlanePoint) -> int:
    return direction[0] * point[0] + direction[1] * point[1]


def _primitive(direction: Sequence[int]) -> Direction:
    x, y = primitive(direction)
    return x, y


def is_within(ending: Ending, straight: set[PlanePoint]) -> bool:
    """Return whether a line ends within a wall, where it cannot end alone.

    Parameters
    ----------
    ending
        Where the line ends.
    straight
        The vertices at which walls go straight on.
    """
    if ending.side is not None:
        return ending.side.beyond != OUTSIDE
    return ending.vertex in straight
