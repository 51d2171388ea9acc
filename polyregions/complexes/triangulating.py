"""All regions of a bounded domain cut into simplices, exactly."""

from __future__ import annotations

import numpy as np

from polyregions.budgets import in_time
from polyregions.complexes.facet_forms import RegionPolytopes
from polyregions.errors import UnboundedError
from polyregions.networks import IntegerForm
from polyregions.polytopes import HPolytope, Triangulation, is_bounded, triangulation
from polyregions.refinement import Enumeration

__all__ = ["triangulations"]


def triangulations(
    network: IntegerForm, domain: HPolytope, enumeration: Enumeration
) -> tuple[Triangulation, ...]:
    """Cut each region of an enumeration into simplices.

    Raises
    ------
    UnboundedError
        If the domain is unbounded.
    OutOfTime
        If the time is up before.
    """
    if not is_bounded(domain):
        raise UnboundedError(
            "the domain is unbounded, and measures are those of a bounded one: give a box as the "
            "domain"
        )
    polytope_of = RegionPolytopes(network, domain)
    found = []
    for index in in_time(range(len(enumeration))):
        begin, end = enumeration.facet_offsets[index : index + 2].tolist()
        bits = np.unpackbits(enumeration.patterns[index], count=network.units).tolist()
        hyperplanes = enumeration.facet_hyperplanes[begin:end].tolist()
        found.append(triangulation(polytope_of(bits, hyperplanes)))
    return tuple(found)
