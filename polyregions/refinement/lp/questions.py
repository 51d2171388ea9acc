"""The two questions of engine ``lp``, decided by the cheapest evidence that decides.

Does a hyperplane cut a cell? Does a constraint carry a facet?
Known generators answer first, then known cones, and a linear program only what is left. The exact
optimum it returns is kept as a new generator and a new cone, which answer later questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    ScaledVectors,
    dot,
    negated,
    primitive,
    signs_of_products,
)
from polyregions.errors import InternalError
from polyregions.polytopes import homogeneous_point
from polyregions.polytopes.linear_programs import Infeasible, Optimal, Unbounded
from polyregions.refinement.lp.cell import Cell, constraint_rows, mixed
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["cutting", "with_facets_only"]

Cut = tuple[int, IntegerVector | None]


def cutting(
    cell: Cell, forms: Sequence[IntegerVector], statistics: LpStatistics
) -> tuple[Cell, list[Cut]]:
    """Find the hyperplanes that meet the interior of a cell.

    Parameters
    ----------
    cell
        The cell.
    forms
        Nonconstant forms, one a hyperplane.
    statistics
        Counts that are kept up.

    Returns
    -------
    cell
        The same cell, knowing what its linear programs found.
    cuts
        For each hyperplane that cuts its index among ``forms`` and a vector of the closed cell
        strictly on the other side than ``cell.interior``, None where it passes through that point.
    """
    statistics.questions += len(forms)
    if not forms:
        return cell, []
    at_interior = signs_of_products(ScaledVectors(forms), ScaledVectors([cell.interior]))[:, 0]
    # Oriented to be negative at the interior point: the hyperplane cuts iff the supremum is > 0.
    oriented = [
        negated(form) if s > 0 else form for form, s in zip(forms, at_interior, strict=True)
    ]
    vectors = ScaledVectors(oriented)
    positive = signs_of_products(vectors, cell.generators) > 0
    bounded = _bounded_by_cones(cell, vectors)
    known = len(cell.generators), len(cell.cones)
    cuts: list[Cut] = []
    for i, form in enumerate(oriented):
        if at_interior[i] == 0:
            statistics.decided_by_points += 1
            cuts.append((i, None))
        elif positive[i].any():
            statistics.decided_by_points += 1
            cuts.append((i, cell.generators.exact[int(positive[i].argmax())]))
        elif bounded[i]:
            statistics.decided_by_bounds += 1
        else:
            cell, across = _across(cell, form, known, statistics)
            if across is not None:
                cuts.append((i, across))
    return cell, cuts


def _bounded_by_cones(cell: Cell, forms: ScaledVectors, first: int = 0) -> NDArray[np.bool_]:
    """For each form, whether it is <= 0 on some known cone, from the given vector on."""
    size = cell.dimension + 1
    vectors = cell.cones.take(range(first, len(cell.cones)))
    if not len(vectors):
        return np.zeros(len(forms), dtype=bool)
    signs = signs_of_products(forms, vectors).reshape(len(forms), -1, size)
    bounded: NDArray[np.bool_] = np.all(signs <= 0, axis=2).any(axis=1)
    return bounded


def _across(
    cell: Cell, form: IntegerVector, known: tuple[int, int], statistics: LpStatistics
) -> tuple[Cell, IntegerVector | None]:
    """Find a vector of the cell where the form is positive, from news since ``known`` or by LP."""
    generators, cones = known
    for vector in cell.generators.exact[generators:]:
        if dot(form, vector) > 0:
            statistics.decided_by_points += 1
            return cell, vector
    if _bounded_by_cones(cell, ScaledVectors([form]), cones)[0]:
        statistics.decided_by_bounds += 1
        return cell, None
    statistics.decided_by_lp += 1
    result = statistics.oracle.maximise(constraint_rows(cell), form[:-1])
    match result:
        case Unbounded():
            ray = (*result.ray, 0)
            point = homogeneous_point(result.point)
            return cell.with_generators([point, ray]), ray
        case Optimal():
            vertex = homogeneous_point(result.point)
            cell = cell.with_generators([vertex])
            cell = _with_basis_cone(cell, vertex, cell.constraints.exact, result.basis)
            return cell, vertex if dot(form, vertex) > 0 else None
        case Infeasible():
            raise InternalError("a cell with an interior point was found to be empty")


def _with_basis_cone(
    cell: Cell, vertex: IntegerVector, forms: Sequence[IntegerVector], basis: tuple[int, ...]
) -> Cell:
    if len(basis) < cell.dimension:
        return cell
    return cell.with_cone(vertex, [forms[i] for i in basis])


def with_facets_only(cell: Cell, statistics: LpStatistics) -> Cell:
    """Drop the constraints that carry no facet, and find a point inside every facet.

    A constraint of a full-dimensional polytope carries a facet iff the others do not imply it.
    """
    if all(point is not None for point in cell.facet_points):
        return cell
    at_generators = signs_of_products(cell.constraints, cell.generators)
    implied = _implied_by_cones(cell)
    points = list(cell.facet_points)
    dropped: set[int] = set()
    for i, point in enumerate(points):
        if point is not None:
            continue
        on_facet = np.flatnonzero(at_generators[i] == 0)
        others = np.delete(at_generators[:, on_facet], i, axis=0)
        if len(on_facet) and np.all(np.any(others > 0, axis=1)):
            points[i] = _sum_of_points([cell.generators.exact[k] for k in on_facet])
        if points[i] is None and not implied[i]:
            points[i] = _point_by_ray(cell, i, dropped)
        if points[i] is None and not implied[i]:
            cell, points[i] = _facet_point(cell, i, dropped, statistics)
        if points[i] is None:
            dropped.add(i)
    kept = [i for i in range(len(points)) if i not in dropped]
    return replace(
        cell,
        constraints=cell.constraints.take(kept),
        carriers=tuple(cell.carriers[i] for i in kept),
        facet_points=tuple(points[i] for i in kept),
    )


def _implied_by_cones(cell: Cell) -> NDArray[np.bool_]:
    """For each constraint, whether other constraints imply it by a known cone.

    Such a cone proves the constraint without using it: it must not be one of the cone's own facets,
    which vanish at all of its generators but one.
    """
    size = cell.dimension + 1
    if not len(cell.cones):
        return np.zeros(len(cell.constraints), dtype=bool)
    signs = signs_of_products(cell.constraints, cell.cones)
    signs = signs.reshape(len(cell.constraints), -1, size)
    own_facet = np.count_nonzero(signs == 0, axis=2) == size - 1
    implied: NDArray[np.bool_] = (np.all(signs >= 0, axis=2) & ~own_facet).any(axis=1)
    return implied


def _sum_of_points(vectors: Sequence[IntegerVector]) -> IntegerVector | None:
    """Return a point that combines all the vectors positively; None where all are directions."""
    if not any(vector[-1] for vector in vectors):
        return None
    return primitive([sum(entries) for entries in zip(*vectors, strict=True)])


def _point_by_ray(cell: Cell, index: int, dropped: set[int]) -> IntegerVector | None:
    """Shoot from the interior point along the constraint's outward normal.

    Where the ray leaves the cell through this constraint alone, it does so in the relative interior
    of the facet.
    """
    forms = cell.constraints.exact
    direction = (*(-c for c in forms[index][:-1]), 0)
    slack, descent = dot(forms[index], cell.interior), -dot(forms[index], direction)
    for i, form in enumerate(forms):
        if i != index and i not in dropped:
            other_descent = -dot(form, direction)
            if other_descent > 0 and dot(form, cell.interior) * descent <= slack * other_descent:
                return None
    *point, scale = cell.interior
    hit = [descent * x + slack * d for x, d in zip(point, direction[:-1], strict=True)]
    return primitive((*hit, descent * scale))


def _facet_point(
    cell: Cell, index: int, dropped: set[int], statistics: LpStatistics
) -> tuple[Cell, IntegerVector | None]:
    """Decide by a linear program whether a constraint carries a facet; if so find a point in it.

    The constraint is relaxed by one unit: where the others allow it to be violated, the segment
    from the interior point to the violating point crosses the facet in its relative interior.
    """
    statistics.facet_lps += 1
    others = [i for i in range(len(cell.constraints)) if i != index and i not in dropped]
    rows = constraint_rows(cell)
    form = cell.constraints.exact[index]
    relaxed = (*rows[index][:-1], rows[index][-1] + 1)
    result = statistics.oracle.maximise([*(rows[i] for i in others), relaxed], relaxed[:-1])
    if not isinstance(result, Optimal):
        raise InternalError("a bounded program over a cell with an interior point has no optimum")
    vertex = homogeneous_point(result.point)
    # The cone's directions depend on the normals alone, which the relaxed constraint shares.
    forms = [*(cell.constraints.exact[i] for i in others), form]
    cell = _with_basis_cone(cell, vertex, forms, result.basis)
    if dot(form, vertex) < 0:
        return cell, mixed(cell.interior, vertex, form)
    return cell.with_generators([vertex]), None
