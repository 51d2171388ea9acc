"""The polygons of all regions of a complex in the plane, in floats, to be drawn.

Nearly all corners are intersections of float forms, many regions at once; a polygon whose corners
are not proved to be accurate enough is computed exactly and rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.drawing.plane.clipping import (
    VIEW,
    Box,
    Point,
    bounding_box,
    clipped_outline,
    vertices,
)
from polyregions.drawing.plane.corners import Corners
from polyregions.drawing.plane.float_clipping import Polygons
from polyregions.drawing.plane.views import checked_view, corners_of_view, main_part
from polyregions.drawing.triangle_fans import triangle_fans
from polyregions.errors import InvalidDomainError
from polyregions.polytopes import is_bounded

if TYPE_CHECKING:
    from polyregions.complexes import RegionComplex

__all__ = ["PolygonTable", "box_of_view", "polygon_table", "whole_view"]

Floats = NDArray[np.float64]

_ACCURACY = Fraction(1, 10**9)
_MARGIN = Fraction(1, 8)


@dataclass(frozen=True, slots=True, eq=False)
class PolygonTable:
    """The polygons of the regions of a plane complex within a view.

    Attributes
    ----------
    points
        float64 array (M, 2): the vertices, counterclockwise, one polygon after the other.
    offsets
        int64 array (N + 1,): the polygon of region i is ``points[offsets[i]:offsets[i + 1]]``;
        it is empty where the region lies outside of the view.
    facets
        int64 array (M,): the facet, as in the complex's enumeration, on which the edge from each
        vertex to the next lies; -1 on the border of the view.
    view
        The box within which they are clipped.
    exactly_computed
        int64 array: the regions whose polygons had to be computed exactly.
    """

    points: Floats
    offsets: NDArray[np.int64]
    facets: NDArray[np.int64]
    view: Box
    exactly_computed: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> Floats:
        """Return the vertices of one polygon, shape (k, 2)."""
        return self.points[self.offsets[index] : self.offsets[index + 1]]

    @property
    def owners(self) -> NDArray[np.int64]:
        """int64 array (M,): the region of each vertex."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @np.errstate(all="ignore")
    def areas(self) -> Floats:
        """Return the area of each polygon, shape (N,); infinite beyond the range of floats."""
        # Relative to a corner of their own, small polygons far from the origin keep their digits.
        counts = np.diff(self.offsets)
        filled = counts > 0
        first = self.offsets[:-1][filled]
        local = self.points - np.repeat(self.points[first], counts[filled], axis=0)
        # In units near their own size, no product of lengths leaves the range of floats.
        sizes = np.maximum.reduceat(np.max(np.abs(local), axis=1), first)
        exponents = np.frexp(sizes)[1]
        local = np.ldexp(local, -np.repeat(exponents, counts[filled])[:, np.newaxis])
        ahead = local[self.followers()]
        crossed = local[:, 0] * ahead[:, 1] - local[:, 1] * ahead[:, 0]
        areas = np.bincount(self.owners, crossed / 2, minlength=len(self)).astype(np.float64)
        areas[filled] = np.ldexp(areas[filled], 2 * exponents)
        return areas

    def triangles(self) -> NDArray[np.int64]:
        """Cut every polygon into triangles around its first vertex, shape (T, 3)."""
        return triangle_fans(self.offsets)

    def followers(self) -> NDArray[np.int64]:
        """Return for each vertex the index of the next one of its polygon, shape (M,)."""
        following = np.arange(1, len(self.points) + 1)
        filled = self.offsets[:-1] < self.offsets[1:]
        following[self.offsets[1:][filled] - 1] = self.offsets[:-1][filled]
        return following


def polygon_table(
    complex: RegionComplex, view: Any = None, accuracy: Fraction = _ACCURACY
) -> PolygonTable:
    """Return the polygons of all regions of a plane complex, to be drawn.

    They are computed in floats with bounds of the errors, many at once; where the bounds exceed
    the accuracy, exactly, and rounded at the end.

    Parameters
    ----------
    complex
        A complex of two inputs.
    view
        The box ``[[lower, upper], [lower, upper]]`` to clip to; omitted: the box around a bounded
        domain, else one around all vertices with a margin.
    accuracy
        By what share of the view's larger side corners may be misplaced.

    Returns
    -------
    PolygonTable
        ``points``, float64 (M, 2), the vertices counterclockwise, and ``offsets``, int64 (N + 1,):
        the polygon of region i is ``points[offsets[i]:offsets[i + 1]]``.

    Raises
    ------
    InvalidDomainError
        If the complex has not two dimensions, the view is no box, or floats cannot tell its points
        apart.

    Examples
    --------
    >>> import polyregions as pr
    >>> table = polygon_table(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> table.offsets.tolist(), table.areas().tolist()
    ([0, 4, 8, 12, 16], [0.25, 0.25, 0.25, 0.25])
    """
    if complex.network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and polygons lie in the plane: give "
            "a complex of a network with two, for example a slice"
        )
    corners = Corners.of(complex)
    box = _view_around(complex, corners, accuracy) if view is None else box_of_view(view)
    sides = np.diff(checked_view(_floats(box)), axis=0)
    tolerance = float(accuracy) * float(np.max(sides))
    good = corners.bounded_regions(tolerance)
    drawn = corners.polygons(good).within(_floats(box), tolerance)
    others = np.flatnonzero(~good)
    exact = _exact_polygons(complex, others, box)
    owners = np.concatenate([drawn.owners, exact.owners])
    order = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=len(complex))
    return PolygonTable(
        np.concatenate([drawn.points, exact.points])[order],
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.concatenate([drawn.edges, exact.edges])[order],
        box,
        others,
    )


def box_of_view(view: Any) -> Box:
    """Return a view given as ``[[lower, upper], [lower, upper]]`` as its two corners.

    Raises
    ------
    InvalidDomainError
        If it is no box.
    """
    (left, bottom), (right, top) = corners_of_view(view, 2)
    return (left, bottom), (right, top)


def _exact_polygons(complex: RegionComplex, indices: NDArray[np.int64], view: Box) -> Polygons:
    points, owners, edges = [], [], []
    for index in indices.tolist():
        first = int(complex.enumeration.facet_offsets[index])
        for (x, y), row in clipped_outline(complex.polytope(index), view):
            points.append((float(x), float(y)))
            owners.append(index)
            edges.append(VIEW if row == VIEW else first + row)
    return Polygons(
        np.array(points, dtype=np.float64).reshape(-1, 2),
        np.array(owners, dtype=np.int64),
        np.array(edges, dtype=np.int64),
    )


def whole_view(complex: RegionComplex, accuracy: Fraction) -> Box:
    """Return what to show of a plane complex by default.

    The box around a bounded domain. Else one around all vertices, with a margin; where a few lie so
    far out that the others would shrink to a dot, around most of them.
    """
    return _view_around(complex, None, accuracy)


def _view_around(complex: RegionComplex, corners: Corners | None, accuracy: Fraction) -> Box:
    if is_bounded(complex.domain):
        return bounding_box(vertices(complex.domain), Fraction(0))
    if corners is None:
        corners = Corners.of(complex)
    points, error, others = corners.accurate_points(float(accuracy))
    exact: list[Point] = []
    for index in others.tolist():
        exact += vertices(complex.polytope(index))
    if not len(points) and not exact:
        exact = [_planar(region.interior_point) for region in complex]
    rounded = [[nearest_float(x), nearest_float(y)] for x, y in exact]
    everything = np.concatenate([points, np.array(rounded).reshape(-1, 2)])
    lower, upper = main_part(everything[np.all(np.isfinite(everything), axis=1)], error)
    return bounding_box([_exact(lower), _exact(upper)], _MARGIN)


def _exact(point: Floats) -> Point:
    x, y = point.tolist()
    return Fraction(x), Fraction(y)


def _planar(point: Sequence[Fraction]) -> Point:
    x, y = point
    return x, y


def _floats(view: Box) -> Floats:
    return np.array([[nearest_float(x) for x in corner] for corner in view])
