"""Points that are tried before a search: many violated properties are refuted by one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.networks import Network
from polyregions.questions.properties.input_sets import InputSet
from polyregions.questions.properties.property import Case

__all__ = ["promising_points"]

Floats = NDArray[np.float64]

_POINTS, _CORNERS = 2048, 256
_ROUNDS, _KEPT, _AROUND = 3, 8, 32
_TRIED = 2
_MOST_ENTRIES = 1 << 24


def promising_points(
    network: Network, inputs: InputSet, cases: Sequence[Case], seed: int = 0
) -> Iterator[tuple[Fraction, ...]]:
    """Yield some inputs at which a case seems to be satisfied, in floats: nothing is decided.

    Parameters
    ----------
    network
        The network.
    inputs
        Where to look; a single input is yielded as it is.
    cases
        What is sought there.
    seed
        Of the random numbers: the points are the same each time.
    """
    if inputs.domain is None:
        yield inputs.origin
        return
    yield inputs.point(inputs.centre)
    width = sum(len(case) for case in cases)
    variables = network.inputs + network.outputs
    if max(width * variables, width * _POINTS, variables * _POINTS) > _MOST_ENTRIES:
        return
    random = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        place = _Place(inputs)
        measures = [_Measure(case, variables) for case in cases]
        points = place.points(random)
        for round_ in range(_ROUNDS + 1):
            values = np.hstack([points, network(points)])
            scores = np.array([measure(values) for measure in measures])
            best = scores.max(axis=0)
            order = np.argsort(-best, kind="stable")[:_KEPT]
            if not len(order):
                return
            if best[order[0]] >= 0 or round_ == _ROUNDS:
                break
            points = place.around(points[order], random, 4.0 ** -(round_ + 1))
        for k in order[:_TRIED]:
            if best[k] >= 0:
                yield place.exact(points[k])


class _Measure:
    """The least slack of a case's constraints, each divided by the size of its coefficients."""

    def __init__(self, case: Case, variables: int) -> None:
        self._rows = np.zeros((len(case), variables))
        self._bounds = np.zeros(len(case))
        for i, constraint in enumerate(case):
            size = max(abs(entry) for _, entry in constraint.terms)
            for k, entry in constraint.terms:
                self._rows[i, k] = entry / size
            try:
                self._bounds[i] = constraint.bound / size
            except OverflowError:
                self._bounds[i] = np.inf if constraint.bound > 0 else -np.inf

    def __call__(self, values: Floats) -> Floats:
        if not len(self._rows):
            return np.zeros(len(values))
        slack = (self._bounds - values @ self._rows.T).min(axis=1)
        return np.where(np.isnan(slack), -np.inf, slack)


class _Place:
    """The inputs in floats."""

    def __init__(self, inputs: InputSet) -> None:
        assert inputs.domain is not None
        self._inputs = inputs
        self._origin = _floats(inputs.origin)
        self._directions = np.array([_floats(direction) for direction in inputs.directions])
        self._centre = _floats(inputs.centre)
        self._normals, self._offsets = inputs.domain.inequalities()

    def points(self, random: np.random.Generator) -> Floats:
        """Return inputs along rays from the centre, and some near the corners of boxes."""
        size = len(self._centre)
        steps = random.normal(size=(_POINTS, size))
        corners = random.choice([-1.0, 1.0], size=(_CORNERS, size))
        reach = self._half_widths()
        inner = self._centre + random.uniform(-1, 1, size=(_POINTS, size)) * reach
        near_corners = self._centre + corners * reach
        along = self._centre + steps * reach * self._reach(steps * reach, random)[:, None]
        return self._inside(np.vstack([inner, near_corners, along]))

    def around(self, points: Floats, random: np.random.Generator, radius: float) -> Floats:
        """Return the points themselves, and others in the input set close to each."""
        shape = (_AROUND, len(points), len(self._centre))
        steps = random.uniform(-1, 1, size=shape) * self._half_widths() * radius
        moved = self._coordinates(points)[None] + steps
        found = self._inside(self._clipped(moved.reshape(-1, shape[-1])))
        return np.vstack([points, found])

    def exact(self, point: Floats) -> tuple[Fraction, ...]:
        """Return an input of the slice itself, near a point in floats."""
        coordinates = [Fraction(float(t)) for t in self._coordinates(point[None])[0]]
        return self._inputs.point(coordinates)

    def _coordinates(self, points: Floats) -> Floats:
        if self._inputs.is_whole:
            return points - self._origin
        solved: Floats = np.linalg.lstsq(self._directions.T, (points - self._origin).T, rcond=None)[
            0
        ].T
        return solved

    def _half_widths(self) -> Floats:
        """Return how far rows on single coordinates let go from the centre; 1 where none does."""
        widths = np.full(len(self._centre), np.inf)
        single = (self._normals != 0).sum(axis=1) == 1
        for normal, offset in zip(self._normals[single], self._offsets[single], strict=True):
            (k,) = np.flatnonzero(normal)
            widths[k] = min(widths[k], abs(offset / normal[k] - self._centre[k]))
        return np.where(np.isfinite(widths), widths, np.maximum(1.0, abs(self._centre)))

    def _reach(self, steps: Floats, random: np.random.Generator) -> Floats:
        """Return how far to go along each step: less than to the boundary."""
        fractions = random.uniform(0, 1, size=len(steps))
        if not len(self._normals):
            return fractions * 100
        speeds = steps @ self._normals.T
        rooms = self._offsets - self._normals @ self._centre
        limits = np.where(speeds > 0, rooms / speeds, 100.0).min(axis=1)
        reach: Floats = fractions * np.clip(limits, 0, 100.0)
        return reach

    def _clipped(self, coordinates: Floats) -> Floats:
        single = (self._normals != 0).sum(axis=1) == 1
        for normal, offset in zip(self._normals[single], self._offsets[single], strict=True):
            (k,) = np.flatnonzero(normal)
            bound = offset / normal[k]
            limit = np.minimum if normal[k] > 0 else np.maximum
            coordinates[:, k] = limit(coordinates[:, k], bound)
        return coordinates

    def _inside(self, coordinates: Floats) -> Floats:
        """Return the inputs of those coordinates that seem to lie in the domain."""
        inside = (coordinates @ self._normals.T <= self._offsets).all(axis=1)
        found: Floats = self._origin + coordinates[inside] @ self._directions
        return found


def _floats(values: Sequence[Fraction]) -> Floats:
    return np.array([nearest_float(value) for value in values])
