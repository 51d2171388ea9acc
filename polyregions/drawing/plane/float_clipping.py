"""Many polygons clipped to a box at once, in floats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.drawing.plane.clipping import VIEW

__all__ = ["Polygons"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """Convex polygons, one after the other.

    Attributes
    ----------
    points
        float64 array (M, d): the vertices, counterclockwise in the plane and seen from one side in
        space.
    owners
        int64 array (M,): the number of each vertex's polygon, ascending.
    edges
        int64 array (M,): a number for the edge from each vertex to the next.

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    >>> triangle = Polygons(corners, np.zeros(3, int), np.array([5, 6, 7]))
    >>> clipped = triangle.within(np.array([[0.0, 0.0], [1.0, 3.0]]), 0.0)
    >>> clipped.points.tolist(), clipped.edges.tolist()
    ([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 2.0]], [5, -1, 6, 7])
    """

    points: Floats
    owners: Integers
    edges: Integers

    def within(self, box: Floats, tolerance: float) -> Polygons:
        """Return the parts within a box, without the polygons that have none.

        Parameters
        ----------
        box
            float64 array (2, 2): the lower left and the upper right corner.
        tolerance
            Vertices so near to a side count as lying on it.
        """
        polygons = self
        for corner, sign in zip(box, (1.0, -1.0), strict=True):
            for axis in in_time((0, 1)):
                slacks = sign * (polygons.points[:, axis] - corner[axis])
                polygons = polygons.where(slacks, tolerance, VIEW)
        return polygons

    def where(self, slacks: Floats, tolerance: float, edge: int | Integers) -> Polygons:
        """Return the parts where a function that is affine on each polygon is not negative.

        Parameters
        ----------
        slacks
            float64 array (M,): its values at the vertices.
        tolerance
            Values so near to zero count as zero.
        edge
            The number of the edges where it vanishes; an array (M,) of one for each polygon, at
            all of its vertices.

        References
        ----------
        I. Sutherland, G. Hodgman, "Reentrant Polygon Clipping", 1974.
        """
        slacks = np.where(np.abs(slacks) <= tolerance, 0.0, slacks)
        if not np.any(slacks < 0):
            return self
        before, ahead = self._neighbours()
        crosses = slacks * slacks[before] < 0
        shares = slacks / np.where(crosses, slacks - slacks[before], 1)
        crossings = self.points + shares[:, np.newaxis] * (self.points[before] - self.points)
        after_crossing = np.where(slacks > 0, self.edges[before], edge)
        after_vertex = np.where((slacks == 0) & (slacks[ahead] < 0), edge, self.edges)
        # Each vertex comes after the crossing on the way to it.
        kept = np.column_stack([crosses, slacks >= 0]).ravel()
        points = np.stack([crossings, self.points], axis=1).reshape(-1, self.points.shape[1])[kept]
        edges = np.column_stack([after_crossing, after_vertex]).ravel()[kept]
        owners = np.repeat(self.owners, 2)[kept]
        whole = np.bincount(owners)[owners] >= 3
        return Polygons(points[whole], owners[whole], edges[whole])

    def _neighbours(self) -> tuple[Integers, Integers]:
        """Return for each vertex the one before it and the one after it in its polygon."""
        first = np.flatnonzero(np.diff(self.owners, prepend=-1))
        last = np.append(first[1:], len(self.points)) - 1
        before = np.arange(len(self.points)) - 1
        ahead = before + 2
        before[first], ahead[last] = last, first
        return before, ahead
