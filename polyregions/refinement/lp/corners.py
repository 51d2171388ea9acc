"""Corners of a cell in floats: where independent constraints vanish together.

A corner answers questions in two ways. The cone in which its constraints are >= 0 contains the cell
and bounds forms on it; and near it, where one of its constraints is violated and all the others of
the cell hold, there are points that show that this one carries a facet. Both are proposals, to be
proved by the bounds on their rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import ScaledVectors
from polyregions.refinement.lp.bounds import proved_negative
from polyregions.refinement.lp.local_programs import LocalPrograms, Proposal

__all__ = ["Corners", "corner_at", "points_along_rays", "points_around", "rounded_points"]

Floats = NDArray[np.float64]

# At most so many corners are kept of a cell: so many numbers, but no less than a few.
_ENTRIES: Final = 4096
_FEWEST: Final = 2
# Makes the rays' metric regular where the constraints leave directions free.
_REGULAR: Final = 2.0**-40
_HUGE: Final = 2.0**900


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """Constraints that vanish together, with their dual bases.

    Attributes
    ----------
    constraints
        Their images (K, n, n + 1) for K corners; less than n are filled up by zeros.
    directions
        Matrices (K, n, n) whose column j increases constraint j by 1 and leaves the others; about.
    """

    constraints: Floats
    directions: Floats

    @classmethod
    def none(cls, dimension: int) -> Corners:
        """Return no corners."""
        return cls(np.zeros((0, dimension, dimension + 1)), np.zeros((0, dimension, dimension)))

    def __add__(self, other: Corners) -> Corners:
        """Join corners; the last ones are kept, as many as answer hardly less than all."""
        most = max(_FEWEST, _ENTRIES // self.directions.shape[1] ** 2)
        return Corners(
            np.concatenate([self.constraints, other.constraints])[-most:],
            np.concatenate([self.directions, other.directions])[-most:],
        )

    def proved_negative(self, forms: Floats, reach: Floats) -> NDArray[np.bool_]:
        """Return which forms some corner proves negative on the cell."""
        proved = np.zeros(len(forms), dtype=bool)
        if not len(self.constraints):
            return proved
        with np.errstate(all="ignore"):
            multipliers = np.maximum(-(forms[:, :-1] @ self.directions), 0.0)
            residual = forms + multipliers @ self.constraints
            above = residual[..., -1] + np.abs(residual[..., :-1]) @ reach
        best = above.argmin(axis=0)
        for corner in set(best[above[best, np.arange(len(forms))] < 0].tolist()):
            own = np.flatnonzero(best == corner)
            proved[own] = proved_negative(
                forms[own], multipliers[corner, own], self.constraints[corner], reach
            )
        return proved


def corner_at(programs: LocalPrograms, images: Floats, tight: NDArray[np.intp]) -> Corners | None:
    """Return the corner where the given constraints vanish, None where they are dependent."""
    rows = programs.rows[tight]
    count, dimension = rows.shape
    if not 0 < count <= dimension:
        return None
    try:
        if count == dimension:
            inverse = np.linalg.inv(rows)
        else:
            inverse = rows.T @ np.linalg.inv(rows @ rows.T)
    except np.linalg.LinAlgError:
        return None
    if not np.all(np.isfinite(inverse)):
        return None
    constraints = np.zeros((1, dimension, dimension + 1))
    constraints[0, :count] = images[tight]
    directions = np.zeros((1, dimension, dimension))
    directions[0, :, :count] = inverse / programs.values[tight]
    return Corners(constraints, directions)


def points_around(
    programs: LocalPrograms, proposal: Proposal, tight: NDArray[np.intp], corner: Corners
) -> ScaledVectors:
    """Propose points near a corner: one inside, and one beyond each of its constraints alone.

    Each is as far off as half the way on which the other constraints hold.
    """
    directions = corner.directions[0, :, : len(tight)] * programs.values[tight]
    inward = directions.sum(axis=1, keepdims=True)
    moves = np.concatenate([inward, inward - 2 * directions], axis=1).T
    rates = moves @ programs.rows.T
    rates[:, tight] = 0.0
    with np.errstate(all="ignore"):
        ways = np.where(rates < 0, proposal.slack / -rates, 1.0).min(axis=1)
    steps = np.minimum(ways, 1.0) / 2
    return rounded_points(programs.centre + proposal.step + steps[:, np.newaxis] * moves)


def points_along_rays(programs: LocalPrograms, wanted: NDArray[np.intp]) -> ScaledVectors:
    """Propose a point beyond each wanted constraint, straight out from the centre.

    The ray is the shortest way to the constraint in the metric that the constraints themselves make
    (the Dikin ellipsoid's), and the point lies between it and the next constraint on the ray.
    """
    rows = programs.rows
    metric = rows.T @ rows
    metric[np.diag_indices_from(metric)] += _REGULAR * np.trace(metric)
    try:
        rays = -np.linalg.solve(metric, rows[wanted].T).T
    except np.linalg.LinAlgError:
        rays = -rows[wanted]
    rates = -(rays @ rows.T)
    own = rates[np.arange(len(wanted)), wanted]
    rates[np.arange(len(wanted)), wanted] = 0.0
    with np.errstate(all="ignore"):
        ways = 2 / (own + np.maximum(rates.max(axis=1), 0.0))
    return rounded_points(programs.centre + ways[:, np.newaxis] * rays)


def rounded_points(points: Floats) -> ScaledVectors:
    """Return points as exact homogeneous vectors of short dyadic coordinates.

    Those of one point are multiples of one power of two, so that its integers stay short. A point
    that is not finite, or too large for an image in [-1, 1] that floats hold, becomes the origin.
    """
    points = np.where((np.abs(points) < _HUGE).all(axis=1, keepdims=True), points, 0.0)
    exponents = np.frexp(np.abs(points).max(axis=1, initial=0.0))[1].clip(-400)[:, np.newaxis]
    coordinates = np.ldexp(np.rint(np.ldexp(points, 52 - exponents)), exponents - 52)
    vectors = np.concatenate([coordinates, np.ones((len(points), 1))], axis=1)
    return ScaledVectors.of_floats(np.ldexp(vectors, -np.maximum(exponents, 1)))
