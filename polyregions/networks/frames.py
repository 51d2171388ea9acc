"""Frames of rational subspaces whose vectors are nearly orthonormal, by exact combinations."""

from __future__ import annotations

from collections.abc import Iterable

from polyregions.networks.rational_vectors import Vector, inner, vector_sum
from polyregions.networks.rounding import near_root, rounded

__all__ = ["nearly_orthonormal"]


def nearly_orthonormal(vectors: Iterable[Vector]) -> list[Vector]:
    """Return exact combinations of independent vectors that are nearly orthonormal.

    An orthonormal frame of a rational subspace is irrational in general. This is the Gram-Schmidt
    process with its coefficients rounded to 53 bits: each vector lies exactly in the span of the
    given ones up to its own, and only lengths and right angles are approximate, to about 15 digits.

    Examples
    --------
    >>> from fractions import Fraction
    >>> [[near]] = nearly_orthonormal([(Fraction(3),)])
    >>> float(near)
    1.0
    """
    frame: list[Vector] = []
    for vector in vectors:
        # Each pass removes what rounding left in the one before.
        while not all(_nearly_orthogonal(vector, other) for other in frame):
            for other in frame:
                share = rounded(inner(vector, other) / inner(other, other))
                vector = vector_sum(vector, [-share], [other])
        factor = rounded(1 / near_root(inner(vector, vector)))
        frame.append(tuple(factor * v for v in vector))
    return frame


def _nearly_orthogonal(left: Vector, right: Vector) -> bool:
    """Return whether the cosine of the angle between two vectors is at most 2^-50."""
    return (2**50 * inner(left, right)) ** 2 <= inner(left, left) * inner(right, right)
