"""The cell of engine ``lp``: constraints, and what is already known of the polytope they cut out.

Everything is homogeneous. A form (c_1, ..., c_n, c_0) has the value c.x + c_0 w at the vector
(x, w); a point has w > 0, a direction w = 0. Evidence found once answers most questions about the
sign of a form on the cell without a linear program:

- generators, vectors known to lie in the closed cell or its recession cone: a positive value at one
  of them proves positive values inside;
- corners, and in exact arithmetic cones, each of which contains the cell and so bounds forms on it:
  a cone is given by its n + 1 generators, and values <= 0 at all of them prove that the form is
  <= 0 on the cell;
- vectors beyond a constraint, where it is negative and all others are >= 0: it carries a facet.

Every linear program over the cell yields some of each. They stay valid, the generators on their
side and the bounds on both, when a hyperplane splits the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    ScaledVectors,
    dot,
    filtered_signs,
    inverse_columns,
    negated,
    primitive,
    signs_of_products,
)
from polyregions.refinement.lp.bounds import box_around
from polyregions.refinement.lp.corners import Corners, rounded_points
from polyregions.refinement.lp.short_points import shortened

__all__ = ["Cell", "constraint_rows", "crossing"]

# Interior points whose coordinates are longer than this are worth rounding.
_LONG = 96
# Those of so many digits may be of very different magnitudes.
_VERY_LONG = 1024
# More generators of a cell, and more vectors beyond one constraint, answer hardly more questions.
_GENERATORS, _BEYOND = 64, 3


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A full-dimensional polytope met during refinement.

    Attributes
    ----------
    constraints
        Forms that are >= 0 exactly on the cell.
    carriers
        For each constraint its hyperplane: a ReLU unit, or -1 - k for row k of the domain.
    interior
        A point strictly inside.
    reach
        Upper bounds of the coordinates' absolute values; infinite where none is known.
    generators, corners, cones
        The evidence described above; cones as consecutive groups of n + 1 vectors.
    facets_of_cones
        For each cone the hyperplanes of its facets.
    beyond, crossed
        Vectors beyond constraints, and the index of the constraint for each.
    bits
        The activation bits of the layers refined so far.
    """

    constraints: ScaledVectors
    carriers: tuple[int, ...]
    interior: IntegerVector
    reach: NDArray[np.float64]
    generators: ScaledVectors
    corners: Corners
    cones: ScaledVectors
    facets_of_cones: tuple[tuple[int, ...], ...]
    beyond: ScaledVectors
    crossed: NDArray[np.intp]
    bits: tuple[int, ...] = ()

    @classmethod
    def of_domain(cls, rows: Iterable[IntegerVector], interior: IntegerVector) -> Cell:
        """Return {x : a.x <= b for every row (a, b)}, given a point strictly inside."""
        size = len(interior)
        forms = [(*(-a for a in row[:-1]), row[-1]) for row in rows]
        return cls(
            constraints=ScaledVectors(forms, size),
            carriers=tuple(-1 - k for k in range(len(forms))),
            interior=interior,
            reach=box_around(forms, size - 1).max(axis=0),
            generators=ScaledVectors([interior]),
            corners=Corners.none(size - 1),
            cones=ScaledVectors([], size),
            facets_of_cones=(),
            beyond=ScaledVectors([], size),
            crossed=np.zeros(0, dtype=np.intp),
        )

    @property
    def dimension(self) -> int:
        """The dimension n of the space."""
        return len(self.interior) - 1

    def facet_point(self, index: int) -> IntegerVector:
        """Return a point in the relative interior of a facet, given a vector known beyond it."""
        known = int((self.crossed == index).nonzero()[0][0])
        return crossing(self.interior, self.beyond.vector(known), self.constraints.vector(index))

    def with_generators(self, vectors: ScaledVectors) -> Cell:
        """Add vectors known to lie in the closed cell or its recession cone."""
        generators = self.generators + vectors
        last = range(max(0, len(generators) - _GENERATORS), len(generators))
        return replace(self, generators=generators.take(last))

    def with_cone(self, vertex: IntegerVector, constraints: Sequence[int]) -> Cell:
        """Add the cone at ``vertex`` in which n independent constraints, tight there, are >= 0."""
        normals = [self.constraints.vector(i)[:-1] for i in constraints]
        directions = inverse_columns(normals)
        assert directions is not None  # an optimal basis is independent
        cone = ScaledVectors([vertex, *((*direction, 0) for direction in directions)])
        facets = tuple(self.carriers[i] for i in constraints)
        return replace(
            self, cones=self.cones + cone, facets_of_cones=(*self.facets_of_cones, facets)
        )

    def with_beyond(self, vectors: ScaledVectors, crossed: NDArray[np.intp]) -> Cell:
        """Add vectors known to lie beyond one constraint each."""
        known = np.bincount(self.crossed, minlength=len(self.constraints))
        _, first = np.unique(crossed, return_index=True)
        wanted = first[known[crossed[first]] < _BEYOND]
        return replace(
            self,
            beyond=self.beyond + vectors.take(wanted),
            crossed=np.concatenate([self.crossed, crossed[wanted]]),
        )

    def restricted(self, kept: NDArray[np.intp]) -> Cell:
        """Return the cell given by some of its constraints, which imply the others."""
        position = np.full(len(self.constraints), -1)
        position[kept] = np.arange(len(kept))
        crossed = position[self.crossed]
        left = (crossed >= 0).nonzero()[0]
        return replace(
            self,
            constraints=self.constraints.take(kept),
            carriers=tuple(self.carriers[i] for i in kept),
            beyond=self.beyond.take(left),
            crossed=crossed[left],
        )

    @np.errstate(all="ignore")  # floats propose points
    def split(
        self, plane: ScaledVectors, carrier: int, across: IntegerVector | None
    ) -> tuple[Cell, Cell]:
        """Cut the cell by a hyperplane that meets its interior.

        Parameters
        ----------
        plane
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
        form, opposite = plane.vector(0), plane.turned(np.ones(1, dtype=bool))
        signs = signs_of_products(plane, self.generators)[0]
        sides = signs_of_products(plane, self.beyond)[0]
        plus, minus = self._interiors(form, across, signs)
        return (
            self._part(plane, carrier, plus, minus, signs, sides),
            self._part(opposite, carrier, minus, plus, -signs, -sides),
        )

    def _part(
        self,
        plane: ScaledVectors,
        carrier: int,
        interior: IntegerVector,
        opposite: IntegerVector,
        signs: NDArray[np.int8],
        sides: NDArray[np.int8],
    ) -> Cell:
        kept = (sides >= 0).nonzero()[0]
        own = (signs < 0).nonzero()[0][: _BEYOND - 1]
        fresh = ScaledVectors([opposite]) + self.generators.take(own)
        here = self.generators.take((signs >= 0).nonzero()[0]) + ScaledVectors([interior])
        return replace(
            self,
            constraints=self.constraints + plane,
            carriers=(*self.carriers, carrier),
            interior=interior,
            generators=here,
            beyond=self.beyond.take(kept) + fresh,
            crossed=np.append(self.crossed[kept], [len(self.constraints)] * len(fresh)),
        )

    def _interiors(
        self, form: IntegerVector, across: IntegerVector | None, signs: NDArray[np.int8]
    ) -> tuple[IntegerVector, IntegerVector]:
        """Return a point strictly inside on either side of a hyperplane."""
        opposite = negated(form)
        if across is None:
            plus, minus = self._step(form), self._step(opposite)
            return self._short(plus, form), self._short(minus, opposite)
        if dot(form, self.interior) < 0:
            far, near = self._interiors(opposite, across, -signs)
            return near, far
        here = self._central(form, signs) or self.interior
        return here, self._central(opposite, -signs) or self._halfway(across, opposite)

    def _halfway(self, across: IntegerVector, form: IntegerVector) -> IntegerVector:
        """Return a point between a vector where the form is > 0 and the hyperplane."""
        between = crossing(self.interior, across, form)
        middle = [a + b for a, b in zip(*_balanced(between, across), strict=True)]
        return self._short(primitive(middle), form)

    def _central(self, form: IntegerVector, signs: NDArray[np.int8]) -> IntegerVector | None:
        """Return the mean of the generators on the positive side, if it proves to be inside."""
        points = self.generators.floats[(signs > 0) & (self.generators.floats[:, -1] > 0)]
        if not len(points):
            return None
        mean = (points[:, :-1] / points[:, -1:]).mean(axis=0, keepdims=True)
        centre = rounded_points(mean)
        forms = np.concatenate([self.constraints.floats, ScaledVectors([form]).floats])
        inside = np.all(filtered_signs(forms, centre.floats) == 1)
        return centre.vector(0) if inside else None

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

    def _short(self, point: IntegerVector, form: IntegerVector) -> IntegerVector:
        """Return a point inside, where the form is > 0, of short coordinates, or the given one."""
        longest = max(abs(entry).bit_length() for entry in point)
        if longest > _VERY_LONG:
            return shortened(point, [form, *self.constraints.exact])
        *coordinates, scale = point
        digits = 8
        while longest > _LONG and digits < longest // 2:
            rounded = [((x << (digits + 1)) // scale + 1) >> 1 for x in coordinates]
            candidate = (*rounded, 1 << digits)
            if all(dot(c, candidate) > 0 for c in (form, *self.constraints.exact)):
                return primitive(candidate)
            digits *= 2
        return point


def constraint_rows(cell: Cell) -> list[IntegerVector]:
    """Return the constraints as rows (a, b) of a linear program, a.x <= b."""
    return [(*(-c for c in form[:-1]), form[-1]) for form in cell.constraints.exact]


def crossing(inside: IntegerVector, across: IntegerVector, form: IntegerVector) -> IntegerVector:
    """Return the point between two vectors, on strictly opposite sides, where the form vanishes."""
    here, there = dot(form, inside), dot(form, across)
    weights = abs(there), abs(here)
    return primitive([weights[0] * a + weights[1] * b for a, b in zip(inside, across, strict=True)])


def _balanced(point: IntegerVector, other: IntegerVector) -> tuple[list[int], list[int]]:
    """Scale a point and a point or direction so that neither outweighs the other in a sum."""
    factor, other_factor = (other[-1], point[-1]) if other[-1] else (1, point[-1])
    return [factor * x for x in point], [other_factor * x for x in other]
