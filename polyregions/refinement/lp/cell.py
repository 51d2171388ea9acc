"""The cell of engine ``lp``: constraints, and what is already known of the polytope they cut out.

Everything is homogeneous. A form (c_1, ..., c_n, c_0) has the value c.x + c_0 w at the vector
(x, w); a point has w > 0, a direction w = 0. Two kinds of evidence answer most questions about the
sign of a form on the cell without a linear program:

- generators, vectors known to lie in the closed cell or its recession cone: a positive value at one
  of them proves positive values inside;
- cones, simplicial cones known to contain the cell, each by its n + 1 generators: values <= 0 at
  all of them prove that the form is <= 0 on the cell.

Every optimal basis of a linear program over the cell yields one of each. Both stay valid, the
generators on their side and the cones on both, when a hyperplane splits the cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    ScaledVectors,
    dot,
    inverse_columns,
    negated,
    primitive,
    signs_of_products,
)

__all__ = ["Cell", "constraint_rows", "mixed"]

# Interior points whose coordinates are longer than this are worth rounding.
_LONG = 96


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A full-dimensional polytope met during refinement.

    Attributes
    ----------
    constraints
        Forms that are >= 0 exactly on the cell.
    carriers
        For each constraint its hyperplane: a ReLU unit, or -1 - k for row k of the domain.
    facet_points
        For each constraint a point in the relative interior of the facet that it carries; None
        while it is not known to carry one.
    interior
        A point strictly inside.
    generators, cones
        The evidence described above; cones as consecutive groups of n + 1 vectors.
    bits
        The activation bits of the layers refined so far.
    """

    constraints: ScaledVectors
    carriers: tuple[int, ...]
    facet_points: tuple[IntegerVector | None, ...]
    interior: IntegerVector
    generators: ScaledVectors
    cones: ScaledVectors
    bits: tuple[int, ...] = ()

    @property
    def dimension(self) -> int:
        """The dimension n of the space."""
        return len(self.interior) - 1

    def with_generators(self, vectors: list[IntegerVector]) -> Cell:
        """Add vectors known to lie in the closed cell or its recession cone."""
        return replace(self, generators=self.generators + ScaledVectors(vectors))

    def with_cone(self, vertex: IntegerVector, forms: list[IntegerVector]) -> Cell:
        """Add the cone at ``vertex`` in which n independent forms, tight there, are >= 0."""
        directions = inverse_columns([form[:-1] for form in forms])
        assert directions is not None  # an optimal basis is independent
        cone = ScaledVectors([vertex, *((*direction, 0) for direction in directions)])
        return replace(self, cones=self.cones + cone)

    def split(
        self, form: IntegerVector, carrier: int, across: IntegerVector | None
    ) -> tuple[Cell, Cell]:
        """Cut the cell by a hyperplane that meets its interior.

        Parameters
        ----------
        form
            The hyperplane's form.
        carrier
            The hyperplane, for ``carriers``.
        across
            A vector of the closed cell strictly on the other side than ``interior``; None where the
            hyperplane passes through ``interior``.

        Returns
        -------
        (Cell, Cell)
            The part where the form is >= 0 and the part where it is <= 0.
        """
        if across is None:
            crossing = self.interior
            plus, minus = self._step(form), self._step(negated(form))
        else:
            crossing = mixed(self.interior, across, form)
            beyond = primitive([a + b for a, b in zip(*_balanced(crossing, across), strict=True)])
            plus, minus = self.interior, beyond
            if dot(form, plus) < 0:
                plus, minus = minus, plus
        signs = signs_of_products(ScaledVectors([form]), self.generators)[0]
        return (
            self._part(form, carrier, crossing, plus, signs >= 0),
            self._part(negated(form), carrier, crossing, minus, signs <= 0),
        )

    def _part(
        self,
        form: IntegerVector,
        carrier: int,
        crossing: IntegerVector,
        interior: IntegerVector,
        kept: NDArray[np.bool_],
    ) -> Cell:
        facet_points = [
            point if point is not None and dot(form, point) > 0 else None
            for point in self.facet_points
        ]
        generators = self.generators.take(np.flatnonzero(kept)) + ScaledVectors([crossing])
        part = replace(
            self,
            constraints=self.constraints + ScaledVectors([form]),
            carriers=(*self.carriers, carrier),
            facet_points=(*facet_points, crossing),
            interior=interior,
            generators=generators,
        )
        return replace(part, interior=part._rounded(interior))

    def _step(self, form: IntegerVector) -> IntegerVector:
        """Return a point inside the cell, from ``interior`` along the form's gradient."""
        *point, scale = self.interior
        gradient = form[:-1]
        # With slack s and descent m > 0, steps below s / m stay inside; take half of the least.
        limits = [(dot(c, self.interior), -dot(c[:-1], gradient)) for c in self.constraints.exact]
        slack, slope = scale, 1
        for s, m in limits:
            if m > 0 and s * slope < slack * m:
                slack, slope = s, m
        stepped = [2 * slope * x + slack * g for x, g in zip(point, gradient, strict=True)]
        return primitive((*stepped, 2 * slope * scale))

    def _rounded(self, point: IntegerVector) -> IntegerVector:
        """Return a point inside with short dyadic coordinates, or the given one."""
        longest = max(abs(entry).bit_length() for entry in point)
        *coordinates, scale = point
        digits = 8
        while longest > _LONG and digits < longest // 2:
            rounded = [((x << (digits + 1)) // scale + 1) >> 1 for x in coordinates]
            candidate = (*rounded, 1 << digits)
            if all(dot(form, candidate) > 0 for form in self.constraints.exact):
                return primitive(candidate)
            digits *= 2
        return point


def constraint_rows(cell: Cell) -> list[IntegerVector]:
    """Return the constraints as rows (a, b) of a linear program, a.x <= b."""
    return [(*(-c for c in form[:-1]), form[-1]) for form in cell.constraints.exact]


def mixed(inside: IntegerVector, across: IntegerVector, form: IntegerVector) -> IntegerVector:
    """Return the point between two vectors, on strictly opposite sides, where the form vanishes."""
    here, there = dot(form, inside), dot(form, across)
    weights = abs(there), abs(here)
    return primitive([weights[0] * a + weights[1] * b for a, b in zip(inside, across, strict=True)])


def _balanced(point: IntegerVector, other: IntegerVector) -> tuple[list[int], list[int]]:
    """Scale a point and a point or direction so that neither outweighs the other in a sum."""
    factor, other_factor = (other[-1], point[-1]) if other[-1] else (1, point[-1])
    return [factor * x for x in point], [other_factor * x for x in other]
