"""Unbounded regions without the directions in which nothing changes.

All pre-activations depend on the input by those of the first layer alone. With fewer of them than
inputs, a region contains lines; as many coordinates as the first layer tells apart are enough, the
others being fixed, to see all of its facets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    ScaledVectors,
    independent_rows,
    primitive,
)

__all__ = ["Section"]

Floats = NDArray[np.float64]

_UNIT_ROUNDOFF = 2.0**-53
# Pivots below this part of the first one are no pivots; what is proved does not depend on it.
_SMALL = 2.0**-30


@dataclass(frozen=True, slots=True)
class Section:
    """The section of a polytope by an affine subspace in which some coordinates are free.

    Attributes
    ----------
    point
        A homogeneous point of it.
    free
        The free coordinates, ascending; the others are those of the point.
    """

    point: IntegerVector
    free: tuple[int, ...]

    @classmethod
    def across(cls, spanning: Sequence[IntegerVector], point: IntegerVector) -> Section:
        """Return a section that meets each line of a polytope once, in one point.

        Parameters
        ----------
        spanning
            Vectors that span the normals of the polytope's rows.
        point
            A homogeneous point inside.
        """
        size = len(point) - 1
        if len(spanning) >= size:
            return cls(point, tuple(range(size)))
        images = ScaledVectors(spanning, size).floats
        columns = _pivots(images)
        if len(columns) < len(images) or not _is_regular(images[:, columns]):
            columns = independent_rows([*zip(*spanning, strict=True)]) if spanning else []
        return cls(point, tuple(sorted(columns)))

    def rows(self, rows: Sequence[IntegerVector]) -> Sequence[IntegerVector]:
        """Return what rows (a, b) are on the section."""
        whole = len(self.free) == len(self.point) - 1
        return rows if whole else [self._row(row) for row in rows]

    def _row(self, row: IntegerVector) -> IntegerVector:
        *coordinates, scale = self.point
        free = [row[j] for j in self.free]
        fixed = sum(a * x for a, x in zip(row, coordinates, strict=False))
        fixed -= sum(row[j] * coordinates[j] for j in self.free)
        return primitive((*(scale * a for a in free), scale * row[-1] - fixed))

    def inside(self) -> IntegerVector:
        """Return the point's free coordinates, homogeneous."""
        return (*(self.point[j] for j in self.free), self.point[-1])

    def whole(self, point: IntegerVector) -> IntegerVector:
        """Return a homogeneous point of the section by all of its coordinates."""
        if len(point) == len(self.point):
            return point
        *own, scale = point
        *coordinates, fixed_scale = self.point
        entries = [scale * x for x in coordinates]
        for j, x in zip(self.free, own, strict=True):
            entries[j] = fixed_scale * x
        return primitive((*entries, scale * fixed_scale))


def _pivots(matrix: Floats) -> list[int]:
    """Return columns that look independent, as many as the rank seems to be."""
    rest = matrix.copy()
    columns: list[int] = []
    first = 0.0
    for _ in range(len(rest)):
        i, j = np.unravel_index(int(np.abs(rest).argmax()), rest.shape)
        pivot = rest[i, j]
        first = first or abs(pivot)
        if not abs(pivot) > _SMALL * first:
            break
        columns.append(int(j))
        rest -= np.outer(rest[:, j] / pivot, rest[i])
        rest[i] = 0.0
    return columns


def _is_regular(images: Floats) -> bool:
    """Return whether it is proved that the matrix of which these are images is regular.

    It is if some X has |1 - X A| < 1: the rounding of images and sums is bounded as in
    :mod:`polyregions.arithmetic.signs`.
    """
    with np.errstate(all="ignore"):
        try:
            inverse = np.linalg.inv(images)
        except np.linalg.LinAlgError:
            return False
        size = len(images)
        rest = np.abs(np.eye(size) - inverse @ images)
        rest += (size + 6) * _UNIT_ROUNDOFF * (np.abs(inverse) @ np.abs(images) + 1)
        return bool(rest.sum(axis=1).max(initial=0.0) < 0.5)
