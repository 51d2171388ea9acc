"""What a network does in all directions at a point: its directional linearisation, exactly.

Near a point x the units with a sign there keep it, so that the network's derivative along a
direction d is that of a bias-free network in which they are linear or zero, and the units that
vanish at x are ReLUs of d. Its regions are those of the network that meet in x, blown up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np

from polyregions.arithmetic import IntegerVector, dot, independent_rows, negated, primitive
from polyregions.budgets import checkpoint
from polyregions.errors import InvalidDomainError, OutOfTime
from polyregions.networks import IntegerForm, Layer, Network
from polyregions.polytopes import HPolytope, homogeneous_point, is_full_dimensional
from polyregions.refinement import Enumeration, Execution, enumerate_cells

__all__ = ["Tangent"]

Row = IntegerVector | None
Cone = tuple[IntegerVector, ...]
Direction = Any  # rationals, one for each of the chosen coordinates

# So many units that vanish are taken one by one.
_FEW = 8


@dataclass(frozen=True, slots=True, eq=False)
class Tangent:
    """The directional linearisation of a network at a point of a domain.

    Attributes
    ----------
    signs
        The signs of all ReLU units at the point.
    units
        The positions of those that vanish there.
    layers
        The layer of each of them.
    forms
        For each of them its derivative: a linear form of the direction, on the chosen coordinates,
        and then of the outputs of the units listed before it.
    rows
        The normals of the domain's rows that are tight at the point, on the chosen coordinates.
    coordinates
        As many coordinates of the direction as tell apart what the derivatives tell apart: the
        others may be zero.
    inputs
        The number of coordinates of a direction.
    """

    signs: tuple[int, ...]
    units: tuple[int, ...]
    layers: tuple[int, ...]
    forms: tuple[IntegerVector, ...]
    rows: tuple[IntegerVector, ...]
    coordinates: tuple[int, ...]
    inputs: int

    @classmethod
    def at(
        cls, network: IntegerForm, signs: Sequence[int], tight: Sequence[IntegerVector]
    ) -> Tangent:
        """Linearise a network.

        Parameters
        ----------
        network
            The network.
        signs
            The signs of its ReLU units at the point.
        tight
            The normals of the domain's rows that are tight there.
        """
        units = tuple(unit for unit, sign in enumerate(signs) if sign == 0)
        inputs = network.inputs
        layers, forms = _derivatives(network, signs, units) if units else ((), [])
        direct = [*(form[:inputs] for form in forms), *tight]
        columns = independent_rows([*zip(*direct, strict=True)]) if direct else []
        chosen = tuple(
            tuple([form[j] for j in columns]) + form[inputs : inputs + k]
            for k, form in enumerate(forms)
        )
        rows = tuple(tuple([normal[j] for j in columns]) for normal in tight)
        return cls(tuple(signs), units, layers, chosen, rows, tuple(columns), inputs)

    def first(self) -> tuple[tuple[int, ...], IntegerVector | None]:
        """Return the bits of the first region by its pattern, and a direction into it.

        One linear program for each unit that vanishes, at most.
        """
        return next(self._one_by_one())

    def _one_by_one(self) -> Iterator[tuple[tuple[int, ...], IntegerVector | None]]:
        """Yield the bits of all regions that meet in the point, in order, and directions."""
        size = len(self.coordinates)
        start: Cone = tuple((*row, 0) for row in self.rows)
        # The bits of the first units and their linear forms; a cone, and a direction inside of it
        # without the row that is to be added.
        left: list[tuple[tuple[int, ...], tuple[Sequence[int], ...], Cone, Row, Direction]]
        left = [((), (), start, None, self._inside(start))]
        while left:
            checkpoint()
            bits, linear, cone, row, direction = left.pop()
            if row is not None:
                across = self._across(cone, row, direction)
                if across is None:
                    continue
                cone, direction = (*cone, row), across
            if len(bits) == len(self.forms):
                yield self._all_bits(bits), self._whole(direction)
                continue
            form = self.forms[len(bits)]
            total = list(form[:size])
            for bit, factor, earlier in zip(bits, form[size:], linear, strict=True):
                if bit and factor:
                    total = [a + factor * b for a, b in zip(total, earlier, strict=True)]
            known = (*linear, total)
            if any(total):
                inactive = (*primitive(total), 0)
                left.append(((*bits, 1), known, cone, negated(inactive), direction))
                left.append(((*bits, 0), known, cone, inactive, direction))
            else:
                left.append(((*bits, 0), known, cone, None, direction))

    def _across(self, cone: Cone, row: IntegerVector, direction: Direction) -> Direction | None:
        """Return a direction inside a cone where a row (a, 0) is negative, None if there is none.

        Parameters
        ----------
        cone, row
            The cone's rows, and the row.
        direction
            A direction inside the cone.
        """
        normal = row[:-1]
        value = dot(normal, direction)
        if value < 0:
            return direction
        # The mirror image by the coordinates that the domain leaves free is inside of it too.
        free = [0 if any(own) else a for a, *own in zip(normal, *self.rows, strict=True)]
        mirrored = [
            dot(free, free) * d - 2 * value * a for a, d in zip(free, direction, strict=True)
        ]
        if dot(normal, mirrored) < 0 and all(dot(own[:-1], mirrored) < 0 for own in cone):
            return mirrored
        answer = is_full_dimensional(HPolytope(len(normal), [*cone, row]))
        return answer.witness if answer else None

    def _inside(self, cone: Cone) -> Direction:
        if not self.coordinates:
            return ()
        middle = [-sum(entries) for entries in zip(*(row[:-1] for row in cone), strict=True)]
        if middle and all(dot(row[:-1], middle) < 0 for row in cone):
            return middle
        answer = is_full_dimensional(HPolytope(len(self.coordinates), cone))
        if not answer:
            raise InvalidDomainError(
                "the domain has no interior, so it holds no region: give one of full dimension"
            )
        return answer.witness

    def every(self) -> Iterator[tuple[tuple[int, ...], IntegerVector | None]]:
        """Yield the bits of all regions that meet in the point, and a direction into each.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        if not self.coordinates or len(self.units) <= _FEW:
            yield from self._one_by_one()
            return
        size = len(self.coordinates)
        domain = HPolytope(size, [(*row, 0) for row in self.rows])
        found = enumerate_cells(self._network(), domain, Execution())
        if not isinstance(found, Enumeration):
            raise OutOfTime
        for pattern, point in zip(found.patterns, found.interior_points, strict=True):
            bits = np.unpackbits(pattern, count=len(self.units)).tolist()
            yield self._all_bits(bits), self._whole(point[:-1])

    def _network(self) -> Network:
        """Return the linearisation as a network: each layer hands on all that came before."""
        size = len(self.coordinates)
        layers = []
        known = size
        for _, group in groupby(range(len(self.units)), key=self.layers.__getitem__):
            own = list(group)
            handed_on = [[int(i == j) for i in range(known)] for j in range(known)]
            weights = [*handed_on, *([*self.forms[k], *[0] * known][:known] for k in own)]
            layers.append(Layer(weights, None, ["identity"] * known + ["relu"] * len(own)))
            known += len(own)
        return Network(layers)

    def _all_bits(self, bits: Sequence[int]) -> tuple[int, ...]:
        vanishing = dict(zip(self.units, bits, strict=True))
        return tuple(vanishing.get(unit, int(sign > 0)) for unit, sign in enumerate(self.signs))

    def _whole(self, direction: Sequence[Fraction | int]) -> IntegerVector | None:
        """Return a direction by all of its coordinates, None for that which stays."""
        if not self.coordinates:
            return None
        whole = [0] * self.inputs
        *entries, _ = homogeneous_point(tuple(map(Fraction, direction)))
        for j, entry in zip(self.coordinates, primitive(entries), strict=True):
            whole[j] = entry
        return tuple(whole)


def _derivatives(
    network: IntegerForm, signs: Sequence[int], units: Sequence[int]
) -> tuple[tuple[int, ...], list[IntegerVector]]:
    """Return the layers of units that vanish, and their derivatives.

    Linear forms of the direction and of the outputs of the units themselves.
    """
    size = network.inputs + len(units)
    order = {unit: network.inputs + k for k, unit in enumerate(units)}
    slopes = [tuple(int(i == j) for i in range(size)) for j in range(network.inputs)]
    layers: list[int] = []
    forms: list[IntegerVector] = []
    for number, layer in enumerate(network.layers):
        slopes = layer.linear_part(slopes)
        for position, unit in enumerate(layer.relu_units, start=layer.offset):
            if position in order:
                layers.append(number)
                forms.append(slopes[unit])
                slopes[unit] = tuple(int(i == order[position]) for i in range(size))
            elif signs[position] < 0:
                slopes[unit] = (0,) * size
    return tuple(layers), forms
