"""The polygons of a plane complex as a table of floats, accurate enough for any picture."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyregions.arithmetic import exact_matrix
from polyregions.complexes import RegionComplex
from polyregions.drawing.plane.clipping import Box
from polyregions.drawing.plane.polygons import PolygonTable, region_polygons
from polyregions.errors import InvalidDomainError

__all__ = ["PolygonTable", "box_of_view", "polygon_table"]

_ACCURACY = Fraction(1, 10**9)


def polygon_table(complex: RegionComplex, view: Any = None) -> PolygonTable:
    """Return the polygons of all regions of a plane complex, to be drawn.

    They are computed in floats with bounds of the errors, many at once; where the bounds exceed
    1e-9 of the view, exactly, and rounded at the end.

    Parameters
    ----------
    complex
        A complex of two inputs.
    view
        The box ``[[lower, upper], [lower, upper]]`` to clip to; omitted: the box around a bounded
        domain, else one around all vertices with a margin.

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
    >>> table.offsets.tolist()
    [0, 4, 8, 12, 16]
    """
    return region_polygons(complex, _ACCURACY, None if view is None else box_of_view(view))


def box_of_view(view: Any) -> Box:
    """Return a view given as ``[[lower, upper], [lower, upper]]`` as its two corners.

    Raises
    ------
    InvalidDomainError
        If it is no box.
    """
    bounds = exact_matrix(view, "view")
    if len(bounds) != 2 or len(bounds[0]) != 2 or any(low >= high for low, high in bounds):
        raise InvalidDomainError("the view is no box: give [[lower, upper], [lower, upper]]")
    (left, right), (bottom, top) = bounds
    return (left, bottom), (right, top)
