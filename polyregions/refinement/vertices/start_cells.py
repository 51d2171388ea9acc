"""The cells the search starts from: pointed cones with their generators, computed exactly.

The domain in homogeneous coordinates is the cone {(x, w) : b w - A x >= 0, w >= 0}.  Two steps
make it pointed:

- directions along which neither the domain's rows nor the first layer change are divided out, by
  setting coordinates that the others determine along those directions to zero;
- where the domain's rows still leave a lineality space, units of the first layer whose weights
  complete the rows to a basis cut it, each sign of each unit being a cell of its own.  ReLU units
  come first, which cut no region; an identity unit cuts regions in pieces that are put together in
  the end.

The generators come from the double description method (Motzkin et al. 1953) in integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from polyregions.arithmetic import (
    IntegerVector,
    dot,
    independent_rows,
    inverse_columns,
    negated,
    primitive,
    rank,
)
from polyregions.budgets import checkpoint
from polyregions.errors import InternalError, InvalidDomainError
from polyregions.interface import option
from polyregions.polytopes import HPolytope
from polyregions.refinement.vertices.composed_layers import ComposedLayer

__all__ = ["StartCell", "StartCells", "start_cells"]


@dataclass(frozen=True, slots=True, eq=False)
class StartCell:
    """A pointed cone by its generators.

    Attributes
    ----------
    generators
        Primitive integer vectors (x, w).
    facets
        The hyperplane of each facet: a unit of the first layer, or -1 - k for row k of the domain,
        the row after the last standing for w >= 0.
    incidence
        For each generator the set of facets it lies on, as positions in ``facets``.
    active
        The units of the first layer that carry facets and are active on the cell.
    """

    generators: tuple[IntegerVector, ...]
    facets: tuple[int, ...]
    incidence: tuple[frozenset[int], ...]
    active: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class StartCells:
    """All start cells of a search.

    Attributes
    ----------
    kept
        The input coordinates in which they are written; the others are zero.
    rows
        The forms of the domain, >= 0 inside, in all coordinates; then w >= 0; then forms of
        identity units that cut the domain without being facets of regions.
    domain_rows
        The number of the domain's own forms.
    cells
        The cells.
    """

    kept: tuple[int, ...]
    rows: tuple[IntegerVector, ...]
    domain_rows: int
    cells: tuple[StartCell, ...]


def start_cells(domain: HPolytope, layers: Sequence[ComposedLayer]) -> StartCells:
    """Cut the domain into pointed cells.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    OutOfTime
        If the time is up before.
    """
    inputs = domain.dimension
    infinity = (*[0] * inputs, 1)
    rows = [(*(-a for a in row[:-1]), row[-1]) for row in domain.rows]
    rows.append(infinity)
    first = layers[0] if layers else ComposedLayer((), 1, ())
    relu = [i for i, bit in enumerate(first.bits) if bit >= 0]
    units = relu + [i for i, bit in enumerate(first.bits) if bit < 0]
    own = len(rows) - 1
    normals = [row[:-1] for row in rows[:-1]]
    basis = independent_rows(normals)
    while len(basis) < inputs and len(normals) < own + len(units):
        # Mostly the first ones do.
        more = units[len(normals) - own :][: max(inputs - len(basis), len(normals))]
        normals += [first.rows[i][:-1] for i in more]
        basis = independent_rows(normals)
    kept = list(range(inputs))
    if len(basis) < inputs:
        columns = list(zip(*(normals[i] for i in basis), strict=True))
        kept = independent_rows(columns) if basis else []
    picked = [units[i - own] for i in basis if i >= own]
    forms = [_kept_part(row, kept) for row in (*rows, *(first.rows[unit] for unit in picked))]
    cone = _box(forms) or _double_description(forms, len(kept) + 1)
    position = {i: k for k, i in enumerate(cone.facets)}
    incidence = tuple(
        frozenset(position[i] for i in tight if i in position) for tight in cone.rays.values()
    )
    cells = []
    for signs in product((1, -1), repeat=len(picked)):
        checkpoint()
        labels = [-1 - k for k in range(own + 1)]
        for unit, sign in zip(picked, signs, strict=True):
            if first.bits[unit] < 0:
                row = tuple(sign * c for c in first.rows[unit])
                if row not in rows:
                    rows.append(row)
                labels.append(-1 - rows.index(row))
            else:
                labels.append(unit)
        active = tuple(unit for unit, sign in zip(picked, signs, strict=True) if sign > 0)
        mirrored = {own + 1 + j for j, sign in enumerate(signs) if sign < 0}
        generators = _mirrored(cone, mirrored)
        facets = tuple(labels[i] for i in cone.facets)
        cells.append(StartCell(generators, facets, incidence, active))
    return StartCells(tuple(kept), tuple(rows), own, tuple(cells))


def _kept_part(row: IntegerVector, kept: Sequence[int]) -> IntegerVector:
    return (*(row[i] for i in kept), row[-1])


def _mirrored(cone: _Cone, forms: set[int]) -> tuple[IntegerVector, ...]:
    """Return the generators of the cone where these forms of units are <= 0 and not >= 0.

    The units' forms are independent of each other and of all rows: just one generator lies off the
    facet of each, and on all others. It becomes its opposite.
    """
    return tuple(ray if forms <= tight else negated(ray) for ray, tight in cone.rays.items())


@dataclass(frozen=True, slots=True, eq=False)
class _Cone:
    """A pointed cone: for each ray the forms that vanish on it, and which of all carry facets."""

    rays: dict[IntegerVector, set[int]]
    facets: Sequence[int]


def _box(forms: Sequence[IntegerVector]) -> _Cone | None:
    """Return the cone over a box of full dimension, w >= 0 being the last form; None for others."""
    ends: list[dict[bool, int]] = [{} for _ in forms[-1][:-1]]
    for index, form in enumerate(forms[:-1]):
        places = [i for i, entry in enumerate(form[:-1]) if entry]
        if len(places) == 1:
            ends[places[0]][form[places[0]] > 0] = index
    if len(forms) != 2 * len(ends) + 1 or any(len(pair) < 2 for pair in ends):
        return None
    for i, pair in enumerate(ends):
        lower, upper = forms[pair[True]], forms[pair[False]]
        if lower[-1] * upper[i] >= upper[-1] * lower[i]:
            return None
    rays = {}
    for chosen in product(*(pair.values() for pair in ends)):
        checkpoint()
        w = math.lcm(*(forms[index][i] for i, index in enumerate(chosen)))
        x = [-forms[index][-1] * (w // forms[index][i]) for i, index in enumerate(chosen)]
        rays[primitive([*x, w])] = set(chosen)
    return _Cone(rays, range(len(forms) - 1))


def _double_description(forms: Sequence[IntegerVector], dimension: int) -> _Cone:
    """Return the full-dimensional pointed cone where forms are >= 0.

    No form is a positive multiple of another, so each facet has one: a polytope has one row for
    each direction, and the units' forms are independent of all rows.
    """
    simplicial = len(forms) == dimension
    basis = list(range(dimension)) if simplicial else independent_rows(forms)
    if len(basis) < dimension:
        raise InternalError("a start cell is not pointed")
    rays = inverse_columns([forms[i] for i in basis])
    if rays is None:
        raise InternalError("the forms of a start cell are not independent")
    cone = {ray: set(basis) - {basis[j]} for j, ray in enumerate(rays)}
    if simplicial:
        return _Cone(cone, basis)
    for i in range(len(forms)):
        if i not in basis:
            checkpoint()
            cone = _cut(cone, forms[i], i, dimension)
    if rank(list(cone)) < dimension:  # else w > 0 inside, as w >= 0 is one of the forms
        raise InvalidDomainError(
            "the domain has no interior: its inequalities force an equation or contradict one "
            "another; give a domain of full dimension, or fix inputs by a slice: "
            f"{option('network.restrict', '--slice')}"
        )
    facets = []
    for i in range(len(forms)):
        checkpoint()
        on = [ray for ray, tight in cone.items() if i in tight]
        if on and rank(on) == dimension - 1:
            facets.append(i)
    return _Cone(cone, facets)


def _cut(
    cone: dict[IntegerVector, set[int]], form: IntegerVector, index: int, dimension: int
) -> dict[IntegerVector, set[int]]:
    values = {ray: dot(form, ray) for ray in cone}
    kept = {}
    for ray, value in values.items():
        if value >= 0:
            kept[ray] = cone[ray] | {index} if value == 0 else cone[ray]
    for a, b in _edges(cone, values, dimension):
        ray = primitive([values[a] * y - values[b] * x for x, y in zip(a, b, strict=True)])
        kept[ray] = (cone[a] & cone[b]) | {index}
    return kept


def _edges(
    cone: dict[IntegerVector, set[int]], values: dict[IntegerVector, int], dimension: int
) -> Iterator[tuple[IntegerVector, IntegerVector]]:
    """Yield the edges with ends strictly on both sides, the positive end first."""
    above = [ray for ray, value in values.items() if value > 0]
    below = [ray for ray, value in values.items() if value < 0]
    for a in above:
        checkpoint()
        for b in below:
            common = cone[a] & cone[b]
            if len(common) >= dimension - 2 and not any(
                common <= tight for ray, tight in cone.items() if ray is not a and ray is not b
            ):
                yield a, b
