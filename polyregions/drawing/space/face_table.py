"""The faces of the regions of a network with three inputs, in floats, to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.complexes import RegionComplex
from polyregions.drawing.plane import VIEW, checked_view, corners_of_view, main_part
from polyregions.drawing.space.outlines import outline
from polyregions.drawing.space.planes import Planes
from polyregions.drawing.triangle_fans import triangle_fans
from polyregions.errors import InvalidDomainError
from polyregions.polytopes import bounding_box, box, is_bounded

__all__ = ["FaceTable", "face_table", "space_view"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_MARGIN = 0.125
# Room for the vertices of unbounded complexes, beside the interior points of their regions.
_ROOM = 1000.0
# Vertices so near to each other, beside that room, are one.
_SPECK = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class FaceTable:
    """The faces of the regions of a complex in space, within a view.

    Attributes
    ----------
    points
        float64 array (M, 3): the vertices, one face after the other, counterclockwise seen from
        outside of the region.
    offsets
        int64 array (K + 1,): face k is ``points[offsets[k]:offsets[k + 1]]``.
    owners
        int64 array (K,): the region of each face.
    facets
        int64 array (K,): the facet of the complex that it is part of, as in the enumeration; -1
        for a side of the view.
    normals
        float64 array (K, 3): the outward unit normals.
    view
        float64 array (2, 3): the least and the largest coordinates shown.
    regions
        The number of regions, those included that lie outside of the view.
    """

    points: Floats
    offsets: Indices
    owners: Indices
    facets: Indices
    normals: Floats
    view: Floats
    regions: int

    def __len__(self) -> int:
        return len(self.owners)

    @property
    def faces(self) -> Indices:
        """int64 array (M,): the face of each vertex."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def part(self, kept: NDArray[np.bool_]) -> FaceTable:
        """Return the table of some of the faces."""
        sizes = np.diff(self.offsets)
        return FaceTable(
            self.points[np.repeat(kept, sizes)],
            np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64),
            self.owners[kept],
            self.facets[kept],
            self.normals[kept],
            self.view,
            self.regions,
        )

    def centres(self) -> Floats:
        """Return the mean of the vertices of each region, shape (N, 3)."""
        owners = self.owners[self.faces]
        counts = np.bincount(owners, minlength=self.regions)
        sums = [np.bincount(owners, column, minlength=self.regions) for column in self.points.T]
        centres: Floats = np.column_stack(sums) / np.maximum(counts, 1)[:, np.newaxis]
        return centres

    def triangles(self) -> Indices:
        """Cut every face into triangles around its first vertex, shape (T, 3)."""
        return triangle_fans(self.offsets)

    def volumes(self) -> Floats:
        """Return the volume of each region within the view, shape (N,)."""
        triangles = self.triangles()
        owners = self.owners[self.faces[triangles[:, 0]]]
        corners = self.points[triangles] - self.centres()[owners][:, np.newaxis]
        parts = np.linalg.det(corners) / 6
        return np.bincount(owners, parts, minlength=self.regions).astype(np.float64)

    def shrunk(self, share: float) -> Floats:
        """Return the vertices moved by a share of their way to their region's centre."""
        centres = self.centres()[self.owners[self.faces]]
        moved: Floats = self.points + share * (centres - self.points)
        return moved


def face_table(complex: RegionComplex, view: Any = None) -> FaceTable:
    """Return the faces of all regions of a complex in space.

    Parameters
    ----------
    complex
        A complex of three inputs.
    view
        The box ``[[lower, upper]] * 3`` to clip to; omitted: a bounded domain, else a box around
        most vertices.

    Raises
    ------
    InvalidDomainError
        If the complex has not three dimensions, or the view is no box.

    Notes
    -----
    Each facet's plane is cut by all other facets of its region, in floats and many at once. Where
    the planes are not accurate to a millionth of the view, the vertices are computed exactly.

    Examples
    --------
    >>> import polyregions as pr
    >>> table = face_table(pr.regions(pr.montufar(inputs=3, width=6, depth=2)))
    >>> len(table), table.volumes().tolist() == [0.125] * 8
    (48, True)
    """
    if complex.network.inputs != 3:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and polyhedra lie in space: give a "
            "complex of a network with three, for example a slice"
        )
    clips = view is not None or not is_bounded(complex.domain)
    return _faces(complex, space_view(complex, view), clips)


def space_view(complex: RegionComplex, view: Any = None) -> Floats:
    """Return what to show of a complex in space: its least and its largest coordinates, (2, 3).

    Parameters
    ----------
    complex
        A complex of three inputs.
    view
        As for :func:`face_table`.

    Raises
    ------
    InvalidDomainError
        If the view is no box, or floats cannot tell its points apart.
    """
    if view is not None:
        return _view_of(view)
    if is_bounded(complex.domain):
        sides = bounding_box(complex.domain)
        corners = [[nearest_float(end) for end in side] for side in sides]
        return checked_view(np.array(corners).T)
    return _view_around(complex)


@dataclass(frozen=True, slots=True, eq=False)
class _Face:
    points: Floats
    owner: int
    facet: int
    normal: Floats


def _faces(complex: RegionComplex, view: Floats, clips: bool) -> FaceTable:
    planes = Planes.of(complex, view, clips)
    drawn = planes.faces()
    numbers, starts = np.unique(drawn.owners, return_index=True)
    faces = [
        _Face(points, owner, facet, normal)
        for points, owner, facet, normal in zip(
            np.split(drawn.points, starts[1:]),
            planes.owners[numbers].tolist(),
            planes.facets[numbers].tolist(),
            -planes.normals[numbers],
            strict=False,
        )
    ]
    for region in np.flatnonzero(~planes.accurate).tolist():
        faces += _exact_faces(complex, region, view, clips)
    faces.sort(key=lambda face: face.owner)
    sizes = [len(face.points) for face in faces]
    return FaceTable(
        np.concatenate([np.zeros((0, 3)), *(face.points for face in faces)]),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([face.owner for face in faces], dtype=np.int64),
        np.array([face.facet for face in faces], dtype=np.int64),
        np.array([face.normal for face in faces]).reshape(-1, 3),
        view,
        len(complex),
    )


def _exact_faces(complex: RegionComplex, region: int, view: Floats, clips: bool) -> Iterator[_Face]:
    """Yield the faces of one region within the view, with vertices computed exactly."""
    polytope = complex.polytope(region)
    first = int(complex.enumeration.facet_offsets[region])
    rows = dict(zip(polytope.rows, range(first, first + len(polytope.rows)), strict=True))
    if clips:
        sides = box(*([Fraction(x) for x in corner] for corner in view.tolist()))
        polytope = polytope.intersection(sides)
    surface = outline(polytope)
    if surface is None:
        return
    exact = [[Fraction(x, v[-1]) for x in v[:-1]] for v in surface.vertices]
    points = np.array([[nearest_float(x) for x in point] for point in exact])
    for k, row in enumerate(polytope.rows):
        if k not in surface.polygons:
            continue
        largest = max(map(abs, row[:-1]))
        normal = np.array([float(Fraction(a, largest)) for a in row[:-1]])
        normal /= np.linalg.norm(normal)
        yield _Face(points[list(surface.polygons[k])], region, rows.get(row, VIEW), normal)


def _view_of(view: Any) -> Floats:
    corners = corners_of_view(view, 3)
    return checked_view(np.array([[nearest_float(x) for x in corner] for corner in corners]))


def _view_around(complex: RegionComplex) -> Floats:
    """Return a box around most vertices of an unbounded complex."""
    points = _within_floats(region.interior_point for region in complex)
    if not len(points):
        points = _within_floats(vertex for region in complex for vertex in region.vertices)
    lower, upper = main_part(points)
    extent = _ROOM * float(max(np.max(upper - lower), np.max(np.abs([lower, upper])), 1))
    planes = Planes.of(complex, np.stack([lower - extent, upper + extent]), clips=True)
    vertices = _inner_vertices(planes)
    lower, upper = main_part(vertices if len(vertices) else points, _SPECK * extent)
    margin = _MARGIN * float(np.max(upper - lower)) or 1.0
    return checked_view(np.stack([lower - margin, upper + margin]))


def _within_floats(points: Iterable[Sequence[Fraction]]) -> Floats:
    """Return the points whose coordinates are within the range of floats, (k, 3)."""
    rounded = np.array([[nearest_float(x) for x in point] for point in points]).reshape(-1, 3)
    return rounded[np.all(np.isfinite(rounded), axis=1)]


def _inner_vertices(planes: Planes) -> Floats:
    """Return the vertices at which no side of the view takes part."""
    faces = planes.faces()
    first = np.flatnonzero(np.diff(faces.owners, prepend=-1))
    before = np.arange(len(faces.points)) - 1
    before[first] = np.append(first[1:], len(faces.points)) - 1
    inner = (faces.edges >= 0) & (faces.edges[before] >= 0) & (planes.facets[faces.owners] >= 0)
    return faces.points[inner]
