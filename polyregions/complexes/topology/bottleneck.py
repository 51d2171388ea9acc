"""How far apart two persistence diagrams are, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint, in_time

__all__ = ["bottleneck"]

Point = tuple[Fraction, Fraction]
Places = NDArray[np.int64]


def bottleneck(first: Iterable[Point], second: Iterable[Point]) -> Fraction:
    """Return the bottleneck distance of two multisets of points (birth, death).

    It is the least e for which points can be matched such that both numbers of matched points
    differ by e at most, and those that are left alone are e from the diagonal at most: their birth
    and death differ by 2 e at most.

    Raises
    ------
    OutOfTime
        If the time is up before.

    Notes
    -----
    One of the differences of numbers, or half of a length, is the distance: it is sought by
    bisection among them. Points too far from the diagonal have to be matched. If those of one side
    can be, and those of the other can be, then all can be at once (N. S. Mendelsohn, A. L. Dulmage,
    "Some generalizations of the problem of distinct representatives", 1958); two maximum matchings
    decide that. Time and memory grow with the product of the numbers of points.

    Examples
    --------
    >>> one, two, nine = Fraction(1), Fraction(2), Fraction(9)
    >>> bottleneck([(one, nine), (one, two)], [(two, nine)])
    Fraction(1, 1)
    >>> bottleneck([(one, two)], [])
    Fraction(1, 2)
    """
    left, right = list(first), list(second)
    differences = [
        [max(abs(birth - other), abs(death - end)) for other, end in right]
        for birth, death in in_time(left)
    ]
    halves = [[(death - birth) / 2 for birth, death in side] for side in (left, right)]
    candidates = sorted({Fraction(0)}.union(*differences, *map(_sizes, halves)))
    places = {value: place for place, value in enumerate(candidates)}
    apart = np.array([[places[value] for value in row] for row in differences], dtype=np.int64)
    apart = apart.reshape(len(left), len(right))
    alone = [np.array([places[abs(value)] for value in side], dtype=np.int64) for side in halves]
    low, high = 0, len(candidates) - 1
    while low < high:
        checkpoint()
        middle = (low + high) // 2
        if _can_match(apart <= middle, alone[0] > middle, alone[1] > middle):
            high = middle
        else:
            low = middle + 1
    return candidates[low]


def _sizes(values: Sequence[Fraction]) -> set[Fraction]:
    return {abs(value) for value in values}


def _can_match(
    may: NDArray[np.bool_], left_must: NDArray[np.bool_], right_must: NDArray[np.bool_]
) -> bool:
    """Return whether all that must be matched on both sides can be, each side for itself."""
    return _all_matched(may[left_must]) and _all_matched(may.T[right_must])


def _all_matched(may: NDArray[np.bool_]) -> bool:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    matched = maximum_bipartite_matching(csr_array(may), perm_type="column")
    return bool(np.all(matched >= 0))
