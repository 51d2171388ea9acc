"""Corners of a cell in floats: where independent constraints vanish together.

A corner answers questions in two ways. The cone in which its constraints are >= 0 contains the cell
and bounds forms on it; and near it, where one of its constraints is violated and all the others of
the cell hold, there are points that show that this one carries a facet. Both are proposals, to be
proved by the bounds on their rounding.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import ScaledVectors
from polyregions.refinement.lp.bounds import highest_values, proved_negative
from polyregions.refinement.lp.local_programs import LocalPrograms

__all__ = [
    "Corners",
    "corners_at",
    "points_across",
    "points_along",
    "points_around",
    "rounded_points",
    "shortest_rays",
]

Floats = NDArray[np.float64]

# At most so many corners are kept of a cell: so many numbers, but no less than a few.
_ENTRIES: Final = 4096
_FEWEST: Final = 2
# Makes the rays' metric regular where the constraints leave directions free.
_REGULAR: Final = 2.0**-40
# Ways along edges start so much nearer to the corner than the point inside.
_BESIDE: Final = 2.0**-10
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

    def __len__(self) -> int:
        return len(self.directions)

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
            own = (best == corner).nonzero()[0]
            proved[own] = proved_negative(
                forms[own], multipliers[corner, own], self.constraints[corner], reach
            )
        return proved

    def highest(self, forms: Floats, box: Floats) -> Floats:
        """Return an upper bound of each form on the cell: the least that a corner, or none, proves.

        Parameters
        ----------
        forms, box
            As for :func:`.highest_values`.
        """
        nothing = np.zeros((len(forms), 0))
        found = highest_values(forms, nothing, np.zeros((0, forms.shape[1])), box)
        if not len(self):
            return found
        multipliers = np.maximum(-(forms[:, :-1] @ self.directions), 0.0)
        of_corners = highest_values(forms, multipliers, self.constraints, box)
        return np.fmin(found, np.fmin.reduce(of_corners, axis=0))


def corners_at(programs: LocalPrograms, images: Floats, tight: NDArray[np.intp]) -> Corners:
    """Return the corners (K) where given constraints (K, k) vanish together, k <= n."""
    rows = programs.rows[tight]
    count, dimension = rows.shape[1:]
    inverses = _inverses(rows)
    inverses[~np.isfinite(inverses)] = 0.0
    constraints = np.zeros((len(tight), dimension, dimension + 1))
    constraints[:, :count] = images[tight]
    directions = np.zeros((len(tight), dimension, dimension))
    directions[:, :, :count] = inverses / programs.values[tight][:, np.newaxis]
    return Corners(constraints, directions)


def _inverses(rows: Floats) -> NDArray[Any]:
    if rows.shape[1] == rows.shape[2]:
        with suppress(np.linalg.LinAlgError):
            return np.linalg.inv(rows)
    return np.linalg.pinv(rows)


def points_around(
    programs: LocalPrograms, steps: Floats, tight: NDArray[np.intp], corners: Corners
) -> ScaledVectors:
    """Propose points about corners.

    One inside, and one beyond each of its constraints alone, as far off as half the way on which
    the other constraints hold; and at the other end of each edge one beyond what ends it.

    Parameters
    ----------
    programs
        The programs over the cell.
    steps
        Where the corners (K, n) are, relative to the centre.
    tight
        The constraints (K, k) that vanish there.
    corners
        The corners.
    """
    count = tight.shape[1]
    directions = corners.directions[:, :, :count] * programs.values[tight][:, np.newaxis]
    directions = directions.swapaxes(1, 2)
    inward = directions.sum(axis=1, keepdims=True)
    moves = np.concatenate([inward, inward - 2 * directions, directions], axis=1)
    rates = moves @ programs.rows.T
    np.put_along_axis(rates, tight[:, np.newaxis], 0.0, axis=2)
    first, second = _crossings(rates, 1 + (steps @ programs.rows.T)[:, np.newaxis])
    ways = np.minimum(first, 1.0) / 2
    ways[:, 1 + count :] = _between(first, second)[:, 1 + count :]
    starts = np.repeat(steps[:, np.newaxis], moves.shape[1], axis=1)
    starts[:, 1 + count :] += (_BESIDE * ways[:, :1, np.newaxis]) * inward
    points = starts + ways[..., np.newaxis] * moves
    return rounded_points(programs.centre + points.reshape(-1, points.shape[2]))


def points_along(programs: LocalPrograms, rays: Floats) -> ScaledVectors:
    """Propose points beyond one constraint each, out from the centre.

    Each lies between the first two constraints that its ray meets.
    """
    first, second = _crossings(rays @ programs.rows.T, 1.0)
    ways = _between(first, second)
    return rounded_points(programs.centre + ways[:, np.newaxis] * rays)


def points_across(programs: LocalPrograms, forms: Floats) -> ScaledVectors:
    """Propose for each form, negative at the centre, a point of the cell where it is positive.

    On the shortest ray to it, between its zero and the first constraint that the ray meets.
    """
    rays = -shortest_rays(programs, forms[:, :-1])
    first, _ = _crossings(rays @ programs.rows.T, 1.0)
    values = forms[:, :-1] @ programs.centre + forms[:, -1]
    zeros = -values / np.einsum("ij,ij->i", rays, forms[:, :-1])
    ways = (np.minimum(first, 2 * zeros) + zeros) / 2
    return rounded_points(programs.centre + ways[:, np.newaxis] * rays)


def shortest_rays(programs: LocalPrograms, rows: Floats) -> NDArray[Any]:
    """Return for each row the shortest way from the centre on which it falls.

    Shortest in the metric that the constraints themselves make, the Dikin ellipsoid's.
    """
    metric = programs.rows.T @ programs.rows
    metric[np.diag_indices_from(metric)] += _REGULAR * np.trace(metric)
    with suppress(np.linalg.LinAlgError):
        return -np.linalg.solve(metric, rows.T).T
    return -rows


def _crossings(rates: Floats, slack: Floats | float) -> tuple[Floats, Floats]:
    """Return on each way where its first and its second constraint vanish; infinite for none."""
    ways = np.full((*rates.shape[:-1], max(2, rates.shape[-1])), np.inf)
    np.divide(slack, -rates, out=ways[..., : rates.shape[-1]], where=rates < 0)
    ways.partition(1, axis=-1)
    return ways[..., 0], ways[..., 1]


def _between(first: Floats, second: Floats) -> Floats:
    """Return the middle of two steps, of which the second may be far off."""
    return (first + np.minimum(second, 2 * first)) / 2


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
