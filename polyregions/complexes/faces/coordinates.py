"""The exact vertices and rays of regions, one by one, from the forms of their facets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, null_space, primitive
from polyregions.budgets import in_time
from polyregions.complexes.faces.incidence import Incidence
from polyregions.complexes.faces.residue_points import facets_of_generators
from polyregions.errors import InternalError
from polyregions.networks import IntegerForm, SharedForms
from polyregions.polytopes import HPolytope
from polyregions.refinement import Enumeration, starts_of

__all__ = ["ExactGenerators"]


class ExactGenerators:
    """The generators of regions as primitive integer vectors (x_1, ..., x_n, w).

    Coordinates that are not kept are zero. Fastest for regions in ascending order.

    Parameters
    ----------
    network
        The network scaled to integers.
    domain, enumeration, incidence
        The regions and their generators.
    kept
        The coordinates whose part of the facets' normals has full rank: all where there are no
        lines.
    """

    def __init__(
        self,
        network: IntegerForm,
        domain: HPolytope,
        enumeration: Enumeration,
        incidence: Incidence,
        kept: Sequence[int],
    ) -> None:
        self._network = network
        self._domain = domain
        self._enumeration = enumeration
        self._are_rays = incidence.are_rays
        self._columns = [*kept, domain.dimension]
        self._owners = incidence.owners()
        counts, self._facets = facets_of_generators(enumeration, incidence)
        self._starts = np.append(starts_of(counts), len(self._facets))
        self._forms = SharedForms(network)

    def units(self, region: int) -> list[IntegerVector]:
        """Return the pre-activations of all ReLU units on a region."""
        pattern = self._enumeration.patterns[region]
        return self._forms.units(np.unpackbits(pattern, count=self._network.units).tolist())

    def __call__(self, generators: NDArray[np.int64]) -> Iterator[tuple[int, IntegerVector]]:
        """Yield generators of regions, and where they stand among those asked for.

        Raises
        ------
        OutOfTime
            If the time is up before the end.
        """
        known, forms = -1, list[IntegerVector]()
        for place in in_time(np.argsort(generators, kind="stable").tolist()):
            generator = int(generators[place])
            if self._owners[generator] != known:
                known = int(self._owners[generator])
                forms = self.units(known)
            yield place, self._exact(generator, forms)

    def _exact(self, generator: int, forms: Sequence[IntegerVector]) -> IntegerVector:
        first, last = self._starts[generator : generator + 2].tolist()
        carriers = self._enumeration.facet_hyperplanes[self._facets[first:last]].tolist()
        rows = [self._row(carrier, forms) for carrier in carriers]
        is_ray = bool(self._are_rays[generator])
        if is_ray:
            rows.append((*[0] * (len(self._columns) - 1), 1))
        solutions = null_space(rows, len(self._columns))
        if len(solutions) != 1:
            raise InternalError("the facets of a vertex or ray do not meet in it alone")
        found = primitive(solutions[0])
        sign = (
            self._sign_of_ray(generator, found, forms) if is_ray else (1 if found[-1] > 0 else -1)
        )
        vector = [0] * (self._domain.dimension + 1)
        for column, entry in zip(self._columns, found, strict=True):
            vector[column] = sign * entry
        return tuple(vector)

    def _row(self, carrier: int, forms: Sequence[IntegerVector]) -> IntegerVector:
        if carrier >= 0:
            form = forms[carrier]
            return tuple(form[i] for i in self._columns)
        row = self._domain.rows[-1 - carrier]
        return (*(-row[i] for i in self._columns[:-1]), row[-1])

    def _sign_of_ray(
        self, generator: int, found: IntegerVector, forms: Sequence[IntegerVector]
    ) -> int:
        """Return 1 if the ray goes along a vector, -1 if against it."""
        region = int(self._owners[generator])
        first, last = self._enumeration.facet_offsets[region : region + 2].tolist()
        pattern = self._enumeration.patterns[region]
        bits = np.unpackbits(pattern, count=self._network.units).tolist()
        for carrier in self._enumeration.facet_hyperplanes[first:last].tolist():
            row = self._row(carrier, forms)
            slope = sum(a * x for a, x in zip(row[:-1], found[:-1], strict=True))
            if slope:
                inside = slope > 0 if carrier < 0 or bits[carrier] else slope < 0
                return 1 if inside else -1
        raise InternalError("a ray lies on all facets of its region")
