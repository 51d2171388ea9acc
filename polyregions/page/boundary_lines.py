"""The decision boundary as segments to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import BoundaryPiece, RegionComplex, decision_boundary
from polyregions.page.rounding import rounded_direction, rounded_point

__all__ = ["BoundaryLines", "boundary_lines"]

End = tuple[float, float, bool]


@dataclass(frozen=True, slots=True, eq=False)
class BoundaryLines:
    """Segments, half-lines and halves of lines, each by its two ends.

    Attributes
    ----------
    ends
        float64 array (2 S, 2): points; where ``is_direction``, vectors of length 1 to infinity.
    is_direction
        bool array (2 S,).
    """

    ends: NDArray[np.float64]
    is_direction: NDArray[np.bool_]


def boundary_lines(complex: RegionComplex) -> BoundaryLines:
    """Return where the largest output of a network changes; of a single one, where its sign does.

    Examples
    --------
    >>> import polyregions as pr
    >>> two = pr.Network([pr.Layer([[1, 0], [0, 1]], None, "identity")], [[0, 1], [0, 1]])
    >>> boundary_lines(pr.regions(two)).ends.tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    pieces = in_time(decision_boundary(complex).separating)
    ends = [end for piece in pieces for end in _ends(piece)]
    table = np.array(ends, dtype=np.float64).reshape(-1, 3)
    return BoundaryLines(table[:, :2], table[:, 2] > 0)


def _ends(piece: BoundaryPiece) -> list[End]:
    found = piece.generators
    points = [rounded_point(x, y) for x, y in found.vertices]
    for x, y in found.rays:
        points.append((*rounded_direction(x, y), True))
    if not found.lines:
        return points
    (x, y), start = found.lines[0], points[0]
    return [start, (*rounded_direction(x, y), True), start, (*rounded_direction(-x, -y), True)]
