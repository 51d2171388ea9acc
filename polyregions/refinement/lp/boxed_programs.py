"""Linear programs over a cell of many inputs, whose box stands in the bounds of HiGHS's columns.

They propose, and decide nothing; see :mod:`.local_programs`. The coordinates are about the cell's
centre, each in units of the way that the constraints leave there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.refinement.lp.boxed_rows import BoxedRows
from polyregions.refinement.lp.local_programs import thread_solver

__all__ = ["BoxedPrograms", "Optimum", "central_point"]

Floats = NDArray[np.float64]

# Unbounded cells are cut off here, in units of the way at the centre.
_FAR: Final = 2.0**10
# Slacks below this are taken to be zero at a proposed optimum; those at the centre are 1.
_TIGHT: Final = 2.0**-24
# Makes the metric regular.
_REGULAR: Final = 2.0**-40
# Newton's steps to the centre: how many, below which decrement they are whole, and the last one.
_STEPS, _NEAR, _SETTLED = 30, 0.25, 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """What HiGHS takes for a minimum.

    Attributes
    ----------
    point
        Where it is.
    slack
        The values of all forms there, which are 1 at the centre.
    multipliers
        The dual solution, for the images of the forms.
    held
        The forms that HiGHS holds at their bounds.
    free
        The coordinates that it does not hold: as many.
    """

    point: Floats
    slack: Floats
    multipliers: Floats
    held: NDArray[np.intp]
    free: NDArray[np.intp]


class BoxedPrograms:
    """The programs over one cell.

    Parameters
    ----------
    rows
        The cell.
    centre
        A point strictly inside, in floats.

    Attributes
    ----------
    rows, centre
        As given.
    values
        The values of the forms' images at the centre.
    slopes
        The forms' linear parts over these values.
    units
        The ways at the centre, for each coordinate.
    """

    def __init__(self, rows: BoxedRows, centre: Floats) -> None:
        self.rows, self.centre = rows, centre
        self.values: Floats = rows.forms[:, :-1] @ centre + rows.forms[:, -1]
        self.slopes: Floats = rows.forms[:, :-1] / self.values[:, np.newaxis]
        ways = np.abs(rows.inner - centre)
        curvature = (self.slopes**2).sum(axis=0) + (1 / ways**2).sum(axis=0)
        self.units: Floats = np.where(curvature > 0, 1 / np.sqrt(curvature), 1.0)

    def minimise(self, objective: Floats, relaxed: tuple[int, int] | int | None) -> Optimum | None:
        """Propose a minimum of a linear objective over the cell; None where HiGHS gives up.

        Parameters
        ----------
        objective
            The objective (n,).
        relaxed
            A form that may go down to -1; or (side, coordinate) of a bound that may be passed by
            as much as it is off the centre.
        """
        checkpoint()
        scaled = objective * self.units
        largest = np.abs(scaled).max(initial=0.0)
        highs = thread_solver()
        if not 0 < largest < np.inf or (highs.passed_by is not self and not self._pass_to(highs)):
            return None
        highs.changeColsCost(len(scaled), self._columns, scaled / largest)
        self._relax(highs, relaxed, 2.0)
        highs.run()
        solution, basis = highs.getSolution(), highs.getBasis()
        optimal = highs.getModelStatus() == self._optimal
        self._relax(highs, relaxed, 1.0)
        if not optimal:
            return None
        step = np.array(solution.col_value) * self.units
        duals = np.maximum(np.array(solution.row_dual), 0.0) * largest
        held = np.array([status != self._basic for status in basis.row_status], dtype=bool)
        free = np.array([status == self._basic for status in basis.col_status], dtype=bool)
        return Optimum(
            self.centre + step,
            1 + self.slopes @ step,
            duals / self.values,
            np.flatnonzero(held),
            np.flatnonzero(free),
        )

    def _relax(self, highs: Any, relaxed: tuple[int, int] | int | None, factor: float) -> None:
        match relaxed:
            case None:
                return
            case int():
                highs.changeRowBounds(relaxed, -factor, np.inf)
            case (side, coordinate):
                bounds = [self._lower[coordinate], self._upper[coordinate]]
                bounds[side] *= factor
                highs.changeColBounds(coordinate, *bounds)

    def _pass_to(self, highs: Any) -> bool:
        import highspy

        matrix = self.slopes * self.units
        bounds = (self.rows.inner - self.centre) / self.units
        self._lower: Floats = np.maximum(bounds[0], -_FAR)
        self._upper: Floats = np.minimum(bounds[1], _FAR)
        if not np.all(np.isfinite(matrix)):
            return False
        count, width = matrix.shape
        entries = np.nonzero(matrix)
        highs.passModel(
            width,
            count,
            len(entries[0]),
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            np.zeros(width),
            self._lower,
            self._upper,
            np.full(count, -1.0),
            np.full(count, np.inf),
            np.searchsorted(entries[0], np.arange(count)).astype(np.int32),
            entries[1].astype(np.int32),
            matrix[entries],
            np.zeros(width, dtype=np.int32),
        )
        self._columns = np.arange(width, dtype=np.int32)
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._basic = highspy.HighsBasisStatus.kBasic
        highs.passed_by = self
        return True

    def points_along(self, rays: Floats) -> Floats:
        """Propose points out from the centre, between the first two rows that each ray meets."""
        gaps = self.rows.inner - self.centre
        rates = np.concatenate([-(rays @ self.slopes.T), *(rays / gap for gap in gaps)], axis=1)
        last = np.partition(rates, -2, axis=1)[:, -2:]
        ways = (1 / last[:, 1] + 1 / np.maximum(last[:, 0], last[:, 1] / 2)) / 2
        return np.asarray(self.centre + np.where(last[:, 1] > 0, ways, 0.0)[:, np.newaxis] * rays)

    def shortest_rays(self, normals: Floats) -> Floats:
        """Return the ways from the centre on which linear forms (k, n) fall soonest.

        Shortest in the metric that the rows themselves make, the Dikin ellipsoid's.
        """
        return -_in_metric(self.slopes, 1 / (self.rows.inner - self.centre), normals)

    def points_around(self, optimum: Optimum, *, bounds: bool) -> Floats:
        """Propose points about an optimum, each beyond one of the rows that are tight there.

        As :func:`.corners.points_around` does: as far off as half the way on which the others hold.
        None where not exactly n rows are tight.

        Parameters
        ----------
        optimum
            The optimum.
        bounds
            Whether points beyond bounds of coordinates are wanted, too.
        """
        tight = np.flatnonzero(optimum.slack < _TIGHT)
        at_bound = np.abs(self.rows.inner - optimum.point) < _TIGHT * self.units
        fixed = at_bound.any(axis=0)
        free = np.flatnonzero(~fixed)
        if len(tight) != len(free) or not np.isfinite(optimum.point).all():
            return np.zeros((0, self.rows.dimension))
        system = self.slopes[np.ix_(tight, free)]
        try:
            inverse = np.linalg.inv(system)
        except np.linalg.LinAlgError:
            return np.zeros((0, self.rows.dimension))
        width = self.rows.dimension
        held = np.flatnonzero(fixed)
        moves = np.zeros((width, width))
        moves[: len(tight), free] = inverse.T
        # Into the box along a bounded coordinate, the free ones keeping the tight rows' values.
        into = np.where(at_bound[0, held], 1.0, -1.0) * self.units[held]
        moves[np.arange(len(tight), width), held] = into
        moves[len(tight) :, free] = -(self.slopes[np.ix_(tight, held)] * into).T @ inverse.T
        inward = moves.sum(axis=0)
        moves = moves if bounds else moves[: len(tight)]
        return optimum.point + self._halfway(optimum, inward - 2 * moves, tight, at_bound)

    def _halfway(
        self, optimum: Optimum, moves: Floats, tight: NDArray[np.intp], at_bound: NDArray[np.bool_]
    ) -> Floats:
        """Scale moves so that what is not tight at an optimum loses at most half of its slack."""
        rates = -(moves @ self.slopes.T) / np.maximum(optimum.slack, _TIGHT)
        rates[:, tight] = 0.0
        longest = rates.max(axis=1, initial=0.0)
        for side in (0, 1):
            gaps = np.where(at_bound[side], np.inf, self.rows.inner[side] - optimum.point)
            longest = np.maximum(longest, (moves / gaps).max(axis=1, initial=0.0))
        return np.asarray(moves / np.maximum(2 * longest, 1.0)[:, np.newaxis])


def central_point(rows: BoxedRows, start: Floats) -> Floats:
    """Return a point deep inside, from one inside: near the analytic centre, if there is one.

    By damped Newton steps, which stay inside. (Yu. Nesterov and A. Nemirovskii, "Interior-point
    polynomial algorithms in convex programming", 1994.)
    """
    point = start
    for _ in range(_STEPS):
        values = rows.forms[:, :-1] @ point + rows.forms[:, -1]
        slopes = rows.forms[:, :-1] / values[:, np.newaxis]
        inverse_gaps = 1 / (rows.inner - point)
        gradient = slopes.sum(axis=0) - inverse_gaps.sum(axis=0)
        step = _in_metric(slopes, inverse_gaps, gradient[np.newaxis])[0]
        decrement = gradient @ step
        if not np.isfinite(step).all() or not decrement > _SETTLED:
            break
        fastest = max((-slopes @ step).max(initial=0.0), (inverse_gaps * step).max(initial=0.0))
        longest = 0.9 / fastest if fastest > 0 else np.inf
        damped = 1.0 if decrement < _NEAR else 1 / (1 + np.sqrt(decrement))
        # Longer than Newton's damped step is well where nothing is in the way.
        point = point + min(longest, max(damped, 0.5 * min(longest, 1.0))) * step
    return point


def _in_metric(slopes: Floats, inverse_gaps: Floats, normals: Floats) -> Floats:
    """Return the solutions of M x = normal, M = slopes' slopes + diagonal, for several normals."""
    diagonal = (inverse_gaps**2).sum(axis=0)
    # Regular also where the rows leave directions free.
    diagonal = diagonal + _REGULAR * ((slopes**2).sum() + diagonal.sum()) / max(1, len(diagonal))
    try:
        if len(slopes) >= len(diagonal):
            metric = slopes.T @ slopes
            metric[np.diag_indices_from(metric)] += diagonal
            return np.asarray(np.linalg.solve(metric, normals.T).T)
        # With few rows, by the formula of Sherman, Morrison and Woodbury.
        scaled = slopes / diagonal
        system = scaled @ slopes.T
        system[np.diag_indices_from(system)] += 1.0
        found = normals / diagonal
        return np.asarray(found - np.linalg.solve(system, slopes @ found.T).T @ scaled)
    except np.linalg.LinAlgError:
        return normals
