"""Many polygons or segments in few paths, where a path for each would take 100 times longer.

All polygons of one colour make one path, up to a length: a colour map has 256 colours at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex
from polyregions.drawing import PolygonTable
from polyregions.plotting.backend import matplotlib
from polyregions.refinement import entries_of

__all__ = ["edges_between", "groups_of_rows", "polygon_paths", "segment_paths"]

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]

_POLYGONS_IN_A_PATH = 2_000


def groups_of_rows(rows: NDArray[Any]) -> Iterator[tuple[NDArray[Any], Indices]]:
    """Yield each distinct row, with where it stands.

    Examples
    --------
    >>> [(row.tolist(), at.tolist()) for row, at in groups_of_rows(np.array([[1], [0], [1]]))]
    [([0], [1]), ([1], [0, 2])]
    """
    distinct, inverse = np.unique(rows, axis=0, return_inverse=True)
    order = np.argsort(inverse.reshape(-1), kind="stable")
    ends = np.cumsum(np.bincount(inverse.reshape(-1), minlength=len(distinct)))
    yield from zip(distinct, np.split(order, ends[:-1]), strict=True)


def polygon_paths(table: PolygonTable, polygons: Indices) -> list[Any]:
    """Return paths of some polygons that have vertices.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.drawing import polygon_table
    >>> table = polygon_table(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> (path,) = polygon_paths(table, np.array([0, 3]))
    >>> path.vertices.shape, path.codes.tolist()
    ((10, 2), [1, 2, 2, 2, 79, 1, 2, 2, 2, 79])
    """
    size = _POLYGONS_IN_A_PATH
    parts = in_time([polygons[k : k + size] for k in range(0, len(polygons), size)])
    return [_polygons(table, part) for part in parts]


def _polygons(table: PolygonTable, polygons: Indices) -> Any:
    path = matplotlib().path.Path
    counts = np.diff(table.offsets)[polygons]
    ends = np.cumsum(counts + 1) - 1
    vertices = np.empty((len(polygons) + counts.sum(), 2))
    codes = np.full(len(vertices), path.LINETO, dtype=path.code_type)
    codes[ends - counts], codes[ends] = path.MOVETO, path.CLOSEPOLY
    vertices[codes != path.CLOSEPOLY] = table.points[entries_of(table.offsets[polygons], counts)]
    vertices[ends] = vertices[ends - counts]
    return path(vertices, codes)


def edges_between(table: PolygonTable, complex: RegionComplex, labels: NDArray[Any]) -> Floats:
    """Return the edges between regions of different labels, rows of an array, shape (k, 2, 2).

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.drawing import polygon_table
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> edges_between(polygon_table(cells), cells, np.array([[0], [0], [1], [1]])).tolist()
    [[[0.5, 0.0], [0.5, 0.5]], [[0.5, 0.5], [0.5, 1.0]]]
    """
    across = complex.enumeration.facet_neighbours.astype(np.int64)[table.facets]
    owners = table.owners
    here = np.flatnonzero((table.facets >= 0) & (owners < across))
    here = here[(labels[owners[here]] != labels[across[here]]).any(axis=1)]
    return np.stack([table.points[here], table.points[table.followers()[here]]], axis=1)


def segment_paths(segments: Floats) -> list[Any]:
    """Return paths of segments, shape (k, 2, 2).

    Examples
    --------
    >>> (path,) = segment_paths(np.array([[[0, 0], [1, 0]], [[0, 1], [1, 1]]]))
    >>> path.codes.tolist()
    [1, 2, 1, 2]
    """
    path = matplotlib().path.Path
    found = []
    for start in in_time(range(0, len(segments), _POLYGONS_IN_A_PATH)):
        ends = segments[start : start + _POLYGONS_IN_A_PATH].reshape(-1, 2)
        codes = np.full(len(ends), path.LINETO, dtype=path.code_type)
        codes[::2] = path.MOVETO
        found.append(path(ends, codes))
    return found
