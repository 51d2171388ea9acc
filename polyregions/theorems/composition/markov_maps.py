"""Counting pieces in one dimension, where the branches need be neither onto nor injective.

Let Q_i be finite sets with h_i(Q_i) inside Q_{i+1} that contain the kinks of h_i, the last one
those of f, and let J_a be the gaps of Q_i. For F_i = f o h_m o ... o h_i with one-sided derivatives
D_i(q, s), let b_i(q) = 1 iff D_i(q, +) != D_i(q, -), and B_i(a) be the number of kinks of F_i
inside J_a. Then

    B_i(a) = sum of B_{i+1}(b) over J_b in h_i(J_a) + sum of b_{i+1}(q) over q inside h_i(J_a),
    D_i(q, s) = h_i'(q, s) D_{i+1}(h_i(q), s sgn h_i'(q, s)),

and F_0 has 1 + sum B_0 + sum b_0 pieces. If all h_i are one map h with a finite invariant set Q
(h is a Markov map), the step is linear in B, and periodic as soon as the derivatives repeat up to
factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from polyregions.arithmetic import (
    IntegerMatrix,
    IntegerVector,
    primitive_from_rationals,
    repr_of_fields,
    sign,
)
from polyregions.budgets import checkpoint, in_time
from polyregions.theorems.composition.interval_maps import IntervalMap

__all__ = ["KinkCounts", "apply_map", "apply_power", "invariant_points", "kinks_of"]

Points = tuple[Fraction, ...]
OneSided = tuple[IntegerVector | None, IntegerVector | None]

MOST_LEVELS = 2000
"""The derivatives are followed so far in search of a repetition."""


@dataclass(frozen=True, slots=True)
class KinkCounts:
    """Where a function F on an interval has how many kinks.

    Attributes
    ----------
    points
        Q, in increasing order, with both ends.
    inside
        The number of kinks of F strictly inside each gap of Q.
    derivatives
        For each point the left and the right derivative of F, up to one common factor; None beyond
        the ends.
    """

    points: Points
    inside: tuple[int, ...]
    derivatives: tuple[OneSided, ...]

    __repr__ = repr_of_fields

    @property
    def kinks(self) -> tuple[int, ...]:
        """For each point 1 if F has a kink there, else 0."""
        return tuple(
            int(left is not None and right is not None and left != right)
            for left, right in self.derivatives
        )

    def pieces(self, low: Fraction, high: Fraction) -> int:
        """Return the number of linear pieces between two of the points."""
        first, last = self.points.index(low), self.points.index(high)
        return 1 + sum(self.inside[first:last]) + sum(self.kinks[first + 1 : last])


def kinks_of(function: IntervalMap, points: Points) -> KinkCounts:
    """Return the kinks of f itself, all of which are among the points.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> from polyregions.theorems.composition.interval_maps import interval_map
    >>> tent = interval_map(zigzag(1, 2), Fraction(0), Fraction(1))
    >>> counts = kinks_of(tent, tent.knots)
    >>> [apply_power(tent, counts, k).pieces(Fraction(0), Fraction(1)) for k in (0, 1, 20)]
    [2, 4, 2097152]
    """
    slopes = [function.slope(function.piece(x)) for x in in_time(points[:-1])]
    sides = zip([None, *slopes], [*slopes, None], strict=True)
    derivatives = tuple(_up_to_factor(left, right) for left, right in sides)
    return KinkCounts(points, (0,) * len(slopes), derivatives)


def apply_map(inner: IntervalMap, points: Points, counts: KinkCounts) -> KinkCounts:
    """Return the kinks of F o h.

    Parameters
    ----------
    inner
        h, with one output.
    points
        Its set Q: all kinks of h are in it, and h maps it into ``counts.points``.
    counts
        The kinks of F.
    """
    place = {x: i for i, x in enumerate(counts.points)}
    images = [place[inner(x)[0]] for x in in_time(points)]
    gaps = [0, *accumulate(counts.inside)]
    kinks = [0, *accumulate(counts.kinks)]
    inside = []
    for start, end in pairwise(images):
        low, high = min(start, end), max(start, end)
        inner_kinks = kinks[high] - kinks[low + 1] if low < high else 0
        inside.append(gaps[high] - gaps[low] + inner_kinks)
    derivatives = _derivatives(inner, points, images, counts.derivatives)
    return KinkCounts(points, tuple(inside), derivatives)


def apply_power(inner: IntervalMap, counts: KinkCounts, exponent: int) -> KinkCounts | None:
    """Return the kinks of F o h^exponent, where h maps the points of ``counts`` into themselves.

    Returns
    -------
    KinkCounts or None
        None where the exponent is large and the derivatives do not repeat soon enough.
    """
    points, size = counts.points, len(counts.points)
    if exponent <= 50 * size:
        for _ in range(exponent):
            counts = apply_map(inner, points, counts)
        return counts
    seen: dict[tuple[OneSided, ...], int] = {}
    levels: list[KinkCounts] = []
    while counts.derivatives not in seen:
        if len(levels) == MOST_LEVELS:
            return None
        seen[counts.derivatives] = len(levels)
        levels.append(counts)
        counts = apply_map(inner, points, counts)
    start, period = seen[counts.derivatives], len(levels) - seen[counts.derivatives]
    repetitions, rest = divmod(exponent - start, period)
    counts = _repeated(inner, levels[start : start + period], repetitions)
    for _ in range(rest):
        counts = apply_map(inner, points, counts)
    return counts


def invariant_points(
    inner: IntervalMap, points: Sequence[Fraction], most: int = 1000
) -> Points | None:
    """Return the least set that contains the points and all their images, sorted.

    Returns
    -------
    tuple of Fraction or None
        None where it is infinite or has more than ``most`` points.
    """
    found = set(points)
    fresh = list(found)
    while fresh:
        checkpoint()
        if len(found) > most:
            return None
        images = {inner(x)[0] for x in fresh} - found
        found |= images
        fresh = list(images)
    return tuple(sorted(found))


def _repeated(inner: IntervalMap, period: Sequence[KinkCounts], repetitions: int) -> KinkCounts:
    """Return the counts after whole periods, by a power of the matrix of one period."""
    points, gaps = period[0].points, len(period[0].inside)
    columns = []
    for unit in range(gaps + 1):
        counts = tuple(int(i == unit) for i in range(gaps))
        for level in period:
            level_counts = KinkCounts(points, counts, level.derivatives)
            counts = apply_map(inner, points, level_counts).inside
        columns.append(counts)
    constant = columns[gaps]
    rows = [[*(columns[j][i] - constant[i] for j in range(gaps)), constant[i]] for i in range(gaps)]
    matrix = IntegerMatrix([*rows, [0] * gaps + [1]]) ** repetitions
    result = matrix @ [(count,) for count in (*period[0].inside, 1)]
    inside = tuple(entry for (entry,) in result[:-1])
    return KinkCounts(points, inside, period[0].derivatives)


def _derivatives(
    inner: IntervalMap,
    points: Points,
    images: Sequence[int],
    outer: Sequence[OneSided],
) -> tuple[OneSided, ...]:
    found = []
    for index, (x, image) in enumerate(in_time(zip(points, images, strict=True))):
        sides: list[list[Fraction] | None] = [None, None]
        for side in (-1, 1):
            if (side < 0 and index == 0) or (side > 0 and index == len(points) - 1):
                continue
            slope = inner.slope(inner.piece(x, side))[0]
            across = outer[image][(side * sign(slope) + 1) // 2] if slope else None
            if across is None:
                across = (0,) * _outputs(outer)
            sides[side > 0] = [slope * entry for entry in across]
        found.append(_up_to_factor(*sides))
    return tuple(found)


def _outputs(derivatives: Sequence[OneSided]) -> int:
    return len(derivatives[0][1] or ())


def _up_to_factor(left: Sequence[Fraction] | None, right: Sequence[Fraction] | None) -> OneSided:
    """Return both derivatives times one factor, as integers without a common divisor."""
    joint = primitive_from_rationals([*(left or ()), *(right or ())])
    leading = next((entry for entry in joint if entry), 1)
    if leading < 0:
        joint = tuple(-entry for entry in joint)
    size = len(left or ())
    return (joint[:size] if left is not None else None, joint[size:] if right is not None else None)
