"""Inequalities in floats with bounds on their errors, and what multipliers prove of distances.

Whatever the multipliers y >= 0 are, all d with A d <= s have |d| >= -y.s / |y A|*, the dual norm.
So floats may look for multipliers as they like: what they find proves a bound once the errors of
the rows, times y, and those of the sums are taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.polytopes import Norm

__all__ = ["LARGEST", "LOST", "MORE", "ROUNDING", "SMALLEST", "Rows", "proved_measure"]

Floats = NDArray[np.float64]

ROUNDING: Final = 2.0**-52
# Sizes within which nothing underflows or overflows that is multiplied with a parameter.
SMALLEST, LARGEST = 2.0**-300, 2.0**300
# Added where something is rounded: more than is lost below the range of floats.
LOST: Final = 2.0**-700
# For the roundings of the bounds themselves.
MORE: Final = 1.0 + 2.0**-30
LESS: Final = 1.0 - 2.0**-30


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Inequalities a.d <= s in floats.

    Attributes
    ----------
    normals
        The normals (k, n), the largest entry of each between 1/2 and 2.
    levels
        The levels (k,).
    errors
        How far off the entries of each normal are at most (k,).
    level_errors
        How far off the levels are at most (k,).
    """

    normals: Floats
    levels: Floats
    errors: Floats
    level_errors: Floats

    @classmethod
    def scaled(cls, normals: Floats, levels: Floats, errors: Floats, level_errors: Floats) -> Rows:
        """Return rows times powers of two, which changes no digit."""
        largest = np.abs(normals).max(axis=1, initial=0.0)
        powers = np.ldexp(1.0, -np.frexp(np.where(largest > 0, largest, 1.0))[1])
        return cls(
            normals * powers[:, np.newaxis], levels * powers, errors * powers, level_errors * powers
        )

    def __len__(self) -> int:
        return len(self.levels)

    def __add__(self, other: Rows) -> Rows:
        return Rows(
            np.concatenate([self.normals, other.normals]),
            np.concatenate([self.levels, other.levels]),
            np.concatenate([self.errors, other.errors]),
            np.concatenate([self.level_errors, other.level_errors]),
        )

    def take(self, indices: Sequence[int] | NDArray[np.intp]) -> Rows:
        """Return some of the rows."""
        return Rows(
            self.normals[indices],
            self.levels[indices],
            self.errors[indices],
            self.level_errors[indices],
        )

    def opposite(self) -> Rows:
        """Return the inequalities a.d >= s."""
        return Rows(-self.normals, -self.levels, self.errors, self.level_errors)

    def contradict(self) -> bool:
        """Return whether one of them is 0 <= -1."""
        return bool((~self.normals.any(axis=1) & (self.levels < 0)).any())

    def to_hyperplanes(self, norm: Norm) -> Floats:
        """Return lower bounds of the measures of distances to the hyperplanes {a.d = s}."""
        sizes = _lengths(self.normals, norm.dual) * MORE + _spread(
            self.errors, self.normals.shape[1], norm.dual
        )
        gaps = np.maximum(np.abs(self.levels) - self.level_errors, 0.0) * LESS
        lengths: Floats = np.maximum(gaps / sizes * LESS - LOST, 0.0)
        return lengths if norm is not Norm.L2 else lengths * lengths * LESS


def proved_measure(rows: Rows, multipliers: Floats, norm: Norm) -> float:
    """Return a lower bound of the measure of all d with the rows, which multipliers >= 0 prove."""
    count, dimension = rows.normals.shape
    roundings = (count + 16) * ROUNDING
    with np.errstate(all="ignore"):
        force = multipliers @ rows.normals
        # Entries of normals are below 2.
        off = float(multipliers @ rows.errors + 2.0 * roundings * multipliers.sum()) * MORE + LOST
        size = float(_lengths(force[np.newaxis], norm.dual)[0]) * MORE
        size += float(_spread(np.array([off]), dimension, norm.dual)[0])
        gain = float(-(multipliers @ rows.levels))
        doubt = float(
            multipliers @ rows.level_errors + roundings * (multipliers @ np.abs(rows.levels))
        )
        length = (gain - (doubt * MORE + LOST)) / size * LESS - LOST
    if not length > 0.0:  # nor is what is no number
        return 0.0
    length = min(length, LARGEST)
    return length if norm is not Norm.L2 else length * length * LESS


def _lengths(vectors: Floats, norm: Norm) -> Floats:
    found: Floats
    if norm is Norm.L2:
        found = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    elif norm is Norm.L1:
        found = np.abs(vectors).sum(axis=1)
    else:
        found = np.abs(vectors).max(axis=1, initial=0.0)
    return found


def _spread(errors: Floats, dimension: int, norm: Norm) -> Floats:
    """Return bounds of the norms of vectors whose entries have these bounds."""
    factor = {Norm.L1: float(dimension), Norm.L2: sqrt(dimension) * MORE}.get(norm, 1.0)
    return errors * (factor * MORE) + LOST
