"""The faces of a complex as points, segments and polygons in floats, cut off at a view.

Vertices and directions are rounded correctly. Where an edge is cut off, the new corner is off by
some ulps of the edge's ends; a face whose ends lie so far out that this would show is cut off in
fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.budgets import in_time
from polyregions.drawing.faces.clipping import clipped
from polyregions.drawing.faces.corners import Corners
from polyregions.drawing.faces.views import ACCURACY
from polyregions.drawing.triangle_fans import triangle_fans

if TYPE_CHECKING:
    from polyregions.complexes import FaceLattice

__all__ = ["FaceShapes", "face_shapes"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

# What clipping at six halfspaces loses, beside the largest coordinate, with much to spare.
_ROUNDING = 2.0**-44


@dataclass(frozen=True, slots=True, eq=False)
class FaceShapes:
    """The faces of one dimension, 0 to 2, within a view.

    Attributes
    ----------
    points
        float64 array (M, n0): their corners, one face after the other; those of a polygon run
        around it.
    offsets
        int64 array (K + 1,): those of shape k are ``points[offsets[k]:offsets[k + 1]]``.
    faces
        int64 array (K,): which face each shape is, ascending; those outside of the view are left
        out.
    """

    points: Floats
    offsets: Indices
    faces: Indices

    def __len__(self) -> int:
        return len(self.faces)

    def __getitem__(self, index: int) -> Floats:
        """Return the corners of one shape, shape (k, n0)."""
        return self.points[self.offsets[index] : self.offsets[index + 1]]

    @property
    def owners(self) -> Indices:
        """int64 array (M,): the shape to which each corner belongs."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def middles(self) -> Floats:
        """Return the mean of the corners of each shape, shape (K, n0)."""
        if not len(self):
            return self.points
        sums = np.add.reduceat(self.points, self.offsets[:-1])
        means: Floats = sums / np.diff(self.offsets)[:, np.newaxis]
        return means

    def normals(self) -> Floats:
        """Return a unit normal of each polygon in space, of either side, shape (K, 3)."""
        corners = self.points[self.triangles()]
        sides = _unit_sized(corners[:, 1:] - corners[:, :1])
        products = np.cross(sides[:, 0], sides[:, 1])
        owners = self.owners[self.triangles()[:, 0]]
        sums = [np.bincount(owners, column, minlength=len(self)) for column in products.T]
        normals = np.column_stack(sums)
        lengths = np.linalg.norm(normals, axis=1, keepdims=True)
        units: Floats = normals / np.where(lengths, lengths, 1)
        return units

    def triangles(self) -> Indices:
        """Cut every polygon into triangles around its first corner, shape (T, 3)."""
        return triangle_fans(self.offsets)

    def turned(self, chosen: NDArray[np.bool_]) -> FaceShapes:
        """Return the shapes, of which some run the other way round."""
        places = np.arange(len(self.points))
        sums = self.offsets[:-1] + self.offsets[1:] - 1
        owners = self.owners
        places = np.where(chosen[owners], sums[owners] - places, places)
        return FaceShapes(self.points[places], self.offsets, self.faces)

    def part(self, kept: NDArray[np.bool_]) -> FaceShapes:
        """Return some of the shapes."""
        sizes = np.diff(self.offsets)
        offsets = np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64)
        return FaceShapes(self.points[np.repeat(kept, sizes)], offsets, self.faces[kept])


def face_shapes(lattice: FaceLattice, dimension: int, view: Floats) -> FaceShapes:
    """Return the faces of one dimension within a view.

    Parameters
    ----------
    lattice
        The faces of a complex of two or three inputs.
    dimension
        0, 1 or 2.
    view
        float64 array (2, n0): the least and the largest coordinates shown.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice
    >>> edges = face_shapes(lattice, 1, np.array([[0.25, 0.25], [0.75, 0.75]]))
    >>> sorted(sorted(edges[k].tolist()) for k in range(4))[0]
    [[0.25, 0.5], [0.5, 0.5]]
    """
    if dimension not in lattice.dimensions:
        return _table([], [], view.shape[1])
    corners = Corners(lattice)
    offsets, entries = corners.of_faces(dimension)
    points, weights = corners.floats[entries, :-1], corners.floats[entries, -1]
    seen = (weights == 1) & np.all((view[0] <= points) & (points <= view[1]), axis=1)
    whole = np.logical_and.reduceat(seen, offsets[:-1]) & (not lattice.lines)
    shapes = []
    for face, is_whole in enumerate(in_time(whole.tolist())):
        rows = slice(offsets[face], offsets[face + 1])
        shapes.append(points[rows] if is_whole else _cut(corners, entries[rows], dimension, view))
    faces = [face for face, shape in enumerate(shapes) if len(shape)]
    return _table(faces, [shapes[face] for face in faces], view.shape[1])


def _table(faces: list[int], shapes: list[Floats], inputs: int) -> FaceShapes:
    return FaceShapes(
        np.concatenate([np.zeros((0, inputs)), *shapes]),
        np.cumsum([0, *map(len, shapes)], dtype=np.int64),
        np.array(faces, dtype=np.int64),
    )


def _cut(corners: Corners, entries: Indices, dimension: int, view: Floats) -> Floats:
    """Return the corners of the part of one face in the view, none if it is a lesser face."""
    nothing = np.zeros((0, view.shape[1]))
    if dimension == 0:
        return nothing
    lower, upper = view.tolist()
    rows = corners.floats[entries].tolist()
    if corners.lattice.lines or not _are_near(corners.floats[entries], view):
        lower, upper = ([Fraction(x) for x in corner] for corner in (lower, upper))
        rows = (
            corners.along_lines(entries, view)
            if corners.lattice.lines
            else [corners.exact(entry) for entry in entries.tolist()]
        )
    found = clipped(rows, lower, upper, closes=dimension == 2)
    if len(found) < dimension + 1:
        return nothing
    shape = np.array([[nearest_float(x) for x in point] for point in found])
    if dimension == 1:
        shape = shape[[0, -1]]
    return shape if _has_extent(shape) else nothing


def _has_extent(shape: Floats) -> bool:
    """Return whether a segment has a length, or a polygon an area."""
    spans = _unit_sized(shape[1:] - shape[0])
    if len(spans) == 1:
        return bool(np.any(spans))
    products = spans[:-1, :, np.newaxis] * spans[1:, np.newaxis, :]
    return bool(np.any(products != products.transpose(0, 2, 1)))


def _are_near(rows: Floats, view: Floats) -> bool:
    """Return whether floats cut a face off as precisely as a picture needs."""
    farthest = max(float(np.max(np.abs(rows))), float(np.max(np.abs(view))))
    return farthest * _ROUNDING <= float(ACCURACY) * float(np.max(view[1] - view[0]))


def _unit_sized(spans: Floats) -> Floats:
    """Return differences in units near the largest, whose products stay within floats."""
    exponent = np.frexp(np.max(np.abs(spans), initial=0.0))[1]
    scaled: Floats = np.ldexp(spans, -exponent)
    return scaled
