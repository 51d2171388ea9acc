"""Branch and bound: regions that may hold a greater value than the best so far are looked at."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import nearest_float
from polyregions.budgets import checkpoint, seconds_left, time_limit
from polyregions.complexes import checked_domain
from polyregions.errors import OutOfTime, WorkerLostError
from polyregions.networks import Network, Pattern
from polyregions.polytopes import HPolytope, interior_point
from polyregions.progress import Progress
from polyregions.questions.extrema.answers import Extremum, PartialExtremum, UnboundedExtremum
from polyregions.questions.extrema.objectives import Found, Objective
from polyregions.questions.extrema.starts import starting_points
from polyregions.refinement import (
    CellBatch,
    Execution,
    Goal,
    Partial,
    cells_in_reach,
    highest_outputs,
)

__all__ = ["found_extremum", "maximise", "minimise"]


def maximise(
    network: Network,
    objective: Any,
    domain: Any = None,
    *,
    constant: Any = 0,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> Extremum | UnboundedExtremum | PartialExtremum:
    """Find the exact maximum of an affine combination of a network's outputs over a domain.

    Parameters
    ----------
    network
        The network f.
    objective
        One exact number c_i for each output: c . f(x) + constant is maximised. A whole number means
        that output alone, counted from 0.
    domain, engine, progress, workers, executor, retries
        As for :func:`polyregions.regions`.
    constant
        What is added.
    max_regions
        Stop once more regions than this were visited.
    max_seconds
        Stop after so many seconds.

    Returns
    -------
    Extremum
        The maximum, with a point where it is attained: one is, wherever the values are bounded, as
        the domain is a union of finitely many closed polyhedra on which they are affine.
    UnboundedExtremum
        A ray of the domain along which the values grow without end.
    PartialExtremum
        What a budget left: the best value found, and what the maximum is at most, as far as the
        time sufficed for that.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.
    InvalidNumberError
        If a number of the objective is none.
    UnknownOptionError
        If the objective has not one number for each output, or there is no such output; and as for
        :func:`polyregions.regions`.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.

    Notes
    -----
    Branch and bound: cells are dropped once bounds of the layers still to come prove that no value
    on them is above the best one known. The first one is found by going up from points that floats
    propose. The value is the same whatever engine and workers search; where more than one point
    attains it, which of them is returned may depend on them.

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.Network([pr.Layer([[1], [1]], [0, -1]), pr.Layer([[1, -2]], [0], "identity")])
    >>> print(pr.maximise(tent, 0, [[0, 3]]))
    maximum 1 at (1), in the region 11
    >>> print(pr.maximise(tent, [-1]))
    no maximum: from (1) along (1), in the region 11, the value changes by 1 a step
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    place = checked_domain(network, domain)
    return found_extremum(network, objective, place, execution, constant=constant)


def minimise(
    network: Network,
    objective: Any,
    domain: Any = None,
    *,
    constant: Any = 0,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> Extremum | UnboundedExtremum | PartialExtremum:
    """Find the exact minimum of an affine combination of a network's outputs over a domain.

    Everything is as for :func:`maximise`, of which it is the opposite for the opposite objective.

    Examples
    --------
    >>> import polyregions as pr
    >>> size = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [0], "identity")])
    >>> pr.minimise(size, [2], constant="1/3").value
    Fraction(1, 3)
    """
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds, retries)
    place = checked_domain(network, domain)
    return found_extremum(network, objective, place, execution, constant=constant, minimise=True)


def found_extremum(
    network: Network,
    objective: Any,
    domain: HPolytope,
    execution: Execution,
    *,
    constant: Any = 0,
    minimise: bool = False,
) -> Extremum | UnboundedExtremum | PartialExtremum:
    """Find a maximum, or a minimum, as an execution says; see :func:`maximise`."""
    factor = -1 if minimise else 1
    search = _Search(Objective.of(network, domain, objective, constant, factor), network, factor)
    with time_limit(execution.max_seconds), execution.shown() as running:
        try:
            reason = search.carried_out(replace(running, max_seconds=None))
        except OutOfTime:
            reason = "max_seconds"
        except WorkerLostError as error:
            error.partial = search.partial("worker_lost")
            raise
    if search.best is not None and search.best.value is None:
        return search.unbounded(search.best)
    if reason is None:
        return search.extremum()
    if not execution.has_budget:
        raise OutOfTime
    return search.partial(reason)


class _Search:
    """A search, and the best that it has found."""

    def __init__(self, objective: Objective, network: Network, factor: int) -> None:
        self.best: Found | None = None
        self._objective = objective
        self._sizes, self._factor = network.pattern_sizes, factor
        self._goal = Goal.of([[0]], [-np.inf])
        self._bound: Fraction | None = None
        self._regions = self._dropped = 0

    def carried_out(self, execution: Execution) -> str | None:
        """Search until the end, or until there is no maximum; return the budget that ended it."""
        network, domain = self._objective.network, self._objective.domain
        inside = interior_point(domain)
        if execution.has_budget or seconds_left() < np.inf:
            (highest,) = highest_outputs(network, domain).tolist()
            self._bound = Fraction(highest) if np.isfinite(highest) else None
        if self._start(inside):
            return None
        with closing(cells_in_reach(network, domain, execution, self._goal)) as steps:
            for step in steps:
                if isinstance(step, Partial):
                    return step.reason
                self._regions += step.visited
                self._dropped += step.dropped
                if step.cells is not None and self._look_at(step.cells):
                    return None
        return None

    def _start(self, inside: tuple[Fraction, ...]) -> bool:
        """Go up from points that floats propose, from region to region, as long as values grow.

        Return whether there is no maximum.

        Parameters
        ----------
        inside
            A point strictly inside of the domain.
        """
        objective = self._objective
        for point in starting_points(objective.network, objective.domain, inside):
            value = objective.network.exact(point)[0]
            while True:
                checkpoint()
                found = objective.best_in(objective.bits_beside(point, inside))
                self._take(found)
                if found.value is None:
                    return True
                if found.value <= value:
                    break
                point, value = found.point, found.value
        return False

    def _look_at(self, cells: CellBatch) -> bool:
        """Look at regions, and return whether there is no maximum on one of them."""
        units = self._objective.form.units
        bits = np.unpackbits(cells.patterns, axis=1, count=units).tolist()
        offsets, hyperplanes = cells.facet_offsets.tolist(), cells.facet_hyperplanes.tolist()
        for k in range(len(cells)):
            checkpoint()
            own = hyperplanes[offsets[k] : offsets[k + 1]]
            found = self._objective.best_in(bits[k], own)
            self._take(found)
            if found.value is None:
                return True
        return False

    def _take(self, found: Found) -> None:
        if found.value is None:
            self.best = found
        elif self.best is None or self.best.value is None or found.value > self.best.value:
            self.best = found
            self._goal.levels[0] = _rounded_down(found.value)
            self._goal.floors[0] = found.value

    def _pattern(self, found: Found) -> Pattern:
        return Pattern.from_bits(found.bits, self._sizes)

    @property
    def _kind(self) -> str:
        return "maximum" if self._factor > 0 else "minimum"

    def extremum(self) -> Extremum:
        """Return the extremum, after the whole search."""
        best = self.best
        assert best is not None
        assert best.value is not None
        value, pattern = self._factor * best.value, self._pattern(best)
        return Extremum(self._kind, value, best.point, pattern, self._regions, self._dropped)

    def unbounded(self, found: Found) -> UnboundedExtremum:
        """Return that there is none."""
        slope, pattern = self._factor * found.slope, self._pattern(found)
        counts = self._regions, self._dropped
        return UnboundedExtremum(self._kind, found.point, found.ray, slope, pattern, *counts)

    def partial(self, reason: str) -> PartialExtremum:
        """Return what is known."""
        counts = self._regions, self._dropped
        bound = None if self._bound is None else self._factor * self._bound
        best = self.best
        if best is None or best.value is None:
            return PartialExtremum(self._kind, reason, None, None, None, bound, *counts)
        value, pattern = self._factor * best.value, self._pattern(best)
        return PartialExtremum(self._kind, reason, value, best.point, pattern, bound, *counts)


def _rounded_down(value: Fraction) -> float:
    nearest = nearest_float(value)
    if np.isinf(nearest):
        return nearest if nearest < 0 else float(np.finfo(np.float64).max)
    return nearest if Fraction(nearest) <= value else float(np.nextafter(nearest, -np.inf))
