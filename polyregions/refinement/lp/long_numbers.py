"""Evidence about cells whose numbers are too long, or too far apart, for floats.

There no float finds points beyond constraints. A vertex in which exactly n constraints are tight
shows one beyond each of them: one linear program answers for n facets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerMatrix,
    IntegerVector,
    ScaledVectors,
    ball_matrix,
    centres,
    inverse_columns,
    precision,
    solved_by_balls,
)
from polyregions.refinement.lp.cell import Cell

__all__ = ["are_long", "points_beyond_nearest", "points_beyond_vertex"]

# Coordinates of the inputs, or forms over a common denominator, of ordinary numbers are shorter.
_LONG: Final = 1024


def are_long(cell: Cell) -> bool:
    """Return whether floats have nothing to say about the constraints of a cell."""
    return _longest(cell) > _LONG


def _longest(cell: Cell) -> int:
    return max((c.bit_length() for form in cell.constraints.exact for c in form), default=0)


def points_beyond_nearest(
    cell: Cell, wanted: NDArray[np.intp]
) -> tuple[ScaledVectors, NDArray[np.intp]]:
    """Return points straight out from the interior point, each proved to be beyond one constraint.

    The rays are those of :func:`.shortest_rays`.

    Parameters
    ----------
    cell
        The cell.
    wanted
        The constraints to look for.

    Returns
    -------
    (ScaledVectors, ndarray of int)
        The points, and the constraint that each lies beyond.
    """
    vectors: list[IntegerVector] = []
    found: list[int] = []
    with precision(2 * _longest(cell)):
        forms, point = ball_matrix(cell.constraints.exact), ball_matrix([cell.interior])[0]
        centre = point[:-1] / point[-1]
        rows = forms[:, :-1] / (forms[:, :-1] @ centre + forms[:, -1])[:, np.newaxis]
        solution = solved_by_balls(rows.T @ rows, rows[wanted].T)
        rays = -(rows[wanted] if solution is None else solution.T)
        rates = -(rays @ rows.T)
        for k, i in enumerate(wanted.tolist()):
            next_rate = max([0, *(rate for j, rate in enumerate(rates[k]) if j != i)])
            out = centre + 2 / (rates[k, i] + next_rate) * rays[k]
            values = forms[:, :-1] @ out + forms[:, -1]
            beyond = values[i] < 0 and sum(bool(value > 0) for value in values) == len(values) - 1
            if beyond:
                vectors.append(centres(out))
                found.append(i)
    points = ScaledVectors(vectors, cell.dimension + 1)
    return points, np.array(found, dtype=np.intp)


def points_beyond_vertex(
    cell: Cell, vertex: IntegerVector, tight: Sequence[int]
) -> tuple[ScaledVectors, NDArray[np.intp]] | None:
    """Return points about a vertex, each beyond one of the constraints that are tight there.

    Parameters
    ----------
    cell
        The cell.
    vertex
        A vertex of it.
    tight
        Constraints that vanish there, and are independent.

    Returns
    -------
    (ScaledVectors, ndarray of int) or None
        The points, and the constraint that each lies beyond; None where there are fewer than n
        such constraints, or more vanish there, so that none need carry a facet.
    """
    forms = cell.constraints.exact
    if len(tight) < cell.dimension:
        return None
    directions = [(*column, 0) for column in inverse_columns([forms[i][:-1] for i in tight]) or ()]
    values = IntegerMatrix(forms) @ list(zip(vertex, *directions, strict=True))
    others = [row for i, row in enumerate(values) if i not in tight]
    if any(row[0] == 0 for row in others):
        return None
    points = [
        _moved(vertex, direction, [(row[0], row[k]) for row in others if row[k] > 0])
        for k, direction in enumerate(directions, start=1)
    ]
    return ScaledVectors(points), np.array(tight, dtype=np.intp)


def _moved(
    vertex: IntegerVector, direction: IntegerVector, limits: Sequence[tuple[int, int]]
) -> IntegerVector:
    """Return a point on the way against a direction, before the limits: values over slopes."""
    shift = min((v.bit_length() - slope.bit_length() for v, slope in limits), default=1) - 1
    here, step = max(0, -shift), max(0, shift)
    moved = [(x << here) - (d << step) for x, d in zip(vertex, direction, strict=True)]
    trailing = min((x & -x).bit_length() - 1 for x in moved if x)
    return tuple(x >> trailing for x in moved)
