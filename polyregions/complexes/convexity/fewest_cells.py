"""The regions of a complex joined to few convex cells that meet face to face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.coarsening import are_cells_of_a_complex
from polyregions.complexes.convexity.parts import parts_of
from polyregions.complexes.convexity.wall_program import fewest_walls
from polyregions.complexes.convexity.walls import Walls
from polyregions.errors import InternalError

__all__ = ["few_cells"]

Indices = NDArray[np.int64]


def few_cells(walls: Walls) -> tuple[Indices, bool]:
    """Join the regions of a complex to as few convex cells as possible, face to face.

    Returns
    -------
    ndarray of int64, shape (N,)
        The cell of each region, numbered without gaps: an exact check says that they are cells of
        a complex, each within a linear region.
    bool
        Whether the solver, which computes in floats, takes their number for the least possible.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    chosen, is_best = walls.required.copy(), True
    for part in parts_of(walls):
        of_part, is_solved = fewest_walls(part, len(chosen))
        chosen |= of_part
        is_best &= is_solved
    labels = walls.joined(chosen)
    if not are_cells_of_a_complex(walls.lattice, labels):
        raise InternalError("regions were joined to a cell that is not convex or not face to face")
    return labels, is_best
