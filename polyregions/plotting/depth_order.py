"""The order in which the regions of a complex in space are painted."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes import RegionComplex
from polyregions.drawing import FaceTable

__all__ = ["painted_order"]


def painted_order(
    complex: RegionComplex, table: FaceTable, eye: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return a number for each region such that it comes after those behind it.

    Across each facet one of the two regions is in front of the other, and a line of sight runs
    through regions that follow one another so. Where these relations form a cycle, which is rare,
    it is cut at the region whose centre is farthest away.

    Parameters
    ----------
    complex
        The complex.
    table
        Its faces.
    eye
        The direction towards the eye, at infinity.

    Returns
    -------
    ndarray of int64, shape (N,)
        The place of each region in the order.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.drawing.space.face_table import face_table
    >>> slab = pr.Network([pr.Layer([[1, 0, 0]])], [[-1, 1]] * 3)
    >>> cells = pr.regions(slab)
    >>> painted_order(cells, face_table(cells), np.array([1.0, 0.0, 0.0])).tolist()
    [0, 1]
    """
    depths = table.centres() @ eye
    inner = table.facets >= 0
    across = np.full(len(table), -1)
    across[inner] = complex.enumeration.facet_neighbours[table.facets[inner]]
    facing = np.flatnonzero((across >= 0) & (table.normals @ eye > 0))
    before: list[list[int]] = [[] for _ in range(table.regions)]
    waiting = [0] * table.regions
    for behind, front in zip(table.owners[facing].tolist(), across[facing].tolist(), strict=True):
        before[behind].append(front)
        waiting[front] += 1
    return _topological(before, waiting, depths)


def _topological(
    before: list[list[int]], waiting: list[int], depths: NDArray[np.float64]
) -> NDArray[np.int64]:
    # Free regions come by their depths, and after them those in a cycle.
    heap = [(count > 0, float(depths[i]), i) for i, count in enumerate(waiting)]
    heapify(heap)
    places = np.full(len(waiting), -1)
    place = 0
    while heap:
        checkpoint()
        region = heappop(heap)[2]
        if places[region] >= 0:
            continue
        places[region] = place
        place += 1
        for front in before[region]:
            waiting[front] -= 1
            if not waiting[front]:
                heappush(heap, (False, float(depths[front]), front))
    return places
