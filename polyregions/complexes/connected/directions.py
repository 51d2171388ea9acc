"""Which vectors of the plane balance each other."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["balanced"]

Vector = tuple[int, int]


def balanced(vectors: Sequence[Vector]) -> list[bool]:
    """Return which vectors occur, times positive factors, in sums of several that are zero.

    All of these occur together in one such sum.

    Parameters
    ----------
    vectors
        Pairs of integers, as many as you like of them zero: these occur, by themselves.

    Notes
    -----
    In linear time: each vector is told by whether it points up or down, and by the angle of its
    line from 0 to half a turn. If no closed half-plane holds all vectors then all occur. This is so
    iff of those that point up one has a greater angle than the least of those that point down, and
    the other way round. In a half-plane those on its edge may occur, which they do if there are
    some in both directions; and no others, which have nothing to balance them.

    Examples
    --------
    >>> balanced([(1, 0), (0, 1), (-1, -1)]), balanced([(1, 0), (0, 1), (-1, 1), (0, 0)])
    ([True, True, True], [False, False, False, True])
    >>> balanced([(1, 0), (0, 1), (-2, 0)])
    [True, False, True]
    """
    up = [(x, y) for x, y in vectors if y > 0 or (y == 0 and x > 0)]
    down = [(-x, -y) for x, y in vectors if y < 0 or (y == 0 and x < 0)]
    if not up or not down:
        return [not (x or y) for x, y in vectors]
    (least, greatest), (lowest, highest) = _ends(up), _ends(down)
    first, second = _turn(lowest, greatest), _turn(least, highest)
    if first > 0 and second > 0:
        return [True] * len(vectors)
    if first < 0 or second < 0:
        return [not (x or y) for x, y in vectors]
    edge = greatest if first == 0 else least
    return [_turn(edge, vector) == 0 for vector in vectors]


def _ends(directions: Sequence[Vector]) -> tuple[Vector, Vector]:
    """Return those with the least and with the greatest angle."""
    least = greatest = directions[0]
    for direction in directions:
        if _turn(direction, least) > 0:
            least = direction
        if _turn(greatest, direction) > 0:
            greatest = direction
    return least, greatest


def _turn(first: Vector, second: Vector) -> int:
    """Return a number that is positive if the second angle is the greater, 0 for equal ones."""
    return first[0] * second[1] - first[1] * second[0]
