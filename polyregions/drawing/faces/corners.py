"""The corners of faces in homogeneous coordinates, those at infinity included."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.drawing.faces.cycles import polygon_cycles

if TYPE_CHECKING:
    from polyregions.complexes import FaceLattice

__all__ = ["Corners"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class Corners:
    """The corners of the faces of a complex: points, and directions as corners at infinity.

    Parameters
    ----------
    lattice
        The faces.

    Examples
    --------
    >>> import polyregions as pr
    >>> corners = Corners(pr.regions(pr.Network([pr.Layer([[1, 0], [0, 1]])])).face_lattice)
    >>> offsets, entries = corners.of_faces(2)
    >>> offsets.tolist(), sorted(corners.floats[entries[:3]].tolist())
    ([0, 3, 6, 9, 12], [[-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0]])
    """

    def __init__(self, lattice: FaceLattice) -> None:
        self.lattice = lattice

    @cached_property
    def floats(self) -> Floats:
        """float64 array (k, n0 + 1): points with a last entry 1, directions with 0, rounded."""
        lattice = self.lattice
        directions = np.array([_scaled(ray) for ray in lattice.rays])
        rows = np.concatenate([lattice.points, directions.reshape(-1, lattice.points.shape[1])])
        return np.column_stack([rows, np.arange(len(rows)) < lattice.vertex_count])

    def exact(self, entry: int) -> list[Fraction]:
        """Return one row without rounding, a direction up to a positive factor."""
        count = self.lattice.vertex_count
        if entry < count:
            return [*self.lattice.vertices[entry], Fraction(1)]
        return [Fraction(x) for x in (*self.lattice.rays[entry - count], 0)]

    def of_faces(self, dimension: int) -> tuple[Indices, Indices]:
        """Return the corners of all faces of dimension 0, 1 or 2, those of polygons in a cycle.

        Returns
        -------
        tuple of two int64 arrays
            ``offsets``, (k + 1,), and ``entries``: the corners of face i are the rows
            ``entries[offsets[i]:offsets[i + 1]]``. Where faces contain lines, they are the
            generators that do not.
        """
        if dimension == 2 and not self.lattice.lines:
            return polygon_cycles(self.lattice)
        faces = self.lattice.faces(dimension)
        return faces.generator_offsets, faces.generators

    def along_lines(self, entries: Indices, view: Floats) -> list[list[Fraction]]:
        """Return the corners of a part, in a cycle, of a face with lines: enough for a view.

        Parameters
        ----------
        entries
            The generators of the face.
        view
            float64 array (2, n0): all of the face within it belongs to the part.

        Notes
        -----
        The coefficients of a point p + a s + b t are at most |a s + b t| divided by the smallest
        singular value of the integer vectors s and t, whose inverse is at most the trace of their
        Gram matrix. Between two parallel lines, a point is p + c (q - p) + a s with 0 <= c <= 1, so
        that |a s| is at most the sum of the distances of the point and of q from p.
        """
        first, *others = (self.exact(entry) for entry in entries.tolist())
        lines = self.lattice.lines
        ends = [[Fraction(x) for x in corner] for corner in view.tolist()]
        reach = sum(
            (abs(x - y) for end in ends for x, y in zip(end, first, strict=False)), Fraction(0)
        )
        squares = sum(x * x for line in lines for x in line)
        for other in others:
            if other[-1]:
                reach += sum(abs(x - y) for x, y in zip(other, first, strict=True))
            else:
                squares += sum(int(x * x) for x in other)
        steps = [[2 * reach * squares * x for x in (*line, 0)] for line in lines]
        forth = [_sum(first, step, 1) for step in steps]
        back = [_sum(first, step, -1) for step in steps]
        if others and others[0][-1]:
            return [*back, *forth, _sum(others[0], steps[0], 1), _sum(others[0], steps[0], -1)]
        return [*forth, *others, *back]


def _sum(point: Sequence[Fraction], step: Sequence[Fraction], sign: int) -> list[Fraction]:
    return [x + sign * y for x, y in zip(point, step, strict=True)]


def _scaled(direction: Sequence[int]) -> list[float]:
    """Return a direction with a largest entry of 1, rounded."""
    largest = max(map(abs, direction))
    return [nearest_float(Fraction(x, largest)) for x in direction]
