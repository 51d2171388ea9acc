"""Whether a region holds a point of a case, decided exactly, and such a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, negated, primitive_from_rationals
from polyregions.complexes import region_polytope
from polyregions.polytopes import HPolytope
from polyregions.polytopes.linear_programs import Optimal, maximise
from polyregions.questions.properties.constraint import Constraint
from polyregions.questions.properties.constraint_network import ConstraintNetwork
from polyregions.questions.properties.input_sets import InputSet
from polyregions.refinement import CellBatch

__all__ = ["SoughtCase", "point_of_case", "point_of_inputs", "regions_of_cases"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class SoughtCase:
    """A case of a property that is looked for.

    Attributes
    ----------
    index
        Its index in the property.
    units
        The constraints with outputs, by their indices in a :class:`ConstraintNetwork`.
    strict_inputs
        The strict constraints on inputs alone.
    """

    index: int
    units: tuple[int, ...]
    strict_inputs: tuple[Constraint, ...]


def regions_of_cases(
    units: int, sought: Sequence[SoughtCase], cells: CellBatch, constraints: int
) -> Iterator[tuple[int, SoughtCase]]:
    """Yield the regions of a batch in which all units of a case are active, with the case.

    Parameters
    ----------
    units, constraints
        The numbers of all ReLU units, and of those last that stand for constraints.
    sought
        The cases.
    cells
        The regions.
    """
    first = (units - constraints) // 8
    bits = np.unpackbits(cells.patterns[:, first:], axis=1, count=units - 8 * first)
    active: NDArray[np.bool_] = bits[:, -constraints:] > 0
    for case in sought:
        for region in np.flatnonzero(active[:, list(case.units)].all(axis=1)).tolist():
            yield region, case


def point_of_case(
    made: ConstraintNetwork, inputs: InputSet, case: SoughtCase, cells: CellBatch, region: int
) -> Vector | None:
    """Return an input of a region, with its boundary, that satisfies all constraints of a case.

    The least slack of all rows, in proportion to their coefficients, is made as great as possible,
    so that the point is far from each of them if it can be. Where the region meets the case in its
    boundary alone, the least slack of strict constraints decides.

    Returns
    -------
    tuple of Fraction or None
        The input, None where there is none: proved by a linear program with its certificate.
    """
    form = made.network.integer_form
    bits = np.unpackbits(cells.patterns[region], count=form.units).tolist()
    begin, end = cells.facet_offsets[region : region + 2].tolist()
    polytope = region_polytope(form, made.domain, bits, cells.facet_hyperplanes[begin:end].tolist())
    *_, slacks = form.walk(bits)
    closed: list[IntegerVector] = []
    strict: list[IntegerVector] = []
    for unit in case.units:
        *coefficients, constant = slacks[unit]
        unshifted = constant - made.shifts[unit] * form.scales[-1]
        row = primitive_from_rationals((*negated(coefficients), unshifted))
        (strict if made.constraints[unit].is_strict else closed).append(row)
    return _input(inputs, polytope, closed, [*strict, *_strict_rows(inputs, case)])


def point_of_inputs(inputs: InputSet, case: SoughtCase) -> Vector | None:
    """Return an input of a set that satisfies the strict constraints of a case, None if none does.

    It is for cases without constraints on outputs.
    """
    assert inputs.domain is not None
    return _input(inputs, inputs.domain, [], _strict_rows(inputs, case))


def _strict_rows(inputs: InputSet, case: SoughtCase) -> list[IntegerVector]:
    rows = []
    for constraint in case.strict_inputs:
        normal, constant = inputs.form(constraint.terms)
        rows.append(primitive_from_rationals((*normal, constraint.bound - constant)))
    return rows


def _input(
    inputs: InputSet,
    polytope: HPolytope,
    closed: Sequence[IntegerVector],
    strict: Sequence[IntegerVector],
) -> Vector | None:
    point = _deepest(polytope, closed, strict)
    return None if point is None else inputs.point(point)


def _deepest(
    polytope: HPolytope, closed: Sequence[IntegerVector], strict: Sequence[IntegerVector]
) -> Vector | None:
    """Return a point of a polytope with a.x <= b for closed rows, and a.x < b for strict ones."""
    for row in closed:
        if not any(row[:-1]) and row[-1] < 0:
            return None
    for row in strict:
        if not any(row[:-1]) and row[-1] <= 0:
            return None
    weak = [row for row in (*polytope.rows, *closed) if any(row[:-1])]
    hard = [row for row in strict if any(row[:-1])]
    size = polytope.dimension
    depth = (*[0] * size, 1)
    limit = (*depth, 1)
    deepest = maximise([*map(_deepened, (*weak, *hard)), limit], depth)
    assert isinstance(deepest, Optimal)  # any point does for a depth that is low enough
    if deepest.value > 0 or (deepest.value == 0 and not hard):
        return deepest.point[:-1]
    if deepest.value < 0 or not hard:
        return None
    flat = [(*row[:-1], 0, row[-1]) for row in weak]
    result = maximise([*flat, *map(_deepened, hard), limit], depth)
    return result.point[:-1] if isinstance(result, Optimal) and result.value > 0 else None


def _deepened(row: IntegerVector) -> IntegerVector:
    """Return a.x + |a| s <= b for a.x <= b: s is how far within it a point is at least."""
    return (*row[:-1], sum(map(abs, row[:-1])), row[-1])
