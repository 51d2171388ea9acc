"""Points at which the search for a maximum starts: floats propose them, and decide nothing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, dot, nearest_float
from polyregions.budgets import checkpoint
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.polytopes.linear_programs import Optimal, Unbounded, maximise

__all__ = ["starting_points"]

Floats = NDArray[np.float64]
Point = tuple[Fraction, ...]

_CORNERS, _SAMPLES, _BEST = 12, 2048, 6
_STEPS = 64
_WAYS = np.array([1.0, 0.5, 0.25, 0.125, 1 / 16, 1 / 64, 1 / 256])[:, np.newaxis]


@np.errstate(all="ignore")  # what overflows is not proposed
def starting_points(network: Network, domain: HPolytope, inside: Point) -> list[Point]:
    """Return exact points of the domain at which the network's one output is high.

    Corners of the domain and random points between them; from the best of them upwards, step by
    step: towards the corners that the gradient prefers, and along the axes as far as a box goes.
    The same points each time.

    Parameters
    ----------
    network
        A network with one output.
    domain, inside
        The domain, and a point strictly inside of it.
    """
    generator = np.random.default_rng(0)
    centre = np.array([nearest_float(x) for x in inside])
    corners = _corners(domain, centre, _gradient(network, centre), generator)
    weights = generator.dirichlet(np.full(len(corners), 0.5), _SAMPLES)
    points = np.concatenate([centre[np.newaxis], corners, weights @ corners])
    values = _values(network, points)
    best = np.argsort(-values, kind="stable")[:_BEST]
    box = _box(domain)
    raised = [_raised(network, corners, box, points[i], float(values[i])) for i in best]
    raised.sort(key=lambda pair: -pair[0])
    return [_pulled(domain, point, inside) for _, point in raised[:2]] + [inside]


def _box(domain: HPolytope) -> Floats:
    """Return the least and the greatest coordinates where the domain is a box, else no numbers."""
    ends = np.full((2, domain.dimension), np.nan)
    for row in domain.rows:
        (axis, *others) = np.flatnonzero(row[:-1])
        if others:
            return np.full((2, domain.dimension), np.nan)
        ends[int(row[axis] > 0), axis] = nearest_float(Fraction(row[-1], row[axis]))
    return ends


def _corners(
    domain: HPolytope, centre: Floats, gradient: Floats, generator: np.random.Generator
) -> Floats:
    """Return corners of the domain in some directions, and points on its rays."""
    directions = generator.integers(-8, 9, (_CORNERS, domain.dimension)).tolist()
    largest = np.abs(gradient).max()
    if 0 < largest < np.inf:
        directions.append(np.rint(gradient / largest * 2**10).astype(int).tolist())
    found = [centre]
    for direction in directions:
        checkpoint()
        result = maximise(domain.rows, tuple(direction))
        if isinstance(result, (Optimal, Unbounded)):
            found.append(np.array([nearest_float(x) for x in result.point]))
        if isinstance(result, Unbounded):
            found.append(centre + np.array([nearest_float(Fraction(x)) for x in result.ray]))
    return np.array([point for point in found if np.isfinite(point).all()])


def _values(network: Network, points: Floats) -> Floats:
    for layer in network.layers:
        checkpoint()
        points = layer(points)
    values: Floats = np.where(np.isfinite(points[:, 0]), points[:, 0], -np.inf)
    return values


def _gradient(network: Network, point: Floats) -> Floats:
    """Return the gradient at a point, as the signs in floats have it."""
    masks, values = [], point[np.newaxis]
    for layer in network.layers:
        relu = np.array([name == "relu" for name in layer.activation])
        z = values @ layer.float_matrix.T + layer.float_bias
        masks.append(~relu | (z[0] > 0))
        values = np.where(masks[-1], z, 0.0)
    slopes = np.ones((1, 1))
    for layer, mask in zip(reversed(network.layers), reversed(masks), strict=True):
        slopes = (slopes * mask) @ layer.float_matrix
    gradient: Floats = slopes[0]
    return gradient


def _raised(
    network: Network, corners: Floats, box: Floats, point: Floats, value: float
) -> tuple[float, Floats]:
    """Go up from a point as long as values grow, and return where that ends."""
    for _ in range(_STEPS):
        gradient = _gradient(network, point)
        order = np.argsort(-(corners @ gradient), kind="stable")[:2]
        aims = [corners[order], np.where(gradient > 0, box[1], box[0])[np.newaxis]]
        aims += [np.where(np.eye(len(point)) > 0, ends, point) for ends in box]
        goals = np.concatenate(aims)
        goals = goals[np.isfinite(goals).all(axis=1)]
        targets = np.concatenate([point + way * (goals - point) for way in _WAYS])
        values = _values(network, targets)
        best = int(values.argmax())
        if not values[best] > value:
            break
        point, value = targets[best], float(values[best])
    return value, point


def _pulled(domain: HPolytope, point: Floats, inside: Point) -> Point:
    """Return a point of the domain, the given one or on the way from it to the one inside."""
    exact = tuple(map(Fraction, point.tolist()))
    way = Fraction(0)
    while True:
        pulled = tuple(x + way * (c - x) for x, c in zip(exact, inside, strict=True))
        if all(_is_within(row, pulled) for row in domain.rows):
            return pulled
        way = min(Fraction(1), 4 * way or Fraction(1, 2**52))


def _is_within(row: IntegerVector, point: Point) -> bool:
    return dot(row[:-1], point) <= row[-1]
