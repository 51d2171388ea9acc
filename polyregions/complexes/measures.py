"""Measures of all regions in columns: volumes, centroids, bounding boxes, numbers of vertices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.budgets import in_time
from polyregions.complexes.places import have_facets, places_of
from polyregions.polytopes import HPolytope, centroid, generators, volume
from polyregions.refinement import CellBatch, EnclosedMeasures, Enumeration

__all__ = ["Measures", "measures"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """The measures of k regions, all numbers correctly rounded.

    Attributes
    ----------
    volumes
        float64 array (k,): infinite where a region is unbounded.
    centroids
        float64 array (k, n0): NaN where a region is unbounded.
    bounding_boxes
        float64 array (k, n0, 2): the least and the greatest value of each coordinate.
    vertex_counts
        int64 array (k,): the numbers of vertices.
    """

    volumes: Floats
    centroids: Floats
    bounding_boxes: Floats
    vertex_counts: Indices


def measures(
    inputs: int,
    cells: Enumeration | CellBatch,
    parts: Iterable[EnclosedMeasures],
    polytope: Callable[[int], HPolytope],
) -> Measures:
    """Measure regions.

    They are searched for once more, by engine ``vertices``, which knows on which facets each of
    their vertices lies, exactly. The numbers are computed from there in pairs of floats, some
    hundred bits, with bounds of their errors; where these do not prove which float is the nearest,
    and where the engine does not reach (see :func:`polyregions.refinement.enclosed_measures`), by
    the rational arithmetic of the views, a thousand times slower.

    Parameters
    ----------
    inputs
        The dimension n0.
    cells
        The regions.
    parts
        Measures of some of them, enclosed, and perhaps of others.
    polytope
        Returns a region by its index.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    count = len(cells)
    found = Measures(
        np.full(count, np.nan),
        np.full((count, inputs), np.nan),
        np.full((count, inputs, 2), np.nan),
        np.zeros(count, dtype=np.int64),
    )
    proved = np.zeros(count, dtype=bool)
    for part in parts:
        _take(cells, part, found, proved)
    for index in in_time(np.flatnonzero(~proved).tolist()):
        _measure_exactly(polytope(index), index, found)
    return found


def _take(
    cells: Enumeration | CellBatch,
    part: EnclosedMeasures,
    found: Measures,
    proved: NDArray[np.bool_],
) -> None:
    """Round enclosed measures, and write those of our regions that are proved."""
    places = places_of(cells.patterns, part.patterns, isinstance(cells, Enumeration))
    own = np.flatnonzero(places >= 0)
    own = own[have_facets(cells, part, own, places[own])]
    places = places[own]
    bounded = part.are_bounded[own]
    volumes, volumes_proved = part.volumes[own].rounded()
    centroids, centroids_proved = part.centroids[own].rounded()
    boxes, boxes_proved = part.boxes[own].rounded()
    directions = part.directions[own]
    boxes[directions == 1] = np.inf
    boxes_proved = (boxes_proved & (directions == 0)) | (directions == 1)
    boxes[:, :, 0][directions[:, :, 0] == 1] *= -1
    boxes[:, :, 1][directions[:, :, 1] == 0] *= -1
    found.volumes[places] = np.where(bounded, volumes, np.inf)
    found.centroids[places] = np.where(bounded[:, np.newaxis], centroids, np.nan)
    found.bounding_boxes[places] = boxes + 0.0
    found.vertex_counts[places] = part.vertex_counts[own]
    of_bounded = volumes_proved & centroids_proved.all(axis=1)
    proved[places] = boxes_proved.all(axis=(1, 2)) & (of_bounded | ~bounded)


def _measure_exactly(polytope: HPolytope, index: int, found: Measures) -> None:
    """Measure one region in rationals."""
    corners = generators(polytope)
    found.vertex_counts[index] = len(corners.vertices)
    bounded = not (corners.rays or corners.lines)
    found.volumes[index] = nearest_float(volume(polytope)) if bounded else np.inf
    if bounded:
        found.centroids[index] = [nearest_float(x) for x in centroid(polytope)]
    for i in range(polytope.dimension):
        values = [vertex[i] for vertex in corners.vertices]
        box = found.bounding_boxes[index, i]
        box[:] = nearest_float(min(values)), nearest_float(max(values))
        rays = [ray[i] for ray in corners.rays]
        rays += [side * line[i] for line in corners.lines for side in (1, -1)]
        if any(x < 0 for x in rays):
            box[0] = -np.inf
        if any(x > 0 for x in rays):
            box[1] = np.inf
