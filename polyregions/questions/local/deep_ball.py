"""The largest ball in a region of many inputs, nearly: an exact ball, and a bound for all others.

An exact linear program in hundreds of dimensions takes minutes. Here one in floats proposes a
centre and multipliers. About the centre the largest ball is exact; and the multipliers bound the
radius of every ball inside, whatever they are, where the coordinates are bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import compress
from math import isqrt
from typing import Any, Final

import numpy as np

from polyregions.arithmetic import IntegerVector, ScaledVectors, nearest_float
from polyregions.budgets import checkpoint
from polyregions.polytopes import Ball, HPolytope, chebyshev_ball

__all__ = ["deep_ball"]

# Polytopes with so many coefficients are left to the exact program.
_SMALL: Final = 4096
_NORM_BITS: Final = 61
_MOST_MORE: Final = Fraction(1, 2**20)


def deep_ball(polytope: HPolytope) -> Ball:
    """Return a largest ball inside a polytope of full dimension, up to a factor of 1 + 2**-20.

    Raises
    ------
    UnboundedError
        If balls of every size fit.

    Examples
    --------
    >>> deep_ball(HPolytope(2, [(-1, 0, 0), (0, -1, 0), (3, 4, 12)]))
    Ball(center=(Fraction(1, 1), Fraction(1, 1)), radius=Fraction(1, 1))
    """
    if len(polytope.rows) * polytope.dimension > _SMALL:
        ball = _proposed(polytope)
        if ball is not None:
            return ball
    return chebyshev_ball(polytope)


def _proposed(polytope: HPolytope) -> Ball | None:
    """Return a ball that is proved to be large enough, None where floats find none."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    checkpoint()
    images = ScaledVectors([(*row[:-1], row[-1]) for row in polytope.rows]).floats
    norms = np.sqrt((images[:, :-1] ** 2).sum(axis=1))
    with np.errstate(all="ignore"):
        table = np.column_stack([images[:, :-1], norms]) / norms[:, np.newaxis]
        offsets = images[:, -1] / norms
    if not (np.isfinite(table).all() and np.isfinite(offsets).all()):
        return None
    objective = np.zeros(table.shape[1])
    objective[-1] = -1.0
    matrix: Any = csr_matrix(table)
    answer: Any = linprog(objective, matrix, offsets, bounds=(None, None), method="highs")
    if answer.status != 0:
        return None
    sparse = [_Row(row) for row in polytope.rows]
    center = tuple(map(Fraction, answer.x[:-1].tolist()))
    radius = min(row.distance(center) for row in sparse)
    multipliers = np.maximum(-answer.ineqlin.marginals, 0.0).tolist()
    # They are those of rows of norm 1.
    bound = _bound(sparse, [Fraction(y) for y in multipliers], polytope.dimension)
    if radius <= 0 or bound is None or bound > radius * (1 + _MOST_MORE):
        return None
    return Ball(center, radius)


class _Row:
    """A row by its nonzero entries, with rationals below and above its norm."""

    def __init__(self, row: IntegerVector) -> None:
        *normal, self.offset = row
        self.entries = [*compress(enumerate(normal), normal)]
        square = sum(entry * entry for _, entry in self.entries) << (2 * _NORM_BITS)
        root = isqrt(square)
        self.below = Fraction(root, 1 << _NORM_BITS)
        self.above = Fraction(root + (root * root < square), 1 << _NORM_BITS)

    def distance(self, point: Sequence[Fraction]) -> Fraction:
        """Return how far off the hyperplane is at least."""
        slack = self.offset - sum((entry * point[j] for j, entry in self.entries), Fraction(0))
        return slack / (self.above if slack > 0 else self.below)


def _bound(rows: Sequence[_Row], multipliers: Sequence[Fraction], size: int) -> Fraction | None:
    """Return a bound of the radius of all balls inside, None where there is none.

    The ball of radius r about x has a.x + |a| r <= b for each row. With multipliers y >= 0 of the
    rows over their norms, r is at most (sum y b - (sum y a).x) / sum y, and |x_j| at most what the
    rows in one coordinate say.
    """
    reach: list[list[Fraction]] = [[] for _ in range(size)]
    rest = [Fraction(0)] * size
    total = weight = Fraction(0)
    for row, y in zip(rows, multipliers, strict=True):
        if len(row.entries) == 1:
            ((j, entry),) = row.entries
            reach[j].append(Fraction(row.offset, entry))
        if y:
            share = _short(y / row.above)
            total += share * row.offset
            weight += share * row.below
            for j, entry in row.entries:
                rest[j] += share * entry
    for j, slope in enumerate(rest):
        if slope:
            if len(reach[j]) < 2:
                return None
            total += abs(slope) * max(map(abs, reach[j]))
    return total / weight if weight else None


def _short(value: Fraction) -> Fraction:
    """Return a number near by of few digits: any multipliers do."""
    return Fraction(nearest_float(value))
