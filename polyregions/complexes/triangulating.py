"""All regions of a bounded complex cut into simplices, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyregions.complexes.facet_forms import RegionPolytopes
from polyregions.errors import UnboundedError
from polyregions.polytopes import Triangulation, is_bounded, triangulation

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["triangulations"]


def triangulations(complex: CellComplex) -> tuple[Triangulation, ...]:
    """Cut each region of a complex into simplices.

    Raises
    ------
    UnboundedError
        If the domain is unbounded.
    OutOfTime
        If the time is up before.
    """
    if not is_bounded(complex.domain):
        raise UnboundedError(
            "the domain is unbounded, and measures are those of a bounded one: give a box as the "
            "domain"
        )
    polytope_of = RegionPolytopes(complex.integer_form, complex.domain)
    found = []
    for index in range(len(complex)):
        hyperplanes = complex.facet_column("facet_hyperplanes", index)
        found.append(triangulation(polytope_of(complex.bits(index), hyperplanes)))
    return tuple(found)
