"""The pieces of a decision boundary from the cells that it bounds, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from polyregions.arithmetic import IntegerVector, negated, primitive
from polyregions.budgets import in_time
from polyregions.complexes.decisions.cells import DecisionCells
from polyregions.complexes.decisions.facet_ties import possible_ties
from polyregions.complexes.decisions.pieces import BoundaryPiece, TiedRegion
from polyregions.complexes.region_complex import RegionComplex
from polyregions.networks import SharedForms
from polyregions.polytopes import HPolytope

__all__ = ["flat_pieces", "tied_regions"]

Forms = list[IntegerVector]


def flat_pieces(complex: RegionComplex, cells: DecisionCells) -> tuple[BoundaryPiece, ...]:
    """Return the pieces of dimension n0 - 1, sorted by their regions and classes.

    On a facet of a cell, every output that ties with the largest one belongs to a piece with each
    other one, unless the two tie throughout the cells beside the facet. A piece that other outputs
    cut into several facets is found on the first of them.
    """
    found: dict[tuple[tuple[int, ...], tuple[int, int]], BoundaryPiece] = {}
    forms = _forms_of_regions(complex, cells)
    for cell, carrier, neighbour, outputs in in_time(possible_ties(cells)):
        beside = [cell] if neighbour < 0 else [cell, neighbour]
        where = tuple(sorted({int(cells.regions[c]) for c in beside}))
        units, values = forms(where[0])
        facet = _facet_form(cells, cell, carrier, units, values)
        winner = values[cells.tournament.winner[cell]]
        tied = [c for c in outputs if _vanishes_on(_difference(values[c], winner), facet)]
        sides = [tuple(np.flatnonzero(cells.largest[c]).tolist()) for c in beside]
        for pair in combinations(tied, 2):
            throughout = [{*pair} <= {*side} for side in sides]
            if (where, pair) in found or (all if len(where) == 2 else any)(throughout):
                continue
            rows = [facet, negated(facet), *(_difference(winner, form) for form in values)]
            polytope = _part(complex, where[0], rows)
            found[where, pair] = BoundaryPiece(where, pair, polytope, tuple(sorted(sides)))
    return tuple(piece for _, piece in sorted(found.items()))


def tied_regions(complex: RegionComplex, cells: DecisionCells) -> tuple[TiedRegion, ...]:
    """Return the parts of regions in which several outputs are largest, sorted by region."""
    found: dict[tuple[int, tuple[int, ...]], TiedRegion] = {}
    forms = _forms_of_regions(complex, cells)
    for cell in np.flatnonzero(np.count_nonzero(cells.largest, axis=1) > 1).tolist():
        region = int(cells.regions[cell])
        classes = tuple(np.flatnonzero(cells.largest[cell]).tolist())
        if (region, classes) not in found:
            _, values = forms(region)
            rows = [_difference(values[classes[0]], form) for form in values]
            found[region, classes] = TiedRegion(region, classes, _part(complex, region, rows))
    return tuple(tie for _, tie in sorted(found.items()))


def _forms_of_regions(
    complex: RegionComplex, cells: DecisionCells
) -> Callable[[int], tuple[Forms, Forms]]:
    """Return a function that gives the forms of the units and of the outputs in a region."""
    shared = SharedForms(cells.form)

    @lru_cache(maxsize=1)  # The cells of a region follow one another.
    def forms(region: int) -> tuple[Forms, Forms]:
        bits = complex.bits(region)
        return shared.units(bits), shared.outputs(bits)

    return forms


def _facet_form(
    cells: DecisionCells, cell: int, carrier: int, units: Forms, values: Forms
) -> IntegerVector:
    """Return the primitive form that vanishes on a facet of a cell."""
    if carrier < 0:
        *normal, offset = cells.refinement.domain.rows[-1 - carrier]
        return (*(-a for a in normal), offset)
    if carrier < len(units):
        return primitive(units[carrier])
    match = carrier - len(units)
    left, right = cells.tournament.left[cell, match], cells.tournament.right[cell, match]
    return primitive(_difference(values[right], values[left]))


def _vanishes_on(form: IntegerVector, facet: IntegerVector) -> bool:
    """Return whether a form is zero wherever another one, that is not constant, is."""
    pivot = next(k for k, entry in enumerate(facet) if entry)
    return all(facet[pivot] * a == form[pivot] * b for a, b in zip(form, facet, strict=True))


def _difference(left: IntegerVector, right: IntegerVector) -> IntegerVector:
    return tuple(a - b for a, b in zip(left, right, strict=True))


def _part(complex: RegionComplex, region: int, forms: Sequence[IntegerVector]) -> HPolytope:
    """Return the points of a region at which forms are not negative."""
    rows = [(*(-c for c in form[:-1]), form[-1]) for form in forms]
    return HPolytope(complex.network.inputs, [*complex.polytope(region).rows, *rows])
