"""Regions seen from a point in floats: lower bounds of distances, each of them proved.

Under the pattern of a region every pre-activation is v + g.d for the step d from the point. With
the parameters rounded to floats, and computed from layer to layer in floats, each entry of g is off
by at most E and v by at most e, where for a layer with weights W and bias b

    E = |W| (c a + E'),    e = |W| (c |v'| + e') + c |b|,    c = (inputs + 16) 2^-52,

E', v' and e' being those of its inputs and a the largest entry of their gradients: the roundings of
the parameters, of the products and of their sums are at most (inputs + 3) 2^-53 of the sizes.
(N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, nearest_float, nearest_quotient
from polyregions.networks import Layer, Network
from polyregions.polytopes import Norm, nearly_shortest
from polyregions.questions.distances.float_rows import (
    LARGEST,
    LOST,
    MORE,
    ROUNDING,
    SMALLEST,
    Rows,
    proved_measure,
)

__all__ = ["FloatCell", "FloatScene", "Nearest"]

Floats = NDArray[np.float64]

# So many rows of the domain are few.
_FEW: Final = 32


class FloatScene:
    """A network about a point, in floats.

    Parameters
    ----------
    network
        The network, of which :meth:`admits` is true.
    point
        The point.
    domain_rows
        The inequalities of the domain in integer steps from the point.
    scale
        The number of these steps in one.
    """

    def __init__(
        self,
        network: Network,
        point: Sequence[Fraction],
        domain_rows: Sequence[IntegerVector],
        scale: int,
    ) -> None:
        self._layers = network.layers
        self._sizes: list[Any] = [abs(layer.float_matrix) for layer in network.layers]
        self._relu = [list(layer.relu_units) for layer in network.layers]
        self.point = np.array([nearest_float(x) for x in point], dtype=np.float64)
        self._domain = _domain_in_floats(domain_rows, scale, len(point))
        # Those of the domain's rows that have mattered so far; few are all taken at once.
        few = len(domain_rows) <= _FEW
        self._is_active = np.full(len(domain_rows), few)
        self.active = self._domain.take(np.flatnonzero(self._is_active))

    def activate(self, step: Floats, unit: float) -> bool:
        """Let the rows of the domain count that a step violates; return whether there are any."""
        slack = self._domain.levels - self._domain.normals @ step
        violated = (slack < -_CLOSE * unit) & ~self._is_active
        if not violated.any():
            return False
        self._is_active |= violated
        self.active = self._domain.take(np.flatnonzero(self._is_active))
        return True

    @staticmethod
    def admits(network: Network, point: Sequence[Fraction]) -> bool:
        """Return whether the bounds hold: all numbers are rounded with a small relative error."""
        floats = [nearest_float(x) for x in point]
        if any(x != 0 and near == 0 for x, near in zip(point, floats, strict=True)):
            return False
        return _are_normal(np.abs(floats)) and all(
            _are_normal(np.abs(np.append(layer.float_entries, layer.float_bias)))
            and not any(_is_lost(layer, unit) for unit in layer.units_beyond_floats)
            for layer in network.layers
        )

    @np.errstate(all="ignore")
    def cell(self, bits: Sequence[int]) -> FloatCell | None:
        """Return the region with a pattern; None where floats do not tell what is constant."""
        size = len(self.point)
        gradients, values = np.eye(size), self.point
        errors, value_errors = np.zeros(size), np.abs(self.point) * ROUNDING
        own: list[tuple[Floats, ...]] = []
        position = 0
        for layer, sizes, relu in zip(self._layers, self._sizes, self._relu, strict=True):
            roundings = (layer.inputs + 16) * ROUNDING
            largest = np.abs(gradients).max(axis=1, initial=0.0)
            if not np.all((largest == 0) | ((largest > SMALLEST) & (largest < LARGEST))):
                return None
            off = sizes @ (roundings * largest + errors) * MORE
            value_off = sizes @ (roundings * np.abs(values) + value_errors)
            value_off += roundings * np.abs(layer.float_bias)
            gradients = layer.float_matrix @ gradients
            values = layer.float_matrix @ values + layer.float_bias
            # What is exactly zero stays so.
            errors = np.where(off > 0, off + LOST, 0.0)
            value_errors = np.where(value_off > 0, value_off * MORE + LOST, 0.0)
            if relu:
                group = np.array(bits[position : position + len(relu)], dtype=bool)
                position += len(relu)
                own.append((gradients[relu], values[relu], errors[relu], value_errors[relu]))
                dead = np.array(relu)[~group]
                for part in (gradients, values, errors, value_errors):
                    part[dead] = 0.0
        return FloatCell.of(self, bits, own, (gradients, values, errors, value_errors))


@dataclass(frozen=True, eq=False)
class FloatCell:
    """A region in floats.

    Attributes
    ----------
    scene
        The network about the point.
    units
        For each row of ``rows`` the unit whose pre-activation it is; those that are constant have
        none.
    rows
        The inequalities of the units.
    outputs
        The gradients, values and errors of the outputs.
    """

    scene: FloatScene
    units: NDArray[np.intp]
    rows: Rows
    outputs: tuple[Floats, Floats, Floats, Floats]

    @classmethod
    def of(
        cls,
        scene: FloatScene,
        bits: Sequence[int],
        own: Sequence[tuple[Floats, ...]],
        outputs: tuple[Floats, Floats, Floats, Floats],
    ) -> FloatCell | None:
        """Put a region together; None where a unit may be constant or not, or vanish throughout."""
        none = np.zeros((0, len(scene.point))), np.zeros(0), np.zeros(0), np.zeros(0)
        parts = zip(none, *own, strict=True)
        gradients, values, errors, value_errors = [np.concatenate(part) for part in parts]
        largest = np.abs(gradients).max(axis=1, initial=0.0)
        varies = largest > 2 * errors
        constant = (largest == 0) & (errors == 0) & (np.abs(values) > value_errors)
        if not np.all(varies | constant) or not np.all(np.isfinite(values)):
            return None
        signs = np.where(np.array(bits, dtype=bool), -1.0, 1.0)
        units = np.flatnonzero(varies)
        rows = Rows.scaled(
            (gradients * signs[:, np.newaxis])[units],
            (-values * signs)[units],
            errors[units],
            value_errors[units],
        )
        return cls(scene, units, rows, outputs)

    def difference(self, first: int, second: int, level: Fraction | None) -> Rows | None:
        """Return the row that class ``first`` is at least as large as class ``second``.

        No row where that holds throughout, 0 <= -1 where it does so nowhere; None where floats do
        not tell.
        """
        gradients, values, errors, value_errors = self.outputs
        if level is not None:
            threshold = nearest_float(level)
            if not _are_normal(np.array([abs(threshold)])) or (threshold == 0) != (level == 0):
                return None
            zero = np.zeros((1, gradients.shape[1]))
            gradients = np.concatenate([zero, gradients])
            values = np.append(threshold, values)
            errors = np.append(0.0, errors)
            value_errors = np.append(abs(threshold) * ROUNDING, value_errors)
        normal = gradients[second] - gradients[first]
        value = values[first] - values[second]
        size, height = np.abs(normal).max(initial=0.0), abs(values[first]) + abs(values[second])
        off = errors[first] + errors[second] + 2 * size * ROUNDING
        value_off = (value_errors[first] + value_errors[second] + 2 * height * ROUNDING) * MORE
        if size == 0 and off == 0 and abs(value) > value_off:
            holds = np.zeros((int(value < 0), len(normal)))
            count = len(holds)
            return Rows(holds, np.full(count, -1.0), np.zeros(count), np.zeros(count))
        if not size > 2 * off or not np.isfinite(value):
            return None
        return Rows.scaled(
            normal[np.newaxis], np.array([value]), np.array([off]), np.array([value_off + LOST])
        )

    @property
    def _may_vanish_together(self) -> NDArray[np.bool_]:
        """Of which two rows it is not proved that their normals are no multiples of one another.

        What is left of a normal but its nearest multiple of another is the shortest such rest; were
        they multiples, that would be no longer than the errors of both, and the roundings here.
        """
        normals, errors = self.rows.normals, self.rows.errors
        products = normals @ normals.T
        squares = np.diagonal(products)
        rest = squares[:, np.newaxis] - products * products / squares
        size = normals.shape[1]
        doubt = 8 * (errors[:, np.newaxis] + 2 * errors) * sqrt(size)
        found: NDArray[np.bool_] = rest <= (size + 16) * _CANCELLED * squares.max() + doubt**2
        return found

    @cached_property
    def vanishes_alone(self) -> list[bool]:
        """For each row whether it is proved that no other unit vanishes on its hyperplane."""
        alone: list[bool] = (np.count_nonzero(self._may_vanish_together, axis=0) == 1).tolist()
        return alone

    def nearest(self, own: Rows, norm: Norm, sought: Norm) -> Nearest:
        """Look for the nearest point of the part of the region with more inequalities.

        Of the domain's rows those count that some step has violated.

        Parameters
        ----------
        own
            The inequalities.
        norm
            The norm of which the measure is bounded.
        sought
            The norm in which the point is nearest: in l2 that is found faster.
        """
        scene = self.scene
        count = len(own)
        for _ in range(_ROUNDS):
            rows = self._with_active_rows
            normals = np.concatenate([own.normals, rows.normals])
            levels = np.concatenate([own.levels, rows.levels])
            violation = float(-levels.min(initial=0.0))
            if not SMALLEST < violation < LARGEST:
                return Nearest(0.0, None, False)
            found = nearly_shortest(normals, levels / violation, sought)
            if found is None:
                return Nearest(0.0, None, False)
            step, multipliers = found
            if step is None:
                break
            step *= violation
            if not scene.activate(step, violation):
                break
        support = multipliers[count:].nonzero()[0]
        used = np.concatenate([multipliers[:count], multipliers[count:][support]])
        bound = proved_measure(own + rows.take(support), used, norm)
        if step is None:
            return Nearest(bound, None, False)
        near = _CLOSE * (violation + float(np.abs(step).max()))
        # The first own row may be a face's, which is there for both sides.
        tight = (np.abs(levels - normals @ step) <= near).nonzero()[0]
        tight = tight[tight > 0]
        is_simple = len(tight) <= len(support) + count or _are_independent(normals[tight])
        return Nearest(bound, step, is_simple)

    @property
    def _with_active_rows(self) -> Rows:
        """The rows, and those of the domain that count so far."""
        known = self._joined.get(len(self.scene.active))
        if known is None:
            known = self._joined[len(self.scene.active)] = self.rows + self.scene.active
        return known

    @cached_property
    def _joined(self) -> dict[int, Rows]:
        return {}


# Rounds in which rows of the domain are added.
_ROUNDS: Final = 16
# The share of a square that cancellation may leave.
_CANCELLED: Final = 2.0**-44
# What is nearer than this share seems to touch; it decides nothing.
_CLOSE: Final = 2.0**-30


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """What floats know of a nearest point.

    Attributes
    ----------
    bound
        A proved lower bound of the measure of its distance.
    step
        About the way to it; None if there seems to be none, or floats find none.
    is_simple
        Whether the rows that seem to be tight there seem to be independent.
    """

    bound: float
    step: Floats | None
    is_simple: bool


def _are_independent(normals: Floats) -> bool:
    """Return whether some normals seem to be independent."""
    count, dimension = normals.shape
    return bool(count <= dimension and np.linalg.matrix_rank(normals) == count)


def _domain_in_floats(rows: Sequence[IntegerVector], scale: int, dimension: int) -> Rows:
    normals, levels = np.zeros((len(rows), dimension)), np.zeros(len(rows))
    for i, row in enumerate(rows):
        largest = max(map(abs, row[:-1])) or 1
        normals[i] = [nearest_quotient(a, largest) for a in row[:-1]]
        levels[i] = nearest_quotient(row[-1], largest * scale)
    errors = np.full(len(rows), ROUNDING)
    return Rows(normals, levels, errors, np.abs(levels) * ROUNDING + LOST)


def _are_normal(sizes: Floats) -> bool:
    return bool(np.all((sizes == 0) | ((sizes > SMALLEST) & (sizes < LARGEST))))


def _is_lost(layer: Layer, unit: int) -> bool:
    """Return whether a parameter is so small that its float is zero."""
    [floats] = layer.float_rows(unit, unit + 1)
    return any(x != 0 and near == 0 for x, near in zip(layer.row(unit), floats, strict=True))
